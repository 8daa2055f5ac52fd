import type { EpochMs, FanoutMetric, QueueMetric, StreamMetric } from '@weir/contract';
import { MINUTE_MS } from '../../series/sample.js';
import type { CounterWindow } from '../ledger/counter-window.js';
import type { FeederFacts } from './fanout-facts.js';
import { FANOUT_LIMITS } from './limits.js';

/** A stretch without events up to the newest known minute, of something that spoke before. */
export interface Silence {
  readonly from: EpochMs;
  readonly minutes: number;
  /** Of the known minutes before. */
  readonly perMinuteBefore: number;
}

type Counter = FanoutMetric | QueueMetric | StreamMetric;

/** How much it takes to call a pause a silence. */
export interface Doubt {
  readonly leastMinutes: number;
  /** That a source which is well pauses so long. */
  readonly chance: number;
}

/** Nothing is known that would explain it. */
export const UNEXPLAINED: Doubt = { leastMinutes: FANOUT_LIMITS.leastSilentMinutes, chance: FANOUT_LIMITS.silenceChance };
/** An edit of what decides what passes lies right before. */
export const EXPLAINED: Doubt = { leastMinutes: 1, chance: FANOUT_LIMITS.explainedSilenceChance };

/**
 * The silence that lasts, when it is one: of something that spoke in nearly every minute before, and longer than twice its longest pause, for
 * minutes of what comes in bursts are not independent. Then two ways lead to it:
 *
 * - It is too unlikely to be a pause. Counts of a minute are taken as negative binomial, with the mean and the variance of up to two hours
 *   before: Poisson where they vary no more than chance makes them, and with the fatter tail of bursts where they vary more. Of the mean
 *   only half is counted on, which is what a source may lose and still be called busy, and of its last twenty minutes when those were
 *   slower. A steady source of 21 events a minute is silent after two minutes, one of 5 after nine.
 * - It is long: ten minutes, with twenty events missing.
 *
 * A queue that speaks once an hour, or in the night only, is never silent by either.
 * @returns null when there is none, or too little is known to say so
 */
export function silenceOf(counters: CounterWindow, metric: Counter, doubt: Doubt = UNEXPLAINED): Silence | null {
  const pause = pauseOf(counters, metric);
  return pause !== null && (isLong(pause) || isUnlikely(pause, doubt)) ? pause.silence : null;
}

interface Pause {
  readonly silence: Silence;
  /** Counts of the known minutes before, the newest first. */
  readonly before: readonly number[];
}

function pauseOf(counters: CounterWindow, metric: Counter): Pause | null {
  const known: { readonly at: EpochMs; readonly count: number }[] = [];
  for (let at = counters.to - MINUTE_MS; at >= counters.from; at -= MINUTE_MS) {
    const count = counters.at(metric, at);
    // Most of what is judged spoke in its newest minute.
    if (known.length === 0 && count !== null && count > 0) return null;
    if (count !== null) known.push({ at, count });
  }
  const minutes = known.findIndex(({ count }) => count > 0);
  const last = known[minutes - 1];
  if (last === undefined) return null;
  const before = known.slice(minutes, minutes + FANOUT_LIMITS.baselineMinutes).map(({ count }) => count);
  if (before.length < FANOUT_LIMITS.leastBaselineMinutes) return null;
  const active = before.filter((count) => count > 0).length / before.length;
  if (active < FANOUT_LIMITS.baselineActiveShare || minutes <= FANOUT_LIMITS.silenceToPause * longestPause(before)) return null;
  return { silence: { from: last.at, minutes, perMinuteBefore: meanOf(before) }, before };
}

const isLong = ({ silence: { minutes, perMinuteBefore } }: Pause): boolean =>
  minutes >= FANOUT_LIMITS.silentMinutes && perMinuteBefore * minutes >= FANOUT_LIMITS.silentEvents;

function isUnlikely({ silence: { minutes }, before }: Pause, { leastMinutes, chance }: Doubt): boolean {
  return minutes >= leastMinutes && minutes * logChanceOfNothing(before) <= Math.log(chance);
}

/** Of one minute, by the minutes before: of a negative binomial with mean m and size r it is (r / (r + m))^r, of a Poisson e^-m. */
function logChanceOfNothing(before: readonly number[]): number {
  const mean = meanOf(before);
  const counted = FANOUT_LIMITS.busyShare * Math.min(mean, meanOf(before.slice(0, FANOUT_LIMITS.leastBaselineMinutes)));
  const variance = meanOf(before.map((count) => (count - mean) ** 2));
  if (variance <= mean) return -counted;
  const size = mean ** 2 / (variance - mean);
  return size * Math.log(size / (size + counted));
}

/** In known minutes. */
function longestPause(counts: readonly number[]): number {
  let longest = 0;
  let running = 0;
  for (const count of counts) {
    running = count === 0 ? running + 1 : 0;
    longest = Math.max(longest, running);
  }
  return longest;
}

const meanOf = (counts: readonly number[]): number => counts.reduce((sum, count) => sum + count, 0) / counts.length;

/** Whether nothing was counted in any known minute of the window, and something was known. */
export const isSilentThroughout = (counters: CounterWindow, metric: Counter): boolean =>
  counters.knownMinutes() > 0 && counters.sum(metric) === 0;

/**
 * How what feeds something did through its silence. `quiet`: it fell silent or slow itself, so that the cause lies there or further up.
 *
 * A bus counts what its rules match, and so falls silent with the only rule that matches anything: what this rule itself matched before is
 * taken off, and where little else is left the bus cannot tell.
 */
export function feederThrough(
  feeder: Pick<FeederFacts, 'counters' | 'metric'>,
  own: CounterWindow,
  metric: Counter,
  silence: Silence,
): 'busy' | 'quiet' | 'cannot-tell' {
  const { from } = silence;
  const earlier = from - FANOUT_LIMITS.baselineMinutes * MINUTE_MS;
  const during = perMinute(feeder.counters, feeder.metric, from, feeder.counters.to);
  if (during === null) return 'cannot-tell';
  const all = perMinute(feeder.counters, feeder.metric, earlier, from);
  if (all === null) return during > 0 ? 'busy' : 'cannot-tell';
  const its = feeder.metric === metric && feeder.metric === 'matched' ? (perMinute(own, metric, earlier, from) ?? 0) : 0;
  const others = Math.max(0, all - its);
  if (during > 0 && during >= FANOUT_LIMITS.busyShare * others) return 'busy';
  const due = others * feeder.counters.knownMinutes(from, feeder.counters.to);
  return its > 0 && due < FANOUT_LIMITS.witnessEvents ? 'cannot-tell' : 'quiet';
}

/** Over the known minutes of a stretch; null when none is. */
export function perMinute(counters: CounterWindow, metric: Counter, from: EpochMs, to: EpochMs): number | null {
  const known = counters.knownMinutes(from, to);
  return known === 0 ? null : counters.sum(metric, from, to) / known;
}
