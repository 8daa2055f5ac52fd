/**
 * The numbers that streams and their readers are judged with, in one place. Minutes unless the name says otherwise; utilisations are shares
 * of a shard's write limit, growths are seconds of lag gained per second.
 */
export const STREAM_LIMITS = {
  /** Minutes that must have been read before anything is concluded. */
  leastMinutes: 3,
  /** Newest closed minutes that rates, throttles and utilisation are taken over. */
  recentMinutes: 5,
  /** Without a record for so many known minutes a stream is idle. */
  quietMinutes: 10,
  /** A minute that is not settled is taken at its word when it closed so long ago; CloudWatch publishes within one to two minutes. */
  settlingMinutes: 2,
  /** How far back the settled minutes may lie that rates are taken over: CloudWatch's figures are settled five minutes after they closed. */
  settledWithin: 15,

  /** Refused records that are worth a word: in so many of the recent minutes and so many in all, or so many in one minute. */
  throttledMinutes: 2,
  throttledRecords: 10,
  throttledRecordsAtOnce: 100,
  /**
   * Producers no longer get their records in: this share of what they put is refused, in so many of the recent minutes. Each try of a producer
   * that repeats is counted, so half of the tries may be a fifth of the records. Once so, less keeps it so: the newest minutes are told late.
   */
  refusedShare: 0.6,
  refusedShareOnceSo: 0.4,
  refusedMinutes: 4,
  refusedMinutesOnceSo: 2,
  refusedRecords: 100,
  /** Reads refused in so many of the recent minutes, and so many calls a minute. A consumer that polls too often is refused now and then. */
  readThrottledMinutes: 3,
  readThrottledCalls: 10,

  nearLimit: 0.8,
  nearLimitOnceSo: 0.7,
  nearLimitMinutes: 3,

  /** On demand throttles when traffic more than doubles within this time (Kinesis Developer Guide, "On-demand mode"). */
  spikeMinutes: 15,
  spikeFactor: 2,

  /** Lag below this is none: a batch is waited for, and a minute's figure is its worst. Seconds. */
  caughtUpSeconds: 60,
  /** Minutes that a trend of lag is taken over, and that must be known of it. */
  trendMinutes: 10,
  leastTrendMinutes: 4,
  /** Growth below this is noise; from `standstill` on, the position does not move: lag then gains a second per second. */
  growthNoise: 0.05,
  standstill: 0.9,
  /** How long a lag without direction, or one that shrinks, may last to be fine. Seconds. */
  standingLagSeconds: 600,
  slowCatchUpSeconds: 1800,
  /** Without a position for so long, although records arrive, a reader has ceased. A mapping is silent while it filters everything out. */
  silentMinutes: 5,
  silentMappingMinutes: 15,
  /** A reader of so few records is no evidence of anything. */
  leastRecords: 5,
  /** Records read in a minute that Weir's own sampler accounts for, as a share: then nobody else reads. */
  ownShare: 0.95,
  /** Lag from this share of the retention on is called what it is: near to losing records. */
  nearExpiryShare: 0.5,

  /** How long a verdict stands on readings that are out of their budget, before it becomes unknown. */
  staleMinutes: 30,
} as const;
