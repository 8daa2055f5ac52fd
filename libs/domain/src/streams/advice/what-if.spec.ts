import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { equalRanges, GREATEST_HASH, hashOf } from '../hash-range.js';
import { addLoads, NO_LOAD, type Load } from '../shard.js';
import { evenShards, share } from '../testing/shard-loads.js';
import { changed, type Change } from './change.js';
import { EvenLoads } from './even-loads.js';
import { utilisationOf } from './shard-content.js';
import { backgroundOf, pictureOf, type StreamLoad } from './stream-load.js';
import { whatIf } from './what-if.js';

const shards = evenShards(3);
const HALF = 1n << 127n;
const totalOf = (loads: readonly { readonly load: Load }[]): Load => loads.reduce((sum, { load }) => addLoads(sum, load), NO_LOAD);

const load = fc.record({ bytesPerSecond: fc.nat(2_000_000), recordsPerSecond: fc.nat(2_000) });
const stream: fc.Arbitrary<StreamLoad> = fc
  .record({
    keys: fc.uniqueArray(fc.record({ key: fc.string({ minLength: 1, maxLength: 8 }), load, error: load }), {
      selector: ({ key }) => key,
      minLength: 1,
      maxLength: 10,
    }),
    slices: fc.array(load, { minLength: 7, maxLength: 7 }),
    measured: fc.option(fc.array(load, { minLength: 3, maxLength: 3 }), { nil: undefined }),
  })
  .map(({ keys, slices, measured }) => ({
    shards,
    keys: keys.map((key) => ({
      ...key,
      error: { ...key.load, bytesPerSecond: Math.min(key.error.bytesPerSecond, key.load.bytesPerSecond) },
    })),
    slices: equalRanges(7).map((range, index) => ({ range, load: slices[index]! })),
    ...(measured && { measured: new Map(shards.map(({ shardId }, index) => [shardId, measured[index]!])) }),
  }));
const change = (given: StreamLoad): fc.Arbitrary<Change> =>
  fc.oneof(
    fc.bigInt({ min: 1n, max: GREATEST_HASH }).map((splitAt) => ({ splitAt })),
    fc.constantFrom<Change>({ mergeWith: ['shard-0', 'shard-1'] }, { mergeWith: ['shard-2', 'shard-1'] }),
    fc.tuple(fc.constantFrom(...given.keys.map(({ key }) => key)), fc.integer({ min: 2, max: 9 })).map(([key, suffixes]) => ({
      salt: { key, suffixes },
    })),
    fc.integer({ min: 1, max: 9 }).map((shardCount) => ({ shardCount })),
  );
const both = stream.chain((given) => fc.tuple(fc.constant(given), change(given)));

