import type { Drain, EpochMs, LossCountdown } from '@weir/contract';
import { MINUTE_MS } from '../../series/sample.js';
import { STREAM_LIMITS } from './limits.js';
import { counted } from './minutes.js';

/** A reader's lag in one minute, milliseconds. */
export interface LagPoint {
  readonly at: EpochMs;
  readonly milliseconds: number;
}

/** Whether a figure can be a lag. */
export const isLag = (figure: number | null): figure is number => figure !== null && Number.isFinite(figure) && figure >= 0;

/**
 * Seconds of lag gained per second: the slope through the lags of recent minutes (least squares); negative: catching up. null: too few are
 * known. A position that stands still gains exactly one.
 * @param points in any order
 */
export function lagGrowth(points: readonly LagPoint[]): number | null {
  if (points.length < STREAM_LIMITS.leastTrendMinutes) return null;
  const meanAt = mean(points.map(({ at }) => at));
  const meanLag = mean(points.map(({ milliseconds }) => milliseconds));
  let together = 0;
  let alone = 0;
  for (const { at, milliseconds } of points) {
    together += (at - meanAt) * (milliseconds - meanLag);
    alone += (at - meanAt) ** 2;
  }
  return alone === 0 ? null : together / alone;
}

/** How long until a lag is gone at the present pace. */
export function lagDrain(lagMilliseconds: number | null, growth: number | null): Drain {
  if (lagMilliseconds === null) return { kind: 'unknown' };
  if (lagMilliseconds < STREAM_LIMITS.caughtUpSeconds * 1000) return { kind: 'steady' };
  if (growth === null) return { kind: 'unknown' };
  return growth < -STREAM_LIMITS.growthNoise ? { kind: 'in', seconds: Math.ceil(lagMilliseconds / 1000 / -growth) } : { kind: 'never' };
}

export interface LagExpiryInput {
  readonly now: EpochMs;
  /** The newest lag known; null: none is. */
  readonly lag: LagPoint | null;
  /** Seconds of lag gained per second; null: unknown. */
  readonly growth: number | null;
  /** The position has not moved since that lag was told. */
  readonly standsStill: boolean;
  readonly retentionSeconds: number | null;
  /** Records that arrived per second over the time of the lag; null: unknown. */
  readonly arrivingPerSecond: number | null;
}

/**
 * When the first unread record expires. The greatest lag of a minute was that of some moment in it, so the oldest unread record arrived
 * within a range of a minute. At the earliest it expires where the reader goes no further; at the latest, where it goes on at its present
 * pace, when its lag has grown to the retention. Lag beyond the retention: records expire now. null: they do not at this pace, or too little
 * is known.
 */
export function lagExpiry(input: LagExpiryInput): LossCountdown | null {
  const { now, lag, growth, standsStill, retentionSeconds, arrivingPerSecond } = input;
  if (lag === null || retentionSeconds === null || arrivingPerSecond === null) return null;
  const retention = retentionSeconds * 1000;
  const elapsed = standsStill ? Math.max(0, now - lag.at - MINUTE_MS) : 0;
  const behind = lag.milliseconds + elapsed;
  const count = Math.max(1, Math.round((arrivingPerSecond * Math.min(behind, retention)) / 1000));
  if (lag.milliseconds >= retention) return { kind: 'lag-expiry', count, earliestAt: now, latestAt: now };
  const pace = standsStill ? 1 : growth;
  if (pace === null || pace <= STREAM_LIMITS.growthNoise || behind < STREAM_LIMITS.caughtUpSeconds * 1000) return null;
  const earliestAt = Math.max(now, lag.at - lag.milliseconds + retention);
  const latestAt = Math.max(earliestAt, lag.at + MINUTE_MS + (retention - lag.milliseconds) / Math.min(1, pace));
  return { kind: 'lag-expiry', count, earliestAt, latestAt: Math.round(latestAt) };
}

export interface OffExpiryInput {
  readonly now: EpochMs;
  /** It has read nothing since this moment, or longer. */
  readonly offSince: EpochMs;
  /** The newest lag it ever told; null: none is known. */
  readonly lastLag: LagPoint | null;
  readonly retentionSeconds: number | null;
  readonly arrivingPerSecond: number | null;
}

/**
 * When the first unread record expires of a reader that was off before anybody looked. It has not read what came since `offSince`: at the
 * latest those records expire first. How far it was behind by then is not known, but for that a position only ever moves on: at the
 * earliest the record expires that came next after the last position told, and without one it may be any moment.
 */
export function offExpiry({ now, offSince, lastLag, retentionSeconds, arrivingPerSecond }: OffExpiryInput): LossCountdown | null {
  if (retentionSeconds === null || arrivingPerSecond === null || arrivingPerSecond <= 0 || offSince > now) return null;
  const retention = retentionSeconds * 1000;
  const latestAt = Math.max(now, offSince + retention);
  const position = lastLag === null || lastLag.at > offSince ? null : lastLag.at - lastLag.milliseconds;
  const earliestAt = position === null ? now : Math.min(latestAt, Math.max(now, position + retention));
  const unread = Math.min(now - offSince, retention);
  return { kind: 'lag-expiry', count: Math.max(1, Math.round((arrivingPerSecond * unread) / 1000)), earliestAt, latestAt };
}

/** Records that arrived per second over the known minutes of a span; null: none is known. */
export function arrivalRate(
  arrivals: readonly { readonly at: EpochMs; readonly incomingRecords: number | null }[],
  from: EpochMs,
  to: EpochMs,
): number | null {
  const known = arrivals.filter(({ at }) => at >= from - MINUTE_MS && at + MINUTE_MS <= to);
  return known.length === 0 ? null : mean(known.map(({ incomingRecords }) => counted(incomingRecords))) / 60;
}

const mean = (figures: readonly number[]): number => figures.reduce((sum, figure) => sum + figure, 0) / figures.length;
