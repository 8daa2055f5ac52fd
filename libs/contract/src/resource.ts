import { z } from 'zod';
import { absenceReason } from './absence.js';
import { fanoutConfig } from './fanout-config.js';
import { verdict, verdictState } from './verdict.js';

export const resourceKind = z.enum([
  'queue',
  'topic',
  'subscription',
  'bus',
  'rule',
  'pipe',
  'stream',
  'consumer',
  'function',
  'delivery-stream',
  'schedule-group',
]);
export type ResourceKind = z.infer<typeof resourceKind>;

const ID_HELP = 'a resource id is 16 characters of a-z and 2-7; take it from /api/v1/resources';

/** 16 characters of base 32, derived from the ARN, so that a copied link survives a new database. */
export const resourceId = z
  .string(ID_HELP)
  .regex(/^[a-z2-7]{16}$/, ID_HELP)
  .brand<'ResourceId'>();
export type ResourceId = z.infer<typeof resourceId>;

/** What SQS reports of a queue's settings (GetQueueAttributes). */
export const queueConfig = z.object({
  url: z.string(),
  fifo: z.boolean(),
  visibilityTimeoutSeconds: z.number(),
  retentionSeconds: z.number(),
  delaySeconds: z.number(),
  maximumMessageBytes: z.number(),
  createdAt: z.number().nullable(),
  redrive: z.object({ deadLetterTargetArn: z.string(), maxReceiveCount: z.number() }).nullable(),
  /** JSON as AWS returned it, untrusted; null: it has none. Left out: it was not read. */
  policy: z.string().nullable().optional(),
  /** What could not be understood of the settings, such as a malformed RedrivePolicy. Shown, never fatal. */
  problems: z.array(z.string()),
});
export type QueueConfig = z.infer<typeof queueConfig>;

export const queueMetric = z.enum([
  'visible',
  'inFlight',
  'delayed',
  'oldestAge',
  'sent',
  'received',
  'deleted',
  'emptyReceives',
  'sentSize',
  'deduplicated',
  'groupsInFlight',
]);
export type QueueMetric = z.infer<typeof queueMetric>;

/** Metrics of a Kinesis stream as a whole. Bytes and records are sums of a minute, ages are in milliseconds. */
export const streamMetric = z.enum([
  'incomingBytes',
  'incomingRecords',
  'outgoingBytes',
  'outgoingRecords',
  'iteratorAge',
  'writeThrottled',
  'readThrottled',
]);
export type StreamMetric = z.infer<typeof streamMetric>;

/** Metrics of one reader of a stream. `lag`: milliseconds behind the tip. `deliveryAge`: seconds, of a delivery stream's oldest record. */
export const consumerMetric = z.enum(['lag', 'consumedRecords', 'consumedBytes', 'deliveryAge']);
export type ConsumerMetric = z.infer<typeof consumerMetric>;

/** Metrics of an SNS topic: AWS counts by topic, never by subscription. HTTP counts every failed attempt in `failed`. */
export const topicMetric = z.enum([
  'published',
  'delivered',
  'failed',
  'filteredOut',
  'filteredByAttributes',
  'filteredByBody',
  'filteredInvalidAttributes',
  'filteredNoAttributes',
  'filteredInvalidBody',
  'redrivenToDlq',
  'notRedrivenToDlq',
  'publishSize',
]);
export type TopicMetric = z.infer<typeof topicMetric>;

/** Metrics of an event bus and of a rule. Latencies in milliseconds, the greatest of a minute. */
export const ruleMetric = z.enum([
  'matched',
  'triggered',
  'invocations',
  'attempts',
  'successes',
  'retries',
  'failedInvocations',
  'sentToDlq',
  'notSentToDlq',
  'neverInvoked',
  'throttledRules',
  'startLatency',
  'successLatency',
]);
export type RuleMetric = z.infer<typeof ruleMetric>;

/** What an account puts on all its buses of a region; kept with the default bus. */
export const ingestMetric = z.enum(['putEntries', 'putFailedEntries', 'invocationsCreated', 'putThrottled']);
export type IngestMetric = z.infer<typeof ingestMetric>;

export const pipeMetric = z.enum([
  'events',
  'executionsFailed',
  'executionsPartlyFailed',
  'executionTimeouts',
  'enrichmentFailed',
  'targetFailed',
  'targetPartlyFailed',
  'pipeDuration',
]);
export type PipeMetric = z.infer<typeof pipeMetric>;

