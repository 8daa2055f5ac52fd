import { describe, expect, it } from 'vitest';
import { DATA, PROD } from '../estate/accounts.js';
import { estateOf, type ScenarioName } from '../estate/scenarios.js';
import { mappingsOf } from '../streams/mapping.js';
import type { SimulatedStream } from '../streams/simulated-stream.js';
import { World } from '../world/world.js';
import { deliveryFeed, iteratorAgeFeed } from './consumer-metrics.js';
import type { MetricFeed, Samples } from './metric-feed.js';
import { fanOutFeed, shardFeed, streamFeed } from './stream-metrics.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const NOW = Date.UTC(2026, 10, 24, 14, 32);
const LAST = NOW - MINUTE;

function streamIn(scenario: ScenarioName, name: string, accountId = DATA, region = 'eu-west-1'): SimulatedStream {
  const stream = new World({ estate: estateOf(scenario, NOW), seed: 1, startedAt: NOW }).scope(accountId, region)?.streams.at(name, NOW);
  if (!stream) throw new Error(`no ${name}`);
  return stream;
}

function given(feed: MetricFeed | null, minute = LAST): Samples | null {
  if (!feed) throw new Error('no such metric');
  return feed.settled(minute);
}

describe('metrics of a stream', () => {
  const stream = streamIn('demo', 'clickstream');
  const sumOf = (name: string): number => given(streamFeed(stream, name))?.sum ?? Number.NaN;
  const ofShards = (name: string): (Samples | null)[] =>
    stream.openShards(NOW).map(({ shardId }) => given(shardFeed(stream, shardId, name)));

  it.each(['IncomingBytes', 'IncomingRecords', 'WriteProvisionedThroughputExceeded', 'ReadProvisionedThroughputExceeded'])(
    '%s is the sum over its shards',
    (name) => {
      expect(sumOf(name)).toBe(ofShards(name).reduce((sum, samples) => sum + (samples?.sum ?? 0), 0));
    },
  );

  it('count rejected records as rejected, not as incoming', () => {
    expect(sumOf('WriteProvisionedThroughputExceeded')).toBeGreaterThan(10_000);
    expect(sumOf('PutRecords.ThrottledRecords')).toBe(sumOf('WriteProvisionedThroughputExceeded'));
    expect(sumOf('PutRecords.SuccessfulRecords')).toBe(sumOf('IncomingRecords'));
    expect(sumOf('PutRecords.TotalRecords')).toBe(sumOf('IncomingRecords') + sumOf('PutRecords.ThrottledRecords'));
  });

  it('count what three readers read', () => {
    expect(Math.abs(sumOf('GetRecords.Records') / sumOf('IncomingRecords') / 3 - 1)).toBeLessThan(0.15);
    expect(sumOf('GetRecords.Bytes')).toBe(ofShards('OutgoingBytes').reduce((sum, samples) => sum + (samples?.sum ?? 0), 0));
  });

  it('are silent in a minute without a put', () => {
    const quiet = streamIn('healthy', 'audit-log', PROD, 'us-east-1');
    const night = Date.UTC(2026, 10, 22, 8);
    const minutes = Array.from({ length: 120 }, (_, at) => given(streamFeed(quiet, 'IncomingRecords'), night + at * MINUTE));
    expect(minutes.filter((samples) => samples === null).length).toBeGreaterThan(10);
    expect(minutes.some((samples) => samples?.sum === 0)).toBe(false);
    const silent = minutes.findIndex((samples) => samples === null);
    expect(given(streamFeed(quiet, 'WriteProvisionedThroughputExceeded'), night + silent * MINUTE)).toBeNull();
    expect(given(streamFeed(quiet, 'GetRecords.IteratorAgeMilliseconds'), night + silent * MINUTE)).toMatchObject({ max: 0 });
  });

  it('of shards exist only while somebody pays for them', () => {
    const watched = streamIn('healthy', 'driver-locations');
    const [shard] = watched.openShards(NOW);
    const shardId = shard?.shardId ?? '';
    expect(given(shardFeed(watched, shardId, 'IncomingBytes'))).not.toBeNull();
    watched.monitor(['IncomingBytes'], false, NOW);
    expect(given(shardFeed(watched, shardId, 'IncomingBytes'), NOW + MINUTE)).toBeNull();
    expect(given(shardFeed(watched, shardId, 'IncomingRecords'), NOW + MINUTE)).not.toBeNull();
    expect(given(shardFeed(watched, shardId, 'IncomingBytes'))).not.toBeNull();
    expect(shardFeed(watched, shardId, 'GetRecords.Bytes')).toBeNull();
    const unwatched = streamIn('healthy', 'audit-log', PROD, 'us-east-1');
    expect(given(shardFeed(unwatched, 'shardId-000000000000', 'IncomingBytes'))).toBeNull();
  });

  it('of a parent end where those of its children begin', () => {
    const resharded = streamIn('reshard-during-traffic', 'driver-locations');
    const parent = resharded.lineage.shards.findLast(({ closedAt }) => Number.isFinite(closedAt));
    if (!parent) throw new Error('a closed shard');
    const [child] = resharded.lineage.childrenOf(parent);
    const before = parent.closedAt - MINUTE;
    expect(given(shardFeed(resharded, parent.shardId, 'IncomingRecords'), before)?.sum).toBeGreaterThan(1_000);
    expect(given(shardFeed(resharded, parent.shardId, 'IncomingRecords'), parent.closedAt)).toBeNull();
    expect(given(shardFeed(resharded, child?.shardId ?? '', 'IncomingRecords'), before)).toBeNull();
    expect(given(shardFeed(resharded, child?.shardId ?? '', 'IncomingRecords'), parent.closedAt)?.sum).toBeGreaterThan(1_000);
  });
});

