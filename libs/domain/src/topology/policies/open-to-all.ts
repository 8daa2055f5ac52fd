import { accountOf, namesAction, namesResource, type PolicyCondition, type PolicyStatement, statementsOf } from './policy-statement.js';

/** What a value has to look like to keep strangers out. */
type KeyForm = 'id' | 'path' | 'arn' | 'address';

/**
 * Keys of a request that say whose it is and that no stranger can choose. Tags, names of users and the service a request comes through are
 * none: anybody has those in an account of their own.
 * Source: IAM User Guide, "AWS global condition context keys".
 */
const NARROWING: Readonly<Record<string, KeyForm>> = {
  'aws:principalorgid': 'id',
  'aws:principalaccount': 'id',
  'aws:sourceaccount': 'id',
  'aws:sourceorgid': 'id',
  'aws:sourceowner': 'id',
  'aws:sourcevpc': 'id',
  'aws:sourcevpce': 'id',
  'aws:userid': 'id',
  'aws:principalorgpaths': 'path',
  'aws:sourceorgpaths': 'path',
  'aws:principalarn': 'arn',
  'aws:sourcearn': 'arn',
  'aws:sourceip': 'address',
  'aws:vpcsourceip': 'address',
};

/** Why everybody gets in by a policy, in words such as `Allow, principal *, no condition`. */
export interface OpenDoor {
  readonly statement: string;
  /** Conditions that look as if they kept somebody out and do not, each with the reason. */
  readonly idle: readonly string[];
}

/**
 * How anybody with an AWS account may do `action` to what bears the policy; null: not everybody may. A statement that allows everybody counts
 * as closed when one of its conditions, or a statement that denies, leaves in only who belongs to named accounts, organisations or networks.
 * Source: IAM User Guide, "Policy evaluation logic", "Condition operators", "Multivalued context keys" and "NotPrincipal".
 */
export function openDoor(policy: string | null, action: string, arn: string): OpenDoor | null {
  const statements = statementsOf(policy).filter(({ actions, resources }) => namesAction(actions, action) && namesResource(resources, arn));
  if (statements.some((statement) => !statement.allows && shutsStrangersOut(statement))) return null;
  const open = statements.find((statement) => statement.allows && includesStrangers(statement) && !hasNarrowing(statement));
  if (open === undefined) return null;
  const who = open.principals.except ? `everybody but ${[...open.principals.values, ...open.services.values].join(', ')}` : 'principal *';
  const idle = open.conditions.map((condition) => `${condition.words}: ${whyIdle(condition)}`);
  return { statement: `Allow, ${who}${idle.length === 0 ? ', no condition' : ''}`, idle };
}

/** Whether an account other than the owner's may do `action`, be it only some of them: what comes in may then be written by others. */
export function letsOthers(policy: string | null, action: string, arn: string, ownAccountId: string): boolean {
  return statementsOf(policy).some(
    (statement) =>
      statement.allows &&
      namesAction(statement.actions, action) &&
      namesResource(statement.resources, arn) &&
      (includesStrangers(statement) ||
        (!statement.principals.except && statement.principals.values.some((who) => (accountOf(who) ?? ownAccountId) !== ownAccountId))) &&
      !statement.conditions.some(
        (condition) =>
          isNarrowing(condition, isPresent(condition.key, statement.conditions)) &&
          condition.values.every((value) => isOwn(value, ownAccountId)),
      ),
  );
}

const isOwn = (value: string, accountId: string): boolean => value === accountId || value.split(':')[4] === accountId;

const includesStrangers = ({ principals }: PolicyStatement): boolean =>
  principals.except ? !principals.values.includes('*') : principals.values.includes('*');

const hasNarrowing = ({ conditions }: PolicyStatement): boolean =>
  conditions.some((condition) => isNarrowing(condition, isPresent(condition.key, conditions)));

/** `Null` with `false` asks that the key be there, which takes from `IfExists` and `ForAllValues` the way around them. */
const isPresent = (key: string, conditions: readonly PolicyCondition[]): boolean =>
  conditions.some(
    (other) =>
      other.operator === 'null' && other.key === key && other.values.length > 0 && other.values.every((value) => value === 'false'),
  );

