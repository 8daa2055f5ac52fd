import type { EpochMs } from '@weir/contract';
import { MINUTE_MS, minuteOf } from '../series/sample.js';
import { JUDGE_LIMITS } from './limits.js';
import type { Arrivals, QueueFacts } from './queue-facts.js';
import type { QueueWindow } from './queue-window.js';

type Gauge = 'visible' | 'inFlight' | 'delayed';

/** What the queue holds, from the clock that is fresh. `inFlight` and `delayed` null: that clock did not tell. */
export interface DepthNow {
  readonly visible: number;
  readonly inFlight: number | null;
  readonly delayed: number | null;
}

export interface Freshness {
  /** null: no clock is within its budget. */
  readonly depth: DepthNow | null;
  /** `depth` is CloudWatch's, for want of a live reading. */
  readonly standsIn: boolean;
  /** When the last clock ran out of its budget; null: it has not, or there was never a reading. */
  readonly overdueSince: EpochMs | null;
}

/**
 * What is known now: the live reading while it is within its budget, else CloudWatch's newest minute while that is within its own.
 */
export function freshness(facts: QueueFacts, now: EpochMs): Freshness {
  const { live, window } = facts;
  const liveUntil = live === null ? null : live.at + facts.liveBudgetSeconds * 1000;
  if (live !== null && liveUntil !== null && now <= liveUntil) return { depth: live, standsIn: false, overdueSince: null };
  for (let at = minuteOf(now), k = 0; k < window.minutes; k++, at -= MINUTE_MS) {
    const visible = window.read(at, 'cloudwatch.visible');
    if (Number.isNaN(visible)) continue;
    const until = at + MINUTE_MS + JUDGE_LIMITS.cloudwatchBudgetSeconds * 1000;
    if (now > until) return { depth: null, standsIn: false, overdueSince: Math.max(until, liveUntil ?? until) };
    const depth = {
      visible,
      inFlight: orNull(window.read(at, 'cloudwatch.inFlight')),
      delayed: orNull(window.read(at, 'cloudwatch.delayed')),
    };
    return { depth, standsIn: true, overdueSince: null };
  }
  return { depth: null, standsIn: false, overdueSince: liveUntil };
}

/** A gauge in a minute: SQS's own reading, else CloudWatch's; NaN: unknown. */
export function gaugeAt(window: QueueWindow, at: EpochMs, gauge: Gauge): number {
  const live = window.read(at, `live.${gauge}`);
  return Number.isNaN(live) ? window.read(at, `cloudwatch.${gauge}`) : live;
}

/** All a queue holds in a minute; NaN unless all three gauges are known. */
function heldAt(window: QueueWindow, at: EpochMs): number {
  return gaugeAt(window, at, 'visible') + gaugeAt(window, at, 'inFlight') + gaugeAt(window, at, 'delayed');
}

/** All a queue holds now, as far as it is told. */
export const heldNow = (depth: DepthNow): number => depth.visible + (depth.inFlight ?? 0) + (depth.delayed ?? 0);

/**
 * Unbroken minutes that read empty, up to now. Minutes nobody has read yet are passed over while they are few, as the newest are.
 */
export function emptyMinutes(window: QueueWindow, now: EpochMs, atMost: number): number {
  let minutes = 0;
  let gaps = 0;
  for (let at = minuteOf(now), k = 0; k < window.minutes && minutes < atMost; k++, at -= MINUTE_MS) {
    const held = heldAt(window, at);
    if (held > 0) break;
    if (held === 0) minutes++;
    else if (++gaps > GAPS_PASSED_OVER) break;
  }
  return minutes;
}

/** Unknown minutes in a row of evidence that do not break it: the newest of a CloudWatch batch, a failed read or two. */
export const GAPS_PASSED_OVER = 8;

