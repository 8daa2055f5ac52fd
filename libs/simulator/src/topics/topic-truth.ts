import { MINUTE_MS } from '@weir/domain';
import { TOPIC_METRICS, topicMinute } from '../metrics/topic-metrics.js';
import type { CopyFates } from '../delivery/copy-book.js';
import type { SimulatedTopic } from './simulated-topic.js';
import { confirmationToken, type SimulatedSubscription } from './subscription.js';
import { SUBSCRIPTION_FIELDS, type SubscriptionCounts, type SubscriptionMinute } from './topic-minutes.js';

/** What happened to a topic: what CloudWatch must tell in the end, and what AWS tells nobody: each subscription by itself. */
export interface TopicTruth {
  /** Per metric `[minute start, samples]` of every minute that was emitted. */
  readonly metrics: Readonly<Record<string, readonly (readonly [number, object])[]>>;
  readonly subscriptions: readonly SubscriptionTruth[];
}

export interface SubscriptionTruth {
  readonly arn: string;
  readonly protocol: string;
  readonly endpoint: string;
  readonly owner: string;
  readonly state: 'confirmed' | 'pending' | 'ended';
  /** What the endpoint would have to say to confirm. */
  readonly token: string;
  /** Since the world began, up to now. `published` = delivered + filtered… + deadLettered + lost + waiting. */
  readonly counts: SubscriptionCounts;
  readonly waiting: number;
  /** `[minute start, counts]` of every minute in which something happened. */
  readonly minutes: readonly (readonly [number, SubscriptionMinute])[];
  /** `[minute start, fates]`: what has become by now of the copies published in that minute, of the last day. */
  readonly copies: readonly (readonly [number, CopyFates])[];
}

/** @param from epoch milliseconds, inclusive; @param to exclusive */
export function topicTruth(topic: SimulatedTopic, from: number, to: number): TopicTruth {
  const minutes: number[] = [];
  for (let minute = Math.ceil(from / MINUTE_MS) * MINUTE_MS; minute < to; minute += MINUTE_MS) minutes.push(minute);
  const metrics = Object.entries(TOPIC_METRICS).map(([name, source]) => [
    name,
    minutes.flatMap((minute) => {
      const samples = topicMinute(topic, minute, source);
      return samples ? [[minute, samples] as const] : [];
    }),
  ]);
  const told = (ended: boolean) => (subscription: SimulatedSubscription) => truthOf(subscription, ended, minutes, from, to);
  return {
    metrics: Object.fromEntries(metrics) as TopicTruth['metrics'],
    subscriptions: [...topic.subscriptions.map(told(false)), ...topic.former.map(told(true))],
  };
}

function truthOf(
  subscription: SimulatedSubscription,
  ended: boolean,
  minutes: readonly number[],
  from: number,
  to: number,
): SubscriptionTruth {
  const { arn, protocol, endpoint, owner, state, log, counts, waiting } = subscription;
  return {
    arn,
    protocol,
    endpoint,
    owner,
    state: ended ? 'ended' : state,
    token: confirmationToken(subscription),
    counts,
    waiting,
    copies: subscription.copies.between(from, to),
    minutes: minutes.flatMap((minute) => {
      if (Number.isNaN(log.read(minute, 'published'))) return [];
      const values = SUBSCRIPTION_FIELDS.map((field) => [field, log.read(minute, field)]);
      return [[minute, Object.fromEntries(values) as SubscriptionMinute] as const];
    }),
  };
}
