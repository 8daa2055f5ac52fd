import type { EpochMs, ResourceId, VerdictState } from '@weir/contract';
import { type Scope, type ScopeKey, scopeKey } from '../model/scope.js';

/**
 * A queue as the planner sees it: an immutable value of a few words, replaced by the transitions below. The owner keeps the current
 * value of each queue in a map of its own; nothing here copies a collection, so ten thousand queues cost ten thousand comparisons a
 * tick and no more.
 *
 * Each target is read by two independent lanes, `live` (SQS) and `metrics` (CloudWatch):
 *
 *     waiting ──begin()──▶ in flight ──finishLive() / finishMetrics()──▶ waiting
 *
 * - A lane in flight is never planned again, so nothing is asked twice at once. Whoever executes a batch must therefore finish every
 *   target of it, on failure too.
 * - `begin` moves the lane's clock, not `finish`: a slow read does not shift the next one.
 * - What failed is tried again after 15 s, what was refused on its own account (`denied`, `not-found`) after five minutes, both only
 *   while the scope is open: that a whole scope fails is `ScopePolling`'s business.
 */
export interface PollTarget {
  readonly resourceId: ResourceId;
  readonly scope: Scope;
  readonly scopeKey: ScopeKey;
  readonly fifo: boolean;
  readonly isDeadLetterQueue: boolean;
  readonly state: VerdictState;
  readonly activity: Activity;
  /** Somebody is looking at this queue right now. */
  readonly watched: boolean;
  /** An SLO rests on it. */
  readonly promised: boolean;
  /** Spreads queues over the period of their cadence: a whole number below 2^32 derived from the id, so that it survives a restart. */
  readonly phase: number;
  readonly live: Lane;
  readonly metrics: Lane;
  /** Oldest minute CloudWatch has not settled yet: the next metrics read begins here. null: begin with what is recent. */
  readonly provisionalFrom: EpochMs | null;
}

export interface Lane {
  /** When the last read was begun, whatever became of it; null: never. */
  readonly begunAt: EpochMs | null;
  readonly inFlight: boolean;
  /** The last read did not succeed: when to try again, in place of the cadence. */
  readonly retryAt: EpochMs | null;
}

/** `busy`: something moved or waits. `idle`: nothing for fifteen minutes. `asleep`: nothing for six hours, when CloudWatch falls silent. */
export type Activity = 'busy' | 'idle' | 'asleep';

export const IDLE_AFTER_MS = 15 * 60_000;
/** SQS reports to CloudWatch for six hours after a queue last held messages or was used (Amazon SQS Developer Guide, CloudWatch metrics). */
export const ASLEEP_AFTER_MS = 6 * 3_600_000;
const RETRY_AFTER_MS = { read: null, failed: 15_000, refused: 5 * 60_000 } as const;
const NEVER_READ: Lane = { begunAt: null, inFlight: false, retryAt: null };

export type TargetFacts = Pick<PollTarget, 'resourceId' | 'scope' | 'fifo' | 'isDeadLetterQueue'> &
  Partial<Pick<PollTarget, 'state' | 'activity' | 'watched' | 'promised' | 'provisionalFrom'>>;

/** A queue never read by this collector. What is not known of it yet is `unknown` and `idle`: the first reading, due at once, corrects it. */
export function pollTarget(facts: TargetFacts): PollTarget {
  return {
    state: 'unknown',
    activity: 'idle',
    watched: false,
    promised: false,
    provisionalFrom: null,
    ...facts,
    scopeKey: scopeKey(facts.scope),
    phase: phaseOf(facts.resourceId),
    live: NEVER_READ,
    metrics: NEVER_READ,
  };
}

/**
 * How alive a queue is.
 * @param lastActiveAt when it last held a message or something was sent, received or deleted; null: never seen active.
 * @param observedSince since when it has been read without a break.
 */
export function activityOf(lastActiveAt: EpochMs | null, observedSince: EpochMs, now: EpochMs): Activity {
  const quietForMs = now - (lastActiveAt ?? observedSince);
  if (quietForMs >= ASLEEP_AFTER_MS) return 'asleep';
  return lastActiveAt !== null && quietForMs < IDLE_AFTER_MS ? 'busy' : 'idle';
}

/** The lane goes into flight. */
export function begin(target: PollTarget, lane: 'live' | 'metrics', now: EpochMs): PollTarget {
  return { ...target, [lane]: { begunAt: now, inFlight: true, retryAt: null } };
}

/** What became of one target's read. `refused`: AWS denies this very queue, or does not know it. */
export type LaneOutcome = 'read' | 'failed' | 'refused';

/** The live read came back. */
export function finishLive(target: PollTarget, outcome: LaneOutcome, now: EpochMs): PollTarget {
  return { ...target, live: finished(target.live, outcome, now) };
}

/** The metrics read came back; `provisionalFrom` as `settle` returned it, or unchanged when nothing was read. */
export function finishMetrics(target: PollTarget, outcome: LaneOutcome, provisionalFrom: EpochMs | null, now: EpochMs): PollTarget {
  return { ...target, metrics: finished(target.metrics, outcome, now), provisionalFrom };
}

function finished(lane: Lane, outcome: LaneOutcome, now: EpochMs): Lane {
  const retryAfterMs = RETRY_AFTER_MS[outcome];
  return { begunAt: lane.begunAt, inFlight: false, retryAt: retryAfterMs === null ? null : now + retryAfterMs };
}

/** FNV-1a, 32 bits: spreads well, cheap, and the same in every process. */
export function phaseOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  // FNV's low bits are its weakest, and phases are taken modulo small periods.
  return (hash ^ (hash >>> 15)) >>> 0;
}
