import { md5 } from '@noble/hashes/legacy.js';
import type { SamplingStatus } from '@weir/contract';
import { describe, expect, test } from 'vitest';
import { equalRanges, hashOf } from '../hash-range.js';
import type { KeyMinute } from '../sampling/key-minute.js';
import { ShardTally } from '../sampling/shard-tally.js';
import { showKey } from '../sampling/show-key.js';
import type { Shard } from '../shard.js';
import { composeAdvice, streamLoadOf } from './advice-view.js';
import { boundLoads } from './load-bounds.js';
import { gatherKeys } from './gather-keys.js';
import { composeKeys, composeSlices, keyNotes, keyTrend, weighKeys } from './key-view.js';
import type { MeasuredShard } from './measured-shard.js';
import { recentKeys } from './recent-keys.js';

const FROM = Date.UTC(2026, 10, 24, 12, 0);
const MINUTE = 60_000;
const [lower, upper] = equalRanges(2);
const SHARDS: readonly Shard[] = [lower, upper].flatMap((range, index) =>
  range ? [{ shardId: `shardId-00000000000${String(index)}`, range, parentShardId: null, adjacentParentShardId: null, open: true }] : [],
);
const SAMPLING: SamplingStatus = {
  state: 'reading',
  because: 'reading 2 shards',
  since: FROM,
  shardsRead: 2,
  callsPerSecond: 0.4,
  shareOfBytes: 0.01,
  shareOfReadCalls: 0.04,
  recordsRead: 0,
  bytesRead: 0,
  spentUsd: 0,
  budgetUsd: 0.5,
  aggregatedShare: 0,
  missingKeyShare: 0,
};

/** "a" lands on the lower shard. Of its 1,000 records there nine in ten are "a"'s, 999 bytes each and one of key. */
function minutes(count: number): KeyMinute[] {
  return Array.from({ length: count }, (_, minute) => {
    const tally = new ShardTally('shardId-000000000000', SHARDS[0]?.range ?? { start: 0n, end: 0n }, 512, showKey('show'), md5);
    const records = Array.from({ length: 1_000 }, (_, index) => {
      const key = index % 10 === 0 ? lowKey(minute * 1000 + index) : 'a';
      return { partitionKey: key, data: new Uint8Array(1000 - key.length), arrivedAt: null };
    });
    tally.take({ records, from: FROM + minute * MINUTE, to: FROM + minute * MINUTE + 2_000 });
    return { at: FROM + minute * MINUTE, document: { version: 1, shards: [tally.toSample(20)], sampling: SAMPLING } };
  });
}

/** A key of its own that hashes to the lower half of the ring. */
function lowKey(seed: number): string {
  for (let attempt = 0; ; attempt += 1) {
    const key = `k${String(seed)}-${String(attempt)}`;
    if (hashOf(key) <= (SHARDS[0]?.range.end ?? 0n)) return key;
  }
}

