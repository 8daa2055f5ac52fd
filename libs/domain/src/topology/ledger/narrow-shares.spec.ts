import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { between, contains, exactly, NONE, sumOf } from './bounds.js';
import { FATES, type Fates, narrowShares, type Share } from './narrow-shares.js';

const anything = (most: number): Fates => ({
  delivered: between(0, most),
  filtered: between(0, most),
  failed: between(0, most),
  deadLettered: between(0, most),
  unexplained: between(0, most),
});

describe('sharing totals out among subscribers', () => {
  it('gives everything to the only one', () => {
    const totals: Fates = { ...anything(0), delivered: exactly(90), filtered: exactly(10) };
    expect(narrowShares([{ expected: exactly(100), fates: anything(100) }], totals)[0]?.fates).toEqual(totals);
  });

  it('finds the subscriber that failed when only it had a policy and a dead-letter queue', () => {
    const plain: Share = { expected: exactly(100), fates: { ...anything(100), filtered: NONE, deadLettered: NONE } };
    const odd: Share = { expected: exactly(100), fates: anything(100) };
    const totals: Fates = { delivered: exactly(250), filtered: exactly(20), failed: NONE, deadLettered: exactly(30), unexplained: NONE };
    const [a, b, c] = narrowShares([plain, plain, odd], totals);
    expect(a?.fates.delivered).toEqual(exactly(100));
    expect(b?.fates.delivered).toEqual(exactly(100));
    expect(c?.fates).toEqual({ ...totals, delivered: exactly(50) });
  });

  it('says no more than it knows of two that are alike', () => {
    const share: Share = { expected: exactly(100), fates: { ...anything(100), filtered: NONE, deadLettered: NONE, unexplained: NONE } };
    const totals: Fates = { ...anything(0), delivered: exactly(170), failed: exactly(30) };
    for (const { fates } of narrowShares([share, share], totals)) {
      expect(fates.delivered).toEqual(between(70, 100));
      expect(fates.failed).toEqual(between(0, 30));
    }
  });

  it('believes what it was told of a subscriber when the totals contradict it', () => {
    const share: Share = { expected: exactly(10), fates: { ...anything(0), delivered: exactly(10) } };
    expect(narrowShares([share], { ...anything(0), delivered: exactly(4) })[0]?.fates.delivered).toEqual(exactly(10));
  });

  /** A truth, and what a counter that sees only totals and a few facts would tell of it. */
  const world = fc
    .array(
      fc.record({
        truth: fc.tuple(fc.nat(50), fc.nat(50), fc.nat(50), fc.nat(50), fc.nat(50)),
        told: fc.tuple(fc.boolean(), fc.boolean(), fc.boolean(), fc.boolean(), fc.boolean()),
        slack: fc.nat(10),
      }),
      { minLength: 1, maxLength: 12 },
    )
    .map((subscribers) => ({
      truths: subscribers.map(({ truth }) => truth),
      shares: subscribers.map(({ truth, told, slack }): Share => {
        const whole = truth.reduce((sum, count) => sum + count, 0);
        return {
          expected: between(whole - slack, whole + slack),
          fates: Object.fromEntries(
            FATES.map((fate, index) => [fate, told[index] ? exactly(truth[index] ?? 0) : between(0, whole + slack)]),
          ) as Fates,
        };
      }),
    }));

  it('never narrows the truth away, whatever the topology', () => {
    fc.assert(
      fc.property(world, fc.nat(5), ({ truths, shares }, slack) => {
        const totals = Object.fromEntries(
          FATES.map((fate, index) => {
            const sum = truths.reduce((total, truth) => total + (truth[index] ?? 0), 0);
            return [fate, between(sum - slack, sum + slack)];
          }),
        ) as Fates;
        narrowShares(shares, totals).forEach(({ fates }, subscriber) => {
          FATES.forEach((fate, index) => {
            expect(contains(fates[fate], truths[subscriber]?.[index] ?? 0)).toBe(true);
          });
        });
      }),
    );
  });

  it('only ever narrows', () => {
    fc.assert(
      fc.property(world, ({ truths, shares }) => {
        const totals = Object.fromEntries(
          FATES.map((fate, index) => [fate, exactly(truths.reduce((total, truth) => total + (truth[index] ?? 0), 0))]),
        ) as Fates;
        const narrowed = narrowShares(shares, totals);
        narrowed.forEach(({ fates }, index) => {
          for (const fate of FATES) {
            expect(fates[fate].low).toBeGreaterThanOrEqual(shares[index]?.fates[fate].low ?? 0);
            expect(fates[fate].high).toBeLessThanOrEqual(shares[index]?.fates[fate].high ?? 0);
          }
        });
        for (const fate of FATES) expect(sumOf(narrowed.map((share) => share.fates[fate])).low).toBeLessThanOrEqual(totals[fate].high);
      }),
    );
  });
});