export interface Trend {
  /** Messages per second; null: fewer than three points. */
  readonly perSecond: number | null;
  /** Steps from one known minute to the next, and those that rose or fell. */
  readonly steps: number;
  readonly rises: number;
  readonly falls: number;
  /** The least depth among them, and how many minutes are known. */
  readonly least: number;
  readonly minutes: number;
}

/** The course of `visible` over the newest minutes, as the slope of the least-squares line; `visibleNow` is its last point. */
export function trendOf(window: QueueWindow, now: EpochMs, minutes: number, visibleNow: number): Trend {
  const newest = minuteOf(now);
  let [n, sumX, sumY, sumXX, sumXY] = [0, 0, 0, 0, 0];
  let [steps, rises, falls] = [0, 0, 0];
  let [later, least] = [NaN, Infinity];
  for (let k = 0; k <= minutes; k++) {
    const depth = k === 0 ? visibleNow : gaugeAt(window, newest - k * MINUTE_MS, 'visible');
    if (Number.isNaN(depth)) continue;
    n++;
    least = Math.min(least, depth);
    sumX -= k;
    sumY += depth;
    sumXX += k * k;
    sumXY -= k * depth;
    if (!Number.isNaN(later)) {
      steps++;
      if (later > depth) rises++;
      if (later < depth) falls++;
    }
    later = depth;
  }
  const spread = n * sumXX - sumX * sumX;
  const perSecond = n < 3 || spread === 0 ? null : (n * sumXY - sumX * sumY) / spread / 60;
  return { perSecond, steps, rises, falls, least, minutes: n };
}

/** Approximate counts of a great many waver by less than this factor. */
const RISE = 1.001;

/**
 * Messages that came into a dead-letter queue. CloudWatch's sent counter leaves automatic moves out (SQS Developer Guide), so
 * they are read from the rises of everything held: in flight included, or a peek would look like a departure and a return.
 * A rise counts when the next minute still has it, since a minute keeps the greatest of several reads, and when it is more than
 * one in a thousand of an approximate count. null: too few readings.
 */
export function arrivalsOf(facts: Pick<QueueFacts, 'window' | 'live'>, depth: DepthNow | null, now: EpochMs): Arrivals | null {
  const { window } = facts;
  const newest = minuteOf(now);
  const recent = newest - JUDGE_LIMITS.arrivalMinutes * MINUTE_MS;
  let [base, pending, pendingAt, points, count, sent] = [NaN, NaN, newest, 0, 0, 0];
  let firstAt: EpochMs | null = null;
  let lastAt: EpochMs | null = null;
  const settle = (held: number, at: EpochMs): void => {
    const rises = held > base * RISE;
    if (rises) {
      if (at > recent) {
        count += held - base;
        firstAt ??= at;
      }
      lastAt = at;
    }
    if (Number.isNaN(base) || held < base || rises) base = held;
  };
  for (let k = window.minutes - 1; k >= 0; k--) {
    const at = newest - k * MINUTE_MS;
    const held = k === 0 && depth !== null ? heldNow(depth) : heldAt(window, at);
    const sentThen = window.read(at, 'cloudwatch.sent');
    if (at > recent && sentThen > 0) sent += sentThen;
    if (Number.isNaN(held)) continue;
    points++;
    if (!Number.isNaN(pending)) settle(Math.min(pending, held), pendingAt);
    [pending, pendingAt] = [held, at];
  }
  if (!Number.isNaN(pending)) settle(pending, pendingAt);
  if (points < 2) return null;
  const total = Math.max(count, sent);
  const span = firstAt === null ? JUDGE_LIMITS.arrivalMinutes : (now - firstAt) / MINUTE_MS;
  return {
    count: total,
    perMinute: total / Math.min(Math.max(span, JUDGE_LIMITS.rateMinutes), JUDGE_LIMITS.arrivalMinutes),
    firstAt,
    lastAt,
  };
}

const orNull = (value: number): number | null => (Number.isNaN(value) ? null : value);
