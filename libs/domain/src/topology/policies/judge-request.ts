import {
  accountOf,
  fitsPattern,
  namesAction,
  namesResource,
  type Named,
  type PolicyCondition,
  type PolicyStatement,
  statementsOf,
} from './policy-statement.js';

/** A request as a resource policy sees it. */
export interface PolicyRequest {
  /** Such as `sqs:SendMessage`. */
  readonly action: string;
  /** What bears the policy. */
  readonly resourceArn: string;
  /** An AWS service that acts for a resource; or an account, by its own name or by a role. */
  readonly by: { readonly service: string } | { readonly accountId: string; readonly roleArn: string | null };
  /** What the request tells of itself by key in lower case; null: it is known not to tell it. Left out: Weir cannot know. */
  readonly context: Readonly<Record<string, string | null>>;
}

/** `denied`: a statement says no. `not-allowed`: none says yes. `unsure`: it rests on something Weir cannot know, which `on` names. */
export type PolicyAnswer = { readonly answer: 'allowed' | 'denied' | 'not-allowed' } | { readonly answer: 'unsure'; readonly on: string };

/** Whether something holds; a text: it cannot be told, for want of that. */
type Holds = boolean | { readonly on: string };

/**
 * Whether a resource policy lets a request in. Permissions of identities are not looked at.
 * Source: IAM User Guide, "Policy evaluation logic" and "Condition operators".
 * @param policy JSON text; null: there is none, so that nothing is allowed
 */
export function judgeRequest(policy: string | null, request: PolicyRequest): PolicyAnswer {
  let allowed: Holds = false;
  let doubt: string | null = null;
  for (const statement of statementsOf(policy)) {
    const applies = appliesTo(statement, request);
    if (applies === false) continue;
    if (statement.allows) allowed = applies === true || allowed === true || applies;
    else if (applies === true) return { answer: 'denied' };
    else doubt = applies.on;
  }
  if (allowed === false) return { answer: 'not-allowed' };
  if (doubt !== null) return { answer: 'unsure', on: doubt };
  return allowed === true ? { answer: 'allowed' } : { answer: 'unsure', on: allowed.on };
}

function appliesTo(statement: PolicyStatement, request: PolicyRequest): Holds {
  if (!namesAction(statement.actions, request.action) || !namesResource(statement.resources, request.resourceArn)) return false;
  return all([names(statement, request), ...statement.conditions.map((condition) => meets(condition, request))]);
}

/** One that fails decides, however little is known of the others. */
function all(parts: readonly Holds[]): Holds {
  if (parts.includes(false)) return false;
  return parts.find((part) => part !== true) ?? true;
}

function names({ principals, services }: PolicyStatement, { by }: PolicyRequest): Holds {
  const among = 'service' in by ? principals.values.includes('*') || services.values.includes(by.service) : namesAccount(principals, by);
  return typeof among === 'boolean' ? among !== principals.except : among;
}

function namesAccount({ values }: Named, by: { readonly accountId: string; readonly roleArn: string | null }): Holds {
  if (values.includes('*')) return true;
  const own = values.filter((who) => accountOf(who) === by.accountId);
  if (own.some((who) => who === by.accountId || who.endsWith(':root') || who === by.roleArn)) return true;
  // It names identities of the account, and by which one the event is sent the settings do not say.
  return own.length > 0 && by.roleArn === null ? { on: `who of account ${by.accountId} sends` } : false;
}

function meets({ set, operator, ifExists, key, values }: PolicyCondition, { context }: PolicyRequest): Holds {
  const seen = context[key];
  if (seen === undefined) return { on: key };
  if (operator === 'null') return values.includes(String(seen === null));
  const test = TESTS[operator];
  if (test === undefined) return { on: `${operator} ${key}` };
  const negated = operator.includes('not');
  if (seen === null) return set === 'any' ? false : ifExists || set === 'all' || negated;
  if (values.some((value) => value.includes('${'))) return { on: key };
  return values.some((value) => test(seen, value)) !== negated;
}

const equals = (seen: string, value: string): boolean => seen === value;
const equalsInAnyCase = (seen: string, value: string): boolean => seen.toLowerCase() === value.toLowerCase();

/** Each part of an ARN is compared with its own. */
function arnFits(seen: string, pattern: string): boolean {
  const one = arnParts(seen);
  const other = arnParts(pattern);
  return one.every((part, place) => fitsPattern(part, other[place] ?? ''));
}

function arnParts(arn: string): readonly string[] {
  const parts = arn.split(':');
  return [...parts.slice(0, 5), parts.slice(5).join(':')];
}

const TESTS: Readonly<Record<string, (seen: string, value: string) => boolean>> = {
  stringequals: equals,
  stringnotequals: equals,
  stringequalsignorecase: equalsInAnyCase,
  stringnotequalsignorecase: equalsInAnyCase,
  stringlike: fitsPattern,
  stringnotlike: fitsPattern,
  arnequals: arnFits,
  arnnotequals: arnFits,
  arnlike: arnFits,
  arnnotlike: arnFits,
  bool: equalsInAnyCase,
};
