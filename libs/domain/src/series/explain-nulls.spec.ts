import type { Series } from '@weir/contract';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { explainNulls } from './explain-nulls.js';

const MINUTE = 60_000;
const NOW = Date.UTC(2026, 10, 24, 14, 32);
const at = (minutesAgo: number) => NOW - minutesAgo * MINUTE;
const series = (points: Series['points'], absences: Series['absences'] = []) => ({ points, absences, provisionalFrom: null });

describe('explainNulls', () => {
  it('calls young holes late and older ones not asked, and joins neighbours', () => {
    const holes = series([
      [at(60), null],
      [at(59), null],
      [at(58), 3],
      [at(2), null],
      [at(1), 0],
    ]);
    expect(explainNulls(holes, MINUTE, NOW).absences).toEqual([
      { from: at(60), to: at(58), reason: 'not-asked' },
      { from: at(2), to: at(1), reason: 'late' },
    ]);
  });

  it('leaves alone what is explained, and what has not happened yet', () => {
    const known = series(
      [
        [at(60), null],
        [at(-1), null],
      ],
      [{ from: at(61), to: at(59), reason: 'denied' }],
    );
    expect(explainNulls(known, MINUTE, NOW)).toBe(known);
  });

  it('leaves no null of the past without a reason and gives none to a value', () => {
    const value = fc.option(fc.nat(5));
    fc.assert(
      fc.property(fc.array(value, { maxLength: 40 }), (values) => {
        const points = values.map((v, index): [number, number | null] => [at(values.length - index), v]);
        const { absences } = explainNulls(series(points), MINUTE, NOW);
        for (const [start, v] of points) {
          expect(absences.filter(({ from, to }) => from <= start && start < to)).toHaveLength(v === null ? 1 : 0);
        }
      }),
    );
  });
});
