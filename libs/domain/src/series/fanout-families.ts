import type { FanoutKind } from '@weir/contract';
import type { Family, FamilyMetric } from './family.js';

/**
 * What passes events on. Counters that AWS sends only when something happened are `not-emitted` in a minute that was read: the ledger takes
 * them for zero there, and for unknown in a minute that was not.
 *
 * Sources: Amazon SNS Developer Guide, "Monitoring topics using CloudWatch"; Amazon EventBridge User Guide, "Monitoring"; "Pipes metrics";
 * EventBridge Scheduler User Guide, "Monitoring"; AWS Lambda Developer Guide, "Types of metrics".
 */
export const FANOUT_FAMILIES = {
  'sns.topic': {
    merge: 'newest',
    metrics: [
      { key: 'published', unit: 'Count', statistic: 'Sum', awsName: 'NumberOfMessagesPublished', whenMissing: 'not-emitted' },
      { key: 'delivered', unit: 'Count', statistic: 'Sum', awsName: 'NumberOfNotificationsDelivered', whenMissing: 'not-emitted' },
      { key: 'failed', unit: 'Count', statistic: 'Sum', awsName: 'NumberOfNotificationsFailed', whenMissing: 'not-emitted' },
      { key: 'filteredOut', unit: 'Count', statistic: 'Sum', awsName: 'NumberOfNotificationsFilteredOut', whenMissing: 'not-emitted' },
      {
        key: 'filteredByAttributes',
        unit: 'Count',
        statistic: 'Sum',
        awsName: 'NumberOfNotificationsFilteredOut-MessageAttributes',
        whenMissing: 'not-emitted',
      },
      {
        key: 'filteredByBody',
        unit: 'Count',
        statistic: 'Sum',
        awsName: 'NumberOfNotificationsFilteredOut-MessageBody',
        whenMissing: 'not-emitted',
      },
      {
        key: 'filteredInvalidAttributes',
        unit: 'Count',
        statistic: 'Sum',
        awsName: 'NumberOfNotificationsFilteredOut-InvalidAttributes',
        whenMissing: 'not-emitted',
      },
      {
        key: 'filteredNoAttributes',
        unit: 'Count',
        statistic: 'Sum',
        awsName: 'NumberOfNotificationsFilteredOut-NoMessageAttributes',
        whenMissing: 'not-emitted',
      },
      {
        key: 'filteredInvalidBody',
        unit: 'Count',
        statistic: 'Sum',
        awsName: 'NumberOfNotificationsFilteredOut-InvalidMessageBody',
        whenMissing: 'not-emitted',
      },
      { key: 'redrivenToDlq', unit: 'Count', statistic: 'Sum', awsName: 'NumberOfNotificationsRedrivenToDlq', whenMissing: 'not-emitted' },
      {
        key: 'notRedrivenToDlq',
        unit: 'Count',
        statistic: 'Sum',
        awsName: 'NumberOfNotificationsFailedToRedriveToDlq',
        whenMissing: 'not-emitted',
      },
      { key: 'publishSize', unit: 'Bytes', statistic: 'Average', awsName: 'PublishSize', whenMissing: 'not-emitted' },
    ],
  },
  /** Of a bus and of a rule alike; a bus has no target-level counters of its own beyond attempts. */
  'events.rule': {
    merge: 'newest',
    metrics: [
      { key: 'matched', unit: 'Count', statistic: 'Sum', awsName: 'MatchedEvents', whenMissing: 'not-emitted' },
      { key: 'triggered', unit: 'Count', statistic: 'Sum', awsName: 'TriggeredRules', whenMissing: 'not-emitted' },
      { key: 'invocations', unit: 'Count', statistic: 'Sum', awsName: 'Invocations', whenMissing: 'not-emitted' },
      { key: 'attempts', unit: 'Count', statistic: 'Sum', awsName: 'InvocationAttempts', whenMissing: 'not-emitted' },
      { key: 'successes', unit: 'Count', statistic: 'Sum', awsName: 'SuccessfulInvocationAttempts', whenMissing: 'not-emitted' },
      { key: 'retries', unit: 'Count', statistic: 'Sum', awsName: 'RetryInvocationAttempts', whenMissing: 'not-emitted' },
      { key: 'failedInvocations', unit: 'Count', statistic: 'Sum', awsName: 'FailedInvocations', whenMissing: 'not-emitted' },
      { key: 'sentToDlq', unit: 'Count', statistic: 'Sum', awsName: 'InvocationsSentToDlq', whenMissing: 'not-emitted' },
      { key: 'notSentToDlq', unit: 'Count', statistic: 'Sum', awsName: 'InvocationsFailedToBeSentToDlq', whenMissing: 'not-emitted' },
      { key: 'neverInvoked', unit: 'Count', statistic: 'Sum', awsName: 'DeadLetterInvocations', whenMissing: 'not-emitted' },
      { key: 'throttledRules', unit: 'Count', statistic: 'Sum', awsName: 'ThrottledRules', whenMissing: 'not-emitted' },
      {
        key: 'startLatency',
        unit: 'Milliseconds',
        statistic: 'Maximum',
        awsName: 'IngestiontoInvocationStartLatency',
        whenMissing: 'not-emitted',
      },
      {
        key: 'successLatency',
        unit: 'Milliseconds',
        statistic: 'Maximum',
        awsName: 'IngestionToInvocationSuccessLatency',
        whenMissing: 'not-emitted',
      },
    ],
  },
  /** What an account puts on all its buses of a region. AWS has no such figure by bus. */
  'events.ingest': {
    merge: 'newest',
    metrics: [
      { key: 'putEntries', unit: 'Count', statistic: 'Sum', awsName: 'PutEventsEntriesCount', whenMissing: 'not-emitted' },
      { key: 'putFailedEntries', unit: 'Count', statistic: 'Sum', awsName: 'PutEventsFailedEntriesCount', whenMissing: 'not-emitted' },
      { key: 'invocationsCreated', unit: 'Count', statistic: 'Sum', awsName: 'InvocationsCreated', whenMissing: 'not-emitted' },
      {
        key: 'putThrottled',
        unit: 'Count',
        statistic: 'Sum',
        awsName: 'PutEventsApproximateThrottledCount',
        whenMissing: 'not-emitted',
      },
    ],
  },
  /** A running pipe reports zeroes: a missing minute is unknown. */
  'pipes.pipe': {
    merge: 'newest',
    metrics: [
      { key: 'events', unit: 'Count', statistic: 'Sum', awsName: 'EventCount', whenMissing: 'unknown' },
      { key: 'executionsFailed', unit: 'Count', statistic: 'Sum', awsName: 'ExecutionFailed', whenMissing: 'unknown' },
      { key: 'executionsPartlyFailed', unit: 'Count', statistic: 'Sum', awsName: 'ExecutionPartiallyFailed', whenMissing: 'unknown' },
      { key: 'executionTimeouts', unit: 'Count', statistic: 'Sum', awsName: 'ExecutionTimeout', whenMissing: 'unknown' },
      { key: 'enrichmentFailed', unit: 'Count', statistic: 'Sum', awsName: 'EnrichmentStageFailed', whenMissing: 'unknown' },
      { key: 'targetFailed', unit: 'Count', statistic: 'Sum', awsName: 'TargetStageFailed', whenMissing: 'unknown' },
      { key: 'targetPartlyFailed', unit: 'Count', statistic: 'Sum', awsName: 'TargetStagePartiallyFailed', whenMissing: 'unknown' },
      { key: 'pipeDuration', unit: 'Milliseconds', statistic: 'Maximum', awsName: 'Duration', whenMissing: 'not-emitted' },
    ],
  },
  /** Stamped at the start of an invocation: long ones are told late. */
  'lambda.function': {
    merge: 'newest',
    metrics: [
      { key: 'functionInvocations', unit: 'Count', statistic: 'Sum', awsName: 'Invocations', whenMissing: 'not-emitted' },
      { key: 'functionErrors', unit: 'Count', statistic: 'Sum', awsName: 'Errors', whenMissing: 'not-emitted' },
      { key: 'functionThrottles', unit: 'Count', statistic: 'Sum', awsName: 'Throttles', whenMissing: 'not-emitted' },
      { key: 'functionDuration', unit: 'Milliseconds', statistic: 'Maximum', awsName: 'Duration', whenMissing: 'not-emitted' },
      { key: 'asyncReceived', unit: 'Count', statistic: 'Sum', awsName: 'AsyncEventsReceived', whenMissing: 'not-emitted' },
      { key: 'asyncDropped', unit: 'Count', statistic: 'Sum', awsName: 'AsyncEventsDropped', whenMissing: 'not-emitted' },
      { key: 'asyncAge', unit: 'Milliseconds', statistic: 'Maximum', awsName: 'AsyncEventAge', whenMissing: 'not-emitted' },
      { key: 'deadLetterErrors', unit: 'Count', statistic: 'Sum', awsName: 'DeadLetterErrors', whenMissing: 'not-emitted' },
      { key: 'destinationFailures', unit: 'Count', statistic: 'Sum', awsName: 'DestinationDeliveryFailures', whenMissing: 'not-emitted' },
    ],
  },
  'scheduler.group': {
    merge: 'newest',
    metrics: [
      { key: 'scheduleAttempts', unit: 'Count', statistic: 'Sum', awsName: 'InvocationAttemptCount', whenMissing: 'not-emitted' },
      { key: 'targetErrors', unit: 'Count', statistic: 'Sum', awsName: 'TargetErrorCount', whenMissing: 'not-emitted' },
      { key: 'targetThrottles', unit: 'Count', statistic: 'Sum', awsName: 'TargetErrorThrottledCount', whenMissing: 'not-emitted' },
      { key: 'invocationThrottles', unit: 'Count', statistic: 'Sum', awsName: 'InvocationThrottleCount', whenMissing: 'not-emitted' },
      { key: 'dropped', unit: 'Count', statistic: 'Sum', awsName: 'InvocationDroppedCount', whenMissing: 'not-emitted' },
      {
        key: 'scheduleSentToDlq',
        unit: 'Count',
        statistic: 'Sum',
        awsName: 'InvocationsSentToDeadLetterCount',
        whenMissing: 'not-emitted',
      },
      {
        key: 'scheduleNotSentToDlq',
        unit: 'Count',
        statistic: 'Sum',
        awsName: 'InvocationsFailedToBeSentToDeadLetterCount',
        whenMissing: 'not-emitted',
      },
    ],
  },
  /** By the destination the metrics bear the name of: of `DeliveryToS3.Success` this is the last part. */
  'firehose.delivery': {
    merge: 'newest',
    metrics: [
      { key: 'hoseRecords', unit: 'Count', statistic: 'Sum', awsName: 'IncomingRecords', whenMissing: 'not-emitted' },
      { key: 'hoseThrottled', unit: 'Count', statistic: 'Sum', awsName: 'ThrottledRecords', whenMissing: 'not-emitted' },
      { key: 'hoseDelivered', unit: 'Count', statistic: 'Sum', awsName: 'Records', whenMissing: 'not-emitted' },
      { key: 'deliverySuccess', unit: 'Count', statistic: 'Average', awsName: 'Success', whenMissing: 'not-emitted' },
      { key: 'deliveryFreshness', unit: 'Seconds', statistic: 'Maximum', awsName: 'DataFreshness', whenMissing: 'not-emitted' },
    ],
  },
} as const satisfies Record<string, Family>;

