import { seedOf } from '../chance/chance.js';
import type { SimulatedTopic } from '../topics/simulated-topic.js';
import type { TopicField } from '../topics/topic-minutes.js';
import { oneSample, type MetricFeed, type Samples } from './metric-feed.js';

/** How CloudWatch's metrics of a topic follow from its minutes. */
export type TopicMetricSource =
  /** One sample a minute for as long as the topic is active. */
  | { readonly kind: 'steady'; readonly field: TopicField }
  /** One sample in a minute in which something was counted, else none. */
  | { readonly kind: 'sparse'; readonly field: TopicField }
  /** One sample a message. */
  | { readonly kind: 'sizes' };

/** Source: Amazon SNS Developer Guide, "Monitoring Amazon SNS topics using CloudWatch". */
export const TOPIC_METRICS: Readonly<Record<string, TopicMetricSource>> = {
  NumberOfMessagesPublished: { kind: 'steady', field: 'published' },
  NumberOfNotificationsDelivered: { kind: 'steady', field: 'delivered' },
  NumberOfNotificationsFailed: { kind: 'steady', field: 'failed' },
  NumberOfNotificationsFilteredOut: { kind: 'sparse', field: 'filteredOut' },
  'NumberOfNotificationsFilteredOut-MessageAttributes': { kind: 'sparse', field: 'filteredMessageAttributes' },
  'NumberOfNotificationsFilteredOut-MessageBody': { kind: 'sparse', field: 'filteredMessageBody' },
  'NumberOfNotificationsFilteredOut-InvalidAttributes': { kind: 'sparse', field: 'filteredInvalidAttributes' },
  'NumberOfNotificationsFilteredOut-NoMessageAttributes': { kind: 'sparse', field: 'filteredNoMessageAttributes' },
  'NumberOfNotificationsFilteredOut-InvalidMessageBody': { kind: 'sparse', field: 'filteredInvalidMessageBody' },
  NumberOfNotificationsRedrivenToDlq: { kind: 'sparse', field: 'redrivenToDlq' },
  NumberOfNotificationsFailedToRedriveToDlq: { kind: 'sparse', field: 'notRedrivenToDlq' },
  PublishSize: { kind: 'sizes' },
};

/** One minute as it was; null when nothing was emitted. `minuteStart`: epoch milliseconds. */
export function topicMinute({ log }: SimulatedTopic, minuteStart: number, source: TopicMetricSource): Samples | null {
  if (source.kind === 'sizes') {
    const count = log.read(minuteStart, 'sizeCount');
    if (!(count > 0)) return null;
    const [sum, min, max] = (['sizeSum', 'sizeMin', 'sizeMax'] as const).map((field) => log.read(minuteStart, field));
    return { count, sum: sum ?? 0, min: min ?? 0, max: max ?? 0 };
  }
  const value = log.read(minuteStart, source.field);
  if (Number.isNaN(value) || (source.kind === 'sparse' && value === 0)) return null;
  return oneSample(value);
}

/** A metric of a topic; null: it has none of that name. */
export function topicFeed(topic: SimulatedTopic, metricName: string): MetricFeed | null {
  const source = Object.hasOwn(TOPIC_METRICS, metricName) ? TOPIC_METRICS[metricName] : undefined;
  if (!source) return null;
  return {
    seed: topic.seed,
    metricSeed: seedOf(0, metricName),
    revised: source.kind !== 'sizes',
    unit: source.kind === 'sizes' ? 'Bytes' : 'Count',
    settled: (minuteStart) => topicMinute(topic, minuteStart, source),
  };
}