export const functionMetric = z.enum([
  'functionInvocations',
  'functionErrors',
  'functionThrottles',
  'functionDuration',
  'asyncReceived',
  'asyncDropped',
  'asyncAge',
  'deadLetterErrors',
  'destinationFailures',
]);
export type FunctionMetric = z.infer<typeof functionMetric>;

export const scheduleMetric = z.enum([
  'scheduleAttempts',
  'targetErrors',
  'targetThrottles',
  'invocationThrottles',
  'dropped',
  'scheduleSentToDlq',
  'scheduleNotSentToDlq',
]);
export type ScheduleMetric = z.infer<typeof scheduleMetric>;

/** Metrics of what passes events on. No two kinds share a name: a metric says of what it is. */
/** Of a delivery stream others put into. `deliverySuccess`: the share of attempts that worked. */
export const hoseMetric = z.enum(['hoseRecords', 'hoseThrottled', 'hoseDelivered', 'deliverySuccess', 'deliveryFreshness']);
export type HoseMetric = z.infer<typeof hoseMetric>;

export const fanoutMetric = z.enum([
  ...topicMetric.options,
  ...ruleMetric.options,
  ...ingestMetric.options,
  ...pipeMetric.options,
  ...functionMetric.options,
  ...scheduleMetric.options,
  ...hoseMetric.options,
]);
export type FanoutMetric = z.infer<typeof fanoutMetric>;

/**
 * What SNS's delivery-status logs say of one subscription, in entries of a minute. `loggedSuccesses` where every success is logged,
 * `sampledSuccesses` where only a share of them is: then there were at least so many. `loggedAttempts`: of all these deliveries together.
 */
export const deliveryMetric = z.enum(['loggedSuccesses', 'sampledSuccesses', 'loggedFailures', 'loggedAttempts']);
export type DeliveryMetric = z.infer<typeof deliveryMetric>;

export const resourceMetric = z.enum([
  ...queueMetric.options,
  ...streamMetric.options,
  ...consumerMetric.options,
  ...fanoutMetric.options,
  ...deliveryMetric.options,
]);
export type ResourceMetric = z.infer<typeof resourceMetric>;

/** What Kinesis reports of a stream's settings (DescribeStreamSummary). */
export const streamConfig = z.object({
  /** CREATING, ACTIVE, UPDATING or DELETING. */
  status: z.string(),
  mode: z.enum(['PROVISIONED', 'ON_DEMAND']),
  /** AUTO: partition keys decide nothing about the shard. */
  distribution: z.enum(['USER_PARTITION_KEY', 'AUTO']),
  retentionHours: z.number(),
  openShards: z.number(),
  /** Open shards that the account may have in the region, all provisioned streams together; absent: AWS did not say. */
  shardLimit: z.number().optional(),
  maxRecordKibibytes: z.number(),
  /** Shard-level metrics that are on; empty: enhanced monitoring is off. */
  shardMetrics: z.array(z.string()),
  encrypted: z.boolean(),
  createdAt: z.number().nullable(),
  problems: z.array(z.string()),
});
export type StreamConfig = z.infer<typeof streamConfig>;

/** What AWS reports of a registered reader of a stream, or of a queue where a function reads it. Fields a type does not have are null. */
export const consumerConfig = z.object({
  type: z.enum(['enhanced-fan-out', 'event-source-mapping', 'delivery-stream']),
  /** The stream it reads, or the queue. */
  sourceArn: z.string(),
  /** Enabled, Disabled, ACTIVE, … */
  state: z.string(),
  /** CloudWatch calls an event source mapping by its UUID. */
  uuid: z.string().nullable(),
  functionArn: z.string().nullable(),
  /** Of the enhanced fan-out consumer a mapping reads through. */
  consumerArn: z.string().nullable(),
  batchSize: z.number().nullable(),
  parallelisation: z.number().nullable(),
  bisectOnError: z.boolean().nullable(),
  /** -1: for ever. */
  maximumRetries: z.number().nullable(),
  /** Seconds; -1: for ever. */
  maximumRecordAgeSeconds: z.number().nullable(),
  failureDestinationArn: z.string().nullable(),
  lastResult: z.string().nullable(),
  /** Of a mapping, as JSON text: it takes records that match one of these patterns; empty: all of them. null: not read, or no mapping. */
  filters: z.array(z.string()).nullable().default(null),
  /** Of a delivery stream: where it delivers to, as CloudWatch names it; null: of a kind Weir does not know. Left out by earlier versions. */
  destination: z.string().nullable().optional(),
  /** When a mapping was last updated or changed its state, epoch milliseconds: one that is off has been off since then at the latest. */
  modifiedAt: z.number().nullable().default(null),
  problems: z.array(z.string()),
});
export type ConsumerConfig = z.infer<typeof consumerConfig>;