export type FanoutFamilyName = keyof typeof FANOUT_FAMILIES;

/** The families of a kind, and the namespace CloudWatch keeps each in. A subscription has none: AWS counts by topic. */
export const FAMILIES_OF_KIND: Readonly<Record<FanoutKind, readonly FanoutFamilyName[]>> = {
  topic: ['sns.topic'],
  subscription: [],
  bus: ['events.rule', 'events.ingest'],
  rule: ['events.rule'],
  pipe: ['pipes.pipe'],
  function: ['lambda.function'],
  'schedule-group': ['scheduler.group'],
  'delivery-stream': ['firehose.delivery'],
};

export const FANOUT_NAMESPACES: Readonly<Record<FanoutFamilyName, string>> = {
  'sns.topic': 'AWS/SNS',
  'events.rule': 'AWS/Events',
  'events.ingest': 'AWS/Events',
  'pipes.pipe': 'AWS/EventBridge/Pipes',
  'lambda.function': 'AWS/Lambda',
  'scheduler.group': 'AWS/Scheduler',
  'firehose.delivery': 'AWS/Firehose',
};

/** AWS's name for a metric of a resource; null: of this one it has none. @param destination of a delivery stream, as CloudWatch names it */
export function awsNameOf(family: FanoutFamilyName, metric: FamilyMetric, destination: string | null): string | null {
  if (family !== 'firehose.delivery' || !BY_DESTINATION.has(metric.key)) return metric.awsName;
  const isAged = destination !== 'Redshift' || metric.key !== 'deliveryFreshness';
  return destination === null || !isAged ? null : `DeliveryTo${destination}.${metric.awsName ?? ''}`;
}

