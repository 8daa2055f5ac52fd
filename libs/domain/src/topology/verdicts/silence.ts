import type { EpochMs, FanoutMetric, QueueMetric, StreamMetric } from '@weir/contract';
import { MINUTE_MS } from '../../series/sample.js';
import type { CounterWindow } from '../ledger/counter-window.js';
import { FANOUT_LIMITS } from './limits.js';

/** A stretch without events up to the newest known minute, of something that spoke before. */
export interface Silence {
  readonly from: EpochMs;
  readonly minutes: number;
  /** Of the known minutes before. */
  readonly perMinuteBefore: number;
}

type Counter = FanoutMetric | QueueMetric | StreamMetric;

/**
 * The silence that lasts, when it is one: long enough, with enough events missing from it, after nearly every minute had some. A queue that
 * speaks once an hour is never silent by this, and one that speaks ten times a second is after ten minutes.
 * @returns null when there is none, or too little is known to say so
 */
export function silenceOf(counters: CounterWindow, metric: Counter): Silence | null {
  const known: { readonly at: EpochMs; readonly count: number }[] = [];
  for (let at = counters.to - MINUTE_MS; at >= counters.from; at -= MINUTE_MS) {
    const count = counters.at(metric, at);
    if (count !== null) known.push({ at, count });
  }
  const silent = known.findIndex(({ count }) => count > 0);
  const minutes = silent === -1 ? known.length : silent;
  const before = silent === -1 ? [] : known.slice(silent, silent + FANOUT_LIMITS.baselineMinutes);
  if (minutes < FANOUT_LIMITS.silentMinutes || before.length < FANOUT_LIMITS.leastBaselineMinutes) return null;
  const perMinuteBefore = before.reduce((sum, { count }) => sum + count, 0) / before.length;
  const active = before.filter(({ count }) => count > 0).length / before.length;
  if (active < FANOUT_LIMITS.baselineActiveShare || perMinuteBefore * minutes < FANOUT_LIMITS.silentEvents) return null;
  const last = known[minutes - 1];
  return last ? { from: last.at, minutes, perMinuteBefore } : null;
}

/** Whether nothing was counted in any known minute of the window, and something was known. */
export const isSilentThroughout = (counters: CounterWindow, metric: Counter): boolean =>
  counters.knownMinutes() > 0 && counters.sum(metric) === 0;

/** Whether something keeps its pace through a silence of what it feeds. */
export function isBusyThrough(counters: CounterWindow, metric: Counter, silence: Silence): boolean {
  const during = perMinute(counters, metric, silence.from, counters.to);
  const before = perMinute(counters, metric, silence.from - FANOUT_LIMITS.baselineMinutes * MINUTE_MS, silence.from);
  return during !== null && during > 0 && (before === null || during >= FANOUT_LIMITS.busyShare * before);
}

/** Over the known minutes of a stretch; null when none is. */
export function perMinute(counters: CounterWindow, metric: Counter, from: EpochMs, to: EpochMs): number | null {
  const known = counters.knownMinutes(from, to);
  return known === 0 ? null : counters.sum(metric, from, to) / known;
}
