import { seedOf } from '../chance/chance.js';
import type { StreamShard } from '../streams/lineage.js';
import type { ShardLevelMetric, SimulatedStream } from '../streams/simulated-stream.js';
import { fanOutMinute } from './fan-out-minutes.js';
import type { MetricFeed, MetricUnit, Samples } from './metric-feed.js';
import { incoming, iteratorAge, latency, outgoing, puts, shardIncoming, shardOutgoing } from './stream-minutes.js';

type Source = (stream: SimulatedStream, minuteStart: number) => Samples | null;

interface Definition {
  readonly unit: MetricUnit;
  readonly revised: boolean;
  readonly source: Source;
}

const counted = (source: Source, unit: MetricUnit = 'Count'): Definition => ({ unit, revised: true, source });
const gauged = (source: Source, unit: MetricUnit): Definition => ({ unit, revised: false, source });

/**
 * Metrics of a whole stream. Source: Kinesis Data Streams Developer Guide, "Monitoring with CloudWatch". Nothing is emitted of puts in
 * a minute without a put, nor of reads in a minute in which nobody called GetRecords: AWS does not say, and a zero would claim a call.
 */
export const STREAM_METRICS: Readonly<Record<string, Definition>> = {
  IncomingBytes: counted((stream, minute) => incoming(stream, minute, 'bytes'), 'Bytes'),
  IncomingRecords: counted((stream, minute) => incoming(stream, minute, 'records')),
  WriteProvisionedThroughputExceeded: counted((stream, minute) => incoming(stream, minute, 'rejected')),
  'PutRecords.Bytes': counted((stream, minute) => puts(stream, minute, 'PutRecords', ({ bytes }) => bytes), 'Bytes'),
  'PutRecords.Success': gauged((stream, minute) => puts(stream, minute, 'PutRecords', ({ successful }) => successful), 'Count'),
  'PutRecords.Latency': gauged(
    (stream, minute) =>
      latency(
        stream,
        minute,
        puts(stream, minute, 'PutRecords', () => 0),
        14,
      ),
    'Milliseconds',
  ),
  'PutRecords.TotalRecords': counted((stream, minute) => puts(stream, minute, 'PutRecords', ({ records }) => records)),
  'PutRecords.SuccessfulRecords': counted((stream, minute) => puts(stream, minute, 'PutRecords', ({ accepted }) => accepted)),
  'PutRecords.FailedRecords': counted((stream, minute) => puts(stream, minute, 'PutRecords', () => 0)),
  'PutRecords.ThrottledRecords': counted((stream, minute) =>
    puts(stream, minute, 'PutRecords', ({ records, accepted }) => records - accepted),
  ),
  'PutRecord.Bytes': counted((stream, minute) => puts(stream, minute, 'PutRecord', ({ bytes }) => bytes), 'Bytes'),
  'PutRecord.Success': gauged((stream, minute) => puts(stream, minute, 'PutRecord', ({ successful }) => successful), 'Count'),
  'PutRecord.Latency': gauged(
    (stream, minute) =>
      latency(
        stream,
        minute,
        puts(stream, minute, 'PutRecord', () => 0),
        9,
      ),
    'Milliseconds',
  ),
  'GetRecords.Bytes': counted((stream, minute) => outgoing(stream, minute, ({ bytes }) => bytes), 'Bytes'),
  'GetRecords.Records': counted((stream, minute) => outgoing(stream, minute, ({ records }) => records)),
  'GetRecords.Success': gauged((stream, minute) => outgoing(stream, minute, ({ calls }) => calls), 'Count'),
  'GetRecords.Latency': gauged(
    (stream, minute) =>
      latency(
        stream,
        minute,
        outgoing(stream, minute, () => 0),
        11,
      ),
    'Milliseconds',
  ),
  'GetRecords.IteratorAgeMilliseconds': gauged((stream, minute) => iteratorAge(stream, minute, null), 'Milliseconds'),
  ReadProvisionedThroughputExceeded: counted((stream, minute) => outgoing(stream, minute, ({ throttled }) => throttled)),
};

