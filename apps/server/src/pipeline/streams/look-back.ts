import type { GovernorStep, WeirConfig } from '@weir/contract';
import { missingWhenWatched } from '@weir/domain';
import { historyDays, type Span } from '../history-days.js';
import type { WatchedStream } from './watched-stream.js';

/**
 * Notes on a stream whether somebody looks at it.
 * @returns the days to fetch `WATCHED_SHARD_METRICS` of, newest first: missing once somebody begins to look, otherwise none
 */
export function lookBack(
  stream: WatchedStream,
  isLookedAt: boolean,
  steps: readonly GovernorStep[],
  config: WeirConfig,
  now: number,
): readonly Span[] {
  const regularFrom = stream.shardsProvisionalFrom;
  // A read under way asked for what was wanted when it began, and moves to where the next begins.
  if (isLookedAt === stream.isLookedAt || stream.inFlight || (isLookedAt && regularFrom === null)) return [];
  stream.isLookedAt = isLookedAt;
  if (!isLookedAt) {
    stream.lookedTo = regularFrom;
    return [];
  }
  const shards = { meteredShards: stream.meteredShards(now).length, knownTo: stream.lookedTo, regularFrom };
  const missing = missingWhenWatched(shards, steps, config);
  return missing === null ? [] : historyDays(missing);
}
