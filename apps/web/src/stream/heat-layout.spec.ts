import { describe, expect, it } from 'vitest';
import { heatmapOf } from '../testing/heatmap-of.js';
import { bandsOf, cellAt, linesOf, moveCell } from './heat-layout.js';
import { heatModel } from './heat-model.js';

const MINUTE = 60_000;
/** Shard 0 splits after two minutes into 1 and 2; shard 3 stays. */
const model = heatModel(
  heatmapOf([
    { number: 0, from: 0, to: 2, values: [0.9, 0.9], closedAt: 2 * MINUTE },
    { number: 1, from: 0, to: 1, values: [null, null, 0.4, 0.4], openedAt: 2 * MINUTE },
    { number: 2, from: 1, to: 2, values: [null, null, 0.5, 0.5], openedAt: 2 * MINUTE },
    { number: 3, from: 2, to: 4, values: [0.1, 0.1, 0.1, 0.1] },
  ]),
);
const hash = bandsOf(model, 'hash');

describe('where rows lie', () => {
  it('is their range on the hash axis, and equal parts by shard', () => {
    expect(hash).toEqual([
      { top: 0, bottom: 0.5 },
      { top: 0, bottom: 0.25 },
      { top: 0.25, bottom: 0.5 },
      { top: 0.5, bottom: 1 },
    ]);
    expect(bandsOf(model, 'shard')[3]).toEqual({ top: 0.75, bottom: 1 });
  });
  it('is at least one line, and never outside', () => {
    expect(linesOf({ top: 0.5, bottom: 0.501 }, 100)).toEqual([50, 51]);
    expect(linesOf({ top: 0.999, bottom: 1 }, 100)).toEqual([99, 100]);
    expect(linesOf({ top: 0, bottom: 1 }, 7)).toEqual([0, 7]);
  });
});

describe('the cell under a point', () => {
  it('belongs to the parent before a split and to the children after it', () => {
    expect(cellAt(model, hash, 1, 0.3, 100)).toEqual({ row: 0, column: 1 });
    expect(cellAt(model, hash, 2, 0.3, 100)).toEqual({ row: 2, column: 2 });
    expect(cellAt(model, hash, 2, 0.1, 100)).toEqual({ row: 1, column: 2 });
  });
  it('is the hottest of those that share its line', () => {
    expect(cellAt(model, hash, 2, 0.2, 2)).toEqual({ row: 2, column: 2 });
  });
  it('does not exist outside of the picture or of a life', () => {
    expect(cellAt(model, hash, 4, 0.3, 100)).toBeNull();
    expect(cellAt(model, hash, -1, 0.3, 100)).toBeNull();
    expect(cellAt(model, bandsOf(model, 'shard'), 0, 0.3, 100)).toBeNull();
  });
});

describe('a step of the cursor', () => {
  it('goes through the shards that lived then, from the top of the picture down', () => {
    expect(moveCell(model, hash, { row: 1, column: 3 }, 0, 1)).toEqual({ row: 2, column: 3 });
    expect(moveCell(model, hash, { row: 2, column: 3 }, 0, 1)).toEqual({ row: 3, column: 3 });
    expect(moveCell(model, hash, { row: 3, column: 3 }, 0, 1)).toEqual({ row: 3, column: 3 });
    expect(moveCell(model, hash, { row: 3, column: 0 }, 0, -1)).toEqual({ row: 0, column: 0 });
  });
  it('leaves a child for its parent and stops at the edges', () => {
    expect(moveCell(model, hash, { row: 2, column: 2 }, -1, 0)).toEqual({ row: 0, column: 1 });
    expect(moveCell(model, hash, { row: 0, column: 1 }, -9, 0)).toEqual({ row: 0, column: 0 });
    expect(moveCell(model, hash, { row: 3, column: 1 }, 99, 0)).toEqual({ row: 3, column: 3 });
  });
});
