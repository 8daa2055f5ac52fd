import type { HashRange } from './hash-range.js';
import { RangeMap } from './range-map.js';

/** A shard as `ListShards` tells of it. */
export interface Shard {
  readonly shardId: string;
  readonly range: HashRange;
  /** The shard it came from by a split, or the first of the two by a merge; null: none, or it has expired and is unlisted. */
  readonly parentShardId: string | null;
  /** By a merge: the second parent. */
  readonly adjacentParentShardId: string | null;
  /** Takes writes: it has no ending sequence number. A closed one can be read until its records expire. */
  readonly open: boolean;
}

/** What is written per second: user bytes with their partition keys, and records as AWS counts them. */
export interface Load {
  readonly bytesPerSecond: number;
  readonly recordsPerSecond: number;
}

/** What one shard takes. Source: Kinesis Data Streams Developer Guide, "Quotas and limits". */
export const SHARD_WRITE_LIMIT: Load = { bytesPerSecond: 1_048_576, recordsPerSecond: 1_000 };
/** What one shard gives to all consumers that share it by `GetRecords`; an enhanced fan-out consumer has as much for itself. */
export const SHARD_READ_BYTES_PER_SECOND = 2_097_152;

export const NO_LOAD: Load = { bytesPerSecond: 0, recordsPerSecond: 0 };

/** The share of a shard's write limit that a load takes: 1 is the limit, and either limit alone throttles. */
export function writeUtilisation({ bytesPerSecond, recordsPerSecond }: Load): number {
  return Math.max(bytesPerSecond / SHARD_WRITE_LIMIT.bytesPerSecond, recordsPerSecond / SHARD_WRITE_LIMIT.recordsPerSecond);
}

export const addLoads = (a: Load, b: Load): Load => ({
  bytesPerSecond: a.bytesPerSecond + b.bytesPerSecond,
  recordsPerSecond: a.recordsPerSecond + b.recordsPerSecond,
});

export const scaleLoad = (load: Load, by: number): Load => ({
  bytesPerSecond: load.bytesPerSecond * by,
  recordsPerSecond: load.recordsPerSecond * by,
});

/** `a` less `b`, never below nothing. */
export const lessLoad = (a: Load, b: Load): Load => ({
  bytesPerSecond: Math.max(0, a.bytesPerSecond - b.bytesPerSecond),
  recordsPerSecond: Math.max(0, a.recordsPerSecond - b.recordsPerSecond),
});

/** The open shards in the order of the ring. */
export class ShardRing extends RangeMap<Shard> {
  constructor(shards: Iterable<Shard>) {
    super([...shards].filter(({ open }) => open));
  }
}

/** The open shard that a hash belongs to; null: none. For many look-ups on the same shards keep a `ShardRing`. */
export function ownerOf(shards: Iterable<Shard>, hash: bigint): Shard | null {
  return new ShardRing(shards).ownerOf(hash);
}