describe('whatIf', () => {
  it('conserves what is written, and stays within its bounds', () => {
    fc.assert(
      fc.property(both, ([given, what]) => {
        const result = whatIf(given, what);
        if (!result.ok) {
          expect(result.reason).toBe('nothing-below-the-cut');
          return;
        }
        const before = totalOf(pictureOf(given).contents.entries);
        const after = totalOf(result.shards);
        expect(after.bytesPerSecond).toBeCloseTo(before.bytesPerSecond, 3);
        expect(after.recordsPerSecond).toBeCloseTo(before.recordsPerSecond, 6);
        for (const { writeUtilisation } of result.shards) {
          expect(writeUtilisation.low).toBeLessThanOrEqual(writeUtilisation.estimate + 1e-9);
          expect(writeUtilisation.estimate).toBeLessThanOrEqual(writeUtilisation.high + 1e-9);
        }
      }),
      { numRuns: 400 },
    );
  });

  it('is undone by merging what was split', () => {
    fc.assert(
      fc.property(stream, fc.bigInt({ min: 1n, max: GREATEST_HASH }), (given, splitAt) => {
        const { contents } = pictureOf(given);
        const parts = changed(contents, { splitAt });
        if (!parts.ok) return;
        const [lower, upper] = parts.touched;
        const again = changed(parts.contents, { mergeWith: [lower!.shardId, upper!.shardId] });
        expect(again.ok && again.contents.entries.map(({ range }) => range)).toEqual(contents.entries.map(({ range }) => range));
        expect(again.ok && again.contents.entries.map((content) => utilisationOf(content).toFixed(9))).toEqual(
          contents.entries.map((content) => utilisationOf(content).toFixed(9)),
        );
      }),
    );
  });

  it('leaves exact what is known exactly: keys alone have no doubt about them', () => {
    const keys = ['a', 'b', 'c', 'd', 'e'].map((key) => ({ key, load: share(0.2) }));
    const result = whatIf({ shards, keys }, { splitAt: HALF });
    expect(result.ok && result.shards.every(({ writeUtilisation: { low, estimate, high } }) => low === estimate && estimate === high)).toBe(
      true,
    );
    const below = keys.filter(({ key }) => hashOf(key) >= shards[1]!.range.start && hashOf(key) < HALF).length;
    const lower = result.ok ? result.shards.find(({ shardId }) => shardId === 'shard-1/lower') : undefined;
    expect(lower?.writeUtilisation.estimate).toBeCloseTo(0.2 * below, 12);
  });

  it('is as unsure of a cut through a slice as the slice is wide', () => {
    const one = evenShards(1);
    const slices = [{ range: one[0]!.range, load: share(1) }];
    const result = whatIf({ shards: one, keys: [], slices }, { splitAt: HALF });
    expect(result.ok && result.shards.map(({ writeUtilisation }) => writeUtilisation)).toEqual([
      { low: 0, estimate: 0.5, high: 1 },
      { low: 0, estimate: 0.5, high: 1 },
    ]);
  });

  it('lets a key that may be overcounted be lighter where it goes, and others heavier where it was', () => {
    const key = 'tenant-7';
    const result = whatIf({ shards, keys: [{ key, load: share(0.9), error: share(0.3) }] }, { salt: { key, suffixes: 3 } });
    const shard = (id: string) => (result.ok ? result.shards.find(({ shardId }) => shardId === id)?.writeUtilisation : undefined);
    expect(shard('shard-2')?.high).toBeGreaterThan(shard('shard-2')!.estimate);
    const landed = (result.ok ? result.shards : []).filter(({ writeUtilisation }) => writeUtilisation.estimate > 0);
    for (const { writeUtilisation } of landed) expect(writeUtilisation.low).toBeCloseTo((writeUtilisation.estimate * 2) / 3, 9);
  });

  it.each<[string, Change, string]>([
    ['a split at the start of a shard', { splitAt: 0n }, 'nothing-below-the-cut'],
    ['a merge over a shard between', { mergeWith: ['shard-0', 'shard-2'] }, 'not-neighbours'],
    ['a merge of a shard with itself', { mergeWith: ['shard-0', 'shard-0'] }, 'no-such-shard'],
    ['a merge with nobody', { mergeWith: ['shard-0', 'nobody'] }, 'no-such-shard'],
    ['salting an unknown key', { salt: { key: 'unseen', suffixes: 3 } }, 'key-not-measured'],
    ['no shards', { shardCount: 0 }, 'count-out-of-range'],
  ])('refuses %s', (_, what, reason) => {
    expect(whatIf({ shards, keys: [] }, what)).toEqual({ ok: false, reason });
  });

  it('splits nothing where no shard is', () => {
    expect(whatIf({ shards: [shards[0]!], keys: [] }, { splitAt: GREATEST_HASH })).toEqual({ ok: false, reason: 'no-shard-there' });
  });
});

describe('EvenLoads', () => {
  it('comes to what laying the shards out comes to', () => {
    fc.assert(
      fc.property(stream, fc.integer({ min: 1, max: 20 }), (given, shardCount) => {
        const { contents } = pictureOf(given);
        const laidOut = changed(contents, { shardCount });
        const expected = laidOut.ok ? laidOut.touched.map((content) => utilisationOf(content).toFixed(9)) : [];
        expect(new EvenLoads(contents).of(shardCount).map((utilisation) => utilisation.toFixed(9))).toEqual(expected);
      }),
    );
  });
});

describe('pictureOf', () => {
  it('makes a shard what was measured of it', () => {
    fc.assert(
      fc.property(stream, (given) => {
        for (const content of pictureOf(given).contents.entries) {
          const total = given.measured?.get(content.shardId);
          if (total === undefined) continue;
          expect(content.load.bytesPerSecond).toBeCloseTo(total.bytesPerSecond, 3);
          expect(content.load.recordsPerSecond).toBeCloseTo(total.recordsPerSecond, 6);
        }
      }),
    );
  });

  it('adds up a key that is named twice, and sets aside one that no shard owns', () => {
    const twice = [
      { key: 'a', load: share(0.25) },
      { key: 'a', load: share(0.5) },
    ];
    expect(pictureOf({ shards, keys: twice }).contents.entries.map(utilisationOf)).toEqual([0.75, 0, 0]);
    expect(pictureOf({ shards: shards.slice(1), keys: twice }).unowned.map(({ key }) => key)).toEqual(['a']);
  });
});

describe('backgroundOf', () => {
  it('takes the keys that are told apart out of their slices, never below nothing', () => {
    const histogram = equalRanges(2).map((range) => ({ range, load: share(0.5) }));
    const rest = backgroundOf(histogram, [
      { key: 'a', load: share(0.2) },
      { key: 'tenant-7', load: share(0.7) },
    ]);
    expect(rest.map((slice) => slice.load.bytesPerSecond)).toEqual([share(0.5).bytesPerSecond - share(0.2).bytesPerSecond, 0]);
  });
});
