import type { Shard } from '@weir/domain';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { StoredShard } from '../store.js';
import { MINUTE, NOON, shardIdOf, shardsNumbering } from '../testing/fixtures.js';
import { planShards } from './plan-shards.js';

/** What is known after some listings, a minute apart. */
function knownAfter(listings: readonly (readonly Shard[])[]): readonly StoredShard[] {
  let known: readonly StoredShard[] = [];
  for (const [index, listed] of listings.entries()) {
    const written = new Map(planShards(known, listed, NOON + index * MINUTE).map((shard) => [shard.ordinal, shard]));
    known = [...new Map([...known.map((shard) => [shard.ordinal, shard] as const), ...written]).values()];
  }
  return known;
}
const [whole] = shardsNumbering(1);
const halves = shardsNumbering(2).map((shard, index) => ({ ...shard, shardId: shardIdOf(index + 1), parentShardId: shardIdOf(0) }));
if (!whole) throw new Error('one shard was asked for');
const times = (known: readonly StoredShard[]) =>
  known.map(({ shardId, ordinal, open, firstSeen, closedSeen, goneAt }) => ({ shardId, ordinal, open, firstSeen, closedSeen, goneAt }));
const minute = (index: number) => NOON + index * MINUTE;

test('a split closes the parent, appends its children, and in time the parent is gone', () => {
  const closed = { ...whole, open: false };
  expect(times(knownAfter([[whole], [whole], [...halves.toReversed(), closed], [closed, ...halves], halves, halves]))).toEqual([
    { shardId: shardIdOf(0), ordinal: 0, open: false, firstSeen: minute(0), closedSeen: minute(2), goneAt: minute(4) },
    { shardId: shardIdOf(1), ordinal: 1, open: true, firstSeen: minute(2), closedSeen: null, goneAt: null },
    { shardId: shardIdOf(2), ordinal: 2, open: true, firstSeen: minute(2), closedSeen: null, goneAt: null },
  ]);
});

test('a shard that is closed when it is first seen was closed by then', () => {
  expect(times(knownAfter([[{ ...whole, open: false }]]))).toEqual([
    { shardId: shardIdOf(0), ordinal: 0, open: false, firstSeen: minute(0), closedSeen: minute(0), goneAt: null },
  ]);
});

test('a listing without news changes nothing', () => {
  const known = knownAfter([[whole], [{ ...whole, open: false }, ...halves], halves]);
  expect(planShards(known, halves, NOON + 9 * MINUTE)).toEqual([]);
});

test('a shard of the same name with another range is another: the stream was made anew', () => {
  const [first] = shardsNumbering(4);
  if (!first) throw new Error('four shards were asked for');
  const known = knownAfter([[whole], [{ ...whole, open: false }, ...halves], [], [first]]);
  expect(times(known)[0]).toEqual({
    shardId: shardIdOf(0),
    ordinal: 0,
    open: true,
    firstSeen: minute(3),
    closedSeen: null,
    goneAt: null,
  });
  expect(known[0]?.range).toEqual(first.range);
});

test('a shard that vanished and is listed again is there again', () => {
  expect(times(knownAfter([[whole], [], [whole]]))).toEqual([
    { shardId: shardIdOf(0), ordinal: 0, open: true, firstSeen: minute(0), closedSeen: null, goneAt: null },
  ]);
});

test('of a shard named twice in one listing, the later counts', () => {
  expect(times(knownAfter([[whole, { ...whole, open: false }]]))[0]?.open).toBe(false);
});

test('through any listings, ordinals have no hole, are never lost, and what is listed is what stands open', () => {
  const [...ten] = shardsNumbering(10);
  const listing = fc.subarray(ten).chain((some) => fc.tuple(...some.map((shard) => fc.boolean().map((open) => ({ ...shard, open })))));
  fc.assert(
    fc.property(fc.array(listing, { minLength: 1, maxLength: 6 }), (listings) => {
      const known = knownAfter(listings);
      expect(known.map(({ ordinal }) => ordinal)).toEqual(known.map((_, index) => index));
      const before = knownAfter(listings.slice(0, -1));
      expect(known.slice(0, before.length).map(({ shardId }) => shardId)).toEqual(before.map(({ shardId }) => shardId));
      const last = listings.at(-1) ?? [];
      expect(known.filter(({ goneAt }) => goneAt === null).map(({ shardId, open }) => ({ shardId, open }))).toEqual(
        expect.arrayContaining(last.map(({ shardId, open }) => ({ shardId, open }))),
      );
      expect(known.filter(({ goneAt }) => goneAt === null)).toHaveLength(last.length);
    }),
  );
});
