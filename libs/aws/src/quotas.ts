/** What AWS allows by default, per account and region, and where it says so. Weir uses at most half: the rest is the owner's. */
export interface Quota {
  readonly perSecond: number;
  readonly source: string;
  /** Calls of one pool draw on one allowance together. */
  readonly pool?: string;
}

const CLOUDWATCH_LIMITS = 'https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch_limits.html';
const SQS_MESSAGE_QUOTAS = 'https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-messages.html';
const SQS_QUEUE_QUOTAS = 'https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-queues.html';
const KINESIS_QUOTAS = 'https://docs.aws.amazon.com/streams/latest/dev/service-sizes-and-limits.html';
const LAMBDA_QUOTAS = 'https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html';
const FIREHOSE_QUOTAS = 'https://docs.aws.amazon.com/firehose/latest/dev/limits.html';
const SNS_QUOTAS = 'https://docs.aws.amazon.com/general/latest/gr/sns.html';
const EVENTBRIDGE_QUOTAS = 'https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-quota.html';
const PIPES_QUOTAS = 'https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-pipes-quotas.html';
const SCHEDULER_QUOTAS = 'https://docs.aws.amazon.com/scheduler/latest/UserGuide/scheduler-quotas.html';
const LOGS_QUOTAS = 'https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/cloudwatch_limits_cwl.html';
const STS_QUOTAS = 'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html';

const EVENTBRIDGE: Quota = { perSecond: 50, source: EVENTBRIDGE_QUOTAS, pool: 'events' };

/**
 * Requests per second. SQS calls its rates "nearly unlimited" and states no figure for ListQueues and GetQueueAttributes: theirs are
 * Weir's own ceilings, high enough for 10,000 queues every 15 s. Tag actions are limited to 5 a second.
 * So are those for moving messages, high enough for some thousand messages a second; a FIFO queue's own limit of 300 calls a second is answered by
 * throttling, after which a redrive waits.
 *
 * Kinesis counts ListStreamConsumers (5) and ListShards (1,000) per stream, GetRecords (5) and GetShardIterator (5) per shard: what one
 * stream or shard bears is for the callers to keep, by asking each once a discovery or once a second. So is SubscribeToShard, once a second
 * per consumer and shard. The figures here are Weir's own ceilings for the account, high enough for two thousand shards sampled at once.
 * Lambda's 15 are shared by all that reads its settings.
 *
 * SNS limits its listings to 30 a second each and tags to 10; it states no figure for reading attributes, which are asked as listings are. Publishing
 * has 300 a second in the smallest regions, FIFO topics a tenth of that per group: the figure is Weir's own ceiling.
 * EventBridge's control plane has 50 a second for everything together. For Pipes, Scheduler and FilterLogEvents the figures are Weir's own
 * ceilings, below what AWS allows by default.
 */
