import { describe, expect, it } from 'vitest';
import { readSeeds } from './read-seeds.mjs';

describe('readSeeds', () => {
  it.each([
    ['7', [7]],
    ['1..4', [1, 2, 3, 4]],
    ['3,8..9', [3, 8, 9]],
  ])('%s', (text, seeds) => {
    expect(readSeeds(text)).toEqual(seeds);
  });

  it('says what it wants instead', () => {
    expect(() => readSeeds('many')).toThrow('--seeds many is no range');
  });
});
