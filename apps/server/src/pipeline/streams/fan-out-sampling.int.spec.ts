import type { StreamDetail } from '@weir/contract';
import { afterEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { MEDIA_EU, SHOP_EU } from '../../testing/company-scopes.js';
import { operatorOf } from '../../testing/operator.js';
import { startSimulator, type SimulatorProcess } from '../../testing/simulator-process.js';
import { START, StreamRig } from '../../testing/stream-rig.js';
import { useDatabaseServer } from '../../testing/fresh-database.js';

useDatabaseServer();

const STREAM = 'clickstream';

/** Consumers are found, and who reads through them is known, within minutes. */
const through = (...sample: readonly object[]) => ({
  streams: { sample },
  cadence: { discoverySeconds: 60, cloudwatchBatchSeconds: 60 },
});

const metricData = z.object({
  MetricDataResults: z.array(z.object({ Id: z.string(), Timestamps: z.array(z.number()), Values: z.array(z.number()) })),
});

const consumers = z.object({ Consumers: z.array(z.object({ ConsumerARN: z.string() })) });

/** What CloudWatch tells of everybody who reads the stream with GetRecords: calls, records, how old what they read was. */
const POLLING = [
  ['calls', 'GetRecords.Success', 'SampleCount'],
  ['records', 'GetRecords.Records', 'Sum'],
  ['bytes', 'GetRecords.Bytes', 'Sum'],
  ['age', 'GetRecords.IteratorAgeMilliseconds', 'Maximum'],
] as const;
const ARRIVING = [['arriving', 'IncomingBytes', 'Sum']] as const;

async function told(
  metrics: typeof POLLING | typeof ARRIVING,
  simulator: SimulatorProcess,
  { resource }: StreamDetail,
  now: number,
): Promise<z.infer<typeof metricData>> {
  const Dimensions = [{ Name: 'StreamName', Value: resource.name }];
  return metricData.parse(
    await (
      await operatorOf(simulator, resource, now)
    ).call('monitoring', 'GetMetricData', {
      StartTime: START / 1000,
      EndTime: now / 1000,
      MetricDataQueries: metrics.map(([Id, MetricName, Stat]) => ({
        Id,
        MetricStat: { Metric: { Namespace: 'AWS/Kinesis', MetricName, Dimensions }, Period: 60, Stat },
      })),
    }),
  );
}

describe('sampling through a registered consumer', () => {
  let rig: StreamRig;
  afterEach(async () => {
    await rig.stop();
  });

  /** Lets minutes pass until a stream is sampled thus. How many depends on when what is read. */
  const until = async (name: string, state: StreamDetail['sampling']['state']): Promise<StreamDetail> => {
    for (let minute = 0; minute < 15; minute += 1) {
      await rig.advance(1);
      if (!(await rig.list()).some(({ resource }) => resource.name === name)) continue;
      const detail = await rig.detail(name);
      if (detail.sampling.state === state) return detail;
    }
    throw new Error(`${name} is not ${state} after a quarter of an hour`);
  };
  const register = async (detail: StreamDetail, name = 'weir'): Promise<void> => {
    await rig.kinesis(detail, 'RegisterStreamConsumer', { StreamARN: detail.resource.arn, ConsumerName: name });
  };

  it('finds the hot key within the budget, and leaves no trace among those who poll', async () => {
    rig = await StreamRig.start('one-hot-key', through({ stream: STREAM, consumer: 'weir' }), [MEDIA_EU]);
    const before = await until(STREAM, 'failed');
    expect(before.sampling).toMatchObject({ state: 'failed', because: 'no consumer weir is registered on this stream', recordsRead: 0 });
    await register(before);
    const began = (await until(STREAM, 'reading')).sampling.since ?? 0;
    await rig.advance(4);
    const detail = await rig.detail(STREAM);
    const { sampling, hotKeys } = detail;
    expect(sampling).toMatchObject({ state: 'reading', because: 'reading 8 shards through the consumer weir', shareOfReadCalls: 0 });
    expect(hotKeys[0]?.key).toBe('tenant-acme');
    const truth = await rig.truth(detail, 6);
    const share = truth.keys.find(({ key }) => key === 'tenant-acme')?.byteShare ?? 0;
    expect(share).toBeGreaterThanOrEqual(hotKeys[0]?.shareOfStream.low ?? 1);
    expect(share).toBeLessThanOrEqual(hotKeys[0]?.shareOfStream.high ?? 0);
    // Two bytes in a hundred, of which half a minute's may have been saved up, and one event: 262,144 bytes in the simulator.
    const arriving = (await told(ARRIVING, rig.rig.simulator, detail, rig.now)).MetricDataResults[0]?.Values ?? [];
    const perSecond = arriving.reduce((sum, bytes) => sum + bytes, 0) / arriving.length / 60;
    expect(sampling.bytesRead).toBeLessThanOrEqual(0.02 * perSecond * ((rig.now - began) / 1000 + 30) + 262_144);
    expect(sampling.spentUsd).toBeCloseTo((sampling.bytesRead / 1e9) * rig.rig.config.prices.kinesisFanOutPerGb, 9);
    expect(sampling.spentUsd).toBeGreaterThan(0);
    expect(detail.consumers.find(({ name }) => name === 'weir')?.verdict).toMatchObject({ state: 'idle', reason: 'own-sampler' });

    // The same company with nobody who samples it: what those who poll did is the same to the call.
    const untouched = await startSimulator('one-hot-key', START);
    try {
      await untouched.admin('POST', 'clock', { mode: 'manual', now: rig.now });
      const sampled = await told(POLLING, rig.rig.simulator, detail, rig.now);
      expect(sampled.MetricDataResults.map(({ Id, Values }) => [Id, Values.length > 2])).toEqual(POLLING.map(([id]) => [id, true]));
      expect(sampled).toEqual(await told(POLLING, untouched, detail, rig.now));
    } finally {
      await untouched.stop();
    }
  }, 300_000);

  it('says so when somebody else reads through the consumer, and keeps its hands off', async () => {
    // The company's own map of its fleet reads driver-locations through fleet-map, and a function order-events through order-search.
    rig = await StreamRig.start(
      'healthy',
      through({ stream: 'driver-locations', consumer: 'fleet-map' }, { stream: 'order-events', consumer: 'order-search' }),
      [MEDIA_EU, SHOP_EU],
    );
    const orders = await until('order-events', 'failed');
    expect(orders.sampling.because).toContain('order-search-indexer reads through the consumer order-search');
    const map = await until('driver-locations', 'failed');
    expect(map.sampling.because).toContain('somebody else reads through the consumer fleet-map');
    expect([map.sampling.recordsRead, (await rig.detail('order-events')).sampling.recordsRead]).toEqual([0, 0]);
  }, 300_000);

  it('rests a shard that somebody else subscribed to, goes on when it may, and ends with the dollars of the day', async () => {
    rig = await StreamRig.start('healthy', through({ stream: STREAM, consumer: 'weir' }), [MEDIA_EU]);
    await register(await until(STREAM, 'failed'));
    const detail = await until(STREAM, 'reading');
    const { Consumers } = consumers.parse(
      await (await rig.operator(detail.resource)).call('kinesis', 'ListStreamConsumers', { StreamARN: detail.resource.arn }),
    );
    // Somebody subscribes to every shard that is free, and leaves: for five seconds nobody else may.
    const open = (await rig.shards(STREAM)).filter((shard) => shard.open);
    let sampling = detail.sampling;
    for (let round = 0; round < 20 && sampling.state === 'reading'; round += 1) {
      const somebody = await rig.operator(detail.resource);
      for (const { shardId } of open) {
        const input = { ConsumerARN: Consumers[0]?.ConsumerARN, ShardId: shardId, StartingPosition: { Type: 'LATEST' } };
        await (await somebody.ask('kinesis', 'SubscribeToShard', input)).body?.cancel();
      }
      await rig.rig.advance(2 / 60, 2);
      ({ sampling } = await rig.detail(STREAM));
    }
    expect(sampling.state).toBe('backing-off');
    expect(sampling.because).toMatch(/^somebody else is subscribed to shardId-\d+: Another active subscription exists for consumer weir/);
    const after = await until(STREAM, 'reading');
    expect(after.sampling.recordsRead).toBeGreaterThan(sampling.recordsRead);

    rig.rig.config.prices.kinesisFanOutPerGb = 1_000;
    const spent = (await until(STREAM, 'budget-spent')).sampling;
    // What was under way when the last dollar went is taken, and no more.
    expect(spent.spentUsd).toBeLessThan(2 * spent.budgetUsd);
    await rig.advance(1);
    expect((await rig.detail(STREAM)).sampling.bytesRead).toBe(spent.bytesRead);
  }, 300_000);
});
