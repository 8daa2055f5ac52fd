import type { ConsumerConfig, ConsumerMetric, EpochMs, ResourceId, StreamMetric } from '@weir/contract';

/** Metrics of one shard, in the order they are stored. Bytes and records are sums of a minute, throttles too; age in milliseconds. */
export type ShardMetric =
  'incomingBytes' | 'incomingRecords' | 'writeThrottled' | 'readThrottled' | 'outgoingBytes' | 'outgoingRecords' | 'iteratorAge';

interface AwsMetric {
  readonly awsName: string;
  readonly statistic: 'Sum' | 'Maximum';
}

/**
 * Dimensions StreamName and ShardId, namespace AWS/Kinesis; only while enhanced monitoring is on. Source: Amazon Kinesis Data Streams
 * Developer Guide, "Shard-level metrics".
 */
export const SHARD_METRICS: Readonly<Record<ShardMetric, AwsMetric>> = {
  incomingBytes: { awsName: 'IncomingBytes', statistic: 'Sum' },
  incomingRecords: { awsName: 'IncomingRecords', statistic: 'Sum' },
  writeThrottled: { awsName: 'WriteProvisionedThroughputExceeded', statistic: 'Sum' },
  readThrottled: { awsName: 'ReadProvisionedThroughputExceeded', statistic: 'Sum' },
  outgoingBytes: { awsName: 'OutgoingBytes', statistic: 'Sum' },
  outgoingRecords: { awsName: 'OutgoingRecords', statistic: 'Sum' },
  iteratorAge: { awsName: 'IteratorAgeMilliseconds', statistic: 'Maximum' },
};

export const SHARD_METRIC_ORDER = Object.keys(SHARD_METRICS) as readonly ShardMetric[];

/**
 * How each type of reader tells its position. Sources: Kinesis Developer Guide (SubscribeToShardEvent.*, dimensions StreamName and
 * ConsumerName), Lambda Developer Guide (IteratorAge by EventSourceMappingUUID; PolledEventCount only when switched on), Firehose
 * Developer Guide (dimension DeliveryStreamName).
 */
export const CONSUMER_METRICS: Readonly<
  Record<ConsumerConfig['type'], { readonly namespace: string; readonly metrics: Readonly<Partial<Record<ConsumerMetric, AwsMetric>>> }>
> = {
  'enhanced-fan-out': {
    namespace: 'AWS/Kinesis',
    metrics: {
      lag: { awsName: 'SubscribeToShardEvent.MillisBehindLatest', statistic: 'Maximum' },
      consumedRecords: { awsName: 'SubscribeToShardEvent.Records', statistic: 'Sum' },
      consumedBytes: { awsName: 'SubscribeToShardEvent.Bytes', statistic: 'Sum' },
    },
  },
  'event-source-mapping': {
    namespace: 'AWS/Lambda',
    metrics: {
      lag: { awsName: 'IteratorAge', statistic: 'Maximum' },
      consumedRecords: { awsName: 'PolledEventCount', statistic: 'Sum' },
    },
  },
  'delivery-stream': {
    namespace: 'AWS/Firehose',
    metrics: {
      lag: { awsName: 'KinesisMillisBehindLatest', statistic: 'Maximum' },
      consumedRecords: { awsName: 'DataReadFromKinesisStream.Records', statistic: 'Sum' },
      consumedBytes: { awsName: 'DataReadFromKinesisStream.Bytes', statistic: 'Sum' },
      deliveryAge: { awsName: 'DeliveryToS3.DataFreshness', statistic: 'Maximum' },
    },
  },
};

/**
 * One minute of all shards of a stream: a row of arrays rather than a row per shard, for a thousand shards are always read and drawn
 * together. Each array is indexed by the shard's ordinal, the order in which Weir first saw the shards; ordinals are never reused.
 */
export interface ShardMinute {
  readonly streamId: ResourceId;
  /** Start of the minute. */
  readonly at: EpochMs;
  /** `sampled`: estimated by Weir's own reads, because CloudWatch has no shard metrics of this stream. */
  readonly source: 'metrics' | 'sampled';
  readonly settled: boolean;
  /** By ordinal; null and beyond the end: not known. Metrics not asked for are missing. */
  readonly values: Readonly<Partial<Record<ShardMetric, readonly (number | null)[]>>>;
}

export const STREAM_METRICS: readonly StreamMetric[] = [
  'incomingBytes',
  'incomingRecords',
  'outgoingBytes',
  'outgoingRecords',
  'iteratorAge',
  'writeThrottled',
  'readThrottled',
];
