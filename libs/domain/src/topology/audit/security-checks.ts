import { type EventPattern, parseEventPattern, type Weakness, weaknessesOf } from '../matching/index.js';
import { describeCondition } from '../matching/condition.js';
import { leafText } from '../matching/leaf.js';
import { letsOthers, openDoor } from '../policies/index.js';
import { unescapedPipeUses, unescapedUses } from '../transform/index.js';
import { found, type Audited, type AuditSight, type Check } from './audit-sight.js';
import { isGuard } from './guard-fields.js';

/** What somebody does who sends to a resource with a policy. */
const SENDING = {
  bus: { rule: 'bus-policy-wildcard', action: 'events:PutEvents', words: 'put events on it' },
  topic: { rule: 'topic-policy-wildcard', action: 'sns:Publish', words: 'publish to it' },
  queue: { rule: 'queue-policy-wildcard', action: 'sqs:SendMessage', words: 'send to it' },
} as const;

const checkPolicies: Check = (entry) => {
  if ((entry.kind !== 'bus' && entry.kind !== 'topic' && entry.kind !== 'queue') || entry.config === null) return [];
  const { rule, action, words } = SENDING[entry.kind];
  const door = openDoor(entry.config.policy ?? null, action, entry.arn);
  if (door === null) return [];
  return [
    found(rule, entry, {
      title: `Anybody with an AWS account may ${words}.`,
      evidence: {
        policy: door.statement,
        ...Object.fromEntries(door.idle.map((why, at) => [`condition ${at + 1} keeps nobody out`, why])),
      },
      fix: 'Name the accounts, or add a condition that others cannot meet: StringEquals on aws:PrincipalOrgID, or on aws:SourceAccount.',
    }),
  ];
};

/** Whether accounts other than its own may put events on a bus. */
function isShared(busArn: string, { index }: AuditSight): boolean {
  const bus = index.byArn(busArn);
  return bus?.kind === 'bus' && bus.config !== null && letsOthers(bus.config.policy, SENDING.bus.action, busArn, bus.accountId);
}

const checkPattern: Check = (entry, sight) => {
  if (entry.kind !== 'rule' || entry.config?.pattern == null || entry.config.managedBy !== null) return [];
  const parsed = parseEventPattern(entry.config.pattern);
  if (!parsed.ok) return [];
  const weaknesses = weaknessesOf(parsed.pattern);
  const findings: Audited[] = [];
  if (isShared(entry.config.busArn, sight) && weaknesses.some(({ kind }) => kind === 'no-account'))
    findings.push(
      found('shared-bus-rule-without-account', entry, {
        title: 'Every account that may put events on this bus can set it off.',
        evidence: { bus: entry.config.busName, account: 'not in the pattern' },
        fix: 'Add an account match to the pattern, with the accounts it is meant for.',
      }),
    );
  if (isWrittenByAws(parsed.pattern)) return findings;
  for (const weakness of weaknesses)
    if (weakness.kind === 'array-element' && (weakness.how === 'excludes' || isGuard(weakness.field)))
      findings.push(
        found('pattern-array-element', entry, {
          part: weakness.field.path,
          title:
            weakness.how === 'excludes'
              ? 'What the pattern means to keep out gets in as one element of a list.'
              : `${weakness.field.path} lets anything in beside a value that it asks for, as one element of a list.`,
          evidence: { ...asked(weakness), 'kept out by itself': leafText(weakness.smuggled), 'event that passes': weakness.proof },
          fix: 'Do not rest a decision about permission on this field, or check in the target that it is one value and which.',
        }),
      );
  const dotted = weaknesses.filter((weakness) => weakness.kind === 'dotted-key');
  const [first] = dotted;
  if (first !== undefined)
    findings.push(
      found('pattern-dotted-key', entry, {
        part: first.field.path,
        title: 'A sender who may choose key names can imitate a nested field with a dotted one.',
        evidence: {
          ...asked(first),
          'event that passes': first.proof,
          ...(dotted.length > 1 && {
            'so can': dotted
              .slice(1, 6)
              .map(({ field }) => field.path)
              .join(', '),
          }),
        },
        fix: 'Refuse keys with dots where events are made, or check the shape of the event in the target.',
      }),
    );
  return findings;
};

const asked = ({ field }: Exclude<Weakness, { kind: 'no-account' }>): Readonly<Record<string, string>> => ({
  field: field.path,
  'must be': field.conditions.map(describeCondition).join(' or ').slice(0, 500),
});

/**
 * Whether AWS alone can send what the pattern matches, so that nobody chooses the keys and values in it.
 * Source: EventBridge API Reference, PutEvents: a source of a customer's cannot begin with `aws.`.
 */
const isWrittenByAws = ({ alternatives }: EventPattern): boolean =>
  alternatives.every((fields) =>
    fields.some(
      ({ path, conditions }) =>
        path === 'source' &&
        conditions.every((each) => each.rule === 'equals' && typeof each.value === 'string' && /^aws\.(?!partner\/)/.test(each.value)),
    ),
  );

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
