import { md5 } from '@noble/hashes/legacy.js';
import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { equalRanges } from '../hash-range.js';
import type { KeyMinute } from '../sampling/key-minute.js';
import { ShardTally, type SampledRecord } from '../sampling/shard-tally.js';
import { showKey } from '../sampling/show-key.js';
import type { Shard } from '../shard.js';
import { seededRandom } from '../sketch/testing/seeded-random.js';
import { boundLoads, boundSampledLoad, shardsBeside, shareOfStream, unsureShards } from './load-bounds.js';
import { gatherKeys } from './gather-keys.js';
import { composeKeys, weighKeys } from './key-view.js';
import type { MeasuredShard } from './measured-shard.js';

const FROM = Date.UTC(2026, 10, 24, 12, 0);
const SECONDS = 60;
const TRIALS = 40;
const ZEROS = new Uint8Array(500);
const RANGES = equalRanges(4);
const SHARDS: readonly Shard[] = RANGES.map((range, index) => ({
  shardId: `s${String(index)}`,
  range,
  parentShardId: null,
  adjacentParentShardId: null,
  open: true,
}));
const SAMPLING: KeyMinute['document']['sampling'] = {
  state: 'reading',
  because: '',
  since: FROM,
  shardsRead: 4,
  callsPerSecond: 1,
  shareOfBytes: null,
  shareOfReadCalls: 0,
  recordsRead: 0,
  bytesRead: 0,
  spentUsd: 0,
  budgetUsd: 1,
  aggregatedShare: 0,
  missingKeyShare: 0,
};
type Arrived = SampledRecord & { readonly arrivedAt: number };

/** A minute of a shard's records: at random instants, in seconds of which some have far more than others. */
function arrivalsOf(perSecond: number, hotShare: number, burst: number, random: () => number): Arrived[] {
  const records: Arrived[] = [];
  for (let second = 0; second < SECONDS; second += 1) {
    const factor = random() < 0.2 ? burst : 1;
    let at = -Math.log(1 - random()) / (perSecond * factor);
    for (; at < 1; at += -Math.log(1 - random()) / (perSecond * factor)) {
      const partitionKey = random() < hotShare ? 'hot' : `k${String(Math.floor(20 * random()))}`;
      const data = ZEROS.subarray(0, 100 + Math.floor(400 * random()));
      records.push({ partitionKey, data, arrivedAt: FROM + Math.floor(1000 * (second + at)) });
    }
  }
  return records;
}

const weigh = (records: readonly Arrived[]): number =>
  records.reduce((sum, { data, partitionKey }) => sum + data.length + (partitionKey?.length ?? 0), 0);

/** Reads of a shard as the sampler makes them: from a random instant on, so many records, or up to the tip some seconds later. */
function sampleOf(shardId: string, all: readonly Arrived[], reads: number, limit: number, random: () => number): KeyMinute {
  const range = SHARDS.find((shard) => shard.shardId === shardId)?.range ?? { start: 0n, end: 0n };
  const tally = new ShardTally(shardId, range, 64, showKey('show'), md5);
  for (let read = 0; read < reads; read += 1) {
    const from = FROM + Math.floor(((read + random()) / reads) * 1000 * (SECONDS - 5));
    const tip = from + 2_000 + Math.floor(2_000 * random());
    const first = all.findIndex(({ arrivedAt }) => arrivedAt >= from);
    const seen = first === -1 ? [] : all.slice(first, first + limit + 1).filter(({ arrivedAt }) => arrivedAt < tip);
    const records = seen.slice(0, limit);
    tally.take({ records, from, to: seen.length < limit ? tip : (records.at(-1)?.arrivedAt ?? from) });
  }
  return { at: FROM, document: { version: 1, shards: [tally.toSample(20)], sampling: SAMPLING } };
}

