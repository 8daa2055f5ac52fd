import { FANOUT_FAMILIES, type FanoutFamilyName } from './fanout-families.js';
import type { QueueMetric, ResourceMetric } from '@weir/contract';
import type { Family, FamilyMetric } from './family.js';

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
  ...FANOUT_FAMILIES,
  /**
   * One subscription of a topic, from the delivery-status logs of the topic; CloudWatch has nothing by subscription. A minute of which the log
   * was read whole has a row, noughts included: a value that is missing in it is not known.
   */
  'sns.deliveries': {
    merge: 'newest',
    metrics: [
      { key: 'loggedSuccesses', unit: 'Count', statistic: 'Sum', awsName: null, whenMissing: 'unknown' },
      { key: 'sampledSuccesses', unit: 'Count', statistic: 'Sum', awsName: null, whenMissing: 'unknown' },
      { key: 'loggedFailures', unit: 'Count', statistic: 'Sum', awsName: null, whenMissing: 'unknown' },
      { key: 'loggedAttempts', unit: 'Count', statistic: 'Sum', awsName: null, whenMissing: 'unknown' },
    ],
  },
} as const satisfies Record<string, Family>;

export type FamilyName = keyof typeof FAMILIES;

const FANOUT_FAMILY_NAMES = Object.keys(FANOUT_FAMILIES) as readonly FanoutFamilyName[];

/** The families of queues. */
export type QueueFamilyName = Extract<FamilyName, `sqs.${string}`>;

export function familyOf(name: QueueFamilyName): Family<QueueMetric>;
export function familyOf(name: FamilyName): Family;
export function familyOf(name: FamilyName): Family {
  return FAMILIES[name];
}

/** Whether a family is one of queues. */
export const isQueueFamily = (name: FamilyName): name is QueueFamilyName => name === 'sqs.live' || name === 'sqs.cloudwatch';

/** Whether a family is one of what passes events on. */
export const isFanoutFamily = (name: FamilyName): name is FanoutFamilyName => Object.hasOwn(FANOUT_FAMILIES, name);

/** Families that can answer for a metric, best first: CloudWatch's minute where it exists, SQS's own reading until then. */
export function familiesFor(
  metric: ResourceMetric,
): readonly { readonly family: FamilyName; readonly index: number; readonly metric: FamilyMetric }[] {
  const order = ['sqs.cloudwatch', 'sqs.live', 'kinesis.stream', 'stream.consumer', ...FANOUT_FAMILY_NAMES, 'sns.deliveries'] as const;
  return order.flatMap((family) => {
    const index = familyOf(family).metrics.findIndex((candidate) => candidate.key === metric);
    const found = familyOf(family).metrics[index];
    return found ? [{ family, index, metric: found }] : [];
  });
}
