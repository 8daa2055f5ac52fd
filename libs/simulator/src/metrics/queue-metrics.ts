import { seedOf } from '../chance/chance.js';
import type { SimulatedQueue } from '../queue/simulated-queue.js';
import { oneSample, type MetricFeed, type MetricUnit, type Samples } from './metric-feed.js';
import type { MinuteField, MinuteLog } from './minute-log.js';

/** How CloudWatch's metrics of a queue follow from its minutes. A gauge and a counter are one sample a minute; sizes are one a message. */
export type MetricSource =
  | { readonly kind: 'gauge'; readonly field: MinuteField }
  | { readonly kind: 'counter'; readonly field: MinuteField }
  | { readonly kind: 'sizes' };

/** Source: Amazon SQS Developer Guide, "Available CloudWatch metrics for Amazon SQS". */
export const QUEUE_METRICS: Readonly<Record<string, MetricSource & { readonly fifoOnly?: true }>> = {
  ApproximateNumberOfMessagesVisible: { kind: 'gauge', field: 'visible' },
  ApproximateNumberOfMessagesNotVisible: { kind: 'gauge', field: 'inFlight' },
  ApproximateNumberOfMessagesDelayed: { kind: 'gauge', field: 'delayed' },
  ApproximateAgeOfOldestMessage: { kind: 'gauge', field: 'oldestAgeSeconds' },
  NumberOfMessagesSent: { kind: 'counter', field: 'sent' },
  NumberOfMessagesReceived: { kind: 'counter', field: 'received' },
  NumberOfMessagesDeleted: { kind: 'counter', field: 'deleted' },
  NumberOfEmptyReceives: { kind: 'counter', field: 'emptyReceives' },
  SentMessageSize: { kind: 'sizes' },
  NumberOfDeduplicatedSentMessages: { kind: 'counter', field: 'deduplicated', fifoOnly: true },
  ApproximateNumberOfGroupsWithInflightMessages: { kind: 'gauge', field: 'groupsInFlight', fifoOnly: true },
};

/** One minute as it was; null when nothing was emitted. */
export function settledMinute(log: MinuteLog, minuteStart: number, source: MetricSource): Samples | null {
  if (source.kind === 'sizes') {
    const count = log.read(minuteStart, 'sizeCount');
    if (Number.isNaN(count)) return null;
    return {
      count,
      sum: log.read(minuteStart, 'sizeSum'),
      min: log.read(minuteStart, 'sizeMin'),
      max: log.read(minuteStart, 'sizeMax'),
    };
  }
  const value = log.read(minuteStart, source.field);
  return Number.isNaN(value) ? null : oneSample(value);
}

/** A metric of a queue; null: it has none of that name. */
export function queueFeed(queue: SimulatedQueue, metricName: string): MetricFeed | null {
  const source = Object.hasOwn(QUEUE_METRICS, metricName) ? QUEUE_METRICS[metricName] : undefined;
  if (!source || (source.fifoOnly && !queue.identity.fifo)) return null;
  return {
    seed: queue.seed,
    metricSeed: seedOf(0, metricName),
    revised: source.kind !== 'sizes' && source.field !== 'oldestAgeSeconds',
    unit: unitOf(source),
    settled: (minuteStart) => settledMinute(queue.log, minuteStart, source),
  };
}

function unitOf(source: MetricSource): MetricUnit {
  if (source.kind === 'sizes') return 'Bytes';
  return source.field === 'oldestAgeSeconds' ? 'Seconds' : 'Count';
}
