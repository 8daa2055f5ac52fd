import { describe, expect, it } from 'vitest';
import { comparison, figure, inTurns, quartiles } from './measure.mjs';
import { formatTable } from './table.mjs';

const signal = new AbortController().signal;

describe('measuring in turns', () => {
  it('lets the sides take turns, every second turn the other way round, and drops the warm-up', async () => {
    /** @type {string[]} */
    const order = [];
    const side = (/** @type {string} */ name) => async (/** @type {number} */ turn) => {
      order.push(`${name}${turn}`);
      return turn;
    };
    const measured = await inTurns({ weir: side('w'), bare: side('b') }, { warmUps: 1, turns: 2, signal });
    expect(order).toEqual(['w0', 'b0', 'b1', 'w1', 'w2', 'b2']);
    expect(measured).toEqual({ weir: [1, 2], bare: [1, 2] });
  });
  it('ends between two measurements when told to', async () => {
    const stopped = AbortSignal.abort(new Error('stopped'));
    await expect(inTurns({ weir: async () => 1 }, { warmUps: 0, turns: 1, signal: stopped })).rejects.toThrow('stopped');
  });
});

describe('the middle half', () => {
  it.each([
    [[5], { p25: 5, median: 5, p75: 5 }],
    [[4, 1, 3, 2], { p25: 1.75, median: 2.5, p75: 3.25 }],
    [[1, 2, 3, 4, 100], { p25: 2, median: 3, p75: 4 }],
  ])('of %j', (samples, expected) => expect(quartiles(samples)).toEqual(expected));
});

describe('a comparison', () => {
  it('divides the medians, and pairs neighbours, so that a slow minute that meets both sides does not show', () => {
    const row = comparison('writes', 'ms', { weir: [11, 22, 330], bare: [10, 20, 300] });
    expect(row.ratio).toBeCloseTo(1.1);
    expect(row.pairs.p25).toBeCloseTo(1.1);
    expect(row.pairs.p75).toBeCloseTo(1.1);
  });
  it('is printed with what it aims at, and says so when it misses', () => {
    const rows = [
      comparison('writes', 'ms', { weir: [120], bare: [100] }),
      comparison('reads', 'ms', { weir: [2], bare: [1] }),
      figure('memory', 'MB', 300.4, 400),
      figure('memory', 'MB', 400, 400),
    ];
    expect(
      formatTable(rows)
        .split('\n')
        .map((line) => line.split(/ {2,}/)),
    ).toEqual([
      ['what', 'Weir', 'bare', 'ratio', 'pairs', 'aim'],
      ['writes', '120 ms (120–120)', '100 ms (100–100)', '1.20', '1.20–1.20', '≤ 1.3'],
      ['reads', '2.00 ms (2.00–2.00)', '1.00 ms (1.00–1.00)', '2.00', '2.00–2.00', '≤ 1.3 MISSED'],
      ['memory', '300 MB', '< 400 MB'],
      ['memory', '400 MB', '< 400 MB MISSED'],
    ]);
  });
});
