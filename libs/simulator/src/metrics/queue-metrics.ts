import type { MinuteField, MinuteLog } from './minute-log.js';

export type Statistic = 'SampleCount' | 'Average' | 'Sum' | 'Minimum' | 'Maximum';

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

/** Samples of one metric over some time. */
export interface Samples {
  count: number;
  sum: number;
  min: number;
  max: number;
}

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
  return Number.isNaN(value) ? null : { count: 1, sum: value, min: value, max: value };
}

export function statisticOf(samples: Samples, statistic: Statistic): number {
  switch (statistic) {
    case 'SampleCount':
      return samples.count;
    case 'Average':
      return samples.sum / samples.count;
    case 'Sum':
      return samples.sum;
    case 'Minimum':
      return samples.min;
    case 'Maximum':
      return samples.max;
  }
}
