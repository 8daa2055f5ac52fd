import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { HeavyHitters } from './heavy-hitters.js';
import type { KeySummary } from './key-summary.js';

interface Weighed {
  readonly key: string;
  readonly bytes: number;
  readonly records: number;
}

/** Few enough keys to repeat, many more than the sketches here hold, some of them far more often. */
const keyName = fc.oneof(
  { weight: 2, arbitrary: fc.constantFrom('hot', '__proto__', '') },
  fc.integer({ min: 0, max: 120 }).map((n) => `tenant-${n}`),
);
const weighed: fc.Arbitrary<Weighed> = fc.record({ key: keyName, bytes: fc.nat(5_000), records: fc.nat(3) });
const stream = fc.array(weighed, { maxLength: 400, size: 'max' });
const capacity = fc.integer({ min: 1, max: 12 });

function sketchOf(records: readonly Weighed[], of: number): HeavyHitters {
  const sketch = new HeavyHitters(of);
  for (const { key, bytes, records: count } of records) sketch.add(key, bytes, count);
  return sketch;
}

function exactly(records: readonly Weighed[]) {
  const keys = new Map<string, { bytes: number; records: number }>();
  const total = { bytes: 0, records: 0 };
  for (const { key, bytes, records: count } of records) {
    const before = keys.get(key) ?? { bytes: 0, records: 0 };
    keys.set(key, { bytes: before.bytes + bytes, records: before.records + count });
    total.bytes += bytes;
    total.records += count;
  }
  return { keys, total };
}

/** What every summary promises of the records it stands for. */
function expectTrue(summary: KeySummary, records: readonly Weighed[]): void {
  const { keys, total } = exactly(records);
  expect([summary.totalBytes, summary.totalRecords]).toEqual([total.bytes, total.records]);
  const listed = new Set(summary.keys.map(({ key }) => key));
  expect(listed.size).toBe(summary.keys.length);
  for (const { key, bytes, records: count } of summary.keys) {
    const truth = keys.get(key) ?? { bytes: 0, records: 0 };
    expect(bytes.low, `bytes of ${key}`).toBeLessThanOrEqual(truth.bytes);
    expect(bytes.high, `bytes of ${key}`).toBeGreaterThanOrEqual(truth.bytes);
    expect(count.low, `records of ${key}`).toBeLessThanOrEqual(truth.records);
    expect(count.high, `records of ${key}`).toBeGreaterThanOrEqual(truth.records);
    expect(Math.min(bytes.low, count.low)).toBeGreaterThanOrEqual(0);
  }
  for (const [key, truth] of keys) {
    if (listed.has(key)) continue;
    expect(truth.bytes, `bytes of ${key}, unlisted`).toBeLessThanOrEqual(summary.errorBytes);
    expect(truth.records, `records of ${key}, unlisted`).toBeLessThanOrEqual(summary.errorRecords);
  }
}

/** The promise that holds before anything is seen. */
function expectSmallErrors({ errorBytes, errorRecords, totalBytes, totalRecords }: KeySummary, of: number): void {
  expect(errorBytes * of).toBeLessThanOrEqual(totalBytes);
  expect(errorRecords * of).toBeLessThanOrEqual(totalRecords);
}

