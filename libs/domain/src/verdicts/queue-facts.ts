import type { AbsenceReason, Drain, EpochMs, LossCountdown, QueueConfig, Verdict } from '@weir/contract';
import type { QueueWindow } from './queue-window.js';

/** Why an attempt to read failed, or was not made. */
export type ReadFailure = Extract<AbsenceReason, 'throttled' | 'denied' | 'deleted' | 'collector-down' | 'not-asked'>;

/** The newest answer of `GetQueueAttributes`, as it was given. */
export interface LiveReading {
  readonly at: EpochMs;
  readonly visible: number;
  readonly inFlight: number;
  readonly delayed: number;
}

/** A dead-letter queue as its source needs to know it. `null`: cannot be read. */
export interface DeadLetterFacts {
  /** Messages it holds now, in flight included. */
  readonly held: number | null;
  readonly arrivals: Arrivals | null;
  /** All that send their failures there, this one included. */
  readonly sharedBy: number;
}

/** Messages that came into a dead-letter queue during `ARRIVAL_MINUTES`. */
export interface Arrivals {
  readonly count: number;
  readonly perMinute: number;
  /** Start of the minutes with the first and the newest arrival in the whole window; null: none. */
  readonly firstAt: EpochMs | null;
  readonly lastAt: EpochMs | null;
}

/**
 * A source as its dead-letter queue needs to know it. A queue moves a message, which keeps its age; all others (a subscription, a rule's
 * target, a pipe, a mapping, a function) send what failed as a new message.
 * Source: Amazon SQS API Reference, SendMessage; Amazon SNS and EventBridge Developer Guides, on dead-letter queues.
 */
export type DeadLetterSource = DeadLetterMover | 'sent-anew';

/** A queue whose dead letters are moved: how long a message can have lived there before it died. */
export interface DeadLetterMover {
  readonly fifo: boolean;
  readonly retentionSeconds: number;
  readonly visibilityTimeoutSeconds: number;
  readonly maxReceiveCount: number;
  /** Greatest age of a message seen there lately; null when not known. */
  readonly oldestAgeSeconds: number | null;
}

/** All that a queue is judged on. */
export interface QueueFacts {
  /** null: never read. */
  readonly config: QueueConfig | null;
  readonly window: QueueWindow;
  /** The newest reading that succeeded; null: there was none. */
  readonly live: LiveReading | null;
  /** Set while the newest attempt to read failed; null after a success. */
  readonly liveFailure: ReadFailure | null;
  /** Oldest acceptable age of `live`, seconds. */
  readonly liveBudgetSeconds: number;
  readonly deletedAt: EpochMs | null;
  /** null: none configured, or it is not visible to Weir (`config.redrive` tells which). */
  readonly deadLetter: DeadLetterFacts | null;
  /** All whose failures come here; empty when this is no dead-letter queue. */
  readonly sources: readonly DeadLetterSource[];
  /** A message-move task is taking messages out of this dead-letter queue; null: not asked. */
  readonly redriving: boolean | null;
  /** Longest pause between receives that is meant to be, such as a nightly run; null when none is declared. */
  readonly expectedPauseSeconds: number | null;
}

/** A verdict made on fresh readings, kept while newer ones fail. */
export type StandingVerdict = Pick<Verdict, 'state' | 'reason' | 'because' | 'since'>;

/**
 * A verdict with what the judge must remember until the next one. A verdict without `standing` is accepted: only the age of a
 * state then begins anew after a time without readings.
 */
export interface JudgedVerdict extends Verdict {
  /** While `stale` or `unknown`: the last verdict made on fresh readings. */
  readonly standing?: StandingVerdict | null;
}

/** What the judge concludes. All but the verdict's memory goes into the resource's state as it is. */
export interface Judgement {
  readonly verdict: JudgedVerdict;
  /** Messages per second over the judged minutes; null when unknown. For a dead-letter queue `in` counts arrivals. */
  readonly rates: { readonly in: number | null; readonly out: number | null };
  /** Net change of `visible`, messages per second; null when unknown. */
  readonly growthPerSecond: number | null;
  readonly drain: Drain;
  readonly loss: LossCountdown | null;
}
