import { parseEventPattern, weaknessesOf } from '../matching/index.js';
import { unescapedPipeUses, unescapedUses } from '../transform/index.js';
import { accountOf, letsSend, type PolicyStatement, statementsOf } from '../graph/producers.js';
import { found, type Audited, type AuditSight, type Check } from './audit-sight.js';

/** Conditions that keep everybody else out although everybody is named. */
const NARROWING: ReadonlySet<string> = new Set([
  'aws:principalorgid',
  'aws:principalorgpaths',
  'aws:sourceaccount',
  'aws:sourcearn',
  'aws:sourceorgid',
  'aws:sourceowner',
  'aws:principalaccount',
  'aws:principalarn',
  'aws:sourcevpce',
  'aws:sourcevpc',
]);

const isOpenToAll = (statement: PolicyStatement): boolean =>
  letsSend(statement) && statement.principals.includes('*') && !statement.conditions.some((condition) => NARROWING.has(condition));

const checkPolicies: Check = (entry) => {
  if ((entry.kind !== 'bus' && entry.kind !== 'topic') || entry.config === null) return [];
  if (!statementsOf(entry.config.policy).some(isOpenToAll)) return [];
  const [rule, what] =
    entry.kind === 'bus' ? (['bus-policy-wildcard', 'put events on it'] as const) : (['topic-policy-wildcard', 'publish to it'] as const);
  return [
    found(rule, entry, {
      title: `Anybody with an AWS account may ${what}.`,
      evidence: { policy: 'Allow, principal *, no condition on the account or organisation' },
      fix: 'Name the accounts, or add a condition on aws:PrincipalOrgID.',
    }),
  ];
};

/** Whether accounts other than its own may put events on a bus. */
function isShared(busArn: string, { index }: AuditSight): boolean {
  const bus = index.byArn(busArn);
  if (bus?.kind !== 'bus' || bus.config === null) return false;
  return statementsOf(bus.config.policy).some(
    (statement) =>
      letsSend(statement) && statement.principals.some((who) => who === '*' || (accountOf(who) ?? bus.accountId) !== bus.accountId),
  );
}

const checkPattern: Check = (entry, sight) => {
  if (entry.kind !== 'rule' || entry.config?.pattern == null || entry.config.managedBy !== null) return [];
  const parsed = parseEventPattern(entry.config.pattern);
  if (!parsed.ok) return [];
  const findings: Audited[] = [];
  const weaknesses = weaknessesOf(parsed.pattern);
  const shared = isShared(entry.config.busArn, sight);
  if (shared && weaknesses.some(({ kind }) => kind === 'no-account'))
    findings.push(
      found('shared-bus-rule-without-account', entry, {
        title: 'Every account that may put events on this bus can set it off.',
        evidence: { bus: entry.config.busName, account: 'not in the pattern' },
        fix: 'Add an account match to the pattern, with the accounts it is meant for.',
      }),
    );
  // Nearly every pattern asks for some value, and a list may bring others along: worth a word where values are to be kept out.
  const [excluding] = weaknesses.filter((weakness) => weakness.kind === 'array-element' && weakness.how === 'excludes');
  if (excluding?.kind === 'array-element')
    findings.push(
      found('pattern-array-element', entry, {
        part: excluding.path,
        title: 'What the pattern means to keep out gets in as one element of a list.',
        evidence: { field: excluding.path, example: excluding.example },
        fix: 'Do not rest a decision about permission on this field, or check it again in the target.',
      }),
    );
  // Only who does not belong to this account has reason to imitate its events.
  const [dotted] = shared ? weaknesses.filter(({ kind }) => kind === 'dotted-key') : [];
  if (dotted?.kind === 'dotted-key')
    findings.push(
      found('pattern-dotted-key', entry, {
        part: dotted.path,
        title: 'A sender of another account who may choose key names can imitate a nested field with a dotted one.',
        evidence: { field: dotted.path, example: dotted.example },
        fix: 'Match on the account as well, or check the shape of the event in the target.',
      }),
    );
  return findings;
};

const checkTransformers: Check = (entry) => {
  const uses =
    entry.kind === 'rule'
      ? (entry.config?.targets ?? []).flatMap(({ id, inputTransformer }) =>
          inputTransformer === null ? [] : unescapedUses(inputTransformer).map((use) => ({ part: id, ...use })),
        )
      : entry.kind === 'pipe' && entry.config?.inputTemplate
        ? unescapedPipeUses(entry.config.inputTemplate).map((use) => ({ part: 'input template', ...use }))
        : [];
  return [...Map.groupBy(uses, ({ part }) => part)].map(([part, of]) =>
    found('transformer-unescaped', entry, {
      part,
      title: 'Values that senders choose go into JSON strings unescaped: a quotation mark in them breaks or changes what the target gets.',
      evidence: { variables: [...new Set(of.map(({ variable, path }) => `<${variable}> from ${path}`))].slice(0, 5).join(', ') },
      fix: 'Leave the quotation marks around the variable out: EventBridge then puts the value in as JSON.',
    }),
  );
};

export const SECURITY_CHECKS: readonly Check[] = [checkPolicies, checkPattern, checkTransformers];
