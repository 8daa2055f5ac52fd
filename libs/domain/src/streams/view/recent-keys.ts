import type { KeyMinute } from '../sampling/key-minute.js';
import { gatherKeys, type SampledKeys, type ShardKeys } from './gather-keys.js';
import { differs } from './measure-shards.js';

/** Of a shard: so many records tell its heavy keys well apart; fewer, when its load has just changed. */
const ENOUGH_DRAWS = 2_000;
const ENOUGH_OF_NEWS = 100;
/** So many reads of one minute: a single one may have met a burst. */
const READS_OF_NEWS = 3;

/**
 * What was sampled of late. Of a shard whose load has just changed only the newest: what was drawn before is of another time. The newest minute
 * alone if several reads of it say so, for the one before it may be of before the change; else the newest two.
 */
export function recentKeys(keyMinutes: readonly KeyMinute[]): SampledKeys {
  const wide = gatherKeys(keyMinutes, ENOUGH_DRAWS);
  const [minute, two] = [1, 2].map((minutes) => {
    const { shards } = gatherKeys(keyMinutes.slice(-minutes), ENOUGH_OF_NEWS);
    return new Map(shards.map((shard) => [shard.shardId, shard]));
  });
  // Where the heat lies inside a shard changes slowly, and where shards are many not each minute tells it.
  const whole = new Map(gatherKeys(keyMinutes).shards.map((shard) => [shard.shardId, shard]));
  const withSlices = (shard: ShardKeys): ShardKeys => {
    const { slices, slicedDraws } = whole.get(shard.shardId) ?? shard;
    return shard.slices === null ? { ...shard, slices, slicedDraws } : shard;
  };
  const ofNow = {
    ...wide,
    shards: wide.shards.map((shard) => {
      const { shardId, sampledLoad } = shard;
      const newest = minute?.get(shardId);
      if (newest !== undefined && newest.rates.count >= READS_OF_NEWS && differs(newest, sampledLoad)) return newest;
      const news = two?.get(shardId);
      return news !== undefined && differs(news, sampledLoad) ? news : shard;
    }),
  };
  return { ...ofNow, shards: ofNow.shards.map(withSlices) };
}
