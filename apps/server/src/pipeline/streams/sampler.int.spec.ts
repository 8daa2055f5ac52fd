import { hashOf, MINUTE_MS, RING_SIZE } from '@weir/domain';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { emptySimulator, kinesalite } from '../../testing/kinesis-targets.js';
import { SamplerRig } from '../../testing/sampler-rig.js';
import { useDatabaseServer } from '../../testing/fresh-database.js';

useDatabaseServer();

const UPPER_HALF = RING_SIZE / 2n;
/** Of 40 records a second 16 are of the first key and 8 of the second; the others are of keys that come and go. */
const HEAVY = 'tenant-7';
const SECOND = 'tenant-8';
const RECORDS = 40;
const DATA_BYTES = 180;
const STREAMS = { shares: 'shares', silent: 'silent', resharded: 'resharded', paused: 'paused' };

/** One second's records, in no order: whoever reads the first few must not always meet the same keys. */
function produced(second: number): readonly { readonly key: string; readonly bytes: number }[] {
  const keys = Array.from({ length: RECORDS }, (_, at) =>
    at < 16 ? HEAVY : at < 24 ? SECOND : `session-${String((second * RECORDS + at) % 331)}`,
  );
  const order = (at: number): bigint => hashOf(`${String(second)}/${String(at)}`);
  return keys
    .map((key, at) => ({ key, bytes: DATA_BYTES, order: order(at) }))
    .sort((a, b) => (a.order < b.order ? -1 : 1))
    .map(({ key, bytes }) => ({ key, bytes }));
}

/** The sampler as the server runs it must do this with any Kinesis: one suite, run against authors who do not know of each other. */
describe.each([
  ['kinesalite', kinesalite],
  ['the simulator', emptySimulator],
])('sampling what %s serves', (_name, start) => {
  let rig: SamplerRig;

  beforeAll(async () => {
    rig = await SamplerRig.start(start);
    for (const name of Object.values(STREAMS)) {
      await rig.kinesis('CreateStream', { StreamName: name, ShardCount: 1 });
      await rig.untilActive(name);
    }
    await rig.advance(65);
  });
  afterAll(async () => {
    await rig.stop();
  });

  const flow = (stream: string, seconds: number) => rig.advance(seconds, (second) => rig.put(stream, produced(second)));

  const nextMinute = () => Math.ceil(rig.now / MINUTE_MS) * MINUTE_MS;

  /** Shards with records in the sampled minutes since an instant. */
  async function shardsSampled(stream: string, from: number): Promise<readonly string[]> {
    const minutes = await rig.sampled(stream, from);
    const shards = minutes.flatMap(({ document }) => document.shards.filter(({ draws }) => draws.records.count > 0));
    return [...new Set(shards.map(({ shardId }) => shardId))].sort();
  }

  it('names the keys, where they land, and their shares within the stated bounds', async () => {
    await flow(STREAMS.shares, 90);
    const { hotKeys, sampling, topKey } = await rig.detail(STREAMS.shares);
    expect(hotKeys.slice(0, 2).map(({ key }) => key)).toEqual([HEAVY, SECOND]);
    const [shard] = await rig.shards(STREAMS.shares);
    for (const { key, hash, shardId, shareOfStream } of hotKeys) {
      const share = rig.trueShare(STREAMS.shares, key);
      expect([key, share >= shareOfStream.low, share <= shareOfStream.high]).toEqual([key, true, true]);
      expect([hash, shardId]).toEqual([String(hashOf(key)), shard?.shardId]);
    }
    // The bound says something: the heaviest key has four records in ten.
    expect([topKey!.shareOfStream.low > 0.2, topKey!.shareOfStream.high < 0.7]).toEqual([true, true]);
    expect(sampling).toMatchObject({ state: 'reading', aggregatedShare: 0, missingKeyShare: 0 });
    expect(sampling.recordsRead).toBeGreaterThan(200);
    // A fifth of the bytes, with what was saved up before: half a minute's worth of the 10 kB/s that a stream unknown is taken for.
    expect(sampling.bytesRead).toBeLessThanOrEqual(0.2 * (90 * RECORDS * (DATA_BYTES + 12) + 30 * 10_000));
  });

  it('finds nothing in a stream without records, and says so', async () => {
    await rig.advance(20);
    const { hotKeys, sampling } = await rig.detail(STREAMS.silent);
    expect([hotKeys, sampling.state, sampling.recordsRead, sampling.callsPerSecond > 0]).toEqual([[], 'reading', 0, true]);
  });

  it('follows a split to the children and a merge to their child, and is done with the parents', async () => {
    const name = STREAMS.resharded;
    await flow(name, 20);
    const [parent] = await rig.shards(name);
    await rig.kinesis('SplitShard', { StreamName: name, ShardToSplit: parent!.shardId, NewStartingHashKey: String(UPPER_HALF) });
    await rig.untilActive(name);
    await flow(name, 70);
    const [lower, upper] = (await rig.shards(name)).filter(({ open }) => open);
    expect([lower, upper].map((child) => [child?.start, child?.parentShardId])).toEqual([
      ['0', parent!.shardId],
      [String(UPPER_HALF), parent!.shardId],
    ]);
    const split = nextMinute();
    await flow(name, 90);
    expect(await shardsSampled(name, split)).toEqual([lower!.shardId, upper!.shardId]);
    const ofHeavy = hashOf(HEAVY) < UPPER_HALF ? lower : upper;
    expect((await rig.detail(name)).topKey).toMatchObject({ key: HEAVY, shardId: ofHeavy!.shardId });

    await rig.kinesis('MergeShards', { StreamName: name, ShardToMerge: lower!.shardId, AdjacentShardToMerge: upper!.shardId });
    await rig.untilActive(name);
    await flow(name, 70);
    const [child, ...others] = (await rig.shards(name)).filter(({ open }) => open);
    expect([child?.parentShardId, child?.adjacentParentShardId, others]).toEqual([lower!.shardId, upper!.shardId, []]);
    const merged = nextMinute();
    await flow(name, 90);
    expect(await shardsSampled(name, merged)).toEqual([child!.shardId]);
    const { topKey, sampling } = await rig.detail(name);
    expect([topKey?.key, topKey?.shardId, sampling.state]).toEqual([HEAVY, child!.shardId, 'reading']);
  });

  it('goes on after an iterator has expired in its hands', async () => {
    await flow(STREAMS.paused, 20);
    rig.holdUpNextRead(301);
    await flow(STREAMS.paused, 20);
    expect(rig.expiredReads).toBeGreaterThan(0);
    const since = nextMinute();
    await flow(STREAMS.paused, 110);
    expect(await shardsSampled(STREAMS.paused, since)).toHaveLength(1);
    expect((await rig.detail(STREAMS.paused)).sampling.state).toBe('reading');
  });
});
