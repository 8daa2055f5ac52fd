import type { RawInput } from '../services/input.js';
import type { FaultedCall } from './fault-board.js';

/**
 * Calls per second and account and region. Sources: Amazon CloudWatch User Guide, "CloudWatch service quotas"; Kinesis Data Streams
 * Developer Guide, "Quotas and limits"; Amazon Data Firehose Developer Guide, "Quota"; AWS
 * General Reference, "Amazon SNS endpoints and quotas"; Amazon CloudWatch Logs User Guide, "CloudWatch Logs quotas".
 */
const CALLS_PER_SECOND: Readonly<Record<string, number>> = {
  'monitoring:GetMetricData': 500,
  'monitoring:ListMetrics': 25,
  'kinesis:ListStreams': 5,
  'kinesis:DescribeStreamSummary': 20,
  'kinesis:DescribeLimits': 1,
  'kinesis:DescribeStreamConsumer': 20,
  'kinesis:ListTagsForStream': 5,
  'kinesis:AddTagsToStream': 5,
  'kinesis:CreateStream': 5,
  'kinesis:DeleteStream': 5,
  'kinesis:SplitShard': 5,
  'kinesis:MergeShards': 5,
  'kinesis:EnableEnhancedMonitoring': 5,
  'kinesis:DisableEnhancedMonitoring': 5,
  'kinesis:RegisterStreamConsumer': 5,
  'kinesis:DeregisterStreamConsumer': 5,
  'sns:ListTopics': 30,
  'sns:ListSubscriptions': 30,
  'sns:ListSubscriptionsByTopic': 30,
  'sns:ListTagsForResource': 10,
  'logs:FilterLogEvents': 5,
  'firehose:ListDeliveryStreams': 5,
  'firehose:DescribeDeliveryStream': 5,
};
/**
 * Calls per second of all operations together, but for those that put events: these have a quota of their own, which nobody here reaches. Sources:
 * EventBridge User Guide, "Amazon EventBridge quotas"; of Pipes and Scheduler, their reads.
 */
const CALLS_OF_SERVICE: Readonly<Record<string, number>> = { events: 50, pipes: 50, scheduler: 50 };
/** Calls per second on one stream, and on one shard. Source: Kinesis Data Streams Developer Guide, "Quotas and limits". */
const CALLS_PER_STREAM: Readonly<Record<string, number>> = { 'kinesis:ListShards': 1_000, 'kinesis:ListStreamConsumers': 5 };
const CALLS_PER_SHARD: Readonly<Record<string, number>> = { 'kinesis:GetShardIterator': 5 };
/** All reads of Lambda's control plane together. Source: AWS Lambda Developer Guide, "Lambda quotas". */
const LAMBDA_READS_PER_SECOND = 15;
/** Datapoints GetMetricData may ask for in a second, estimated from range and period, by the age of the start. Same source. */
const DATAPOINTS_PER_SECOND = { recent: 180_000, older: 396_000 };
const RECENT_MS = 3 * 60 * 60 * 1000;
/** Calls per second and action on one FIFO queue. Source: Amazon SQS Developer Guide, "Amazon SQS message quotas". */
const FIFO_CALLS_PER_SECOND = 300;
const FIFO_METERED = new Set([
  'SendMessage',
  'SendMessageBatch',
  'ReceiveMessage',
  'DeleteMessage',
  'DeleteMessageBatch',
  'ChangeMessageVisibility',
]);

interface Charge {
  readonly bucket: string;
  readonly perSecond: number;
  readonly cost: number;
}

interface Bucket {
  level: number;
  filledAt: number;
}

/** AWS's own limits, as token buckets that hold one second's worth. */
export class Quotas {
  private readonly buckets = new Map<string, Bucket>();

