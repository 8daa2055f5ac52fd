import type { RangeMap } from '../range-map.js';
import { ADVICE_LIMITS } from './limits.js';
import { areNeighbours, utilisationOf, type ShardContent } from './shard-content.js';

/**
 * Neighbours that are both cold, each shard in one pair at most, from the bottom of the ring up: no other choice makes more pairs of a
 * run of cold shards. Nothing is paired where nothing was measured at all: that is no evidence of cold.
 * @param unsure shards of which so little was seen that they may be warm
 * @param peaks how hot shards were at their hottest: one that was warm by day is not cold
 */
export function coldPairs(
  contents: RangeMap<ShardContent>,
  unsure: ReadonlySet<string>,
  peaks: ReadonlyMap<string, number> = new Map(),
): (readonly [ShardContent, ShardContent])[] {
  if (contents.entries.every((content) => utilisationOf(content) === 0)) return [];
  const pairs: (readonly [ShardContent, ShardContent])[] = [];
  let lower: ShardContent | null = null;
  for (const content of contents.entries) {
    const hottest = Math.max(utilisationOf(content), peaks.get(content.shardId) ?? 0);
    const cold = hottest < ADVICE_LIMITS.cold && !unsure.has(content.shardId);
    if (cold && lower !== null && areNeighbours(lower, content)) {
      pairs.push([lower, content]);
      lower = null;
    } else lower = cold ? content : null;
  }
  return pairs;
}
