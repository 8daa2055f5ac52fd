import { describe, expect, it } from 'vitest';
import { heatmapOf } from '../testing/heatmap-of.js';
import { shardPoints } from './shard-load.js';

const SHARD = 'shardId-000000000007';
const LIMIT_BYTES = 1_048_576;
const of = (metric: 'writeBytes' | 'writeRecords' | 'throttled', values: readonly (number | null)[]) =>
  heatmapOf(
    [
      { number: 3, from: 0, to: 2, values: values.map(() => 9) },
      { number: 7, from: 2, to: 4, values },
    ],
    { metric, unit: metric === 'throttled' ? 'count' : 'per-second', limit: null, provisionalFrom: 180_000 },
  );

describe('what a shard was offered', () => {
  it('is what was accepted and, weighed like it, what was refused', () => {
    const points = shardPoints(
      of('writeBytes', [LIMIT_BYTES / 2, LIMIT_BYTES, 0, null]),
      of('writeRecords', [100, 500, 0, null]),
      of('throttled', [0, 15_000, 6_000, null]),
      SHARD,
    );
    expect(points).toEqual([
      { at: 0, accepted: 0.5, offered: 0.5, provisional: false },
      { at: 60_000, accepted: 1, offered: 1.5, provisional: false },
      { at: 120_000, accepted: 0, offered: 0.1, provisional: false },
      { at: 180_000, accepted: null, offered: null, provisional: true },
    ]);
  });
  it('is limited by records as much as by bytes', () => {
    const [point] = shardPoints(of('writeBytes', [LIMIT_BYTES / 4]), of('writeRecords', [800]), of('throttled', [0]), SHARD);
    expect(point?.accepted).toBeCloseTo(0.8, 6);
  });
  it('is unknown, not what was accepted, while refusals are', () => {
    const [point] = shardPoints(of('writeBytes', [0]), of('writeRecords', [0]), of('throttled', [null]), SHARD);
    expect(point).toEqual({ at: 0, accepted: 0, offered: null, provisional: false });
  });
  it('has nothing to say of a shard that is not there', () => {
    const points = shardPoints(of('writeBytes', [1]), of('writeRecords', [1]), of('throttled', [1]), 'shardId-000000000099');
    expect(points.map(({ accepted }) => accepted)).toEqual([null]);
  });
});
