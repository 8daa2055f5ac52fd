import { z } from 'zod';

/** What could not be understood of the settings, such as a policy that is no JSON. Shown, never fatal. */
const problems = z.array(z.string());

/** JSON as AWS returned it, verbatim: a policy, a pattern. Untrusted text; `libs/domain` parses it. */
const jsonText = z.string();

/** What SNS reports of a topic (GetTopicAttributes). */
export const topicConfig = z.object({
  kind: z.literal('topic'),
  fifo: z.boolean(),
  policy: jsonText.nullable(),
  encrypted: z.boolean(),
  subscriptionsConfirmed: z.number(),
  subscriptionsPending: z.number(),
  /** Protocols whose deliveries are logged: the share of successes that is, in percent; failures are logged whole. */
  deliveryLogs: z.record(z.string(), z.object({ successPercent: z.number(), failures: z.boolean() })),
  problems,
});
export type TopicConfig = z.infer<typeof topicConfig>;

/** What SNS reports of a subscription (GetSubscriptionAttributes). */
export const subscriptionConfig = z.object({
  kind: z.literal('subscription'),
  topicArn: z.string(),
  /** sqs, lambda, http, https, email, email-json, sms, application, firehose. */
  protocol: z.string(),
  /** An ARN, an address or a URL. Credentials within a URL are masked. */
  endpoint: z.string(),
  state: z.enum(['confirmed', 'pending']),
  filterPolicy: jsonText.nullable(),
  filterPolicyScope: z.enum(['MessageAttributes', 'MessageBody']),
  rawDelivery: z.boolean(),
  deadLetterTargetArn: z.string().nullable(),
  deliveryPolicy: jsonText.nullable(),
  /**
   * Only what the listing tells is known so far, or at all: topic, protocol, endpoint and state; or the filter policy could not be read. That
   * `filterPolicy` and the rest are null then says nothing.
   */
  partial: z.literal(true).optional(),
  problems,
});
export type SubscriptionConfig = z.infer<typeof subscriptionConfig>;

/** What EventBridge reports of an event bus. */
export const busConfig = z.object({
  kind: z.literal('bus'),
  type: z.enum(['default', 'custom', 'partner']),
  policy: jsonText.nullable(),
  deadLetterTargetArn: z.string().nullable(),
  /** OFF, ERROR, INFO or TRACE; null: not told. */
  logLevel: z.string().nullable(),
  encrypted: z.boolean(),
  archives: z.array(z.object({ name: z.string(), state: z.string(), retentionDays: z.number().nullable(), pattern: jsonText.nullable() })),
  problems,
});
export type BusConfig = z.infer<typeof busConfig>;

/** Where a rule sends what it matches; at most five a rule. */
export const ruleTarget = z.object({
  id: z.string(),
  arn: z.string(),
  roleArn: z.string().nullable(),
  deadLetterTargetArn: z.string().nullable(),
  /** null: AWS's defaults, 185 attempts within 24 hours. */
  retry: z.object({ attempts: z.number().nullable(), ageSeconds: z.number().nullable() }).nullable(),
  /** One of the three at most: constant JSON, a path into the event, or a template. */
  input: jsonText.nullable(),
  inputPath: z.string().nullable(),
  inputTransformer: z.object({ paths: z.record(z.string(), z.string()), template: z.string() }).nullable(),
  /** Of an API destination what is behind it. */
  apiDestination: z
    .object({
      name: z.string(),
      endpoint: z.string(),
      method: z.string(),
      ratePerSecond: z.number().nullable(),
      connectionState: z.string().nullable(),
    })
    .nullable(),
});
export type RuleTarget = z.infer<typeof ruleTarget>;

/** What EventBridge reports of a rule and its targets. */
export const ruleConfig = z.object({
  kind: z.literal('rule'),
  busName: z.string(),
  busArn: z.string(),
  /** ENABLED, DISABLED or ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS. */
  state: z.string(),
  pattern: jsonText.nullable(),
  schedule: z.string().nullable(),
  /** The AWS service that made the rule for its own use. */
  managedBy: z.string().nullable(),
  /** null: they were refused. */
  targets: z.array(ruleTarget).nullable(),
  problems,
});
export type RuleConfig = z.infer<typeof ruleConfig>;

/** What EventBridge Pipes reports of a pipe. */
export const pipeConfig = z.object({
  kind: z.literal('pipe'),
  sourceArn: z.string(),
  enrichmentArn: z.string().nullable(),
  targetArn: z.string(),
  /** RUNNING or STOPPED: what was asked for. */
  desiredState: z.string(),
  /** What it is: RUNNING, STOPPED, STARTING, START_FAILED, … */
  currentState: z.string(),
  stateReason: z.string().nullable(),
  /** Patterns; an event passes when one of them matches. Empty: everything passes. null: not readable. */
  filters: z.array(jsonText).nullable(),
  batchSize: z.number().nullable(),
  deadLetterTargetArn: z.string().nullable(),
  maximumRetries: z.number().nullable(),
  inputTemplate: z.string().nullable(),
  /** What an event is called that it puts on a bus; null: AWS's own words. Left out: its target is no bus. */
  asEvent: z.object({ source: z.string().nullable(), detailType: z.string().nullable() }).optional(),
  problems,
});
export type PipeConfig = z.infer<typeof pipeConfig>;

/** What Lambda reports of a function that something here feeds. */
export const functionConfig = z.object({
  kind: z.literal('function'),
  timeoutSeconds: z.number().nullable(),
  memoryMegabytes: z.number().nullable(),
  /** Of asynchronous invocations: the dead-letter queue or failure destination. */
  deadLetterTargetArn: z.string().nullable(),
  problems,
});
export type FunctionConfig = z.infer<typeof functionConfig>;

/** A group of EventBridge Scheduler: metrics exist for the group only. */
export const scheduleGroupConfig = z.object({
  kind: z.literal('schedule-group'),
  state: z.string(),
  /** Schedules listed in it; null: the listing was refused. */
  schedules: z.array(z.object({ name: z.string(), state: z.string(), targetArn: z.string().nullable() })).nullable(),
  problems,
});
export type ScheduleGroupConfig = z.infer<typeof scheduleGroupConfig>;

/**
 * What Firehose reports of a delivery stream that others put into: topics, rules, pipes, programs. One that reads a Kinesis stream is a reader
 * of that stream.
 */
export const deliveryStreamConfig = z.object({
  kind: z.literal('delivery-stream'),
  /** ACTIVE, CREATING, SUSPENDED, CREATING_FAILED, … */
  state: z.string(),
  /** Where it delivers to, as CloudWatch names it: S3, HttpEndpoint, Splunk, …; null: nowhere Weir knows. */
  destination: z.string().nullable(),
  /** The longest it collects before it delivers, by its settings; null: not told. */
  bufferSeconds: z.number().nullable(),
  problems,
});
export type DeliveryStreamConfig = z.infer<typeof deliveryStreamConfig>;

/** Settings of what passes events on, told apart by their kind. */
export const fanoutConfig = z.discriminatedUnion('kind', [
  topicConfig,
  subscriptionConfig,
  busConfig,
  ruleConfig,
  pipeConfig,
  functionConfig,
  scheduleGroupConfig,
  deliveryStreamConfig,
]);
export type FanoutConfig = z.infer<typeof fanoutConfig>;
export type FanoutKind = FanoutConfig['kind'];
