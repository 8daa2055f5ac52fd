import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { crowd, evenShards, provisioned, share } from '../testing/shard-loads.js';
import { adviseShards } from './advise-shards.js';
import { changed, massOf } from './change.js';
import { ADVICE_LIMITS } from './limits.js';
import { leastSalting, type Salting } from './salting.js';
import { utilisationOf } from './shard-content.js';
import { pictureOf } from './stream-load.js';

/** One key on so many even shards, each of which carries a share besides. */
const singleKey = (count: number, key: string, weight: number, background: number) => {
  const shards = evenShards(count);
  return provisioned(shards, [{ key, load: share(weight) }, ...shards.flatMap((shard) => crowd(shard, 5, background))]);
};

/** By doing it: whether so many suffixes leave every shard that gets one below the hot limit. */
const fits = (question: ReturnType<typeof singleKey>, key: string, suffixes: number): boolean => {
  const result = changed(pictureOf(question).contents, { salt: { key, suffixes } });
  return result.ok && result.touched.every((content) => utilisationOf(content) < ADVICE_LIMITS.hot);
};

function saltingOf(question: ReturnType<typeof singleKey>, key: string): Salting {
  const { contents } = pictureOf(question);
  const found = massOf(contents, key);
  if (found === null) throw new Error(`${key} is on no shard`);
  return leastSalting(contents, found.home, found.mass);
}

const upTo = (most: number) => Array.from({ length: most - 1 }, (_, index) => index + 2);

describe('salting one key', () => {
  it('takes nine suffixes rather than a shard more', () => {
    const question = singleKey(9, 'u7', 1.38, 0.15);
    const { steps } = adviseShards(question);
    expect(steps.map(({ change }) => change)).toEqual([{ salt: { key: 'u7', suffixes: 9 } }]);
    expect(steps[0]?.because).not.toContain('too few shards');
    expect(fits(question, 'u7', 9)).toBe(true);
  });

  it('is the least number that does, as trying them all finds it, and says truly why none does', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 2, max: 12 }),
        fc.integer({ min: 0, max: 500 }).map((index) => `u${String(index)}`),
        // Never so round that a shard ends at the limit to the last digit, where the order of adding up decides.
        fc.double({ min: 0.85, max: 3, noNaN: true }).map((weight) => weight * 1.000_123_457),
        fc.constantFrom(0, 0.15, 0.4),
        (count, key, weight, background) => {
          const question = singleKey(count, key, weight, background);
          const { suffixes, obstacle } = saltingOf(question, key);
          const least = upTo(64).find((tried) => fits(question, key, tried)) ?? null;
          if (obstacle === null) expect(suffixes).toBe(least);
          else if (obstacle.kind === 'too-few-shards') expect(least).toBe(null);
          else if (obstacle.enough === null || obstacle.enough > 64) expect(least).toBe(null);
          else {
            expect(obstacle.enough).toBe(least);
            expect(least).toBeGreaterThan(16);
          }
        },
      ),
      { numRuns: 60 },
    );
  });

  it('tells bad luck from want of room, and names the number that would do', () => {
    const of = (key: string, count: number, weight: number) => adviseShards(singleKey(count, key, weight, 0.15)).steps[0]?.because ?? '';
    const unlucky = Array.from({ length: 200 }, (_, index) => `u${String(index)}`).flatMap((key) => {
      const { obstacle } = saltingOf(singleKey(5, key, 2.6, 0.15), key);
      return obstacle?.kind === 'lands-unevenly' && obstacle.enough !== null ? [{ key, enough: obstacle.enough }] : [];
    });
    expect(unlucky.length).toBeGreaterThan(0);
    for (const { key, enough } of unlucky.slice(0, 5)) {
      expect(fits(singleKey(5, key, 2.6, 0.15), key, enough)).toBe(true);
      const because = of(key, 5, 2.6);
      expect(because.replaceAll('\u202f', ' ')).toContain(`it takes ${String(enough)} suffixes to stay below 80 %`);
      expect(because).not.toContain('too few shards');
    }
    expect(of('u7', 3, 2.6)).toContain('too few shards');
  });
});
