import type { EpochMs } from '@weir/contract';
import type { Shard } from '@weir/domain';
import type { StoredShard } from '../store.js';

/** Compares a complete listing with what is known of a stream's shards; what is to be written, new shards included. */
export function planShards(known: readonly StoredShard[], listed: readonly Shard[], at: EpochMs): readonly StoredShard[] {
  // A listing read in pages can name a shard twice while it closes; the later page is the newer.
  const present = new Map(listed.map((shard) => [shard.shardId, shard]));
  const written: StoredShard[] = [];
  for (const stored of known) {
    const shard = present.get(stored.shardId);
    present.delete(stored.shardId);
    const next = shard === undefined ? goneSince(stored, at) : seenAgain(stored, shard, at);
    if (next !== stored) written.push(next);
  }
  const first = known.reduce((next, { ordinal }) => Math.max(next, ordinal + 1), 0);
  const added = [...present.values()].sort((a, b) => (a.shardId < b.shardId ? -1 : 1));
  return written.concat(added.map((shard, index) => seenFirst(shard, first + index, at)));
}

function goneSince(stored: StoredShard, at: EpochMs): StoredShard {
  return stored.goneAt === null ? { ...stored, goneAt: at } : stored;
}

function seenAgain(stored: StoredShard, shard: Shard, at: EpochMs): StoredShard {
  // A shard's range never changes: this is another, of a stream that was deleted and made anew under the same name.
  if (stored.range.start !== shard.range.start || stored.range.end !== shard.range.end) return seenFirst(shard, stored.ordinal, at);
  if (stored.open === shard.open && stored.goneAt === null) return stored;
  return { ...stored, open: shard.open, closedSeen: shard.open ? null : (stored.closedSeen ?? at), goneAt: null };
}

function seenFirst(shard: Shard, ordinal: number, at: EpochMs): StoredShard {
  return { ...shard, ordinal, firstSeen: at, closedSeen: shard.open ? null : at, goneAt: null };
}