  /**
   * Whether a call passes; if so it is charged. `instant`: monotonic milliseconds of the real arrival, for limits hold in real
   * time whatever the simulated clock says. `simulatedNow`: epoch milliseconds.
   */
  admit(call: FaultedCall, input: RawInput, instant: number, simulatedNow: number): boolean {
    const charges = chargesOf(call, input, simulatedNow);
    const buckets = charges.map((charge) => this.refilled(charge, instant));
    // A request larger than a whole second's worth passes when the bucket is full, or it never could.
    if (charges.some((charge, at) => (buckets[at]?.level ?? 0) < Math.min(charge.cost, charge.perSecond))) return false;
    charges.forEach((charge, at) => {
      const bucket = buckets[at];
      if (bucket) bucket.level -= charge.cost;
    });
    return true;
  }

  private refilled({ bucket: key, perSecond }: Charge, instant: number): Bucket {
    const bucket = this.buckets.get(key) ?? { level: perSecond, filledAt: instant };
    bucket.level = Math.min(perSecond, bucket.level + (Math.max(0, instant - bucket.filledAt) / 1000) * perSecond);
    bucket.filledAt = instant;
    this.buckets.set(key, bucket);
    return bucket;
  }
}

function chargesOf(call: FaultedCall, input: RawInput, simulatedNow: number): readonly Charge[] {
  const name = `${call.service}:${call.api}`;
  const scope = `${call.accountId}/${call.region}/${name}`;
  const charges: Charge[] = [];
  const perSecond = CALLS_PER_SECOND[name];
  if (perSecond !== undefined) charges.push({ bucket: scope, perSecond, cost: 1 });
  if (name === 'monitoring:GetMetricData') {
    const recent = simulatedNow - Number(input['StartTime'] ?? 0) * 1000 <= RECENT_MS;
    const age = recent ? 'recent' : 'older';
    charges.push({ bucket: `${scope}/datapoints/${age}`, perSecond: DATAPOINTS_PER_SECOND[age], cost: estimatedDatapoints(input) });
  }
  const together = CALLS_OF_SERVICE[call.service];
  if (together !== undefined && call.api !== 'PutEvents') {
    charges.push({ bucket: `${call.accountId}/${call.region}/${call.service}`, perSecond: together, cost: 1 });
  }
  if (call.service === 'lambda') {
    charges.push({ bucket: `${call.accountId}/${call.region}/lambda`, perSecond: LAMBDA_READS_PER_SECOND, cost: 1 });
  }
  const perStream = CALLS_PER_STREAM[name] ?? CALLS_PER_SHARD[name];
  if (perStream !== undefined) {
    const place = [streamNamed(input), name in CALLS_PER_SHARD ? input['ShardId'] : '']
      .map((part) => (typeof part === 'string' ? part.slice(0, 300) : ''))
      .join('/');
    charges.push({ bucket: `${scope}/${place}`, perSecond: perStream, cost: 1 });
  }
  const queueUrl = input['QueueUrl'];
  if (call.service === 'sqs' && FIFO_METERED.has(call.api) && typeof queueUrl === 'string' && queueUrl.endsWith('.fifo')) {
    charges.push({ bucket: `${scope}/${queueUrl.slice(0, 300)}`, perSecond: FIFO_CALLS_PER_SECOND, cost: 1 });
  }
  return charges;
}

/** A request that goes on with a token does not name its stream: all of those share one bucket. */
function streamNamed(input: RawInput): string {
  const arn = input['StreamARN'];
  if (typeof arn === 'string') return arn.slice(arn.lastIndexOf('/') + 1);
  const name = input['StreamName'];
  return typeof name === 'string' ? name : '';
}

/** Range ÷ period × metrics: sparse metrics count in full. What makes no sense costs nothing; the service refuses it later. */
function estimatedDatapoints(input: RawInput): number {
  const rangeSeconds = Number(input['EndTime']) - Number(input['StartTime']);
  const queries: unknown = input['MetricDataQueries'];
  if (!Array.isArray(queries) || !(rangeSeconds > 0)) return 0;
  let points = 0;
  for (const query of queries.slice(0, 500) as readonly { readonly MetricStat?: { readonly Period?: unknown } }[]) {
    const period = Number(query?.MetricStat?.Period);
    if (period > 0) points += rangeSeconds / period;
  }
  return points;
}
