import { streamMetric } from '@weir/contract';
import {
  coversRing,
  hashOf,
  holdsHash,
  resourceIdOf,
  SHARD_METRIC_ORDER,
  type DiscoveredConsumer,
  type DiscoveredStream,
  type Scope,
} from '@weir/domain';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createAwsAccess, type AwsAccess, type ScopeReader } from '../access.js';
import type { ApiCall } from '../metered-caller.js';
import type { StreamDiscovery } from '../stream-discovery.js';
import type { ConsumerToRead } from '../stream-metrics.js';
import { startAwsSim, type AwsSim } from './aws-sim.js';

const MINUTE = 60_000;
const SCOPE: Scope = { accountId: '444455556666', region: 'eu-west-1' };
/** Ten minutes that CloudWatch has long settled. The clock is the real one: AWS's quotas fill up again as it goes. */
const TO = Math.floor(Date.now() / MINUTE) * MINUTE - 20 * MINUTE;
const RANGE = { from: TO - 10 * MINUTE, to: TO, periodSeconds: 60 };

/** All that reads a stream or a queue, delivery streams included. */
const readersIn = ({ consumers, deliveryStreams }: StreamDiscovery): readonly DiscoveredConsumer[] => [
  ...consumers,
  ...deliveryStreams.filter((each): each is DiscoveredConsumer => each.config !== null && 'type' in each.config),
];

