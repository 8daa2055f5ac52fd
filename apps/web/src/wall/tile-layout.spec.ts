import { describe, expect, it } from 'vitest';
import { cellLayout, tileGrid } from './tile-layout.js';

describe('cells in a tile', () => {
  it('stay large while they fit, shrink when they must, and give up in words', () => {
    expect(cellLayout(36, 26.7, 10)).toEqual({ columns: 11, cell: 1.9, gap: 0.5 });
    expect(cellLayout(60, 26.7, 10)?.columns).toBe(13);
    expect(cellLayout(2_000, 26.7, 10)).toBeNull();
  });
  it('never overflow their box', () => {
    for (let count = 1; count < 400; count += 7) {
      const layout = cellLayout(count, 26.7, 9);
      if (layout === null) continue;
      const rows = Math.ceil(count / layout.columns);
      expect(rows * layout.cell + (rows - 1) * layout.gap).toBeLessThanOrEqual(9.05);
    }
  });
});

describe('tiles on the wall', () => {
  it.each([
    [1, { columns: 1, rows: 4 }],
    [8, { columns: 2, rows: 4 }],
    [11, { columns: 2, rows: 6 }],
    [18, { columns: 3, rows: 6 }],
  ])('%d systems', (count, grid) => expect(tileGrid(count)).toEqual(grid));
});