export const API_QUOTAS = {
  'sqs:ListQueues': { perSecond: 100, source: SQS_MESSAGE_QUOTAS },
  'sqs:GetQueueAttributes': { perSecond: 2_000, source: SQS_MESSAGE_QUOTAS },
  'sqs:ListQueueTags': { perSecond: 5, source: SQS_QUEUE_QUOTAS },
  'sqs:ReceiveMessage': { perSecond: 4_000, source: SQS_MESSAGE_QUOTAS },
  'sqs:SendMessage': { perSecond: 4_000, source: SQS_MESSAGE_QUOTAS },
  'sqs:DeleteMessage': { perSecond: 4_000, source: SQS_MESSAGE_QUOTAS },
  'sqs:ChangeMessageVisibility': { perSecond: 4_000, source: SQS_MESSAGE_QUOTAS },
  'sqs:StartMessageMoveTask': { perSecond: 4, source: SQS_MESSAGE_QUOTAS },
  'sqs:ListMessageMoveTasks': { perSecond: 20, source: SQS_MESSAGE_QUOTAS },
  'sqs:CancelMessageMoveTask': { perSecond: 4, source: SQS_MESSAGE_QUOTAS },
  'cloudwatch:GetMetricData': { perSecond: 500, source: CLOUDWATCH_LIMITS },
  'kinesis:ListStreams': { perSecond: 5, source: KINESIS_QUOTAS },
  'kinesis:DescribeLimits': { perSecond: 1, source: KINESIS_QUOTAS },
  'kinesis:DescribeStreamSummary': { perSecond: 20, source: KINESIS_QUOTAS },
  'kinesis:ListShards': { perSecond: 100, source: KINESIS_QUOTAS },
  'kinesis:ListStreamConsumers': { perSecond: 100, source: KINESIS_QUOTAS },
  'kinesis:ListTagsForStream': { perSecond: 5, source: KINESIS_QUOTAS },
  'kinesis:GetShardIterator': { perSecond: 1_000, source: KINESIS_QUOTAS },
  'kinesis:GetRecords': { perSecond: 4_000, source: KINESIS_QUOTAS },
  'kinesis:SubscribeToShard': { perSecond: 1_000, source: KINESIS_QUOTAS },
  'lambda:ListEventSourceMappings': { perSecond: 15, source: LAMBDA_QUOTAS, pool: 'lambda' },
  'lambda:ListFunctions': { perSecond: 15, source: LAMBDA_QUOTAS, pool: 'lambda' },
  'firehose:ListDeliveryStreams': { perSecond: 5, source: FIREHOSE_QUOTAS },
  'firehose:DescribeDeliveryStream': { perSecond: 5, source: FIREHOSE_QUOTAS },
  'sns:ListTopics': { perSecond: 30, source: SNS_QUOTAS },
  'sns:ListSubscriptions': { perSecond: 30, source: SNS_QUOTAS },
  'sns:ListSubscriptionsByTopic': { perSecond: 30, source: SNS_QUOTAS },
  'sns:GetTopicAttributes': { perSecond: 30, source: SNS_QUOTAS },
  'sns:GetSubscriptionAttributes': { perSecond: 30, source: SNS_QUOTAS },
  'sns:ListTagsForResource': { perSecond: 10, source: SNS_QUOTAS },
  'sns:Publish': { perSecond: 20, source: SNS_QUOTAS },
  'events:ListEventBuses': EVENTBRIDGE,
  'events:DescribeEventBus': EVENTBRIDGE,
  'events:ListRules': EVENTBRIDGE,
  'events:ListTargetsByRule': EVENTBRIDGE,
  'events:ListApiDestinations': EVENTBRIDGE,
  'events:ListConnections': EVENTBRIDGE,
  'events:ListArchives': EVENTBRIDGE,
  'events:DescribeArchive': EVENTBRIDGE,
  'events:ListTagsForResource': EVENTBRIDGE,
  'pipes:ListPipes': { perSecond: 10, source: PIPES_QUOTAS },
  'pipes:DescribePipe': { perSecond: 10, source: PIPES_QUOTAS },
  'scheduler:ListScheduleGroups': { perSecond: 10, source: SCHEDULER_QUOTAS },
  'scheduler:ListSchedules': { perSecond: 10, source: SCHEDULER_QUOTAS },
  'logs:FilterLogEvents': { perSecond: 5, source: LOGS_QUOTAS },
  'sts:AssumeRole': { perSecond: 600, source: STS_QUOTAS },
} as const satisfies Record<string, Quota>;

/** Calls Weir makes, as IAM spells the action. */
export type ApiName = keyof typeof API_QUOTAS;

/** The service of a call: what stands before the colon. */
export type ServiceName = ApiName extends `${infer Service}:${string}` ? Service : never;

/** Datapoints per second GetMetricData may ask for, estimated as range ÷ period × metrics, by the age of the start of the range. */
export const DATAPOINT_QUOTAS = {
  recent: { perSecond: 180_000, source: CLOUDWATCH_LIMITS },
  older: { perSecond: 396_000, source: CLOUDWATCH_LIMITS },
} as const satisfies Record<string, Quota>;

export type DatapointQuota = keyof typeof DATAPOINT_QUOTAS;

/** A range that starts at most this long ago counts as recent. */
export const RECENT_DATAPOINTS_MS = 3 * 3_600_000;

export const SHARE_OF_QUOTA = 0.5;
