import type { QueueMetric, SeriesStatistic, SeriesUnit } from '@weir/contract';

/**
 * A family is a named, ordered list of metrics with one writer. A sample row holds the family's values in this order, so the order
 * of a family never changes: new metrics are appended.
 */
export interface Family {
  readonly metrics: readonly FamilyMetric[];
  /**
   * How two writes of the same minute combine. `newest`: a settled row displaces one that is not, whole, for a value that may still have
   * changed must not pass for final; of two alike the newer value wins, and an unknown one displaces nothing, since reads ask for different
   * metrics of one minute. `greatest`: the greater of each value, for several reads a minute.
   */
  readonly merge: 'newest' | 'greatest';
}

export interface FamilyMetric {
  readonly key: QueueMetric;
  readonly unit: SeriesUnit;
  /** How minutes compose into longer steps, and the statistic asked of CloudWatch. */
  readonly statistic: SeriesStatistic;
  /** The metric's name at CloudWatch; null when it is not read there. */
  readonly awsName: string | null;
  /** What it means when a settled minute lacks this value while the queue is active. */
  readonly whenMissing: 'not-emitted' | 'unknown';
  readonly fifoOnly?: true;
}

/**
 * Source of names, units, statistics: Amazon SQS Developer Guide, "Available CloudWatch metrics for Amazon SQS".
 * Gauges take Maximum, counters Sum; SentMessageSize is absent until the first send of a minute.
 */
export const FAMILIES = {
  'sqs.live': {
    merge: 'greatest',
    metrics: [
      { key: 'visible', unit: 'Count', statistic: 'Maximum', awsName: null, whenMissing: 'unknown' },
      { key: 'inFlight', unit: 'Count', statistic: 'Maximum', awsName: null, whenMissing: 'unknown' },
      { key: 'delayed', unit: 'Count', statistic: 'Maximum', awsName: null, whenMissing: 'unknown' },
    ],
  },
  'sqs.cloudwatch': {
    merge: 'newest',
    metrics: [
      { key: 'visible', unit: 'Count', statistic: 'Maximum', awsName: 'ApproximateNumberOfMessagesVisible', whenMissing: 'unknown' },
      { key: 'inFlight', unit: 'Count', statistic: 'Maximum', awsName: 'ApproximateNumberOfMessagesNotVisible', whenMissing: 'unknown' },
      { key: 'delayed', unit: 'Count', statistic: 'Maximum', awsName: 'ApproximateNumberOfMessagesDelayed', whenMissing: 'unknown' },
      { key: 'oldestAge', unit: 'Seconds', statistic: 'Maximum', awsName: 'ApproximateAgeOfOldestMessage', whenMissing: 'not-emitted' },
      { key: 'sent', unit: 'Count', statistic: 'Sum', awsName: 'NumberOfMessagesSent', whenMissing: 'unknown' },
      { key: 'received', unit: 'Count', statistic: 'Sum', awsName: 'NumberOfMessagesReceived', whenMissing: 'unknown' },
      { key: 'deleted', unit: 'Count', statistic: 'Sum', awsName: 'NumberOfMessagesDeleted', whenMissing: 'unknown' },
      { key: 'emptyReceives', unit: 'Count', statistic: 'Sum', awsName: 'NumberOfEmptyReceives', whenMissing: 'unknown' },
      { key: 'sentSize', unit: 'Bytes', statistic: 'Average', awsName: 'SentMessageSize', whenMissing: 'not-emitted' },
      {
        key: 'deduplicated',
        unit: 'Count',
        statistic: 'Sum',
        awsName: 'NumberOfDeduplicatedSentMessages',
        whenMissing: 'unknown',
        fifoOnly: true,
      },
      {
        key: 'groupsInFlight',
        unit: 'Count',
        statistic: 'Maximum',
        awsName: 'ApproximateNumberOfGroupsWithInflightMessages',
        whenMissing: 'unknown',
        fifoOnly: true,
      },
    ],
  },
} as const satisfies Record<string, Family>;

export type FamilyName = keyof typeof FAMILIES;

export const familyOf = (name: FamilyName): Family => FAMILIES[name];

/** Families that can answer for a metric, best first: CloudWatch's minute where it exists, SQS's own reading until then. */
export function familiesFor(
  metric: QueueMetric,
): readonly { readonly family: FamilyName; readonly index: number; readonly metric: FamilyMetric }[] {
  const order: readonly FamilyName[] = ['sqs.cloudwatch', 'sqs.live'];
  return order.flatMap((family) => {
    const index = familyOf(family).metrics.findIndex((candidate) => candidate.key === metric);
    const found = familyOf(family).metrics[index];
    return found ? [{ family, index, metric: found }] : [];
  });
}
