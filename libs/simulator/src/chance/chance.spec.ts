import { describe, expect, it } from 'vitest';
import { poisson, roundByChance, seedOf, uniform } from './chance.js';

const draws = Array.from({ length: 20_000 }, (_, at) => at);
const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
function variance(values: readonly number[]): number {
  const centre = mean(values);
  return mean(values.map((value) => (value - centre) ** 2));
}

describe('chance', () => {
  it('spreads evenly over [0, 1)', () => {
    const values = draws.map((at) => uniform(1, at));
    for (let tenth = 0; tenth < 10; tenth++) {
      const share = values.filter((value) => value >= tenth / 10 && value < (tenth + 1) / 10).length / values.length;
      expect(Math.abs(share - 0.1)).toBeLessThan(0.015);
    }
  });

  it('differs by seed, place and purpose, and repeats itself', () => {
    const first = uniform(seedOf(1, 'a'), 5, 1);
    expect([uniform(seedOf(1, 'b'), 5, 1), uniform(seedOf(1, 'a'), 6, 1), uniform(seedOf(1, 'a'), 5, 2)]).not.toContain(first);
    expect(uniform(seedOf(1, 'a'), 5, 1)).toBe(first);
  });

  it.each([0.2, 3, 15, 40, 600])('draws Poisson counts of mean %f with a variance like it', (wanted) => {
    const values = draws.map((at) => poisson(wanted, 7, at));
    expect(Math.abs(mean(values) / wanted - 1)).toBeLessThan(0.05);
    expect(Math.abs(variance(values) / wanted - 1)).toBeLessThan(0.1);
  });

  it.each([
    [2.25, 0.2, 3],
    [2.25, 0.3, 2],
    [2, 0, 2],
    [0.1, 0.05, 1],
  ])('rounds %f with %f to %i', (value, u, expected) => {
    expect(roundByChance(value, u)).toBe(expected);
  });
});
