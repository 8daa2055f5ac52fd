import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { equalRanges, GREATEST_HASH, hashOf, holdsHash, parseHashKey, RING_SIZE, widthOf, type HashRange } from './hash-range.js';
import { ancestorsOf, childrenOf, coversRing } from './shard-lineage.js';
import { ownerOf, ShardRing, writeUtilisation, type Shard } from './shard.js';

const shard = (shardId: string, range: HashRange, more: Partial<Shard> = {}): Shard => ({
  shardId,
  range,
  parentShardId: null,
  adjacentParentShardId: null,
  open: true,
  ...more,
});
const even = (count: number): Shard[] => equalRanges(count).map((range, index) => shard(`shard-${String(index)}`, range));

describe('hashOf', () => {
  it.each([
    ['a', 16955237001963240173058271559858726497n],
    ['tenant-7', 252187740820579148453700427974695104153n],
  ])('%s is where AWS puts it', (key, hash) => {
    expect(hashOf(key)).toBe(hash);
  });

  it('agrees with another MD5, for any key', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 256 }), (key) => {
        const theirs = BigInt(`0x${createHash('md5').update(key, 'utf8').digest('hex')}`);
        expect(hashOf(key)).toBe(theirs);
        expect(hashOf(key, (bytes) => createHash('md5').update(bytes).digest())).toBe(theirs);
      }),
    );
  });
});

describe('parseHashKey', () => {
  it('reads every hash it is given back', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: GREATEST_HASH }), (hash) => {
        expect(parseHashKey(String(hash))).toEqual({ ok: true, hash });
      }),
    );
  });
  it.each([
    ['', 'not-decimal'],
    ['-1', 'not-decimal'],
    ['1e5', 'not-decimal'],
    ['0x10', 'not-decimal'],
    [' 1', 'not-decimal'],
    ['١', 'not-decimal'],
    ['00', 'leading-zero'],
    ['07', 'leading-zero'],
    [String(RING_SIZE), 'beyond-ring'],
    ['9'.repeat(100_000), 'beyond-ring'],
  ])('refuses %j: %s', (text, reason) => {
    expect(parseHashKey(text)).toEqual({ ok: false, reason });
  });
});

describe('equalRanges', () => {
  it.each([1, 2, 3, 7, 1000])('cuts the ring in %i parts that cover it', (count) => {
    const ranges = equalRanges(count);
    expect(ranges).toHaveLength(count);
    expect(coversRing(even(count))).toEqual({ complete: true, gaps: [], overlaps: [] });
    const widths = ranges.map(widthOf);
    expect(widths.reduce((sum, width) => sum + width, 0n)).toBe(RING_SIZE);
    expect(widths.at(-1)! - widths[0]!).toBeLessThan(BigInt(count));
  });
});

describe('ownerOf', () => {
  it('includes both ends of a range', () => {
    const shards = even(2);
    const half = 1n << 127n;
    expect(ownerOf(shards, 0n)?.shardId).toBe('shard-0');
    expect(ownerOf(shards, half - 1n)?.shardId).toBe('shard-0');
    expect(ownerOf(shards, half)?.shardId).toBe('shard-1');
    expect(ownerOf(shards, GREATEST_HASH)?.shardId).toBe('shard-1');
    expect(ownerOf(shards, hashOf('a'))?.shardId).toBe('shard-0');
    expect(ownerOf(shards, hashOf('tenant-7'))?.shardId).toBe('shard-1');
  });

  it('never names a closed shard, and nobody for a gap', () => {
    const [lower, upper] = even(2);
    expect(ownerOf([{ ...lower!, open: false }, upper!], 5n)).toBeNull();
    expect(ownerOf([], 5n)).toBeNull();
  });

  it('finds among ten thousand what a look at each one finds', () => {
    const shards = even(10_000).reverse();
    const ring = new ShardRing(shards);
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: GREATEST_HASH }), (hash) => {
        expect(ring.ownerOf(hash)).toBe(shards.find(({ range }) => holdsHash(range, hash)));
      }),
      { numRuns: 200 },
    );
  });
});

describe('lineage', () => {
  const [left, right] = equalRanges(2);
  const root = shard('root', { start: 0n, end: GREATEST_HASH }, { open: false });
  const lower = shard('lower', left!, { parentShardId: 'root', open: false });
  const upper = shard('upper', right!, { parentShardId: 'root', open: false });
  const merged = shard('merged', root.range, { parentShardId: 'lower', adjacentParentShardId: 'upper' });
  const all = [merged, upper, root, lower];

  it('follows a split and a merge both ways', () => {
    expect(childrenOf(all, 'root')).toEqual([lower, upper]);
    expect(childrenOf(all, 'upper')).toEqual([merged]);
    expect(childrenOf(all, 'merged')).toEqual([]);
    expect(ancestorsOf(all, 'merged').map(({ shardId }) => shardId)).toEqual(['lower', 'upper', 'root']);
    expect(coversRing(all).complete).toBe(true);
  });

  it('ends where a parent has expired, or a lineage bites its tail', () => {
    expect(ancestorsOf([merged, lower], 'merged')).toEqual([lower]);
    const circle = [shard('x', left!, { parentShardId: 'y' }), shard('y', left!, { parentShardId: 'x' })];
    expect(ancestorsOf(circle, 'x').map(({ shardId }) => shardId)).toEqual(['y']);
    expect(ancestorsOf(all, 'nobody')).toEqual([]);
  });
});

describe('coversRing', () => {
  it('names gaps at both ends and between, and what two shards claim', () => {
    const shards = [shard('b', { start: 30n, end: 50n }), shard('a', { start: 10n, end: 19n }), shard('c', { start: 40n, end: 45n })];
    expect(coversRing(shards)).toEqual({
      complete: false,
      gaps: [
        { start: 0n, end: 9n },
        { start: 20n, end: 29n },
        { start: 51n, end: GREATEST_HASH },
      ],
      overlaps: [{ range: { start: 40n, end: 45n }, shardIds: ['b', 'c'] }],
    });
  });
  it('calls no shards one gap', () => {
    expect(coversRing([]).gaps).toEqual([{ start: 0n, end: GREATEST_HASH }]);
  });
});

describe('writeUtilisation', () => {
  it.each([
    [1_048_576, 0, 1],
    [0, 1000, 1],
    [524_288, 100, 0.5],
    [1000, 950, 0.95],
  ])('%i bytes/s and %i records/s are %d of a shard', (bytesPerSecond, recordsPerSecond, share) => {
    expect(writeUtilisation({ bytesPerSecond, recordsPerSecond })).toBeCloseTo(share, 12);
  });
});
