import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { HashRange } from '../hash-range.js';
import { NO_LOAD, type Load } from '../shard.js';
import { share } from '../testing/shard-loads.js';
import { bestCut } from './best-cut.js';
import { contentOf, partOf, utilisationOf, type KeyMass, type SpreadMass } from './shard-content.js';

const range: HashRange = { start: 100n, end: 163n };
const at = (hash: bigint, load: Load): KeyMass => ({ key: `k${String(hash)}`, hash, load, error: NO_LOAD, salted: false });
const content = (keys: readonly KeyMass[], spreads: readonly SpreadMass[] = []) => contentOf('s', range, keys, spreads);
const worstAt = (of: ReturnType<typeof content>, cut: bigint): number =>
  Math.max(
    utilisationOf(partOf(of, { start: range.start, end: cut - 1n }, 'l')),
    utilisationOf(partOf(of, { start: cut, end: range.end }, 'u')),
  );
const everyCut = Array.from({ length: 63 }, (_, index) => range.start + 1n + BigInt(index));

describe('bestCut', () => {
  it('divides two keys at the hash between them that is nearest to the middle', () => {
    expect(bestCut(content([at(110n, share(0.6)), at(120n, share(0.6))]))).toEqual({ splitAt: 120n, worst: 0.6 });
    expect(bestCut(content([at(140n, share(0.6)), at(150n, share(0.6))]))).toEqual({ splitAt: 141n, worst: 0.6 });
    expect(bestCut(content([at(105n, share(0.6)), at(160n, share(0.6))]))).toEqual({ splitAt: 132n, worst: 0.6 });
  });

  it('puts a key that begins the range in the lower child, and one that ends it in the upper', () => {
    expect(bestCut(content([at(100n, share(0.5)), at(101n, share(0.5))]))?.splitAt).toBe(101n);
    expect(bestCut(content([at(162n, share(0.5)), at(163n, share(0.5))]))?.splitAt).toBe(163n);
  });

  it('halves what is spread evenly', () => {
    expect(bestCut(content([], [{ range, load: share(1) }]))).toEqual({ splitAt: 132n, worst: 0.5 });
  });

  it('has nothing to cut in a single hash', () => {
    const single = { start: 7n, end: 7n };
    expect(bestCut(contentOf('s', single, [at(7n, share(2))], []))).toBeNull();
  });

  const load = fc.record({
    bytesPerSecond: fc.integer({ min: 0, max: 500_000 }),
    recordsPerSecond: fc.integer({ min: 0, max: 500 }),
  });
  const keys = fc
    .uniqueArray(fc.tuple(fc.integer({ min: 0, max: 63 }), load), { selector: ([place]) => place, maxLength: 20 })
    .map((list) => list.sort(([a], [b]) => a - b).map(([place, of]) => at(range.start + BigInt(place), of)));
  const spread = fc.tuple(fc.integer({ min: 0, max: 31 }), fc.integer({ min: 32, max: 63 }), load).map(([low, high, of]): SpreadMass => ({
    range: { start: range.start + BigInt(low), end: range.start + BigInt(high) },
    load: of,
  }));

  it('is beaten by no other cut', () => {
    fc.assert(
      fc.property(keys, fc.array(spread, { maxLength: 2 }), (list, spreads) => {
        const given = content(list, spreads);
        const cut = bestCut(given);
        const best = Math.min(...everyCut.map((candidate) => worstAt(given, candidate)));
        expect(cut?.worst).toBeCloseTo(best, 9);
        expect(worstAt(given, cut!.splitAt)).toBeCloseTo(best, 9);
        expect(everyCut).toContain(cut?.splitAt);
      }),
      { numRuns: 400 },
    );
  });
});
