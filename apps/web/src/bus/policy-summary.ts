/** Who may do what with a bus, by one statement of its resource policy. */
export interface PolicyGrant {
  readonly effect: 'allow' | 'deny';
  /** `account 444455556666`, `everyone`, `service sns`. */
  readonly who: readonly string[];
  /** `put events`, `manage rules`, else the action itself. */
  readonly what: readonly string[];
  /** Conditions as `key operator value`; empty: unconditionally. */
  readonly when: readonly string[];
}

/**
 * A resource policy in sentences' parts, for people. Null: it is no policy that can be read. IAM's own rules decide, not this summary: it
 * leaves nothing out, and explains only what is common. Source: IAM User Guide, "JSON policy elements".
 */
export function summarisePolicy(text: string): readonly PolicyGrant[] | null {
  const policy = readObject(text);
  if (policy === null) return null;
  return listOf(policy['Statement']).flatMap((statement) => {
    if (!isObject(statement)) return [];
    const { Effect, Principal, NotPrincipal, Action, NotAction, Condition } = statement;
    return [
      {
        effect: Effect === 'Deny' ? 'deny' : 'allow',
        who: NotPrincipal === undefined ? principals(Principal) : principals(NotPrincipal).map((one) => `all but ${one}`),
        what: NotAction === undefined ? texts(Action).map(actionWords) : texts(NotAction).map((one) => `all but ${actionWords(one)}`),
        when: conditions(Condition),
      } as const,
    ];
  });
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : value === undefined ? [] : [value]);
const texts = (value: unknown): readonly string[] => listOf(value).filter((one) => typeof one === 'string');

function readObject(text: string): Readonly<Record<string, unknown>> | null {
  try {
    const read: unknown = JSON.parse(text);
    return isObject(read) ? read : null;
  } catch {
    // What AWS returned is no JSON; the page says so.
    return null;
  }
}

function principals(value: unknown): readonly string[] {
  if (value === '*') return ['everyone'];
  if (!isObject(value)) return [];
  return Object.entries(value).flatMap(([kind, given]) => texts(given).map((one) => principalWords(kind, one)));
}

function principalWords(kind: string, value: string): string {
  if (kind === 'Service') return `service ${value.replace(/\.amazonaws\.com$/, '')}`;
  if (value === '*') return 'everyone';
  const account = /^(?:arn:[^:]+:iam::)?(\d{12})(?::root)?$/.exec(value)?.[1];
  return account === undefined ? value : `account ${account}`;
}

const ACTIONS: Readonly<Record<string, string>> = {
  'events:putevents': 'put events',
  'events:putrule': 'create rules',
  'events:puttargets': 'set targets',
  'events:*': 'do everything',
  '*': 'do everything',
};
const actionWords = (action: string): string => ACTIONS[action.toLowerCase()] ?? action;

function conditions(value: unknown): readonly string[] {
  if (!isObject(value)) return [];
  return Object.entries(value).flatMap(([operator, keys]) =>
    isObject(keys) ? Object.entries(keys).map(([key, given]) => `${key} ${operator} ${texts(given).join(' or ')}`) : [],
  );
}