/** Whether only requests of somebody known meet a condition. */
function isNarrowing(condition: PolicyCondition, present: boolean): boolean {
  const { set, ifExists, values } = condition;
  if ((ifExists || set === 'all') && !present) return false;
  const form = NARROWING[condition.key];
  const operator = POSITIVE[condition.operator];
  // Without a value nothing meets it.
  return form !== undefined && operator !== undefined && values.every((value) => keepsOut(value, form, operator));
}

/** A statement that denies everybody, or everybody but somebody known. */
function shutsStrangersOut({ principals, services, conditions }: PolicyStatement): boolean {
  if (principals.except ? principals.values.includes('*') || services.values.includes('*') : !principals.values.includes('*')) return false;
  return conditions.every(({ set, operator, key, values }) => {
    const negated = NEGATED[operator];
    const form = NARROWING[key];
    // A request without the key meets a negated condition, so it is denied; with ForAnyValue it is not.
    return (
      set !== 'any' &&
      negated !== undefined &&
      form !== undefined &&
      values.length > 0 &&
      values.every((value) => keepsOut(value, form, negated))
    );
  });
}

type Comparison = 'exact' | 'like' | 'address';

const POSITIVE: Readonly<Record<string, Comparison>> = {
  stringequals: 'exact',
  stringequalsignorecase: 'exact',
  stringlike: 'like',
  arnequals: 'like',
  arnlike: 'like',
  ipaddress: 'address',
};
const NEGATED: Readonly<Record<string, Comparison>> = {
  stringnotequals: 'exact',
  stringnotequalsignorecase: 'exact',
  stringnotlike: 'like',
  arnnotequals: 'like',
  arnnotlike: 'like',
  notipaddress: 'address',
};

/** Variables that stand for the owner of the resource; all others stand for the caller, whoever that is. */
const OWNERS = /^\$\{aws:Resource(?:Account|OrgID|OrgPaths)\}(?:\/|$)/i;

/** Whether what a value stands for is out of the reach of strangers. */
function keepsOut(value: string, form: KeyForm, comparison: Comparison): boolean {
  if (value.includes('${')) return OWNERS.test(value);
  // `StringEquals` knows no wildcard: what it compares with is an asterisk, which nobody is.
  const isPattern = comparison === 'like';
  switch (form) {
    case 'id':
      return !isPattern || !/[*?]/.test(value);
    case 'path':
      return !isPattern || /^o-[^*?/]+\//.test(value);
    case 'arn':
      return !isPattern || isBoundArn(value);
    case 'address':
      return comparison === 'address' && networkBits(value) >= FEWEST_NETWORK_BITS;
  }
}

/** An account, or where the ARN has none, as of a bucket, a name: whoever owns the rest can be anybody. */
function isBoundArn(pattern: string): boolean {
  const [partition, service, region, account = '', ...resource] = pattern.split(':').slice(1);
  if ([partition, service, region, account].some((part) => part !== undefined && /^\d{12}$/.test(part))) return true;
  return account === '' && /^[^*?/]+(?:\/|$)/.test(resource.join(':'));
}

/** No organisation has a larger part of the Internet to itself. */
const FEWEST_NETWORK_BITS = 8;

const networkBits = (block: string): number => Number(/\/(\d{1,3})$/.exec(block)?.[1] ?? FEWEST_NETWORK_BITS);

/** Why a condition keeps nobody out. */
function whyIdle({ set, operator, ifExists, key, values }: PolicyCondition): string {
  const form = NARROWING[key];
  const positive = POSITIVE[operator];
  if (form === undefined) return 'says nothing of whose request it is';
  if (operator === 'null') return 'asks only whether the key is there';
  if (NEGATED[operator] !== undefined) return 'leaves everybody else in';
  if (positive === undefined) return 'does not compare whose request it is';
  if (values.includes('*')) return 'an asterisk stands for everybody';
  if (!values.every((value) => keepsOut(value, form, positive))) return 'strangers can have such a value';
  if (ifExists) return 'a request without the key passes';
  return set === 'all' ? 'ForAllValues holds where the key is missing' : 'strangers can have such a value';
}
