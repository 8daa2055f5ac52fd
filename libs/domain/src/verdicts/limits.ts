/**
 * The numbers the judge decides with, in one place. Minutes unless the name says otherwise. They hold for every queue: what
 * differs between queues (visibility timeout, retention, rhythm of its consumers) is read from the queue itself.
 */
export const JUDGE_LIMITS = {
  /** Messages held below which a queue is never called broken; lower once it is, so that it does not flap around the guard. */
  trafficGuard: 5,
  trafficGuardOnceBroken: 3,
  /** Of the dead letters of several queues, a queue is blamed when what came back to it explains this share of them. */
  sharedBlame: 0.4,
  /** Dead letters in `arrivalMinutes` that make their source poisoned. The dead-letter queue itself needs one. */
  deadLetterGuard: 3,

  /** Minutes that must have been seen before anything is concluded from their course. */
  leastMinutes: 3,
  /** Approximate counts settle about a minute after senders stop (SQS Developer Guide, `GetQueueAttributes`), so one zero is no proof. */
  zeroMinutes: 3,
  /** CloudWatch stops reporting a queue that was inactive this long (SQS Developer Guide, "Available CloudWatch metrics"). */
  asleepMinutes: 6 * 60,

  /** Without a receive, and the share of an earlier pause that a new one must exceed. */
  quietMinutes: 5,
  quietMinutesByLiveAlone: 10,
  rhythmFactor: 1.5,
  vainPollMinutes: 15,
  /** Least time without a finished message; the visibility timeout and `stalledGraceMinutes` where that is longer. */
  stalledMinutes: 15,
  stalledGraceMinutes: 5,
  /** Below the traffic guard: how long a few messages must wait to be worth a word. */
  fewStuckMinutes: 15,

  rateMinutes: 5,
  trendMinutes: 5,
  longTrendMinutes: 15,
  /** Minutes that must be known of a long trend before it means anything. */
  leastTrendMinutes: 8,
  /** Share of its steps that must go one way for a trend to have a direction. */
  directedShare: 0.6,
  /** Minutes in which counters must have been known to be summed, of the `longTrendMinutes`. */
  leastCounterMinutes: 10,
  arrivalMinutes: 15,

  /** A backlog is worth a word from this many messages, and from this many seconds of arrivals. */
  backlogMessages: 20,
  backlogSecondsOfArrivals: 60,
  /** Growth below this share of arrivals is noise. */
  growthShareOfArrivals: 0.02,
  standingWaitSeconds: 600,
  slowDrainSeconds: 1800,
  slowDrainSecondsOnceSlow: 900,

  /**
   * SQS Developer Guide, "Amazon SQS message quotas": about 120 000 messages can be in flight, and of a FIFO queue only the first
   * 120 000 are looked at for a free group.
   */
  inFlightQuota: 120_000,
  fifoLookahead: 120_000,
  /** FIFO: fewer groups in flight than one for so many waiting messages are few. */
  messagesPerGroup: 10,

  /** Receives that were no first try, per finished message, and in all. */
  repeatsPerFinished: 2,
  leastRepeats: 15,
  /** Finishing less than this share of what was sent is to fall behind. */
  finishedShare: 0.8,
  /** The oldest message counts as stuck when its age keeps pace with the clock this long, and is twice the visibility timeout. */
  pinnedMinutes: 15,

  /** Age up to which CloudWatch alone can stand in for a failed live reading: a batch of five minutes, its lag, a margin. */
  cloudwatchBudgetSeconds: 600,
  /** How long a verdict stands on readings that are out of their budget, before it becomes unknown. */
  staleMinutes: 30,
} as const;
