import { expect, test } from 'vitest';
import type { ShardReadings } from './heatmap.js';
import { peaksOf } from './peaks.js';

const QUARTER_MS = 900_000;
const LIMIT = 1_048_576;

/** A quarter of an hour in which shards take shares of their limit. */
const step = (at: number, ...shares: readonly number[]): ShardReadings => ({
  at,
  source: 'metrics',
  settled: true,
  values: {
    incomingBytes: { values: shares.map((share) => share * LIMIT * 900), known: shares.map((share) => (Number.isNaN(share) ? 0 : 15)) },
  },
});

test('each shard at its hottest, over as long as is known', () => {
  const shards = ['night', 'day', 'new'].map((shardId, ordinal) => ({ shardId, ordinal }));
  const steps = [step(0, 0.1, 0.7), step(QUARTER_MS, 0.05, 0.1), step(7 * QUARTER_MS, 0.02, 0.02, Number.NaN)];
  const { utilisation, hours } = peaksOf(shards, steps, QUARTER_MS);
  expect([...utilisation].map(([shardId, peak]) => [shardId, Number(peak.toFixed(6))])).toEqual([
    ['night', 0.1],
    ['day', 0.7],
  ]);
  expect(hours).toBe(2);
  expect(peaksOf(shards, [], QUARTER_MS)).toEqual({ utilisation: new Map(), hours: 0 });
});
