import { coversRing, equalRanges, RING_SIZE } from '@weir/domain';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Lineage, middleOf, placeOf, type StreamShard } from './lineage.js';

const T0 = Date.UTC(2026, 10, 24);
const asListed = (shards: Iterable<StreamShard>) =>
  [...shards].map(({ shardId, range, closedAt }) => ({
    shardId,
    range,
    parentShardId: null,
    adjacentParentShardId: null,
    open: closedAt === Infinity,
  }));

describe('a lineage', () => {
  it('splits and merges as Kinesis does', () => {
    const lineage = new Lineage(2, T0);
    const [lower, upper] = lineage.current.open;
    if (!lower || !upper) throw new Error('two shards');
    expect(upper.range.start).toBe(RING_SIZE / 2n);
    lineage.split(upper, upper.range.start + 5n, T0 + 1000);
    const [, left, right] = lineage.current.open;
    expect(left).toMatchObject({
      shardId: 'shardId-000000000002',
      range: { start: RING_SIZE / 2n, end: RING_SIZE / 2n + 4n },
      parent: upper,
    });
    expect(right).toMatchObject({ shardId: 'shardId-000000000003', adjacentParent: null, openedAt: T0 + 1000, closedAt: Infinity });
    expect(upper.closedAt).toBe(T0 + 1000);
    if (!left) throw new Error('a child');
    lineage.merge(left, lower, T0 + 2000);
    expect(lineage.current.open.map(({ index }) => index)).toEqual([4, 3]);
    expect(lineage.shards[4]).toMatchObject({ parent: lower, adjacentParent: left, range: { start: 0n, end: RING_SIZE / 2n + 4n } });
    expect(lineage.childrenOf(left)).toEqual([lineage.shards[4]]);
  });

  it('knows which shards were open when', () => {
    const lineage = new Lineage(1, T0);
    const [only] = lineage.current.open;
    if (!only) throw new Error('one shard');
    lineage.split(only, middleOf(only.range), T0 + 5000);
    const openAt = (at: number): number[] => lineage.epochAt(at).open.map(({ index }) => index);
    expect([T0 - 1, T0 + 4999, T0 + 5000].map(openAt)).toEqual([[0], [0], [1, 2]]);
    expect(lineage.changesBetween(T0, T0 + 60_000)).toEqual([T0 + 5000]);
    expect(lineage.changesBetween(T0 + 5000, T0 + 60_000)).toEqual([]);
    expect([...lineage.openWithin(T0 + 4000, T0 + 6000)].map(({ index }) => index)).toEqual([0, 1, 2]);
  });

  it.each([
    [4, 8],
    [8, 4],
    [6, 9],
    [5, 3],
    [3, 1],
  ])('goes from %i to %i equal shards', (before, after) => {
    const lineage = new Lineage(before, T0);
    lineage.equalise(after, T0 + 1000);
    expect(lineage.current.open.map(({ range }) => range)).toEqual(equalRanges(after));
  });

  it('always covers the ring once, whatever is split and merged', () => {
    const step = fc.record({ split: fc.boolean(), place: fc.nat(50) });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 6 }), fc.array(step, { maxLength: 30 }), (count, steps) => {
        const lineage = new Lineage(count, T0);
        steps.forEach(({ split, place }, at) => {
          const { open } = lineage.current;
          const shard = open[place % open.length];
          const next = open[(place % open.length) + 1];
          if (split && shard) lineage.split(shard, middleOf(shard.range), T0 + (at + 1) * 1000);
          else if (shard && next) lineage.merge(shard, next, T0 + (at + 1) * 1000);
        });
        expect(coversRing(asListed(lineage.shards)).complete).toBe(true);
        for (const shard of lineage.current.open) expect(lineage.current.open[placeOf(lineage.current.open, shard.range.end)]).toBe(shard);
      }),
    );
  });
});