describe("the company's streams", () => {
  let sim: AwsSim;
  let access: AwsAccess;
  let reader: ScopeReader;
  let calls: ApiCall[] = [];

  beforeAll(async () => {
    sim = await startAwsSim({ scenario: 'demo', clock: 'real' });
  });
  afterAll(() => sim.stop());

  beforeEach(() => {
    calls = [];
    access = createAwsAccess({
      accounts: sim.accounts.map(({ id, name, roleArn, externalId }) => ({ id, name, roleArn, externalId, regions: [...sim.regions] })),
      endpoint: sim.url,
      now: Date.now,
      random: Math.random,
      onCall: (call) => {
        calls.push(call);
      },
      credentials: async () => sim.credentials,
    });
    reader = access.scope(SCOPE);
  });
  afterEach(async () => {
    access.close();
    await sim.befall();
  });

  async function streamNamed(name: string): Promise<DiscoveredStream & { readonly shards: NonNullable<DiscoveredStream['shards']> }> {
    const { streams } = await reader.discoverStreams();
    const found = streams.find((stream) => stream.name === name);
    if (found?.shards == null) throw new Error(`the company has no ${name}, or its shards are not readable`);
    return { ...found, shards: found.shards };
  }

  const outcomesIn = (series: readonly { readonly outcome: 'complete' | { readonly kind: string } }[]) =>
    new Set(series.map(({ outcome }) => (outcome === 'complete' ? outcome : outcome.kind)));

  it('are found with all that reads them, through pages of one', async () => {
    const whole = await reader.discoverStreams();
    await sim.befall({ effect: { kind: 'small-pages', size: 1 } });
    const found = await reader.discoverStreams();
    const { streams, failures, complete } = found;
    const consumers = readersIn(found);
    expect({ streams, consumers }).toEqual({ streams: whole.streams, consumers: readersIn(whole) });
    expect({ failures, complete }).toEqual({ failures: [], complete: { streams: true, consumers: true, deliveryStreams: true } });
    expect(streams.length).toBeGreaterThan(1);
    for (const { config, shards, tags } of streams) {
      expect(config).toMatchObject({ status: 'ACTIVE', problems: [] });
      expect(coversRing(shards ?? [])).toMatchObject({ complete: true });
      expect(shards?.filter(({ open }) => open)).toHaveLength(config?.openShards ?? -1);
      expect(tags['system']).toBeDefined();
    }
    const arns = new Set(streams.map(({ arn }) => arn));
    expect(consumers.filter(({ config }) => !arns.has(config.sourceArn) || config.problems.length > 0)).toEqual([]);
    expect(new Set(consumers.map(({ config }) => config.type))).toEqual(
      new Set(['enhanced-fan-out', 'event-source-mapping', 'delivery-stream']),
    );
    expect(new Set(consumers.map(({ arn }) => arn)).size).toBe(consumers.length);
  });

  it('carry as much as their shards do together', async () => {
    const stream = await streamNamed('clickstream');
    const resourceId = resourceIdOf(stream.arn);
    const whole = await reader.readStreamMetrics({ streams: [{ resourceId, name: stream.name }], metrics: streamMetric.options, ...RANGE });
    const parts = await reader.readShardMetrics({
      streamName: stream.name,
      shardIds: stream.shards.map(({ shardId }) => shardId),
      metrics: SHARD_METRIC_ORDER,
      ...RANGE,
    });
    expect(outcomesIn([...whole.series, ...parts.series])).toEqual(new Set(['complete']));
    for (const metric of ['incomingBytes', 'incomingRecords'] as const) {
      const ofStream = whole.series.find((series) => series.metric === metric)?.points ?? [];
      expect(ofStream).toHaveLength(10);
      const sums = new Map<number, number>();
      for (const { points } of parts.series.filter((series) => series.metric === metric)) {
        for (const [at, value] of points) sums.set(at, (sums.get(at) ?? 0) + value);
      }
      expect([...sums].sort(([a], [b]) => a - b)).toEqual(ofStream);
    }
  });

  it('have readers that tell how far behind they are', async () => {
    const consumers = readersIn(await reader.discoverStreams());
    const toRead = consumers.map(({ arn, name, config: { type, sourceArn, uuid } }): ConsumerToRead => {
      const resourceId = resourceIdOf(arn);
      if (type === 'enhanced-fan-out') return { resourceId, type, streamName: sourceArn.split('/')[1] ?? '', consumerName: name };
      return type === 'delivery-stream'
        ? { resourceId, type, deliveryStreamName: name, destination: 'S3' }
        : { resourceId, type, uuid: uuid ?? '' };
    });
    const { series } = await reader.readConsumerMetrics({ consumers: toRead, metrics: ['lag'], ...RANGE });
    expect(series).toHaveLength(consumers.length);
    expect(outcomesIn(series)).toEqual(new Set(['complete']));
    expect(
      series
        .filter(({ points }) => points.length === 10)
        .map(({ resourceId }) => resourceId)
        .sort(),
    ).toEqual(toRead.map(({ resourceId }) => resourceId).sort());
  });

  it('are sampled: keys hash into the shard they were read from', async () => {
    const stream = await streamNamed('clickstream');
    const [shard] = stream.shards.filter(({ open }) => open);
    if (shard === undefined) throw new Error('no open shard');
    const cursor = await reader.openShard(stream, shard.shardId, { at: TO });
    const read = await reader.readShard(cursor, 200);
    if (read.kind !== 'read') throw new Error('the cursor has expired');
    expect(read.records.length).toBeGreaterThan(10);
    expect(read.unreadable).toBe(0);
    expect(read.records.filter(({ partitionKey }) => partitionKey === null || !holdsHash(shard.range, hashOf(partitionKey)))).toEqual([]);
    expect(read.behindMs).toBeGreaterThan(0);
    expect(read.next).not.toBeNull();
  });

  it('are left alone at once by a sampler that is throttled, and found in full by a discovery that is', async () => {
    const stream = await streamNamed('clickstream');
    const cursor = await reader.openShard(stream, stream.shards[0]?.shardId ?? '', 'latest');
    await sim.befall({ match: { api: 'GetRecords' }, effect: { kind: 'throttle', share: 1 } });
    calls = [];
    await expect(reader.readShard(cursor, 10)).rejects.toMatchObject({ failure: { kind: 'throttled', action: 'kinesis:GetRecords' } });
    expect(calls.map(({ api, outcome }) => `${api} ${outcome}`)).toEqual(['kinesis:GetRecords throttled']);
    await sim.befall({ match: { service: 'kinesis' }, effect: { kind: 'throttle', share: 0.15 } });
    const { failures, complete } = await reader.discoverStreams();
    expect({ failures, complete }).toEqual({ failures: [], complete: { streams: true, consumers: true, deliveryStreams: true } });
  });

  it.each([
    ['kinesis', 'ListStreams', { streams: false, consumers: false, deliveryStreams: true }],
    ['kinesis', 'DescribeStreamSummary', { streams: true, consumers: true, deliveryStreams: true }],
    ['kinesis', 'ListShards', { streams: true, consumers: true, deliveryStreams: true }],
    ['kinesis', 'ListStreamConsumers', { streams: true, consumers: false, deliveryStreams: true }],
    ['lambda', 'ListEventSourceMappings', { streams: true, consumers: false, deliveryStreams: true }],
    ['firehose', 'ListDeliveryStreams', { streams: true, consumers: true, deliveryStreams: false }],
    ['firehose', 'DescribeDeliveryStream', { streams: true, consumers: true, deliveryStreams: false }],
  ] as const)('say that %s:%s is denied, and nothing of what that hides is gone', async (service, api, complete) => {
    const whole = await reader.discoverStreams();
    await sim.befall({ match: { service, api }, effect: { kind: 'deny', by: 'identity' } });
    const found = await reader.discoverStreams();
    expect(found.complete).toEqual(complete);
    expect(found.streams.map(({ arn }) => arn)).toEqual(api === 'ListStreams' ? [] : whole.streams.map(({ arn }) => arn));
    expect(found.failures.length).toBeGreaterThan(0);
    for (const { error } of found.failures) {
      expect(error).toMatchObject({
        kind: 'denied',
        action: `${service}:${api}`,
        principal: expect.stringContaining('weir-reader') as string,
      });
    }
  });
});
