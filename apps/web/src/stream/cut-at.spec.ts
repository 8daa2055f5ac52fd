import { describe, expect, it } from 'vitest';
import { cutAt } from './cut-at.js';

const TOP = (1n << 128n) - 1n;

describe('where a shard is cut', () => {
  it('is exact to the hash', () => {
    expect(cutAt({ start: '0', end: TOP.toString() }, 50)).toBe(((TOP * 5_000n) / 10_000n).toString());
    expect(cutAt({ start: '1000', end: '2000' }, 25)).toBe('1250');
  });
  it('leaves the lower child at least one hash', () => expect(cutAt({ start: '10', end: '11' }, 1)).toBe('11'));
});
