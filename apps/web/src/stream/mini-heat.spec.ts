import { describe, expect, it } from 'vitest';
import { FIRST_REFUSED, OVER_LIMIT } from './heat-raster.js';
import { miniatureLevels } from './mini-heat.js';

describe('a miniature', () => {
  it('has a level for each cell and none where nothing is known', () => {
    const { columns, lines, levels } = miniatureLevels({ rows: [[0, 0.5, null], [1.2]], refused: [] });
    expect([columns, lines]).toEqual([3, 2]);
    expect([...levels]).toEqual([1, 6, 0, 23, 0, 0]);
  });
  it('marks cells that refused records, also below the limit: it holds by the second', () => {
    const { levels, striped } = miniatureLevels({ rows: [[0.1, 0.4, 0.95]], refused: [1, 2] });
    expect([...levels]).toEqual([2, FIRST_REFUSED + 4, OVER_LIMIT]);
    expect(striped).toBe(true);
    expect(miniatureLevels({ rows: [[0.4]], refused: [] }).striped).toBe(false);
  });
  it('may be empty', () => expect(miniatureLevels({ rows: [], refused: [] }).levels).toHaveLength(0));
});