/**
 * The newest reading of a metric. `value` is null when there has never been one; an old value stays, with the reason why no
 * newer one exists in `state`. `at`: start of the minute (CloudWatch) or moment of the read (SQS), epoch milliseconds.
 */
export const reading = z.object({
  value: z.number().nullable(),
  at: z.number().nullable(),
  state: z.union([z.enum(['live', 'provisional', 'settled']), absenceReason]),
});
export type Reading = z.infer<typeof reading>;

/** When messages expire. AWS gives no exact moment, so both ends of the range are stated; the countdown shows `earliestAt`. */
export const lossCountdown = z.object({
  earliestAt: z.number(),
  latestAt: z.number(),
  /** Messages or records held now that this concerns. */
  count: z.number(),
  /** `lag-expiry`: a reader of a stream falls behind the stream's retention. */
  kind: z.enum(['dead-letter-expiry', 'backlog-expiry', 'lag-expiry']),
});
export type LossCountdown = z.infer<typeof lossCountdown>;

/** Backlog drain: `never` when more arrives than leaves, `steady` when there is nothing to drain. */
export const drain = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('steady') }),
  z.object({ kind: z.literal('never') }),
  z.object({ kind: z.literal('unknown') }),
  z.object({ kind: z.literal('in'), seconds: z.number() }),
]);
export type Drain = z.infer<typeof drain>;

const resourceRef = z.object({ id: resourceId, name: z.string() });
export type ResourceRef = z.infer<typeof resourceRef>;

/** A dead-letter queue seen from its source. `null` fields: not visible to Weir. */
export const deadLetterView = resourceRef.extend({
  visible: z.number().nullable(),
  state: verdictState.nullable(),
  /** Messages that arrived per minute over the judged window; null when unknown. */
  arrivingPerMinute: z.number().nullable(),
});
export type DeadLetterView = z.infer<typeof deadLetterView>;

export const resource = z.object({
  id: resourceId,
  kind: resourceKind,
  name: z.string(),
  arn: z.string(),
  accountId: z.string(),
  accountName: z.string(),
  region: z.string(),
  /** How many other resources there are of this kind and name, in other accounts and regions: then the name alone does not tell which. */
  namesakes: z.number(),
  /** The system it belongs to: a configured tag, else the first word of its name. */
  system: z.string(),
  tags: z.record(z.string(), z.string()),
  firstSeen: z.number(),
  deletedAt: z.number().nullable(),
  verdict,
  latest: z.partialRecord(resourceMetric, reading),
  /** Per second over the last judged window, null when unknown. */
  rates: z.object({ in: z.number().nullable(), out: z.number().nullable() }),
  /**
   * Net change of the backlog over the last judged window, messages per second; of a reader of a stream its lag, milliseconds per second;
   * null when unknown.
   */
  growthPerSecond: z.number().nullable(),
  drain,
  loss: lossCountdown.nullable(),
  /** Where this queue's failures go. `null`: none configured. */
  deadLetter: deadLetterView.nullable(),
  /** Queues, subscriptions, rules, pipes, … whose failures come here; empty when this is no dead-letter queue. */
  deadLetterSources: z.array(resourceRef.extend({ kind: resourceKind })),
  /** Oldest acceptable age of the newest live reading, seconds; older is stale. Follows from the cadence in force. */
  liveBudgetSeconds: z.number(),
  /** Streams: the verdict on all who poll with GetRecords, whom AWS tells apart no further. null: not judged, or no stream. */
  readers: verdict.nullable(),
  /** What AWS reports of its settings: one of the four by kind; null when never readable. */
  config: queueConfig.nullable(),
  stream: streamConfig.nullable(),
  consumer: consumerConfig.nullable(),
  /** What AWS reports of the settings of a topic, subscription, bus, rule, pipe, function or schedule group. */
  fanout: fanoutConfig.nullable(),
});
export type Resource = z.infer<typeof resource>;

export const resourceList = z.object({ items: z.array(resource), nextCursor: z.string().nullable(), total: z.number() });
export type ResourceList = z.infer<typeof resourceList>;