/** Of these there is one for each kind of destination, and no freshness of Redshift. Source: Firehose Developer Guide, "Monitoring with CloudWatch metrics". */
const BY_DESTINATION: ReadonlySet<string> = new Set(['hoseDelivered', 'deliverySuccess', 'deliveryFreshness']);

/** What tells a resource's metrics apart from others'. */
export interface MetricIdentity {
  readonly kind: FanoutKind;
  readonly name: string;
  /** Of a rule: its bus. */
  readonly busName: string | null;
  /** A rule of another bus bears this rule's name: then the name alone would tell of both. */
  readonly sharesName: boolean;
}

/**
 * Dimension sets a family of a resource may be found under. More than one: the same counters under another name, of which the first that
 * has points is taken, metric by metric; they are never added. Source: EventBridge User Guide, "Monitoring", where a rule of the default
 * bus is told by its name alone, while the list of metrics with resource tags names the pair too, and latencies only under the pair.
 */
export function dimensionSetsOf(
  family: FanoutFamilyName,
  { kind, name, busName, sharesName }: MetricIdentity,
): readonly Readonly<Record<string, string>>[] {
  switch (family) {
    case 'sns.topic':
      return [{ TopicName: name }];
    case 'events.rule': {
      if (kind === 'bus') return [{ EventBusName: name }];
      const alone = { RuleName: name };
      const pair = { EventBusName: busName ?? 'default', RuleName: name };
      if (busName === null || busName === 'default') return [alone, pair];
      return sharesName ? [pair] : [pair, alone];
    }
    case 'events.ingest':
      return kind === 'bus' && name === 'default' ? [{}] : [];
    case 'pipes.pipe':
      return [{ PipeName: name }];
    case 'lambda.function':
      return [{ FunctionName: name }];
    case 'scheduler.group':
      return [{ ScheduleGroup: name }];
    case 'firehose.delivery':
      return [{ DeliveryStreamName: name }];
  }
}
