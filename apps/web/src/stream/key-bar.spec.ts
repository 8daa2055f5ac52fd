import { describe, expect, it } from 'vitest';
import { barEnd, keyBar } from './key-bar.js';
import { boundedPercent } from './stream-words.js';

describe('a key share bar', () => {
  it('ends at 140 % of a shard, or where the largest bound does', () => {
    expect(barEnd([])).toBe(1.4);
    expect(barEnd([{ low: 1.6, estimate: 1.7, high: 2 }])).toBe(2);
  });
  it('fills to the estimate and marks where the true share lies', () => {
    expect(keyBar({ low: 0.21, estimate: 0.28, high: 0.35 }, 1.4)).toEqual({ fill: 20, whisker: { from: 15, width: 10 }, over: false });
  });
  it('is over the limit only above it, and never outside of its box', () => {
    expect(keyBar({ low: 0.9, estimate: 1, high: 1.1 }, 1.4).over).toBe(false);
    expect(keyBar({ low: -0.1, estimate: 1.5, high: 3 }, 1.4)).toEqual({ fill: 100, whisker: { from: 0, width: 100 }, over: true });
  });
});

describe('a share and its bound', () => {
  it('states both ends where one side is wider than the other', () => {
    const { figure, bound } = boundedPercent({ low: 0.85, estimate: 0.99, high: 1.61 });
    expect(`${figure} ${bound}`).toBe('99 (85 to 161)\u202f%');
  });
  it('keeps the digits that matter', () => {
    const words = (estimate: number, error: number) => {
      const { figure, bound } = boundedPercent({ low: estimate - error, estimate, high: estimate + error });
      return `${figure} ${bound}`.replaceAll('\u202f', ' ');
    };
    expect(words(1.31, 0.021)).toBe('131 ±2.1 %');
    expect(words(0.082, 0.014)).toBe('8.2 ±1.4 %');
    expect(words(0.0002, 0.00001)).toBe('<0.1 ±<0.1 %');
  });
});
