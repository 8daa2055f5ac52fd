import { describe, expect, it } from 'vitest';
import { readRangeSearch, spanOf, stepFor } from './range.js';

const now = Date.UTC(2026, 10, 24, 14, 32, 17);

describe('the span of a queue page', () => {
  it('is six hours by the minute, ending with the running minute', () => {
    expect(spanOf({}, now)).toEqual({ from: Date.UTC(2026, 10, 24, 8, 33), to: Date.UTC(2026, 10, 24, 14, 33), step: 60, live: true });
  });
  it('stays where it is when it is absolute', () => {
    expect(spanOf({ from: 1_000_000, to: 4_600_000 }, now)).toEqual({ from: 1_000_000, to: 4_600_000, step: 60, live: false });
  });
  it.each([
    ['15m', 60],
    ['24h', 300],
    ['7d', 1_800],
    ['14d', 3_600],
    ['90d', 21_600],
    ['1y', 86_400],
  ] as const)('%s is drawn in steps of %d s', (range, step) => expect(spanOf({ range }, now).step).toBe(step));
  it('never asks for more points than a chart can show', () => {
    for (let length = 300_000; length < 34_560_000_000; length *= 1.3) expect(length / 1000 / stepFor(length)).toBeLessThanOrEqual(400);
  });
});

describe('the address of a span', () => {
  it.each<[unknown, unknown]>([
    [{ range: '7d' }, { range: '7d' }],
    [{ range: '6h' }, {}],
    [{ range: 'for ever' }, {}],
    [
      { from: 5, to: 3_600_005.7, range: '7d' },
      { from: 5, to: 3_600_005 },
    ],
    [{ from: 5, to: 6 }, {}],
    [{ from: '5', to: 3_600_005 }, {}],
    [{ from: 0, to: 1e15 }, {}],
    [
      { table: true, range: '1h' },
      { range: '1h', table: true },
    ],
  ])('%j reads %j', (search, read) => expect(readRangeSearch(search as Record<string, unknown>)).toEqual(read));
});
