import { weirConfig } from '@weir/contract';
import { expect, test } from 'vitest';
import { missingWhenWatched, WATCHED_SHARD_METRICS } from './watched-history.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const NOW = Date.UTC(2026, 10, 24, 12, 0);
const REGULAR = NOW - 5 * MINUTE;
const CONFIG = weirConfig.parse({});
const missing = (knownTo: number | null, meteredShards = 8) =>
  missingWhenWatched({ meteredShards, knownTo, regularFrom: REGULAR }, [], CONFIG);

test('what readers take is what is asked only while somebody looks', () => {
  expect(WATCHED_SHARD_METRICS).toEqual(['readThrottled', 'outgoingBytes', 'outgoingRecords']);
});

test('who looks for the first time gets the day up to where regular reads begin', () => {
  expect(missing(null)).toEqual({ from: REGULAR - 24 * HOUR, to: REGULAR });
});

test('who comes back gets what passed meanwhile, and nothing twice', () => {
  expect(missing(REGULAR - 3 * HOUR)).toEqual({ from: REGULAR - 3 * HOUR, to: REGULAR });
  expect(missing(REGULAR - 40 * HOUR)).toEqual({ from: REGULAR - 24 * HOUR, to: REGULAR });
  expect(missing(REGULAR)).toBeNull();
  expect(missing(REGULAR + MINUTE)).toBeNull();
});

test('of a thousand shards two hours are fetched', () => {
  expect(missing(null, 1_000)).toEqual({ from: REGULAR - 133 * MINUTE, to: REGULAR });
});

test('nothing is fetched of shards without metrics, before the first regular read, while the governor saves, or where no history is wanted', () => {
  expect(missing(null, 0)).toBeNull();
  const shards = { meteredShards: 8, knownTo: null, regularFrom: REGULAR };
  expect(missingWhenWatched({ ...shards, regularFrom: null }, [], CONFIG)).toBeNull();
  expect(missingWhenWatched(shards, ['idle-cloudwatch'], CONFIG)).toBeNull();
  expect(missingWhenWatched(shards, [], weirConfig.parse({ cloudwatch: { backfillDays: 0 } }))).toBeNull();
});
