import { parseHashKey, type HashRange, type Shard } from '@weir/domain';
import { field, listIn } from './untrusted.js';

/** A shard as ListShards gives it; null when it makes no sense, such as a hash range that ends before it starts. */
export function readShard(raw: unknown): Shard | null {
  const shardId = field(raw, 'ShardId');
  const range = readRange(field(raw, 'HashKeyRange'));
  const parentShardId = readParent(field(raw, 'ParentShardId'));
  const adjacentParentShardId = readParent(field(raw, 'AdjacentParentShardId'));
  const open = readOpen(field(raw, 'SequenceNumberRange'));
  if (!isShardId(shardId) || range === null || parentShardId === undefined || adjacentParentShardId === undefined || open === null)
    return null;
  return { shardId, range, parentShardId, adjacentParentShardId, open };
}

/** A child as GetRecords gives it at the end of a closed shard; null when it makes no sense. That it has closed since cannot be seen. */
export function readChildShard(raw: unknown): Shard | null {
  const shardId = field(raw, 'ShardId');
  const range = readRange(field(raw, 'HashKeyRange'));
  const parents = listIn(field(raw, 'ParentShards'));
  const [parentShardId, adjacentParentShardId = null] = parents;
  if (!isShardId(shardId) || range === null || !isShardId(parentShardId)) return null;
  if (parents.length > 2 || (adjacentParentShardId !== null && !isShardId(adjacentParentShardId))) return null;
  return { shardId, range, parentShardId, adjacentParentShardId, open: true };
}

const isShardId = (value: unknown): value is string => typeof value === 'string' && /^[\w.-]{1,128}$/.test(value);

/** null: none; undefined: something that is no shard. */
function readParent(raw: unknown): string | null | undefined {
  if (raw === undefined || raw === null) return null;
  return isShardId(raw) ? raw : undefined;
}

function readRange(raw: unknown): HashRange | null {
  const start = readHash(field(raw, 'StartingHashKey'));
  const end = readHash(field(raw, 'EndingHashKey'));
  return start === null || end === null || start > end ? null : { start, end };
}

function readHash(raw: unknown): bigint | null {
  const parsed = typeof raw === 'string' ? parseHashKey(raw) : null;
  return parsed?.ok === true ? parsed.hash : null;
}

/** A shard is open as long as it has no ending sequence number; null when it cannot be told. */
function readOpen(range: unknown): boolean | null {
  if (!isSequenceNumber(field(range, 'StartingSequenceNumber'))) return null;
  const ending = field(range, 'EndingSequenceNumber') ?? null;
  if (ending === null) return true;
  return isSequenceNumber(ending) ? false : null;
}

/** Sequence numbers are decimals without leading zeros; AWS's own have 56 digits (API reference, `SequenceNumber`). */
export const isSequenceNumber = (value: unknown): value is string => typeof value === 'string' && /^(0|[1-9]\d{0,128})$/.test(value);
