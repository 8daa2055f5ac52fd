import { RangeMap } from '../range-map.js';
import { EvenLoads } from './even-loads.js';
import { ADVICE_LIMITS, RESHARDING_LIMITS } from './limits.js';
import { withoutDominantKeys } from './salting.js';
import { utilisationOf, type ShardContent } from './shard-content.js';

export interface EvenReshard {
  readonly shardCount: number;
  /** Shards that stay hot. */
  readonly stillHot: number;
  /** Ids of the hot shards whose heat is that of the stream, not of a key; the hottest first. */
  readonly hot: readonly string[];
}

/**
 * Whether the stream as a whole is short of shards, and how many equal ones cool it best; null: it is not, or splitting the hot ones is
 * better. Keys that are hot by themselves do not count here. Most shards must be hot, and either their heat is even, so that one call does
 * what would take many; or the equal shards, with the splits that some would still need, are fewer than splitting alone would make.
 * @param shardLimit how many shards there may be
 */
export function bestEvenReshard(contents: RangeMap<ShardContent>, shardLimit: number): EvenReshard | null {
  const present = contents.entries.length;
  const divisible = new RangeMap(contents.entries.map(withoutDominantKeys));
  const hot = divisible.entries
    .filter((content) => utilisationOf(content) >= ADVICE_LIMITS.hot)
    .sort((a, b) => utilisationOf(b) - utilisationOf(a))
    .map(({ shardId }) => shardId);
  const most = Math.min(present * RESHARDING_LIMITS.updateFactor, RESHARDING_LIMITS.shardsByUpdate, shardLimit);
  if (present < 2 || most <= present || hot.length < ADVICE_LIMITS.broadHeatShare * present) return null;

  const now = heatOf(divisible.entries.map(utilisationOf));
  const even = now.deviation <= (ADVICE_LIMITS.evenHeatDeviation * now.total) / present;
  const counts = now.total / ADVICE_LIMITS.hot >= most ? [most] : countsUpTo(present, most);
  const best = cheapest(divisible, counts, now);
  if (best === null) return null;
  const fewer = best.shardCount + best.splits < present + now.splits;
  return even || fewer ? { shardCount: best.shardCount, stillHot: best.hot, hot } : null;
}

/** Shard counts to try, the greatest first. */
function countsUpTo(present: number, most: number): number[] {
  const step = Math.max(1, Math.ceil((most - present) / ADVICE_LIMITS.mostShardCountsTried));
  return Array.from({ length: Math.ceil((most - present) / step) }, (_, index) => most - index * step);
}

interface Heat {
  readonly total: number;
  /** Standard deviation. */
  readonly deviation: number;
  readonly hottest: number;
  readonly hot: number;
  /** So many splits at least would bring every shard below the hot limit. */
  readonly splits: number;
}

function heatOf(utilisations: readonly number[]): Heat {
  const total = utilisations.reduce((sum, utilisation) => sum + utilisation, 0);
  const mean = total / utilisations.length;
  const squares = utilisations.reduce((sum, utilisation) => sum + (utilisation - mean) ** 2, 0);
  return {
    total,
    deviation: Math.sqrt(squares / utilisations.length),
    hottest: utilisations.reduce((hottest, utilisation) => Math.max(hottest, utilisation), 0),
    hot: utilisations.filter((utilisation) => utilisation >= ADVICE_LIMITS.hot).length,
    splits: utilisations.reduce((sum, utilisation) => sum + Math.floor(utilisation / ADVICE_LIMITS.hot), 0),
  };
}

/**
 * The shard count that ends with the fewest shards, counting the splits still needed after it; of several the one that needs fewest. Equal
 * ranges can bring heavy keys together: a count that makes some shard hotter than any is now, or saves no split, is none.
 */
function cheapest(contents: RangeMap<ShardContent>, counts: readonly number[], now: Heat): (Heat & { readonly shardCount: number }) | null {
  let best: (Heat & { readonly shardCount: number }) | null = null;
  const loads = new EvenLoads(contents);
  for (const shardCount of counts) {
    const heat = heatOf(loads.of(shardCount));
    if (heat.hottest > now.hottest || heat.splits >= now.splits) continue;
    if (best === null || shardCount + heat.splits < best.shardCount + best.splits) best = { ...heat, shardCount };
  }
  return best;
}
