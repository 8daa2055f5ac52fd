/** What AWS allows by default, per account and region, and where it says so. Weir uses at most half: the rest is the owner's. */
export interface Quota {
  readonly perSecond: number;
  readonly source: string;
}

const CLOUDWATCH_LIMITS = 'https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch_limits.html';
const SQS_MESSAGE_QUOTAS = 'https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-messages.html';
const SQS_QUEUE_QUOTAS = 'https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-queues.html';
const STS_QUOTAS = 'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html';

/**
 * Requests per second. SQS calls its rates "nearly unlimited" and states no figure for ListQueues and GetQueueAttributes: theirs are
 * Weir's own ceilings, high enough for 10,000 queues every 15 s. Tag actions are limited to 5 a second.
 */
export const API_QUOTAS = {
  'sqs:ListQueues': { perSecond: 100, source: SQS_MESSAGE_QUOTAS },
  'sqs:GetQueueAttributes': { perSecond: 2_000, source: SQS_MESSAGE_QUOTAS },
  'sqs:ListQueueTags': { perSecond: 5, source: SQS_QUEUE_QUOTAS },
  'cloudwatch:GetMetricData': { perSecond: 500, source: CLOUDWATCH_LIMITS },
  'sts:AssumeRole': { perSecond: 600, source: STS_QUOTAS },
} as const satisfies Record<string, Quota>;

/** Calls Weir makes, as IAM spells the action. */
export type ApiName = keyof typeof API_QUOTAS;

/** Datapoints per second GetMetricData may ask for, estimated as range ÷ period × metrics, by the age of the start of the range. */
export const DATAPOINT_QUOTAS = {
  recent: { perSecond: 180_000, source: CLOUDWATCH_LIMITS },
  older: { perSecond: 396_000, source: CLOUDWATCH_LIMITS },
} as const satisfies Record<string, Quota>;

export type DatapointQuota = keyof typeof DATAPOINT_QUOTAS;

/** A range that starts at most this long ago counts as recent. */
export const RECENT_DATAPOINTS_MS = 3 * 3_600_000;

export const SHARE_OF_QUOTA = 0.5;
