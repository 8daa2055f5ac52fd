import { describe, expect, it } from 'vitest';
import { hashStrip } from './hash-strip.js';

const slice = (start: number, end: number, bytesPerSecond: number) => ({
  start: String(start),
  end: String(end),
  bytesPerSecond,
  recordsPerSecond: 1,
});
const RANGE = { start: '100', end: '199' };

describe('load inside a shard', () => {
  it('lies where its slices do, against the heaviest', () => {
    expect(hashStrip([slice(100, 124, 10), slice(150, 174, 40)], RANGE, 4)).toEqual({
      bars: [0.25, 0, 1, 0],
      heaviestShare: 0.8,
      heaviestAt: 0.625,
    });
  });
  it('of a slice that lies in two bars is in both', () => {
    expect(hashStrip([slice(100, 199, 8)], RANGE, 2)?.bars).toEqual([1, 1]);
    expect(hashStrip([slice(100, 199, 8)], RANGE, 2)?.heaviestShare).toBe(0.5);
  });
  it('leaves out what is of another shard', () => {
    expect(hashStrip([slice(0, 99, 8), slice(200, 299, 8)], RANGE, 4)).toBeNull();
    expect(hashStrip([], RANGE, 4)).toBeNull();
  });
});