describe('hot keys', () => {
  const rows = minutes(5);
  const sampled = gatherKeys(rows);
  const measured = new Map<string, MeasuredShard>([
    [
      'shardId-000000000000',
      { load: { bytesPerSecond: 1_048_576, recordsPerSecond: 1_000 }, span: { low: 1, high: 1 }, total: null, isSampled: false },
    ],
    [
      'shardId-000000000001',
      { load: { bytesPerSecond: 104_858, recordsPerSecond: 100 }, span: { low: 1, high: 1 }, total: null, isSampled: false },
    ],
  ]);
  const weighed = weighKeys(sampled, measured);
  const loadsOf = (of: ReadonlyMap<string, MeasuredShard>) => ({ shards: SHARDS, loads: boundLoads(SHARDS, sampled, of) });
  const keys = composeKeys(weighed, sampled, loadsOf(measured), 20, keyTrend(rows, FROM, MINUTE, 6));

  test('are scaled to what the shard was measured to take, with bounds that hold the truth', () => {
    expect(keys.map(({ key, shardId }) => [key, shardId])).toEqual([['a', 'shardId-000000000000']]);
    const [hot] = keys;
    expect(hot?.hash).toBe('16955237001963240173058271559858726497');
    expect(hot?.shareOfShardLimit.estimate).toBeCloseTo(0.9, 2);
    expect((hot?.shareOfShardLimit.low ?? 1) <= 0.9 && 0.9 <= (hot?.shareOfShardLimit.high ?? 0)).toBe(true);
    expect((hot?.shareOfShardLimit.high ?? 1) - (hot?.shareOfShardLimit.low ?? 0)).toBeLessThan(0.1);
    expect(hot?.shareOfStream.estimate).toBeCloseTo((0.9 * 1_048_576) / 1_153_434, 2);
  });

  test('of a shard that refuses are bounded loosely as load, and closely as a share of what it accepts', () => {
    // As much refused as accepted: from one to two times what is accepted.
    const load = { bytesPerSecond: (4 / 3) * 1_048_576, recordsPerSecond: 4_000 / 3 };
    const span = { low: 0.75, high: 1.5 };
    const refusing = new Map(measured).set('shardId-000000000000', { load, span, total: null, isSampled: false });
    const [hot] = composeKeys(weighKeys(sampled, refusing), sampled, loadsOf(refusing), 20, () => []);
    expect((hot?.shareOfShardLimit.high ?? 0) / (hot?.shareOfShardLimit.low ?? 1)).toBeGreaterThan(1.9);
    expect([(hot?.shareOfShard.low ?? 1) <= 0.9, (hot?.shareOfShard.high ?? 0) >= 0.9]).toEqual([true, true]);
    expect((hot?.shareOfShard.high ?? 1) - (hot?.shareOfShard.low ?? 0)).toBeLessThan(0.1);
  });

  test('have a trend, with holes where nothing was sampled', () => {
    expect(keys[0]?.trend).toEqual([450_000, 450_000, 450_000, 450_000, 450_000, null]);
  });

  test('are of the newest minutes, as far as those suffice', () => {
    expect(gatherKeys(rows, 1_500).records).toBe(2_000);
    expect(gatherKeys(rows).records).toBe(5_000);
  });

  test('without a measurement the samples speak for the shard', () => {
    const [hot] = composeKeys(weighKeys(sampled, new Map()), sampled, loadsOf(new Map()), 20, () => []);
    expect(hot?.bytesPerSecond.estimate).toBeCloseTo(450_000, -3);
    // Five reads that all saw the same say that much; of the other shard nothing is known but what it may take.
    expect(hot?.shareOfStream.estimate).toBeCloseTo(0.45, 2);
    expect(hot?.shareOfStream.low).toBeCloseTo((0.88 * 500_000) / (500_000 + 1_048_576), 2);
    expect(hot?.shareOfStream.high).toBeGreaterThan(0.9);
  });

  test('slices show where on the ring the load falls', () => {
    const slices = composeSlices(sampled, measured);
    const hottest = slices.toSorted((a, b) => b.bytesPerSecond - a.bytesPerSecond)[0];
    const hash = hashOf('a');
    expect(hottest && BigInt(hottest.start) <= hash && hash <= BigInt(hottest.end)).toBe(true);
    expect(slices.reduce((sum, { bytesPerSecond }) => sum + bytesPerSecond, 0)).toBeCloseTo(1_048_576, 0);
  });

  test('slices that only one minute of five has are that minute’s, not five times too small', () => {
    const sparse = rows.map(({ at, document }, minute) => ({
      at,
      document: {
        ...document,
        shards: document.shards.map((shard) => (minute === 2 ? shard : { ...shard, slices: { ...shard.slices, filled: [] } })),
      },
    }));
    const total = (slices: readonly { readonly bytesPerSecond: number }[]) => slices.reduce((sum, slice) => sum + slice.bytesPerSecond, 0);
    expect(total(composeSlices(gatherKeys(sparse), measured))).toBeCloseTo(1_048_576, 0);
    const background = streamLoadOf(SHARDS, gatherKeys(sparse), [], measured).slices ?? [];
    expect(background.reduce((sum, { load }) => sum + load.bytesPerSecond, 0)).toBeCloseTo(1_048_576, 0);
    // What is said of now rests on few minutes, of which none may have them.
    expect(total(composeSlices(recentKeys(sparse), measured))).toBeCloseTo(1_048_576, 0);
  });

  test('a key that fills a shard by itself is to be salted, not split', () => {
    const load = streamLoadOf(SHARDS, sampled, weighed, measured);
    const config = { mode: 'PROVISIONED', distribution: 'USER_PARTITION_KEY' } as const;
    const [advice] = composeAdvice(load, config, {}, sampled.records, FROM);
    expect(advice).toMatchObject({ remedy: 'salt', key: 'a', shardId: 'shardId-000000000000', sampledRecords: 5_000, splitAt: null });
    expect(advice?.after.flatMap(({ note }) => note?.split(', ') ?? []).sort()).toEqual(
      Array.from({ length: advice?.suffixes ?? 0 }, (_, suffix) => `a#${String(suffix)}`),
    );
    expect(composeAdvice(load, { ...config, mode: 'ON_DEMAND' }, {}, null, FROM)[0]?.remedy).toBe('not-applicable');
  });
});

test('notes say what limits the figures', () => {
  const sampled = { shards: [], records: 200, aggregated: 100, withoutKey: 2, misplaced: 50 };
  const stream = { mode: 'PROVISIONED', distribution: 'USER_PARTITION_KEY', shards: SHARDS };
  expect(keyNotes(sampled, stream).map((note) => note.slice(0, 25))).toEqual([
    '50 % of the records are a',
    '1 % of the records have n',
    '25 % of the records lie o',
  ]);
  expect(
    keyNotes({ ...sampled, aggregated: 1, withoutKey: 0 }, { ...stream, distribution: 'AUTO' }).map((note) => note.slice(0, 19)),
  ).toEqual(['This stream spreads']);
});
