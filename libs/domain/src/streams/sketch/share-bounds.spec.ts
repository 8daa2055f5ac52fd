import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DrawTally } from './draws.js';
import { boundShare } from './share-bounds.js';

const draw = fc.integer({ min: 1, max: 5_000 }).chain((bytes) => fc.record({ bytes: fc.constant(bytes), ofKey: fc.nat(bytes) }));
const draws = fc.array(draw, { minLength: 1, maxLength: 200, size: 'max' });

function tallyOf(all: readonly { bytes: number; ofKey: number }[]) {
  const tally = new DrawTally();
  for (const { bytes } of all) tally.add(bytes);
  return { tally, ofKey: all.reduce((sum, { ofKey }) => sum + ofKey, 0) };
}

const repeat = (share: number, count: number) =>
  tallyOf(Array.from({ length: count }, (_, n) => ({ bytes: 100, ofKey: n < share * count ? 100 : 0 })));

describe('boundShare', () => {
  it('says between what the share lies', () => {
    const { tally, ofKey } = repeat(0.5, 10_000);
    const { estimate, low, high } = boundShare({ low: ofKey, high: ofKey }, tally.bytes, 0.95);
    expect(estimate).toBe(0.5);
    // √(2 L / n) / 2 with L = ln 60 is 0.0143; the rest is for not knowing the variance.
    expect(0.5 - low).toBeGreaterThan(0.0143);
    expect(0.5 - low).toBeLessThan(0.016);
    expect(high - 0.5).toBeCloseTo(0.5 - low, 3);
  });

  it('contains the share in the sample, and all that the sketch leaves open', () => {
    fc.assert(
      fc.property(draws, fc.nat(5_000), (all, missed) => {
        const { tally, ofKey } = tallyOf(all);
        const weight = { low: Math.max(0, ofKey - missed), high: Math.min(tally.bytes.sum, ofKey + missed) };
        const { estimate, low, high } = boundShare(weight, tally.bytes);
        expect(low).toBeLessThanOrEqual(weight.low / tally.bytes.sum);
        expect(high).toBeGreaterThanOrEqual(weight.high / tally.bytes.sum);
        expect(0 <= low && low <= estimate && estimate <= high && high <= 1).toBe(true);
        const exact = boundShare({ low: ofKey, high: ofKey }, tally.bytes);
        expect(low <= exact.low && exact.high <= high, 'a sketch that knows less bounds no tighter').toBe(true);
      }),
    );
  });

  it('is wider for more confidence, narrower for more draws, wider for a heavier draw', () => {
    const width = (count: number, confidence: number, largest = 100) => {
      const { tally, ofKey } = repeat(0.3, count);
      const { low, high } = boundShare({ low: ofKey, high: ofKey }, { ...tally.bytes, largest }, confidence);
      return high - low;
    };
    expect(width(2_000, 0.999)).toBeGreaterThan(width(2_000, 0.95));
    expect(width(2_000, 0.95)).toBeGreaterThan(width(8_000, 0.95));
    expect(width(2_000, 0.95, 5_000)).toBeGreaterThan(width(2_000, 0.95));
  });

  it('does not let a key that was never drawn out of sight, nor one that was always drawn be everything', () => {
    const { tally } = repeat(0.5, 1_000);
    const none = boundShare({ low: 0, high: 0 }, tally.bytes);
    const all = boundShare({ low: tally.bytes.sum, high: tally.bytes.sum }, tally.bytes);
    expect(none).toMatchObject({ estimate: 0, low: 0 });
    expect(none.high).toBeGreaterThan(0.005);
    expect(none.high).toBeLessThan(0.03);
    expect(all).toMatchObject({ estimate: 1, high: 1 });
    expect(all.low).toBeCloseTo(1 - none.high, 6);
  });

  it('knows nothing when nothing was drawn', () => {
    expect(boundShare({ low: 0, high: 0 }, new DrawTally().bytes)).toEqual({ estimate: 0.5, low: 0, high: 1 });
  });
});
