import { equalRanges, hashOf, holdsHash } from '../hash-range.js';
import { SHARD_WRITE_LIMIT, type Load, type Shard } from '../shard.js';
import type { AdviceQuestion } from '../advice/shard-advice.js';
import type { KeyedLoad } from '../advice/stream-load.js';

/** A load that takes a share of a shard's bytes, in records of a kilobyte. */
export const share = (of: number): Load => ({
  bytesPerSecond: of * SHARD_WRITE_LIMIT.bytesPerSecond,
  recordsPerSecond: (of * SHARD_WRITE_LIMIT.bytesPerSecond) / 1100,
});

/** `shard-0`, `shard-1`, … of equal width. */
export const evenShards = (count: number): Shard[] =>
  equalRanges(count).map((range, index) => ({
    shardId: `shard-${String(index)}`,
    range,
    parentShardId: null,
    adjacentParentShardId: null,
    open: true,
  }));

/** The first so many of `prefix-0`, `prefix-1`, … that land on a shard. */
export function keysOn(shard: Shard, count: number, prefix = 'key'): string[] {
  const found: string[] = [];
  for (let index = 0; found.length < count; index++) {
    const key = `${prefix}-${String(index)}`;
    if (holdsHash(shard.range, hashOf(key))) found.push(key);
  }
  return found;
}

/** So many keys on a shard that take a share of it together. */
export const crowd = (shard: Shard, count: number, of: number): KeyedLoad[] =>
  keysOn(shard, count, `crowd-${shard.shardId}`).map((key) => ({ key, load: share(of / count) }));

export const provisioned = (shards: readonly Shard[], keys: readonly KeyedLoad[], more: Partial<AdviceQuestion> = {}): AdviceQuestion => ({
  mode: 'PROVISIONED',
  distribution: 'USER_PARTITION_KEY',
  shards,
  keys,
  ...more,
});
