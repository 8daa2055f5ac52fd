import type { EpochMs } from '@weir/contract';
import { type Scope, type ScopeKey, scopeKey } from '../model/scope.js';
import { phaseOf } from './poll-target.js';

/**
 * How one scope (an account in a region) answers, clock by clock. Scopes and clocks stand back alone: CloudWatch denied in one region
 * delays nothing but CloudWatch in that region.
 *
 *     well ──all of a batch failed──▶ backing off until retryAt ──▶ probing (one small batch) ──anything answered──▶ well
 *                                                       ▲                              │
 *                                                       └───────────failed─────────────┘
 *     well ──throttled──▶ stretched for five minutes (cadences twice as long, never longer) ──▶ well
 *
 * Throttling is no back-off: the AWS client already lowers its rate; the planner only asks for less.
 */
export interface ScopePolling {
  readonly scope: Scope;
  readonly key: ScopeKey;
  readonly phase: number;
  readonly clocks: Readonly<Record<PollClock, ClockHealth>>;
  readonly discovery: { readonly begunAt: EpochMs | null; readonly inFlight: boolean };
  readonly backfill: { readonly begunAt: EpochMs | null; readonly inFlight: boolean };
}

/** The three things read of a scope, each with its own health. Back-fill goes by `cloudwatch`. */
export type PollClock = 'live' | 'cloudwatch' | 'discovery';

export interface ClockHealth {
  /** Failures in a row, throttling not counted. */
  readonly failures: number;
  /** No read before this moment; null: well. */
  readonly retryAt: EpochMs | null;
  readonly throttledUntil: EpochMs | null;
}

/** What became of one read, in the words of the AWS client. */
export type ReadOutcome =
  'ok' | 'throttled' | 'denied' | 'not-found' | 'unreachable' | 'internal' | 'invalid' | 'expired-credentials' | 'clock-skew';

const WELL: ClockHealth = { failures: 0, retryAt: null, throttledUntil: null };
const STRETCHED_FOR_MS = 5 * 60_000;
const FIRST_RETRY_MS = 15_000;
const LONGEST_RETRY_MS = 5 * 60_000;

/** A scope not yet read. */
export function scopePolling(scope: Scope): ScopePolling {
  const key = scopeKey(scope);
  const idle = { begunAt: null, inFlight: false };
  return { scope, key, phase: phaseOf(key), clocks: { live: WELL, cloudwatch: WELL, discovery: WELL }, discovery: idle, backfill: idle };
}

/** Discovery or back-fill of the scope goes into flight. */
export function beginScope(polling: ScopePolling, task: 'discovery' | 'backfill', now: EpochMs): ScopePolling {
  return { ...polling, [task]: { begunAt: now, inFlight: true } };
}

/** Discovery or back-fill of the scope came back, however it ended. */
export function finishScope(polling: ScopePolling, task: 'discovery' | 'backfill'): ScopePolling {
  return { ...polling, [task]: { ...polling[task], inFlight: false } };
}

/**
 * A batch came back on this clock. Anything answered proves the scope well: a queue that vanished or is refused by its own policy says
 * nothing of the scope while another one answers. Otherwise the scope fails by what its first read failed of.
 * @param outcomes of the batch's reads; one suffices for a call that is answered or refused as a whole.
 */
export function scopeAnswered(polling: ScopePolling, clock: PollClock, outcomes: readonly ReadOutcome[], now: EpochMs): ScopePolling {
  const before = polling.clocks[clock];
  const health = outcomes.includes('throttled') ? { ...before, throttledUntil: now + STRETCHED_FOR_MS } : before;
  if (outcomes.some((outcome) => outcome === 'ok' || outcome === 'not-found')) {
    return withClock(polling, clock, { ...health, failures: 0, retryAt: null });
  }
  const failure = outcomes.find((outcome) => outcome !== 'throttled' && outcome !== 'ok');
  // Several batches in flight fail together: that is one failure of the scope, not several steps of back-off.
  if (failure === undefined || (health.retryAt !== null && now < health.retryAt)) return withClock(polling, clock, health);
  const failures = health.failures + 1;
  return withClock(polling, clock, { ...health, failures, retryAt: scopeBackoff(failure, failures, now, polling.phase) });
}

/**
 * When to try a failing scope again. What only a person can mend (`denied`, `expired-credentials`, `clock-skew`, `invalid`) is tried every
 * five minutes; the rest after 15 s, 30 s, … up to five minutes. Deterministic jitter of up to a tenth keeps scopes that failed together
 * from coming back together.
 * @param failures in a row, this one included.
 * @param phase of the scope, a whole number below 2^32.
 */
export function scopeBackoff(failure: Exclude<ReadOutcome, 'ok' | 'throttled'>, failures: number, now: EpochMs, phase: number): EpochMs {
  const transient = failure === 'unreachable' || failure === 'internal';
  const waitMs = transient ? Math.min(LONGEST_RETRY_MS, FIRST_RETRY_MS * 2 ** Math.min(failures - 1, 10)) : LONGEST_RETRY_MS;
  const jitter = ((phase + Math.imul(failures, 0x9e3779b1)) >>> 0) / 2 ** 32;
  return now + Math.round(waitMs * (1 - jitter / 10));
}

/** Whether the clock may be read. A wait longer than any wait there is comes of a corrected clock, and is none. */
export const isClockOpen = (health: ClockHealth, now: EpochMs): boolean =>
  health.retryAt === null || health.retryAt <= now || health.retryAt > now + LONGEST_RETRY_MS;

/** Whether AWS throttled this clock lately. */
export const isClockThrottled = (health: ClockHealth, now: EpochMs): boolean =>
  health.throttledUntil !== null && now < health.throttledUntil && health.throttledUntil <= now + STRETCHED_FOR_MS;

function withClock(polling: ScopePolling, clock: PollClock, health: ClockHealth): ScopePolling {
  return { ...polling, clocks: { ...polling.clocks, [clock]: health } };
}
