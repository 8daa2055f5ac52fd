import { describe, expect, it } from 'vitest';
import { miniatureLevels } from './mini-heat.js';

describe('a miniature', () => {
  it('has a level for each cell and none where nothing is known', () => {
    const { columns, lines, levels } = miniatureLevels({ rows: [[0, 0.5, null], [1.2]] });
    expect([columns, lines]).toEqual([3, 2]);
    expect([...levels]).toEqual([1, 6, 0, 23, 0, 0]);
  });
  it('may be empty', () => expect(miniatureLevels({ rows: [] }).levels).toHaveLength(0));
});
