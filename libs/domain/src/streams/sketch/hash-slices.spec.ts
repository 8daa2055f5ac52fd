import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { GREATEST_HASH, RING_SIZE, WHOLE_RING, type HashRange } from '../hash-range.js';
import { HashSlices, SLICES } from './hash-slices.js';

const hash = fc.bigInt({ min: 0n, max: GREATEST_HASH });
const rangeOf = (a: bigint, b: bigint): HashRange => (a <= b ? { start: a, end: b } : { start: b, end: a });
const range = fc.oneof(
  fc.tuple(hash, hash).map(([a, b]) => rangeOf(a, b)),
  fc
    .tuple(hash, fc.nat(3_000))
    .map(([start, width]) => rangeOf(start, start + BigInt(width) > GREATEST_HASH ? start : start + BigInt(width))),
);
/** Hashes of a range, its ends among them. */
const within = ({ start, end }: HashRange) =>
  fc.oneof({ weight: 1, arbitrary: fc.constantFrom(start, end) }, { weight: 4, arbitrary: fc.bigInt({ min: start, max: end }) });
const loads = (of: HashRange) => fc.array(fc.record({ hash: within(of), bytes: fc.nat(10_000) }), { maxLength: 60 });
const rangeWithLoads = range.chain((of) => fc.record({ of: fc.constant(of), records: loads(of) }));

describe('HashSlices', () => {
  it('cuts the whole ring into 1,024 equal slices', () => {
    const slices = new HashSlices(WHOLE_RING);
    expect(slices.slices).toBe(SLICES);
    expect(slices.startOf(1)).toBe(RING_SIZE / 1_024n);
    expect(slices.startOf(1_024)).toBe(RING_SIZE);
    slices.add(RING_SIZE / 1_024n - 1n, 10);
    slices.add(RING_SIZE / 1_024n, 20);
    slices.add(GREATEST_HASH, 30);
    expect([slices.at(0), slices.at(1), slices.at(1_023)]).toEqual([
      { bytes: 10, records: 1 },
      { bytes: 20, records: 1 },
      { bytes: 30, records: 1 },
    ]);
  });

  it('puts each hash between the edges of its slice, and every slice holds a hash', () => {
    fc.assert(
      fc.property(rangeWithLoads, fc.integer({ min: 1, max: 1_500 }), ({ of, records }, count) => {
        const slices = new HashSlices(of, count);
        expect([slices.startOf(0), slices.startOf(slices.slices)]).toEqual([of.start, of.end + 1n]);
        for (const { hash: at } of records) {
          const alone = new HashSlices(of, count);
          alone.add(at, 1);
          const [index] = alone.toJSON().filled;
          expect(alone.startOf(index!) <= at && at < alone.startOf(index! + 1)).toBe(true);
        }
        for (let index = 0; index < slices.slices; index++) expect(slices.startOf(index) < slices.startOf(index + 1)).toBe(true);
      }),
    );
  });

  it('counts nothing outside of its range, and says so', () => {
    const slices = new HashSlices({ start: 100n, end: 199n });
    expect([slices.add(99n, 5), slices.add(200n, 5), slices.add(100n, 5), slices.add(199n, 5)]).toEqual([false, false, true, true]);
    expect(slices.slices).toBe(100);
    expect(slices.toJSON().filled).toEqual([0, 5, 1, 99, 5, 1]);
  });

  it('knows the load of any part of the ring within its bounds, exactly at the edges of slices', () => {
    fc.assert(
      fc.property(rangeWithLoads, hash, hash, fc.nat(1_024), ({ of, records }, a, b, edge) => {
        const slices = new HashSlices(of);
        for (const { hash: at, bytes } of records) slices.add(at, bytes);
        const trueWithin = ({ start, end }: HashRange) =>
          records.filter(({ hash: at }) => start <= at && at <= end).reduce((sum, { bytes }) => sum + bytes, 0);
        const part = rangeOf(a, b);
        const { bytes } = slices.loadWithin(part);
        expect(bytes.low).toBeLessThanOrEqual(trueWithin(part));
        expect(bytes.high).toBeGreaterThanOrEqual(trueWithin(part));
        expect(bytes.low <= bytes.estimate && bytes.estimate <= bytes.high).toBe(true);
        const lower = { start: of.start, end: slices.startOf(Math.min(edge, slices.slices)) - 1n };
        if (lower.end < lower.start) return;
        const exact = trueWithin(lower);
        expect(slices.loadWithin(lower).bytes).toEqual({ estimate: exact, low: exact, high: exact });
      }),
    );
  });

  it('takes hashes inside of a slice for evenly spread', () => {
    const slices = new HashSlices({ start: 0n, end: 99_999n }, 10);
    slices.add(12_345n, 1_000);
    expect(slices.loadWithin({ start: 0n, end: 12_499n })).toEqual({
      bytes: { estimate: 250, low: 0, high: 1_000 },
      records: { estimate: 0.25, low: 0, high: 1 },
    });
  });

  it('survives storage, and merges to what one alone would have counted', () => {
    fc.assert(
      fc.property(rangeWithLoads, fc.nat(60), ({ of, records }, cut) => {
        const [whole, first, second] = [new HashSlices(of), new HashSlices(of), new HashSlices(of)];
        for (const [index, { hash: at, bytes }] of records.entries()) {
          whole.add(at, bytes);
          (index < cut ? first : second).add(at, bytes);
        }
        const merged = HashSlices.from(JSON.parse(JSON.stringify(second)) as ReturnType<HashSlices['toJSON']>);
        merged.merge(first);
        expect(merged.toJSON()).toEqual(whole.toJSON());
      }),
    );
  });

  it('refuses what cannot be', () => {
    expect(() => new HashSlices({ start: 5n, end: 4n })).toThrow(RangeError);
    expect(() => new HashSlices(WHOLE_RING, 0)).toThrow(RangeError);
    expect(() => new HashSlices(WHOLE_RING).merge(new HashSlices(WHOLE_RING, 512))).toThrow(RangeError);
    const stored = { start: '0', end: '9', slices: 10 };
    for (const filled of [
      [10, 1, 1],
      [-1, 1, 1],
      [0.5, 1, 1],
      [0, -1, 1],
      [0, 1],
    ])
      expect(() => HashSlices.from({ ...stored, filled }), filled.join()).toThrow(RangeError);
  });
});