/** A stream without shard metrics, of which the first shard has a hot key; `true`: its true share of the stream lies within what is said. */
function isHeld(loads: readonly number[], hotShare: number, burst: number, reads: number, limit: number, seed: number): boolean {
  const random = seededRandom(seed);
  const written = loads.map((perSecond, index) => arrivalsOf(perSecond, index === 0 ? hotShare : 0, burst, random));
  const sampled = gatherKeys(written.map((records, index) => sampleOf(`s${String(index)}`, records, reads, limit, random)));
  const open = SHARDS.slice(0, loads.length);
  const bounded = { shards: open, loads: boundLoads(open, sampled, new Map()) };
  const hot = composeKeys(weighKeys(sampled, new Map()), sampled, bounded, 20, () => []).find(({ key }) => key === 'hot');
  if (hot === undefined) return false;
  const share = weigh(written[0]?.filter(({ partitionKey }) => partitionKey === 'hot') ?? []) / weigh(written.flat());
  return hot.shareOfStream.low <= share && share <= hot.shareOfStream.high;
}

describe('a share of the stream where only samples tell what shards take', () => {
  it.each([
    ['even shards', [60, 60, 60, 60], 0.5, 1, 20, 25],
    ['a hot shard among calm ones', [400, 40, 40, 40], 0.9, 1, 20, 40],
    ['bursts of eight times', [100, 60, 60, 60], 0.6, 8, 20, 40],
    ['few records a read', [300, 100, 100], 0.8, 2, 24, 6],
    ['few reads', [150, 150], 0.7, 2, 5, 60],
  ] as const)('holds the exact share as often as it says: %s', (_name, loads, hotShare, burst, reads, limit) => {
    const held = Array.from({ length: TRIALS }, (_, seed) => isHeld(loads, hotShare, burst, reads, limit, seed)).filter(Boolean).length;
    expect(held).toBeGreaterThanOrEqual(TRIALS - 1);
  });

  test('says something all the same', () => {
    const random = seededRandom(7);
    const written = [400, 40, 40, 40].map((perSecond, index) => arrivalsOf(perSecond, index === 0 ? 0.9 : 0, 1, random));
    const sampled = gatherKeys(written.map((records, index) => sampleOf(`s${String(index)}`, records, 20, 40, random)));
    const bounded = { shards: SHARDS, loads: boundLoads(SHARDS, sampled, new Map()) };
    const [hot] = composeKeys(weighKeys(sampled, new Map()), sampled, bounded, 20, () => []);
    expect([hot?.key, (hot?.shareOfStream.low ?? 0) > 0.5, (hot?.shareOfStream.high ?? 1) < 0.85]).toEqual(['hot', true, true]);
  });
});

const estimate = fc
  .tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.double({ min: 0, max: 1, noNaN: true }), fc.double({ min: 0, max: 1, noNaN: true }))
  .map((three) => {
    const [low = 0, middle = 0, high = 0] = three.toSorted((a, b) => a - b);
    return { low, estimate: middle, high };
  });

test('a share of the stream holds every value that its parts allow, and no bound is out of order', () => {
  const within = fc.double({ min: 0, max: 1, noNaN: true });
  fc.assert(
    fc.property(
      estimate,
      estimate,
      fc.array(estimate, { maxLength: 5 }),
      fc.array(within, { minLength: 7, maxLength: 7 }),
      (share, shard, others, at) => {
        const found = shareOfStream(share, shard, others);
        const pick = ({ low, high }: { low: number; high: number }, place: number): number => low + (high - low) * place;
        const own = pick(shard, at[0] ?? 0);
        const beside = others.reduce((sum, other, index) => sum + pick(other, at[index + 2] ?? 0), 0);
        if (own + beside <= 0) return;
        const truth = (pick(share, at[1] ?? 0) * own) / (own + beside);
        expect(truth).toBeGreaterThanOrEqual(found.low - 1e-9);
        expect(truth).toBeLessThanOrEqual(found.high + 1e-9);
        expect(0 <= found.low && found.low <= found.estimate && found.estimate <= found.high && found.high <= 1).toBe(true);
      },
    ),
  );
});

test('of a stream of one shard a key has what it has of the shard, though nothing is known of its load', () => {
  const share = { low: 0.3, estimate: 0.4, high: 0.5 };
  const unknown = { low: 0, estimate: 7_000, high: 1_048_576 };
  expect(shareOfStream(share, unknown, [])).toEqual(share);
  expect(shareOfStream(share, unknown, [unknown])).toEqual({ low: 0, estimate: 0.2, high: 0.5 });
});

