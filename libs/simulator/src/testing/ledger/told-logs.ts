import { CounterWindow, familyOf, MINUTE_MS } from '@weir/domain';
import { loggedCount, type DeliveryStatus } from '../../topics/status-log.js';
import type { SimulatedTopic } from '../../topics/simulated-topic.js';

/** How a topic logs its deliveries, of every protocol that can be logged, and how well Weir reads that. */
export interface LoggingPlan {
  /** Protocols as SNS's attributes name them. */
  readonly protocols: readonly string[];
  readonly successPercent: number;
  readonly failures: boolean;
  /** One minute in so many was not read. */
  readonly unreadEvery: number;
}

const ROLE = 'arn:aws:iam::111122223333:role/logs';

/** The attributes of a topic that logs so. */
export const loggingAttributes = ({ protocols, successPercent, failures }: LoggingPlan): Record<string, string> =>
  Object.fromEntries(
    protocols.flatMap((protocol): (readonly [string, string])[] => [
      ...(successPercent > 0
        ? [[`${protocol}SuccessFeedbackRoleArn`, ROLE] as const, [`${protocol}SuccessFeedbackSampleRate`, String(successPercent)] as const]
        : []),
      ...(failures ? [[`${protocol}FailureFeedbackRoleArn`, ROLE] as const] : []),
    ]),
  );

/**
 * What the log says of everybody who delivers to an endpoint, as Weir stores it: whose entries are whose, of two that had one endpoint after
 * one another, the log does not tell.
 */
export function toldLog(
  topic: SimulatedTopic,
  endpoint: string,
  { successPercent, failures, unreadEvery }: LoggingPlan,
  from: number,
  to: number,
): CounterWindow {
  const all = [...topic.subscriptions, ...topic.former].filter((subscription) => subscription.endpoint === endpoint);
  const count = (status: DeliveryStatus, minute: number): number =>
    all.reduce((sum, subscription) => sum + loggedCount(topic, subscription, status, minute), 0);
  const rows: { at: number; values: (number | null)[] }[] = [];
  for (let at = from; at < to; at += MINUTE_MS) {
    if ((at / MINUTE_MS) % unreadEvery === unreadEvery - 1) continue;
    const successes = successPercent > 0 ? count('SUCCESS', at) : null;
    const values: Readonly<Partial<Record<string, number | null>>> = {
      loggedSuccesses: successPercent === 100 ? successes : null,
      sampledSuccesses: successPercent === 100 ? null : successes,
      loggedFailures: failures ? count('FAILURE', at) : null,
    };
    rows.push({ at, values: familyOf('sns.deliveries').metrics.map(({ key }) => values[key] ?? null) });
  }
  return CounterWindow.of('sns.deliveries', rows, [], from, to);
}
