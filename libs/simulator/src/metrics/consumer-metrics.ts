import { MINUTE_MS } from '@weir/domain';
import { seedOf, uniform } from '../chance/chance.js';
import type { ConsumerMinute } from '../streams/consumption.js';
import type { DeliveryConsumer } from '../streams/mapping.js';
import type { SimulatedStream } from '../streams/simulated-stream.js';
import { evenSamples, merge, oneSample, type MetricFeed, type MetricUnit, type Samples } from './metric-feed.js';

/** Metrics of a delivery stream that a Kinesis stream feeds. Source: Firehose Developer Guide, "Monitoring with CloudWatch metrics". */
export const DELIVERY_METRICS = {
  'DataReadFromKinesisStream.Records': 'Count',
  'DataReadFromKinesisStream.Bytes': 'Bytes',
  KinesisMillisBehindLatest: 'Milliseconds',
  ThrottledGetRecords: 'Count',
  IncomingRecords: 'Count',
  IncomingBytes: 'Bytes',
  'DeliveryToS3.Records': 'Count',
  'DeliveryToS3.Bytes': 'Bytes',
  'DeliveryToS3.Success': 'Count',
  'DeliveryToS3.DataFreshness': 'Seconds',
} as const satisfies Record<string, MetricUnit>;
type DeliveryMetric = keyof typeof DELIVERY_METRICS;

const isDeliveryMetric = (name: string): name is DeliveryMetric => Object.hasOwn(DELIVERY_METRICS, name);
const NOT_REVISED = new Set<string>(['KinesisMillisBehindLatest', 'DeliveryToS3.Success', 'DeliveryToS3.DataFreshness']);

/**
 * The age of the last record in each batch a mapping handed to its function. Emitted while it invokes the function, also when that fails
 * again and again. Source: Lambda Developer Guide, "Types of metrics for Lambda functions".
 */
export function iteratorAgeFeed(consumers: readonly { readonly stream: SimulatedStream; readonly name: string }[]): MetricFeed | null {
  const [first] = consumers;
  if (!first) return null;
  return {
    seed: first.stream.seed,
    metricSeed: seedOf(0, 'IteratorAge'),
    unit: 'Milliseconds',
    revised: false,
    settled: (minuteStart) => {
      const samples: Samples = { count: 0, sum: 0, min: Infinity, max: 0 };
      for (const { stream, name } of consumers) {
        const read = readingOf(stream, 'function', name, minuteStart);
        if (!read || (read.records === 0 && read.lagMs < MINUTE_MS)) continue;
        merge(samples, { count: read.shards * 60, sum: read.lagSum * 60, min: read.lagMin, max: read.lagMs });
      }
      return samples.count === 0 ? null : samples;
    },
  };
}

/** A metric of a delivery stream; null: it has none of that name. */
export function deliveryFeed(stream: SimulatedStream, consumer: DeliveryConsumer, metricName: string): MetricFeed | null {
  if (!isDeliveryMetric(metricName)) return null;
  return {
    seed: stream.seed,
    metricSeed: seedOf(0, `${consumer.name}/${metricName}`),
    unit: DELIVERY_METRICS[metricName],
    revised: !NOT_REVISED.has(metricName),
    settled: (minuteStart) => deliveryMinute(stream, consumer, metricName, minuteStart),
  };
}

function deliveryMinute(
  stream: SimulatedStream,
  { name, bufferSeconds }: DeliveryConsumer,
  metricName: DeliveryMetric,
  minuteStart: number,
): Samples | null {
  const read = readingOf(stream, 'delivery-stream', name, minuteStart);
  if (!read) return null;
  const delivers = read.records > 0;
  switch (metricName) {
    case 'KinesisMillisBehindLatest':
      return { count: read.shards, sum: read.lagSum, min: read.lagMin, max: read.lagMs };
    case 'ThrottledGetRecords':
      return oneSample(0);
    case 'DataReadFromKinesisStream.Records':
    case 'IncomingRecords':
    case 'DeliveryToS3.Records':
      return delivers ? evenSamples(read.shards, read.records) : null;
    case 'DataReadFromKinesisStream.Bytes':
    case 'IncomingBytes':
    case 'DeliveryToS3.Bytes':
      return delivers ? evenSamples(read.shards, read.bytes) : null;
    case 'DeliveryToS3.Success':
      return delivers ? oneSample(1) : null;
    case 'DeliveryToS3.DataFreshness': {
      // What is in the buffer ages until it is full or its interval has passed.
      const buffered = bufferSeconds * (0.9 + 0.15 * uniform(stream.seed, minuteStart / MINUTE_MS, bufferSeconds));
      return delivers ? oneSample(Math.round(buffered + read.lagMs / 1000)) : null;
    }
  }
}

interface ReadOfAll {
  readonly shards: number;
  readonly records: number;
  readonly bytes: number;
  /** Of the shard that is farthest behind. */
  readonly lagMs: number;
  readonly lagMin: number;
  readonly lagSum: number;
}

/** What a consumer read from all shards in a minute; null: it read none. */
export function readingOf(stream: SimulatedStream, kind: string, name: string, minuteStart: number): ReadOfAll | null {
  const consumer = stream.consumption
    .consumersIn(minuteStart)
    .find((each: ConsumerMinute) => each.progress.consumer.kind === kind && each.progress.consumer.name === name);
  if (!consumer) return null;
  let [shards, records, bytes, lagMs, lagMin, lagSum] = [0, 0, 0, 0, Infinity, 0];
  for (const shard of stream.consumption.shardsRead(consumer)) {
    const reading = stream.consumption.reading(consumer, shard);
    if (!reading) continue;
    shards++;
    records += reading.records;
    bytes += reading.bytes;
    lagMs = Math.max(lagMs, Math.round(reading.lagMs));
    lagMin = Math.min(lagMin, Math.round(reading.lagMs));
    lagSum += Math.round(reading.lagMs);
  }
  return shards === 0 ? null : { shards, records, bytes, lagMs, lagMin, lagSum };
}
