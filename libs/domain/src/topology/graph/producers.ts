/** Somebody a resource policy lets send, beside the account's own identities. */
export interface Producer {
  readonly kind: 'service' | 'account';
  /** `s3`, or an account's id. */
  readonly name: string;
}

export interface PolicyStatement {
  readonly allows: boolean;
  /** `*` for everybody. */
  readonly principals: readonly string[];
  readonly services: readonly string[];
  readonly actions: readonly string[];
  /** Keys of its conditions, such as `aws:SourceArn`, in lower case. */
  readonly conditions: readonly string[];
}

/** The statements of a resource policy; none of what is no policy, for AWS's text is untrusted here. */
export function statementsOf(policy: string | null): readonly PolicyStatement[] {
  const document = policy === null ? null : parseJson(policy);
  if (!isRecord(document)) return [];
  const statements = document['Statement'];
  return (Array.isArray(statements) ? statements : [statements]).filter(isRecord).map(readStatement);
}

function readStatement(statement: Record<string, unknown>): PolicyStatement {
  const principal = statement['Principal'];
  const named = isRecord(principal) ? principal : {};
  const conditions = isRecord(statement['Condition']) ? Object.values(statement['Condition']).filter(isRecord) : [];
  return {
    allows: statement['Effect'] === 'Allow',
    principals: principal === '*' ? ['*'] : texts(named['AWS']),
    services: texts(named['Service']),
    actions: texts(statement['Action']),
    conditions: conditions.flatMap((condition) => Object.keys(condition)).map((key) => key.toLowerCase()),
  };
}

const SENDING: readonly string[] = ['sns:publish', 'events:putevents', 'events:putpartnerevents', 'sqs:sendmessage'];
/** What these deliver is seen in their own settings. */
const SEEN_ELSEWHERE: ReadonlySet<string> = new Set(['sns', 'events', 'pipes', 'lambda', 'sqs']);

export const letsSend = ({ allows, actions }: PolicyStatement): boolean =>
  allows && actions.some((action) => SENDING.some((sending) => covers(action.toLowerCase(), sending)));

/** Whether an action of a policy, with `*` for anything and `?` for one character, is or includes another. */
function covers(pattern: string, action: string): boolean {
  const parts = pattern.split('*').map((part) => part.replaceAll(/[.+^${}()|[\]\\]/g, '\\$&').replaceAll('?', '.'));
  return new RegExp(`^${parts.join('.*')}$`).test(action);
}

/** Who may send to what bears this policy, as far as the policy names them: AWS services, and other accounts. */
export function producersIn(policy: string | null, ownAccountId: string): readonly Producer[] {
  const found = new Map<string, Producer>();
  for (const statement of statementsOf(policy)) {
    if (!letsSend(statement)) continue;
    for (const service of statement.services) {
      const name = service.split('.')[0] ?? service;
      if (!SEEN_ELSEWHERE.has(name)) found.set(`service ${name}`, { kind: 'service', name });
    }
    for (const who of statement.principals) {
      const account = accountOf(who);
      if (account !== null && account !== ownAccountId) found.set(`account ${account}`, { kind: 'account', name: account });
    }
  }
  return [...found.values()];
}

/** The account of a principal, given as its id or as an ARN of it. */
export const accountOf = (principal: string): string | null =>
  /^\d{12}$/.test(principal) ? principal : (/^arn:[a-z-]+:(?:iam|sts)::(\d{12}):/.exec(principal)?.[1] ?? null);

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value);

const texts = (value: unknown): readonly string[] =>
  typeof value === 'string' ? [value] : Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
