import { describe, expect, it } from 'vitest';
import { heatmapOf } from '../testing/heatmap-of.js';
import { absenceOf, heatModel } from './heat-model.js';

describe('why a cell has no value', () => {
  const model = heatModel(
    heatmapOf(
      [
        { number: 0, from: 0, to: 2, values: [0.2, null, null, null], closedAt: 120_000 },
        { number: 1, from: 2, to: 4, values: [0.3, null, 0.4, 0.4] },
        { number: 2, from: 0, to: 2, values: [null, null, null, 0.1], openedAt: 120_000 },
      ],
      {
        absences: [{ from: 60_000, to: 120_000, reason: 'collector-down' }],
        gaps: [{ from: 120_000, to: 180_000, reason: 'not-asked' }],
      },
    ),
  );
  const why = (row: number, column: number) => absenceOf(model, { row, column });

  it('is told of the whole column, or of this shard alone', () => {
    expect([why(1, 1), why(2, 2)]).toEqual(['collector-down', 'not-asked']);
  });
  it('is nothing to ask of a cell that has a value, whatever its neighbours lack', () => {
    expect([why(1, 0), why(1, 2)]).toEqual([null, null]);
  });
  it('is nothing to ask before and after the life of a shard', () => {
    expect([why(0, 2), why(0, 3), why(2, 0), why(2, 1)]).toEqual([null, null, null, null]);
  });
});
