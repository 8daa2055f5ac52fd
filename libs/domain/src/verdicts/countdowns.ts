import type { Drain, EpochMs, LossCountdown } from '@weir/contract';
import { MINUTE_MS } from '../series/sample.js';
import { JUDGE_LIMITS } from './limits.js';
import type { DeadLetterSource } from './queue-facts.js';

/** A moment known only to lie within a range, both ends included. */
export interface Between {
  readonly earliest: EpochMs;
  readonly latest: EpochMs;
}

export interface DrainInput {
  /** Messages waiting; null: unknown. */
  readonly visible: number | null;
  /** Net change of `visible`, messages per second; null: unknown. */
  readonly growthPerSecond: number | null;
  /** Messages finished per second; null: unknown. */
  readonly outPerSecond: number | null;
}

/**
 * How long until a backlog is gone at the present pace. `steady`: nothing waits, or no more than a minute's work that does not
 * grow; `never`: it grows, or stands still at more than that.
 */
export function drainTime({ visible, growthPerSecond, outPerSecond }: DrainInput): Drain {
  if (visible === null) return { kind: 'unknown' };
  if (visible <= 0) return { kind: 'steady' };
  if (growthPerSecond === null) return { kind: 'unknown' };
  const noise = JUDGE_LIMITS.growthShareOfArrivals * Math.max(outPerSecond ?? 0, 1 / 60);
  if (growthPerSecond < -noise) return { kind: 'in', seconds: Math.ceil(visible / -growthPerSecond) };
  if (growthPerSecond <= noise && outPerSecond !== null && visible <= outPerSecond * JUDGE_LIMITS.backlogSecondsOfArrivals) {
    return { kind: 'steady' };
  }
  return { kind: 'never' };
}

/**
 * The moment a message arrived in its queue, from an age read in a minute: AWS gives the greatest age within that minute, so the
 * moment lies in a range one minute wide.
 */
export function arrivalFromAge(minute: EpochMs, ageSeconds: number): Between {
  return { earliest: minute - ageSeconds * 1000, latest: minute + MINUTE_MS - ageSeconds * 1000 };
}

export interface DeadLetterExpiryInput {
  readonly now: EpochMs;
  /** Dead letters held now. */
  readonly count: number;
  /** When the oldest one arrived in the dead-letter queue; null: unknown. */
  readonly arrived: Between | null;
  readonly retentionSeconds: number;
  readonly fifo: boolean;
  readonly sources: readonly DeadLetterSource[];
}

/**
 * When the first dead letter is lost. A standard queue keeps the time of the original send, so what a message spent in its
 * source is taken off its stay here: nothing at the least; at the most every allowed receive, each after the wait that is seen
 * there now and hidden for the whole visibility timeout, but never more than the source's retention. (A consumer that extends
 * the visibility timeout can keep a message longer.) FIFO queues count from the arrival, and so does what was sent there anew.
 * null: nothing is held, or it is not known since when.
 * Source: SQS Developer Guide, "Using dead-letter queues in Amazon SQS", on message retention periods.
 */
export function deadLetterExpiry(input: DeadLetterExpiryInput): LossCountdown | null {
  if (input.count <= 0 || input.arrived === null) return null;
  const spentSeconds = input.fifo ? 0 : Math.max(0, ...input.sources.map(longestStaySeconds));
  return countdown('dead-letter-expiry', input.now, input.count, {
    earliest: input.arrived.earliest + (input.retentionSeconds - spentSeconds) * 1000,
    latest: input.arrived.latest + input.retentionSeconds * 1000,
  });
}

function longestStaySeconds(source: DeadLetterSource): number {
  if (source === 'sent-anew') return 0;
  if (source.oldestAgeSeconds === null) return source.retentionSeconds;
  const perTry = source.oldestAgeSeconds + source.visibilityTimeoutSeconds;
  return Math.min(source.retentionSeconds, source.maxReceiveCount * perTry);
}

export interface BacklogExpiryInput {
  readonly now: EpochMs;
  /** Messages held now. */
  readonly count: number;
  /** When the oldest message was sent; null: unknown. */
  readonly sent: Between | null;
  readonly retentionSeconds: number;
  readonly drain: Drain;
  /** Net change of the backlog and messages finished, per second; null: unknown. */
  readonly growthPerSecond: number | null;
  readonly outPerSecond: number | null;
}

/**
 * When the first waiting message is lost, if the backlog is not drained before. At the earliest when the oldest message reaches
 * the retention unserved; at the latest, while something is finished, when the wait in a growing backlog is as long as the
 * retention. null: it drains in time, nothing is held, or too little is known.
 */
export function backlogExpiry(input: BacklogExpiryInput): LossCountdown | null {
  if (input.count <= 0 || input.sent === null || input.drain.kind === 'steady' || input.drain.kind === 'unknown') return null;
  const expires: Between = {
    earliest: input.sent.earliest + input.retentionSeconds * 1000,
    latest: input.sent.latest + input.retentionSeconds * 1000,
  };
  if (input.drain.kind === 'in' && input.now + input.drain.seconds * 1000 < expires.earliest) return null;
  const out = input.outPerSecond ?? 0;
  const growth = input.growthPerSecond ?? 0;
  const untilWaitIsRetention = growth > 0 ? Math.max(0, (input.retentionSeconds * out - input.count) / growth) : 0;
  return countdown('backlog-expiry', input.now, input.count, {
    earliest: expires.earliest,
    latest: out > 0 ? Math.max(expires.latest, input.now + untilWaitIsRetention * 1000) : expires.latest,
  });
}

/** What is still held cannot have been lost yet: a range that lies in the past ends now. */
function countdown(kind: LossCountdown['kind'], now: EpochMs, count: number, range: Between): LossCountdown {
  const earliestAt = Math.max(now, range.earliest);
  return { kind, count, earliestAt, latestAt: Math.max(earliestAt, range.latest) };
}
