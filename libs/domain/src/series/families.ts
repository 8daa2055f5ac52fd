import type { QueueMetric, ResourceMetric, SeriesStatistic, SeriesUnit } from '@weir/contract';

/**
 * A family is a named, ordered list of metrics with one writer. A sample row holds the family's values in this order, so the order
 * of a family never changes: new metrics are appended.
 */
export interface Family<Metric extends ResourceMetric = ResourceMetric> {
  readonly metrics: readonly FamilyMetric<Metric>[];
  /**
   * How two writes of the same minute combine. `newest`: a settled row displaces one that is not, whole, for a value that may still have
   * changed must not pass for final; of two alike the newer value wins, and an unknown one displaces nothing, since reads ask for different
   * metrics of one minute. `greatest`: the greater of each value, for several reads a minute.
   */
  readonly merge: 'newest' | 'greatest';
}

export interface FamilyMetric<Metric extends ResourceMetric = ResourceMetric> {
  readonly key: Metric;
  readonly unit: SeriesUnit;
  /** How minutes compose into longer steps, and the statistic asked of CloudWatch. */
  readonly statistic: SeriesStatistic;
  /** The metric's name at CloudWatch; null when it is not read there, or has a name for each type of reader (`CONSUMER_METRICS`). */
  readonly awsName: string | null;
  /** What it means when a settled minute lacks this value while the resource is active. */
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
  /**
   * A stream as a whole. Source: Amazon Kinesis Data Streams Developer Guide, "Monitoring with CloudWatch", stream-level metrics. A minute
   * in which nothing is put has no Incoming metrics, and iterator age exists only while somebody polls: neither is unknown.
   */
  'kinesis.stream': {
    merge: 'newest',
    metrics: [
      { key: 'incomingBytes', unit: 'Bytes', statistic: 'Sum', awsName: 'IncomingBytes', whenMissing: 'not-emitted' },
      { key: 'incomingRecords', unit: 'Count', statistic: 'Sum', awsName: 'IncomingRecords', whenMissing: 'not-emitted' },
      { key: 'outgoingBytes', unit: 'Bytes', statistic: 'Sum', awsName: 'GetRecords.Bytes', whenMissing: 'not-emitted' },
      { key: 'outgoingRecords', unit: 'Count', statistic: 'Sum', awsName: 'GetRecords.Records', whenMissing: 'not-emitted' },
      {
        key: 'iteratorAge',
        unit: 'Milliseconds',
        statistic: 'Maximum',
        awsName: 'GetRecords.IteratorAgeMilliseconds',
        whenMissing: 'not-emitted',
      },
      { key: 'writeThrottled', unit: 'Count', statistic: 'Sum', awsName: 'WriteProvisionedThroughputExceeded', whenMissing: 'not-emitted' },
      { key: 'readThrottled', unit: 'Count', statistic: 'Sum', awsName: 'ReadProvisionedThroughputExceeded', whenMissing: 'not-emitted' },
    ],
  },
  /** One reader of a stream, whatever its type. Silent while it is stopped. */
  'stream.consumer': {
    merge: 'newest',
    metrics: [
      { key: 'lag', unit: 'Milliseconds', statistic: 'Maximum', awsName: null, whenMissing: 'not-emitted' },
      { key: 'consumedRecords', unit: 'Count', statistic: 'Sum', awsName: null, whenMissing: 'not-emitted' },
      { key: 'consumedBytes', unit: 'Bytes', statistic: 'Sum', awsName: null, whenMissing: 'not-emitted' },
      { key: 'deliveryAge', unit: 'Seconds', statistic: 'Maximum', awsName: null, whenMissing: 'not-emitted' },
    ],
  },
} as const satisfies Record<string, Family>;

export type FamilyName = keyof typeof FAMILIES;

/** The families of queues. */
export type QueueFamilyName = Extract<FamilyName, `sqs.${string}`>;

export function familyOf(name: QueueFamilyName): Family<QueueMetric>;
export function familyOf(name: FamilyName): Family;
export function familyOf(name: FamilyName): Family {
  return FAMILIES[name];
}

/** Whether a family is one of queues. */
export const isQueueFamily = (name: FamilyName): name is QueueFamilyName => name === 'sqs.live' || name === 'sqs.cloudwatch';

/** Families that can answer for a metric, best first: CloudWatch's minute where it exists, SQS's own reading until then. */
export function familiesFor(
  metric: ResourceMetric,
): readonly { readonly family: FamilyName; readonly index: number; readonly metric: FamilyMetric }[] {
  const order: readonly FamilyName[] = ['sqs.cloudwatch', 'sqs.live', 'kinesis.stream', 'stream.consumer'];
  return order.flatMap((family) => {
    const index = familyOf(family).metrics.findIndex((candidate) => candidate.key === metric);
    const found = familyOf(family).metrics[index];
    return found ? [{ family, index, metric: found }] : [];
  });
}