describe('HeavyHitters', () => {
  it('counts exactly while it can hold every key', () => {
    const sketch = sketchOf(
      [
        { key: 'a', bytes: 500, records: 1 },
        { key: 'b', bytes: 20, records: 1 },
        { key: 'a', bytes: 300, records: 1 },
      ],
      1,
    );
    expect(sketch.summary()).toEqual({
      keys: [
        { key: 'a', bytes: { low: 800, high: 800 }, records: { low: 2, high: 2 } },
        { key: 'b', bytes: { low: 20, high: 20 }, records: { low: 1, high: 1 } },
      ],
      totalBytes: 820,
      totalRecords: 3,
      errorBytes: 0,
      errorRecords: 0,
    });
  });

  it('knows what a key weighs within its bounds, and that no other weighs more than the error', () => {
    fc.assert(
      fc.property(stream, capacity, (records, of) => {
        const summary = sketchOf(records, of).summary();
        expectTrue(summary, records);
        expectSmallErrors(summary, of);
      }),
    );
  });

  it('holds every key above the share of one in its capacity, by bytes or by records', () => {
    fc.assert(
      fc.property(stream, capacity, (records, of) => {
        const listed = new Set(
          sketchOf(records, of)
            .summary()
            .keys.map(({ key }) => key),
        );
        const { keys, total } = exactly(records);
        for (const [key, { bytes, records: count }] of keys) {
          if (bytes * of > total.bytes || count * of > total.records) expect(listed, key).toContain(key);
        }
      }),
    );
  });

  it('finds the heavy in bytes among the frequent, and the frequent among the heavy', () => {
    const sketch = new HeavyHitters(10);
    for (let n = 0; n < 20_000; n++) {
      sketch.add(`rare-${n}`, 100);
      if (n % 5 === 0) sketch.add('frequent', 0);
      if (n % 1_000 === 0) sketch.add('heavy', 500_000);
    }
    expect(sketch.boundsOf('frequent').records.high).toBeGreaterThanOrEqual(4_000);
    expect(sketch.boundsOf('frequent').records.low).toBeGreaterThan(0);
    expect(sketch.boundsOf('heavy').bytes.high).toBeGreaterThanOrEqual(10_000_000);
    expect(sketch.boundsOf('heavy').bytes.low).toBeGreaterThan(5_000_000);
  });

  describe('merging', () => {
    const parts = fc.array(fc.record({ records: stream, of: capacity }), { minLength: 1, maxLength: 5 });
    const partsInTwoOrders = parts.chain((streams) =>
      fc.record({ streams: fc.constant(streams), order: fc.shuffledSubarray([...streams.keys()], { minLength: streams.length }) }),
    );

    it('stays within its promises whatever is merged in which order', () => {
      fc.assert(
        fc.property(partsInTwoOrders, capacity, ({ streams, order }, of) => {
          const all = streams.flatMap(({ records }) => records);
          const summaries = streams.map((part) => sketchOf(part.records, part.of).summary());
          const shuffled = order.map((index) => summaries[index]!);
          const least = Math.min(of, ...streams.map((part) => part.of));
          for (const ordered of [summaries, shuffled]) {
            const merged = new HeavyHitters(of);
            for (const summary of ordered) merged.merge(summary);
            expectTrue(merged.summary(), all);
            expectSmallErrors(merged.summary(), least);
          }
        }),
      );
    });

    it('goes on counting after it', () => {
      fc.assert(
        fc.property(stream, stream, stream, capacity, (first, other, later, of) => {
          const sketch = sketchOf(first, of);
          sketch.merge(sketchOf(other, of).summary());
          for (const { key, bytes, records } of later) sketch.add(key, bytes, records);
          expectTrue(sketch.summary(), [...first, ...other, ...later]);
          expectSmallErrors(sketch.summary(), of);
        }),
      );
    });

    it('merges minutes that were stored as their top keys', () => {
      fc.assert(
        fc.property(parts, fc.nat(8), (streams, count) => {
          const merged = new HeavyHitters(20);
          for (const { records, of } of streams) {
            const stored = JSON.stringify(sketchOf(records, of).summary(count));
            merged.merge(JSON.parse(stored) as KeySummary);
          }
          const all = streams.flatMap(({ records }) => records);
          expectTrue(merged.summary(), all);
        }),
      );
    });
  });

  describe('memory', () => {
    const LONGEST = 256;

    it('stays flat over any number of distinct keys, however long', () => {
      const sketch = new HeavyHitters(50);
      for (let n = 0; n < 100_000; n++) sketch.add(`${n}`.padEnd(LONGEST, '.'), n % 1_000);
      expect(sketch.heldKeys).toBeLessThanOrEqual(200);
      expect(sketch.heldKeyBytes).toBe(sketch.heldKeys * 2 * LONGEST);
      expect(sketch.summary().keys).toHaveLength(sketch.heldKeys);
    });

    it('accounts for what it holds, and for nothing it dropped', () => {
      fc.assert(
        fc.property(stream, capacity, (records, of) => {
          const sketch = sketchOf(records, of);
          const held = sketch.summary().keys;
          expect(sketch.heldKeys).toBe(held.length);
          expect(held.length).toBeLessThanOrEqual(4 * of);
          expect(sketch.heldKeyBytes).toBe(held.reduce((sum, { key }) => sum + 2 * key.length, 0));
        }),
      );
    });

    it('cuts keys that are longer than Kinesis admits', () => {
      const sketch = new HeavyHitters(1);
      sketch.add('🌊'.repeat(300), 7);
      sketch.add(`${'🌊'.repeat(256)}another`, 5);
      expect(sketch.heldKeyBytes).toBe(1_024);
      expect(sketch.boundsOf('🌊'.repeat(256)).bytes).toEqual({ low: 12, high: 12 });
    });
  });

  it.each([0, -1, 1.5, NaN, Infinity])('refuses a capacity of %s', (of) => {
    expect(() => new HeavyHitters(of)).toThrow(RangeError);
  });

  it.each([
    [-1, 1],
    [NaN, 1],
    [1, Infinity],
    [1, -1],
  ])('refuses %s bytes in %s records', (bytes, records) => {
    const sketch = new HeavyHitters(1);
    expect(() => sketch.add('a', bytes, records)).toThrow(RangeError);
    expect(sketch.summary().keys).toEqual([]);
  });
});
