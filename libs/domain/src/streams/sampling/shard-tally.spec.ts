import { describe, expect, it, test } from 'vitest';
import { keyMinuteDocument } from '@weir/contract';
import { GREATEST_HASH, hashOf } from '../hash-range.js';
import { parseKeyMinutes, sampleDetail } from './key-minute.js';
import { ShardTally } from './shard-tally.js';
import { showKey } from './show-key.js';
import { md5 } from '@noble/hashes/legacy.js';

const FROM = Date.UTC(2026, 10, 24, 12, 0);
const HALF = (GREATEST_HASH + 1n) / 2n;
const LOWER = { start: 0n, end: HALF - 1n };
const record = (partitionKey: string | null, bytes: number) => ({ partitionKey, data: new Uint8Array(bytes), arrivedAt: FROM });
const tallyOf = (how: 'show' | 'mask' | 'hash' = 'show') => new ShardTally('shardId-000000000000', LOWER, 256, showKey(how), md5);

test('a minute of samples says what the shard takes, which keys, and where on its part of the ring', () => {
  const tally = tallyOf();
  tally.take({ records: [record('a', 999), record('a', 999), record('b', 499)], from: FROM, to: FROM + 2_000 });
  tally.take({ records: [record('a', 999)], from: FROM + 5_000, to: FROM + 5_500 });
  const sample = tally.toSample(10);
  // The first read saw 1,250 bytes a second, the second 2,000: 1,625 on average.
  expect(sample.seconds).toBeCloseTo(3500 / 1625, 9);
  expect(sample.keys.keys[0]).toEqual({ key: 'a', bytes: { low: 3000, high: 3000 }, records: { low: 3, high: 3 } });
  expect(sample.keys.totalBytes).toBe(3500);
  expect(sample.draws.records).toMatchObject({ count: 4, sum: 4 });
  expect(sample.hashes).toEqual([
    ['a', '16955237001963240173058271559858726497'],
    ['b', String(hashOf('b'))],
  ]);
  // "a" hashes into the lower half of the ring; "b", whose hash lies in the upper one, can only be here by an explicit hash key.
  expect(hashOf('b') >= HALF).toBe(true);
  expect([sample.misplaced, sample.slices.filled.length]).toEqual([1, 3]);
});

test('a read that was cut off ends with its last record, which is not in the time that was seen', () => {
  const tally = tallyOf();
  const at = (millis: number) => ({ ...record('a', 999), arrivedAt: FROM + millis });
  tally.take({ records: [at(500), at(1_000)], from: FROM, to: FROM + 1_000 });
  expect(tally.toSample(10).rates).toEqual({ count: 1, sum: 1_000, squares: 1e6, largest: 1_000 });
  // One record tells how long it was waited for, which is no rate; none in the whole time is one.
  tally.take({ records: [at(2_000)], from: FROM + 1_990, to: FROM + 2_000 });
  tally.take({ records: [], from: FROM + 5_000, to: FROM + 7_000 });
  const { rates, seconds, draws } = tally.toSample(10);
  expect([rates?.count, rates?.sum, draws.bytes.sum]).toEqual([2, 1_000, 3_000]);
  expect(seconds).toBeCloseTo(3_000 / 500, 9);
});

test('records without a key are counted as such, and as no key', () => {
  const tally = tallyOf();
  tally.take({ records: [record(null, 100), record('a', 100)], from: FROM, to: FROM + 1_000 });
  const sample = tally.toSample(10);
  expect([sample.withoutKey, sample.keys.keys.map(({ key }) => key), sample.draws.bytes.sum]).toEqual([1, ['a'], 201]);
});

test('what is stored reads back, and what is damaged is left out', () => {
  const tally = tallyOf();
  tally.take({ records: [record('\u0000<script>', 100)], from: FROM, to: FROM + 1_000 });
  const sampling = {
    state: 'reading',
    because: 'reading one shard',
    since: FROM,
    shardsRead: 1,
    callsPerSecond: 0.2,
    shareOfBytes: 0.01,
    shareOfReadCalls: 0.04,
    recordsRead: 1,
    bytesRead: 109,
    spentUsd: 0,
    budgetUsd: 0.5,
    aggregatedShare: 0,
    missingKeyShare: 0,
  };
  const document = keyMinuteDocument.parse({ version: 1, shards: [tally.toSample(10)], sampling });
  const rows = [
    { at: FROM, document: JSON.parse(JSON.stringify(document)) as unknown },
    { at: FROM + 60_000, document: { version: 2 } },
    { at: FROM + 120_000, document: null },
  ];
  expect(parseKeyMinutes(rows)).toEqual([{ at: FROM, document }]);
});

test('memory stays bounded however many keys come', () => {
  const tally = tallyOf();
  for (let index = 0; index < 50_000; index += 1) tally.take({ records: [record(`key-${index}`, 10)], from: FROM, to: FROM });
  tally.take({ records: Array.from({ length: 9_000 }, () => record('heavy', 10)), from: FROM, to: FROM });
  const { keys, hashes } = tally.toSample(20);
  expect(keys.keys).toHaveLength(20);
  expect(keys.keys[0]?.key).toBe('heavy');
  expect(hashes[0]).toEqual(['heavy', String(hashOf('heavy'))]);
});

describe('showing keys', () => {
  it.each([
    ['show', 'customer-4711', 'customer-4711'],
    ['hash', 'customer-4711', '#'],
    ['mask', 'customer-4711', 'cu…11 #'],
    ['mask', 'short', '#'],
  ] as const)('%s: %s becomes %s…', (how, key, shown) => {
    const result = showKey(how)(key);
    if (how === 'show') expect(result).toBe(key);
    else expect([result.startsWith(shown), /#[0-9a-f]{12}$/.test(result), result.includes(key)]).toEqual([true, true, false]);
  });

  it('keeps apart what looks alike', () => {
    const mask = showKey('mask');
    expect(mask('customer-4711')).not.toBe(mask('customer-4811'));
  });
});

test('what is kept of a stream hardly grows with its shards', () => {
  expect([1, 4, 64, 1000].map((shards) => sampleDetail(shards))).toEqual([
    { slices: 1024, keys: 20 },
    { slices: 256, keys: 20 },
    { slices: 64, keys: 3 },
    { slices: 64, keys: 3 },
  ]);
});
