import type { FlatHeatmap } from '@weir/contract';
import { describe, expect, it } from 'vitest';
import { heatmapOf } from '../testing/heatmap-of.js';
import { appendColumns } from './heat-append.js';

const MINUTE = 60_000;
const rowsOf = ({ values, columns, rows }: FlatHeatmap) =>
  Object.fromEntries(rows.map(({ shardId }, row) => [Number(shardId.slice(-2)), [...values.subarray(row * columns, (row + 1) * columns)]]));

describe('newer columns', () => {
  it('join at the end and replace what was provisional', () => {
    const known = heatmapOf([{ number: 0, from: 0, to: 4, values: [1, 2, 3] }], { provisionalFrom: 2 * MINUTE });
    const fresh = heatmapOf([{ number: 0, from: 0, to: 4, values: [30, 4] }], { from: 2 * MINUTE, provisionalFrom: 3 * MINUTE });
    const joined = appendColumns(known, fresh, 0);
    expect(rowsOf(joined)).toEqual({ 0: [1, 2, 30, 4] });
    expect([joined.from, joined.columns, joined.provisionalFrom]).toEqual([0, 4, 3 * MINUTE]);
  });

  it('bring the children of a split, whose past is unknown and not 0', () => {
    const known = heatmapOf([{ number: 0, from: 0, to: 4, values: [1, 2] }]);
    const fresh = heatmapOf(
      [
        { number: 0, from: 0, to: 4, values: [null], closedAt: 2 * MINUTE },
        { number: 1, from: 0, to: 2, values: [5], openedAt: 2 * MINUTE },
        { number: 2, from: 2, to: 4, values: [6], openedAt: 2 * MINUTE },
      ],
      { from: 2 * MINUTE, reshards: [{ at: 2 * MINUTE, kind: 'split', parents: ['a'], children: ['b', 'c'] }] },
    );
    const joined = appendColumns(known, fresh, 0);
    expect(rowsOf(joined)).toEqual({ 0: [1, 2, Number.NaN], 1: [Number.NaN, Number.NaN, 5], 2: [Number.NaN, Number.NaN, 6] });
    expect(joined.rows[0]?.closedAt).toBe(2 * MINUTE);
    expect(joined.reshards).toHaveLength(1);
    expect(appendColumns(joined, fresh, 0).reshards).toHaveLength(1);
  });

  it('push the oldest out, and with them the shards that ended there', () => {
    const known = heatmapOf([
      { number: 0, from: 0, to: 2, values: [1, null, null], closedAt: MINUTE },
      { number: 1, from: 2, to: 4, values: [7, 8, 9] },
    ]);
    const fresh = heatmapOf([{ number: 1, from: 2, to: 4, values: [10] }], { from: 3 * MINUTE });
    const joined = appendColumns(known, fresh, 2 * MINUTE);
    expect(rowsOf(joined)).toEqual({ 1: [9, 10] });
    expect(joined.from).toBe(2 * MINUTE);
  });

  it('take back an absence that was only late, and join one that goes on', () => {
    const late = { from: 2 * MINUTE, to: 4 * MINUTE, reason: 'late' as const };
    const known = heatmapOf([{ number: 0, from: 0, to: 4, values: [1, 2, null, null] }], {
      absences: [{ from: 0, to: MINUTE, reason: 'denied' }, late],
    });
    const fresh = heatmapOf([{ number: 0, from: 0, to: 4, values: [3, null, null] }], {
      from: 2 * MINUTE,
      absences: [{ from: 3 * MINUTE, to: 5 * MINUTE, reason: 'late' }],
    });
    expect(appendColumns(known, fresh, 0).absences).toEqual([
      { from: 0, to: MINUTE, reason: 'denied' },
      { from: 3 * MINUTE, to: 5 * MINUTE, reason: 'late' },
    ]);
  });

  it('are measured where samples stood in for them', () => {
    const known = heatmapOf([{ number: 0, from: 0, to: 4, values: [1, 2, 3] }], { sampled: [{ from: MINUTE, to: 3 * MINUTE }] });
    const fresh = heatmapOf([{ number: 0, from: 0, to: 4, values: [5, 6] }], {
      from: 2 * MINUTE,
      source: 'sampled',
      sampled: [{ from: 3 * MINUTE, to: 4 * MINUTE }],
    });
    const { source, sampled } = appendColumns(known, fresh, 0);
    expect([source, sampled]).toEqual([
      'metrics',
      [
        { from: MINUTE, to: 2 * MINUTE },
        { from: 3 * MINUTE, to: 4 * MINUTE },
      ],
    ]);
  });

  it('stand alone when they show something else, or a hole would lie between', () => {
    const known = heatmapOf([{ number: 0, from: 0, to: 4, values: [1] }]);
    const other = heatmapOf([{ number: 0, from: 0, to: 4, values: [2] }], { metric: 'read' });
    const later = heatmapOf([{ number: 0, from: 0, to: 4, values: [2] }], { from: 9 * MINUTE });
    expect(appendColumns(known, other, 0)).toBe(other);
    expect(appendColumns(known, later, 0)).toBe(later);
  });
});
