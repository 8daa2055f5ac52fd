import { accountOf, namesAction, type PolicyStatement, statementsOf } from '../policies/policy-statement.js';

/** Somebody a resource policy lets send, beside the account's own identities. */
export interface Producer {
  readonly kind: 'service' | 'account';
  /** `s3`, or an account's id. */
  readonly name: string;
}

const SENDING: readonly string[] = ['sns:publish', 'events:putevents', 'events:putpartnerevents', 'sqs:sendmessage'];
/** What these deliver is seen in their own settings. */
const SEEN_ELSEWHERE: ReadonlySet<string> = new Set(['sns', 'events', 'pipes', 'lambda', 'sqs']);

const letsSend = ({ allows, actions }: PolicyStatement): boolean => allows && SENDING.some((action) => namesAction(actions, action));

/** Who may send to what bears this policy, as far as the policy names them: AWS services, and other accounts. */
export function producersIn(policy: string | null, ownAccountId: string): readonly Producer[] {
  const found = new Map<string, Producer>();
  for (const statement of statementsOf(policy)) {
    if (!letsSend(statement)) continue;
    // Everybody but some are nobody in particular.
    if (statement.principals.except) continue;
    for (const service of statement.services.values) {
      const name = service.split('.')[0] ?? service;
      if (!SEEN_ELSEWHERE.has(name)) found.set(`service ${name}`, { kind: 'service', name });
    }
    for (const who of statement.principals.values) {
      const account = accountOf(who);
      if (account !== null && account !== ownAccountId) found.set(`account ${account}`, { kind: 'account', name: account });
    }
  }
  return [...found.values()];
}
