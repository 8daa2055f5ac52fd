/** The numbers that what passes events on is judged with, in one place. Minutes unless the name says otherwise. */
export const FANOUT_LIMITS = {
  /** Newest known minutes that failures, retries and throttles are looked for in. */
  recentMinutes: 5,
  /** A trouble that comes and goes within a minute is none: it must be in so many of the recent minutes. */
  troubledMinutes: 2,
  /** Retried or throttled in so many of the recent minutes: AWS repeats by itself, and a burst is no trouble. */
  heldBackMinutes: 3,
  /** Retries from this share of all attempts on are worth a word. */
  retriedShare: 0.2,
  /** Where so large a share of attempts fails, and so many do, two minutes in a row are no burst. */
  mostlyRetriedShare: 0.5,
  failingAttempts: 5,
  /** Minutes that closed less long ago may lack part of their counters: CloudWatch publishes within one to two minutes. */
  settlingMinutes: 2,
  /** Window of the ledger that a verdict rests on. */
  ledgerMinutes: 15,
  /** Unexplained copies worth a word: so many, and this share of what was expected. Fewer may be on their way. */
  unexplainedCopies: 5,
  unexplainedShare: 0.02,
  /** Without anything for so long it is idle. */
  quietMinutes: 60,

  /**
   * A silence is told from a pause by the chance that a source which spoke as this one did says nothing for so long. 10,000 resources close
   * 4.3e8 minutes a month: at this chance, chance alone raises an alarm once in two months.
   */
  silenceChance: 1e-9,
  /** The same when an edit that decides what passes was seen right then: 10,000 edits a month, and one of them is blamed for nothing. */
  explainedSilenceChance: 1e-4,
  /** However unlikely: one minute may be an outage of a minute. An edit needs no second one. */
  leastSilentMinutes: 2,
  /** It must be longer than its pauses were, so many times: what comes in bursts is silent between them. */
  silenceToPause: 2,
  /** What is slow or comes in bursts is given longer: so long, so many events, of something that spoke nearly every minute. */
  silentMinutes: 10,
  silentEvents: 20,
  /** Runs of a schedule that must be due and missing. */
  missedRuns: 2,
  /** Or one, of a schedule that names its minute, so long over: CloudWatch may be late with a single one. */
  missedRunMinutes: 30,
  baselineMinutes: 120,
  leastBaselineMinutes: 20,
  baselineActiveShare: 0.8,
  /** What feeds it counts as busy while it keeps this share of its pace. */
  busyShare: 0.5,
  /** Of what else a bus carries so much should have come in a silence before its absence says anything. */
  witnessEvents: 10,
  /** An edit explains a silence that begins so near to it. SNS takes up to a quarter of an hour; Weir sees an edit at its next discovery. */
  editMinutes: 20,
  /** Copies that must have come since an edit before it is accused. */
  copiesSinceEdit: 10,
  /** How much more of what is published must be filtered since an edit, in copies per message, for one subscriber to be silenced. */
  silencedShare: 0.9,
  /** And so many times as much more as it varies from minute to minute: a topic's mix of messages is never quite the same. */
  stepToSpread: 4,
  /** Matching so many times as much as before an edit of the pattern, and so many a minute, is a loop rather than more traffic. */
  multipliedBy: 8,
  multipliedEvents: 50,
  /** A silence longer than this has become the ordinary state. */
  forgottenMinutes: 24 * 60,

  /** From ingestion to invocation, milliseconds, in most recent minutes. EventBridge's own typical latency is below a second. */
  lateMilliseconds: 30_000,
  /** Share of invocations that fail for a function to count as failing. */
  functionErrorShare: 0.5,
  functionErrors: 5,
} as const;
