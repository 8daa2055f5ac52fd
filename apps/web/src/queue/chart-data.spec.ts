import type { Series } from '@weir/contract';
import { describe, expect, it } from 'vitest';
import { chartRows, niceDurationTop, niceTop, settledValue, shadedAbsences, tailValue, timeTicks, type LineSpec } from './chart-data.js';

const level: LineSpec = { metric: 'visible', label: 'waiting', colour: 'x', perSecond: false };
const rate: LineSpec = { metric: 'sent', label: 'in', colour: 'x', perSecond: true };
const series = (points: Series['points'], change: Partial<Series> = {}): Series => ({
  unit: 'Count',
  statistic: 'Maximum',
  step: 60,
  points,
  absences: [],
  provisionalFrom: null,
  ...change,
});

describe('rows of a chart', () => {
  it('joins lines by moment, keeps gaps as gaps and counts per second', () => {
    const rows = chartRows([
      {
        spec: level,
        series: series(
          [
            [0, 5],
            [60, null],
            [120, 7],
          ],
          { absences: [{ from: 60, to: 120, reason: 'denied' }] },
        ),
      },
      {
        spec: rate,
        series: series([
          [60, 120],
          [180, 0],
        ]),
      },
    ]);
    expect(rows.map(({ at }) => at)).toEqual([0, 60, 120, 180]);
    expect(rows.map((row) => settledValue(row, 'visible'))).toEqual([5, null, 7, null]);
    expect(rows.map((row) => settledValue(row, 'sent'))).toEqual([null, 2, null, 0]);
    expect(rows[1]?.points.visible).toEqual({ value: null, provisional: false, reason: 'denied', alone: false });
    expect(rows[0]?.points.visible?.alone).toBe(true);
  });
  it('splits settled from provisional so that the lines meet', () => {
    const rows = chartRows([
      {
        spec: level,
        series: series(
          [
            [0, 1],
            [60, 2],
            [120, 3],
            [180, 4],
          ],
          { provisionalFrom: 120 },
        ),
      },
    ]);
    expect(rows.map((row) => settledValue(row, 'visible'))).toEqual([1, 2, null, null]);
    expect(rows.map((row, index) => tailValue(row, rows[index + 1], 'visible'))).toEqual([null, 2, 3, 4]);
  });
  it('shades each absence once, inside the chart', () => {
    const absences = [
      { from: -50, to: 100, reason: 'late' as const },
      { from: 500, to: 600, reason: 'late' as const },
    ];
    const lines = [level, rate].map((spec) => ({ spec, series: series([], { absences }) }));
    expect(shadedAbsences(lines, 0, 400)).toEqual([{ from: 0, to: 100, reason: 'late' }]);
  });
});

describe('scales', () => {
  it.each([
    [0, 1],
    [0.3, 1],
    [7, 8],
    [12, 12],
    [13, 16],
    [52_440, 60_000],
    [100, 100],
    [Number.NaN, 1],
  ])('up to %d ends at %d', (largest, top) => expect(niceTop(largest)).toBe(top));

  it('ends scales of time at durations people say', () =>
    expect([0, 41, 61, 2_000_000].map(niceDurationTop)).toEqual([2, 60, 120, 2_073_600]));

  it('puts round moments on the axis', () => {
    const hour = 3_600_000;
    const day = Date.UTC(2026, 10, 24);
    expect(timeTicks(day + 8.55 * hour, day + 14.55 * hour, 7).map((at) => (at - day) / hour)).toEqual([9, 10, 11, 12, 13, 14]);
    expect(timeTicks(day, day + 3 * 24 * hour, 4, 5.5 * hour).map((at) => (at - day) / hour)).toEqual([18.5, 42.5, 66.5]);
    for (let length = 300_000; length < 40_000_000_000; length *= 1.7)
      expect(timeTicks(day, day + length, 8).length).toBeLessThanOrEqual(9);
  });
});