test('what CloudWatch measured is exact, but for what was refused and for its minutes', () => {
  const load = { bytesPerSecond: 1_000_000, recordsPerSecond: 900 };
  const measured = new Map<string, MeasuredShard>([
    ['s0', { load, span: { low: 0.8, high: 1 }, total: null, isSampled: false }],
    ['s1', { load, span: { low: 0.9, high: 1.25 }, total: null, isSampled: false }],
  ]);
  const loads = boundLoads(SHARDS.slice(0, 3), { shards: [], records: 0, aggregated: 0, withoutKey: 0, misplaced: 0 }, measured);
  expect([...loads]).toEqual([
    ['s0', { low: 800_000, estimate: 1_000_000, high: 1_000_000 }],
    ['s1', { low: 900_000, estimate: 1_000_000, high: 1_250_000 }],
    // Neither measured nor sampled: anything that a shard takes.
    ['s2', { low: 0, estimate: 1_000_000, high: 1_048_576 }],
  ]);
});

test('a shard of which few reads came may take anything; one of which none brought a record, little', () => {
  const shard = (rates: readonly number[]) => ({
    shardId: 's0',
    keys: { keys: [], totalBytes: 0, totalRecords: 0, errorBytes: 0, errorRecords: 0 },
    draws: { bytes: { count: 0, sum: 0, squares: 0, largest: 0 }, records: { count: 0, sum: 0, squares: 0, largest: 0 } },
    rates: {
      count: rates.length,
      sum: rates.reduce((sum, rate) => sum + rate, 0),
      squares: rates.reduce((sum, rate) => sum + rate ** 2, 0),
      largest: Math.max(0, ...rates),
    },
    seconds: 40,
    hashes: new Map<string, bigint>(),
    slices: null,
    slicedDraws: { bytes: 0, records: 0 },
    sampledLoad: { bytesPerSecond: rates.reduce((sum, rate) => sum + rate, 0) / rates.length, recordsPerSecond: 0 },
  });
  expect(boundSampledLoad(shard([10, 12, 11]), 500)).toMatchObject({ low: 0, high: 1_048_576 });
  expect(boundSampledLoad(shard([0, 0, 0, 0, 0]), 500).high).toBeCloseTo((5.298 * 500) / 40, 1);
  // Student's t of four degrees at 99 % is 4.604, and the deviation of the mean here √(2.5 / 5).
  const { low, high } = boundSampledLoad(shard([9, 10, 11, 12, 13]), 500);
  expect(low).toBeCloseTo(11 - 4.604 * Math.sqrt(0.5), 1);
  expect(high).toBeCloseTo(11 + 4.604 * Math.sqrt(0.5), 1);
});

test('beside a shard that was split are all but its children', () => {
  const [lower, upper] = RANGES;
  if (lower === undefined || upper === undefined) throw new Error('there are four ranges');
  const parent: Shard = {
    shardId: 'parent',
    range: { start: lower.start, end: upper.end },
    parentShardId: null,
    adjacentParentShardId: null,
    open: false,
  };
  expect(shardsBeside('parent', [parent, ...SHARDS])).toEqual(['s2', 's3']);
  expect(shardsBeside('s0', [parent, ...SHARDS])).toEqual(['s1', 's2', 's3']);
});

test('no sampled shard takes more than the stream took as a whole', () => {
  const few = gatherKeys([]);
  const highs = (total?: number) => [...boundLoads(SHARDS, few, new Map(), total).values()].map(({ high }) => high);
  expect(highs(700)).toEqual([700, 700, 700, 700]);
  expect(highs()).toEqual([1_048_576, 1_048_576, 1_048_576, 1_048_576]);
});

describe('shards that may be too warm to be merged', () => {
  const [a, b] = SHARDS;
  const measured: MeasuredShard = {
    load: { bytesPerSecond: 900, recordsPerSecond: 1 },
    span: { low: 1, high: 1 },
    total: null,
    isSampled: false,
  };

  it('are those of which nothing is known, or a few reads alone', () => {
    const sampled = gatherKeys([sampleOf('s0', arrivalsOf(2, 0.5, 1, seededRandom(5)), 2, 4, seededRandom(6))]);
    expect(unsureShards([a!, b!], sampled, new Map())).toEqual(new Set(['s0', 's1']));
  });

  it('are none where CloudWatch measures shards', () =>
    expect(unsureShards([a!, b!], gatherKeys([]), new Map([['s0', measured]]))).toEqual(new Set()));
});
