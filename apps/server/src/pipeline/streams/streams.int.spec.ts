import type { StreamDetail } from '@weir/contract';
import { MINUTE_MS } from '@weir/domain';
import { afterEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { EstateService } from '../../estate/estate-service.js';
import { Log } from '../../log.js';
import { CollectorRig } from '../../testing/collector-rig.js';

const START = Date.UTC(2026, 10, 24, 9, 0);

const truth = z.object({
  keys: z.array(z.object({ key: z.string(), shardIds: z.array(z.string()), byteShare: z.number(), recordShare: z.number() })),
  shards: z.array(
    z.object({
      shardId: z.string(),
      closedAt: z.number().nullable(),
      minutes: z.array(z.tuple([z.number(), z.looseObject({ records: z.number(), bytes: z.number(), rejected: z.number() })])),
    }),
  ),
});

/** What a person sees of a stream at the end of a run, beside the simulator's own account of it. */
describe('streams, over the wire, in virtual time', () => {
  let rig: CollectorRig;
  let estate: EstateService | undefined;
  afterEach(async () => {
    await estate?.stop();
    estate = undefined;
    await rig.stop();
  });

  async function run(scenario: string, minutes: number): Promise<(name: string) => Promise<StreamDetail>> {
    rig = await CollectorRig.start(scenario, START, { cloudwatch: { backfillDays: 0 }, streams: { sample: [{ stream: '*' }] } });
    await rig.advance(minutes, 5);
    estate = new EstateService(
      rig.store,
      { mode: 'demo', config: rig.config, awsEndpoint: rig.simulator.url },
      new Log('fatal'),
      () => rig.now,
    );
    await estate.start();
    const { streams } = estate;
    return async (name) => {
      const found = (await streams.list()).find(({ resource }) => resource.name === name);
      if (!found) throw new Error(`there is no stream ${name}`);
      return streams.detail(found.resource);
    };
  }

  const truthOf = async ({ resource }: StreamDetail, minutes: number) =>
    truth.parse(
      await rig.simulator.admin(
        'GET',
        `truth?account=${resource.accountId}&region=${resource.region}&stream=${resource.name}&from=${String(rig.now - minutes * MINUTE_MS)}`,
      ),
    );

  it('one key with nine tenths of the traffic: named within its bound, to be salted', async () => {
    const clickstream = await (await run('one-hot-key', 12))('clickstream');
    const { keys } = await truthOf(clickstream, 10);
    const [hottest] = keys;
    expect(clickstream.resource.verdict).toMatchObject({ state: 'slow', reason: 'shard-throttled' });
    expect(clickstream.topKey).toMatchObject({ key: 'tenant-acme', shardId: hottest?.shardIds[0] });
    expect(clickstream.hottest?.shardId).toBe(hottest?.shardIds[0]);
    expect(clickstream.advice.map(({ remedy, key }) => [remedy, key])[0]).toEqual(['salt', 'tenant-acme']);
  }, 120_000);

  it('three warm keys that share a shard by bad luck: a split helps', async () => {
    const locations = await (await run('bad-luck-shard', 12))('driver-locations');
    const { keys } = await truthOf(locations, 10);
    expect(
      locations.hotKeys
        .slice(0, 3)
        .map(({ key }) => key)
        .sort(),
    ).toEqual(
      keys
        .slice(0, 3)
        .map(({ key }) => key)
        .sort(),
    );
    expect(locations.advice[0]).toMatchObject({ remedy: 'split', shardId: locations.hottest?.shardId });
    expect(locations.advice[0]?.after.every(({ writeUtilisation }) => writeUtilisation < 0.8)).toBe(true);
  }, 120_000);
});