interface ShardDefinition {
  readonly unit: MetricUnit;
  readonly revised: boolean;
  readonly source: (stream: SimulatedStream, shard: StreamShard, minuteStart: number) => Samples | null;
}

/** Metrics of a shard, where somebody switched them on. */
export const SHARD_METRICS: Readonly<Record<ShardLevelMetric, ShardDefinition>> = {
  IncomingBytes: { unit: 'Bytes', revised: true, source: (stream, shard, minute) => shardIncoming(stream, shard, minute, 'bytes') },
  IncomingRecords: { unit: 'Count', revised: true, source: (stream, shard, minute) => shardIncoming(stream, shard, minute, 'records') },
  WriteProvisionedThroughputExceeded: {
    unit: 'Count',
    revised: true,
    source: (stream, shard, minute) => shardIncoming(stream, shard, minute, 'rejected'),
  },
  OutgoingBytes: {
    unit: 'Bytes',
    revised: true,
    source: (stream, shard, minute) => shardOutgoing(stream, shard, minute, ({ bytes }) => bytes),
  },
  OutgoingRecords: {
    unit: 'Count',
    revised: true,
    source: (stream, shard, minute) => shardOutgoing(stream, shard, minute, ({ records }) => records),
  },
  ReadProvisionedThroughputExceeded: {
    unit: 'Count',
    revised: true,
    source: (stream, shard, minute) => shardOutgoing(stream, shard, minute, ({ throttled }) => throttled),
  },
  IteratorAgeMilliseconds: { unit: 'Milliseconds', revised: false, source: (stream, shard, minute) => iteratorAge(stream, minute, shard) },
};

/** Metrics of a consumer with enhanced fan-out. */
export const FAN_OUT_METRICS = {
  'SubscribeToShard.Success': 'Count',
  'SubscribeToShard.RateExceeded': 'Count',
  'SubscribeToShardEvent.Success': 'Count',
  'SubscribeToShardEvent.Bytes': 'Bytes',
  'SubscribeToShardEvent.Records': 'Count',
  'SubscribeToShardEvent.MillisBehindLatest': 'Milliseconds',
} as const satisfies Record<string, MetricUnit>;

/** A metric of a stream; null: it has none of that name. */
export function streamFeed(stream: SimulatedStream, metricName: string): MetricFeed | null {
  const definition = Object.hasOwn(STREAM_METRICS, metricName) ? STREAM_METRICS[metricName] : undefined;
  if (!definition) return null;
  const { unit, revised, source } = definition;
  return { seed: stream.seed, metricSeed: seedOf(0, metricName), unit, revised, settled: (minute) => source(stream, minute) };
}

/** A metric of a shard; null: there is no such shard or metric. Minutes in which it was not paid for are missing. */
export function shardFeed(stream: SimulatedStream, shardId: string, metricName: string): MetricFeed | null {
  const shard = stream.lineage.find(shardId);
  if (!shard || !isShardMetric(metricName)) return null;
  const { unit, revised, source } = SHARD_METRICS[metricName];
  const metricSeed = seedOf(shard.index, metricName);
  return {
    seed: stream.seed,
    metricSeed,
    unit,
    revised,
    settled: (minute) => (stream.isMonitored(metricName, minute) ? source(stream, shard, minute) : null),
  };
}

/** A metric of a registered consumer; null: there is none of that name. */
export function fanOutFeed(stream: SimulatedStream, consumerName: string, metricName: string): MetricFeed | null {
  const unit = Object.hasOwn(FAN_OUT_METRICS, metricName) ? FAN_OUT_METRICS[metricName as keyof typeof FAN_OUT_METRICS] : undefined;
  if (unit === undefined || !stream.registered.some(({ name }) => name === consumerName)) return null;
  return {
    seed: stream.seed,
    metricSeed: seedOf(0, `${consumerName}/${metricName}`),
    unit,
    revised: metricName === 'SubscribeToShardEvent.Bytes' || metricName === 'SubscribeToShardEvent.Records',
    settled: (minute) => fanOutMinute(stream, consumerName, metricName, minute),
  };
}

export const isShardMetric = (name: string): name is ShardLevelMetric => Object.hasOwn(SHARD_METRICS, name);
