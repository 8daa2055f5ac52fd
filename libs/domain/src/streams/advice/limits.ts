/** The numbers that advice is decided with, in one place. Utilisations are shares of a shard's write limit. */
export const ADVICE_LIMITS = {
  /**
   * A shard is hot from here. AWS enforces the limit by the second and load is known by the minute: a shard that averages 80 % needs
   * bursts of only a quarter above its average to throttle. What is advised must bring a shard below this.
   */
  hot: 0.8,
  /** Two neighbours may merge when each is below this: together they stay below half of `hot`, so that their load can double. */
  cold: 0.2,
  /** A split is worth its shard when it takes this share off the hotter child. Less means that the heat sits in one place: a key. */
  leastRelief: 0.15,
  /** From this share of hot shards on, the stream as a whole is short of shards, not one of them. */
  broadHeatShare: 0.75,
  /**
   * Heat counts as even when its standard deviation over the shards is at most this share of the mean: keys that land by chance differ so
   * much. Then one call outweighs a shard more.
   */
  evenHeatDeviation: 0.2,
  /** Steps of one answer. Who has more hot shards than this takes these steps and asks again. */
  mostSteps: 100,
  /** Suffixes of one key, beyond which consumers could hardly bring it together again. */
  mostSuffixes: 1_000,
  /** Numbers of shards tried in one search. */
  mostShardCountsTried: 64,
} as const;

/**
 * What AWS lets an account do. Source: Kinesis Data Streams Developer Guide, "Quotas and limits"; API reference, `UpdateShardCount`.
 */
export const RESHARDING_LIMITS = {
  /** `UpdateShardCount` calls of a stream in 24 hours. */
  updatesPerDay: 10,
  /** `UpdateShardCount` goes at most to this factor of the present count, and to no more shards than `shardsByUpdate`. */
  updateFactor: 2,
  shardsByUpdate: 10_000,
  /** Shards of an account in the greatest regions; elsewhere 1,000 or 6,000 unless raised. */
  shardQuota: 20_000,
} as const;

/** US dollars of one shard for an hour, us-east-1, November 2026 (AWS, "Amazon Kinesis Data Streams pricing"). */
export const SHARD_HOUR_USD = 0.015;
/** What AWS counts as a month when it states monthly prices. */
export const HOURS_PER_MONTH = 730;