describe('a reader through the API', () => {
  it('is in the metrics of the stream: its calls, bytes, refusals and age', () => {
    const stream = streamIn('healthy', 'order-events', PROD);
    const [shard] = stream.openShards(NOW);
    if (!shard) throw new Error('a shard');
    const before = given(streamFeed(stream, 'GetRecords.Bytes'), NOW)?.sum ?? 0;
    const count = (ageMs: number): void => {
      stream.reads.count(shard, { records: 10, bytes: 5_000, ageMs }, NOW + 500);
    };
    for (let call = 0; call < 4; call++) expect(stream.reads.admit(shard, NOW, { calls: 1, bytes: 0 })).toBe(true);
    expect(stream.reads.admit(shard, NOW + 999, { calls: 1, bytes: 0 })).toBe(false);
    expect(stream.reads.admit(shard, NOW + 1000, { calls: 1, bytes: 0 })).toBe(true);
    count(4_000);
    count(600_000);
    expect(given(streamFeed(stream, 'GetRecords.Bytes'), NOW)?.sum).toBe(before + 10_000);
    expect(given(streamFeed(stream, 'ReadProvisionedThroughputExceeded'), NOW)?.sum).toBe(1);
    expect(given(shardFeed(stream, shard.shardId, 'IteratorAgeMilliseconds'), NOW)?.max).toBe(600_000);
    expect(given(streamFeed(stream, 'GetRecords.IteratorAgeMilliseconds'), NOW)?.max).toBe(600_000);
  });

  it('that takes ten mebibytes at once is refused for five seconds', () => {
    const stream = streamIn('healthy', 'clickstream');
    const [shard] = stream.openShards(NOW);
    if (!shard) throw new Error('a shard');
    const nobody = { calls: 0, bytes: 0 };
    expect(stream.reads.admit(shard, NOW, nobody)).toBe(true);
    stream.reads.count(shard, { records: 9_000, bytes: 10 * 1_048_576, ageMs: 0 }, NOW);
    expect(stream.reads.admit(shard, NOW + 4_999, nobody)).toBe(false);
    expect(stream.reads.admit(shard, NOW + 5_000, nobody)).toBe(true);
  });
});

describe('metrics of consumers', () => {
  const enricher = (stream: SimulatedStream): MetricFeed | null => iteratorAgeFeed([{ stream, name: 'clickstream-enricher' }]);

  it('grow by a second a second behind a poisoned batch, on one shard', () => {
    const stream = streamIn('poison-batch', 'clickstream');
    const [early, late] = [given(enricher(stream), LAST - 10 * MINUTE)?.max ?? 0, given(enricher(stream))?.max ?? 0];
    expect(Math.abs(late - early - 10 * MINUTE)).toBeLessThan(3_000);
    const ages = stream.openShards(NOW).map(({ shardId }) => given(shardFeed(stream, shardId, 'IteratorAgeMilliseconds'))?.max ?? 0);
    expect(ages.filter((age) => age > 40 * MINUTE)).toHaveLength(1);
    expect(ages.filter((age) => age < MINUTE)).toHaveLength(7);
  });

  it('fall silent when the mapping is switched off', () => {
    const stream = streamIn('consumer-stopped', 'clickstream');
    expect(given(enricher(stream))).toBeNull();
    expect(given(enricher(stream), LAST - HOUR)?.max).toBeLessThan(5_000);
    expect(given(streamFeed(stream, 'GetRecords.IteratorAgeMilliseconds'))?.max).toBeLessThan(10_000);
  });

  it('tell of enhanced fan-out by consumer', () => {
    const stream = streamIn('healthy', 'driver-locations');
    const told = (name: string): number | undefined => given(fanOutFeed(stream, 'fleet-map', name))?.sum;
    expect(told('SubscribeToShardEvent.Records')).toBeGreaterThan(10_000);
    expect(given(fanOutFeed(stream, 'fleet-map', 'SubscribeToShardEvent.MillisBehindLatest'))?.max).toBeLessThan(200);
    expect(fanOutFeed(stream, 'somebody-else', 'SubscribeToShardEvent.Records')).toBeNull();
    expect(mappingsOf([stream], NOW).map(({ consumer }) => consumer.name)).toEqual(['eta-predictor']);
  });

  it('tell of a delivery stream what it reads and how fresh its data are', () => {
    const stream = streamIn('healthy', 'clickstream');
    const consumer = stream
      .consumersAt(NOW)
      .map((each) => each.consumer)
      .find((each) => each.kind === 'delivery-stream');
    if (consumer?.kind !== 'delivery-stream') throw new Error('a delivery stream');
    const told = (name: string): Samples | null => given(deliveryFeed(stream, consumer, name));
    const incoming = given(streamFeed(stream, 'IncomingRecords'))?.sum ?? 0;
    expect(Math.abs((told('DataReadFromKinesisStream.Records')?.sum ?? 0) / incoming - 1)).toBeLessThan(0.1);
    expect(told('KinesisMillisBehindLatest')?.max).toBeLessThan(8_000);
    expect(told('DeliveryToS3.DataFreshness')?.max).toBeGreaterThan(100);
    expect(told('DeliveryToS3.DataFreshness')?.max).toBeLessThan(140);
    expect(told('DeliveryToS3.Success')).toEqual({ count: 1, sum: 1, min: 1, max: 1 });
    expect(deliveryFeed(stream, consumer, 'DeliveryToRedshift.Records')).toBeNull();
  });
});
