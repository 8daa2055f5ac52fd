import { byStart, overlapOf, WHOLE_RING, type HashRange } from './hash-range.js';
import type { Shard } from './shard.js';

/** The shards that a shard became: two after a split, one after a merge, none while it is open. By where they start. */
export function childrenOf(shards: Iterable<Shard>, shardId: string): Shard[] {
  return [...shards]
    .filter(({ parentShardId, adjacentParentShardId }) => parentShardId === shardId || adjacentParentShardId === shardId)
    .sort((a, b) => byStart(a.range, b.range));
}

/**
 * The shards that a shard came from, nearest first, each once. Parents that have expired are unlisted and left out. A lineage that
 * runs in a circle, which AWS never reports, ends where it closes.
 */
export function ancestorsOf(shards: Iterable<Shard>, shardId: string): Shard[] {
  const byId = new Map([...shards].map((shard) => [shard.shardId, shard]));
  const found = new Map<string, Shard>();
  const waiting = parentsOf(byId.get(shardId));
  for (const id of waiting) {
    const shard = byId.get(id);
    if (shard === undefined || found.has(id) || id === shardId) continue;
    found.set(id, shard);
    waiting.push(...parentsOf(shard));
  }
  return [...found.values()];
}

function parentsOf(shard: Shard | undefined): string[] {
  return [shard?.parentShardId, shard?.adjacentParentShardId].filter((id) => id !== null && id !== undefined);
}

export interface RingCoverage {
  /** Every hash belongs to exactly one open shard. */
  readonly complete: boolean;
  /** Parts of the ring that no open shard owns, in order. */
  readonly gaps: readonly HashRange[];
  /** Parts that several open shards claim, each with the two that meet there, in order. */
  readonly overlaps: readonly { readonly range: HashRange; readonly shardIds: readonly [string, string] }[];
}

/** How the open shards cover the ring. While a stream reshards, a listing can be caught between parent and children. */
export function coversRing(shards: Iterable<Shard>): RingCoverage {
  const open = [...shards].filter((shard) => shard.open).sort((a, b) => byStart(a.range, b.range));
  const gaps: HashRange[] = [];
  const overlaps: RingCoverage['overlaps'][number][] = [];
  let reaching: Shard | null = null;
  let next = WHOLE_RING.start;
  for (const shard of open) {
    if (shard.range.start > next) gaps.push({ start: next, end: shard.range.start - 1n });
    const shared = reaching === null ? null : overlapOf(reaching.range, shard.range);
    if (reaching !== null && shared !== null) overlaps.push({ range: shared, shardIds: [reaching.shardId, shard.shardId] });
    if (shard.range.end >= next) {
      reaching = shard;
      next = shard.range.end + 1n;
    }
  }
  if (next <= WHOLE_RING.end) gaps.push({ start: next, end: WHOLE_RING.end });
  return { complete: gaps.length === 0 && overlaps.length === 0, gaps, overlaps };
}
