import type { Bounds, EpochMs } from '@weir/contract';
import { MINUTE_MS, minuteOf } from '../../series/sample.js';
import { between, exactly, NONE } from './bounds.js';
import type { CounterWindow } from './counter-window.js';
import type { IncomingCopies } from './incoming-copies.js';

/** Source: EventBridge quotas, targets of a rule. */
export const MOST_TARGETS = 5;

/** How many targets each run was handed to, at least and at most, over the whole of a window. */
export interface TargetCount {
  readonly fewest: number;
  readonly most: number;
}
export const ANY_TARGETS: TargetCount = { fewest: 1, most: MOST_TARGETS };

/**
 * How often a rule with a schedule ran, which matches nothing when its time has come. AWS counts runs as triggered; where that was not asked
 * for, every target was tried once for each run: attempts less repeats, shared by as many targets as there were.
 *
 * A minute of which no run is told while its targets were tried may be one in which nobody asked for runs, or one in which a run of the
 * minute before was handed on: the second is ruled out only where no run is told of in the whole window.
 *
 * Source: Amazon EventBridge User Guide, "Monitoring Amazon EventBridge".
 */
export class ScheduledRuns implements IncomingCopies {
  readonly #counters: CounterWindow;
  readonly #targets: TargetCount;
  readonly #isTold: boolean;
  /** Up to the minute of that place, exclusive; parts of a run, where its targets were tried in two minutes. */
  readonly #low: Float64Array;
  readonly #high: Float64Array;
  readonly #derived: Float64Array;

  constructor(counters: CounterWindow, { fewest, most }: TargetCount) {
    this.#counters = counters;
    this.#targets = { fewest: Math.max(1, fewest), most: Math.max(1, most) };
    this.#isTold = counters.greatest('triggered') !== null;
    const minutes = Math.max(0, Math.round((counters.to - counters.from) / MINUTE_MS));
    this.#low = new Float64Array(minutes + 1);
    this.#high = new Float64Array(minutes + 1);
    this.#derived = new Float64Array(minutes + 1);
    for (let place = 0; place < minutes; place++) {
      const at = counters.from + place * MINUTE_MS;
      const runs = this.#at(at);
      this.#low[place + 1] = (this.#low[place] ?? 0) + runs.low;
      this.#high[place + 1] = (this.#high[place] ?? 0) + runs.high;
      this.#derived[place + 1] = (this.#derived[place] ?? 0) + (runs.high > 0 && counters.read('triggered', at) === null ? 1 : 0);
    }
  }

  over(from: EpochMs, to: EpochMs): Bounds {
    return between(Math.floor(this.#between(this.#low, from, to) + ROUNDING), Math.ceil(this.#between(this.#high, from, to) - ROUNDING));
  }

  /** In how many minutes it ran as far as its targets tell, and nobody counted how often. */
  derivedMinutes(from: EpochMs, to: EpochMs): number {
    return this.#between(this.#derived, from, to);
  }

  /** Start of the newest minute in which it may have run; null: in none that is known. */
  get lastRunAt(): EpochMs | null {
    for (let place = this.#high.length - 1; place > 0; place--)
      if ((this.#high[place] ?? 0) > (this.#high[place - 1] ?? 0)) return this.#counters.from + (place - 1) * MINUTE_MS;
    return null;
  }

  #at(at: EpochMs): Bounds {
    const counters = this.#counters;
    if (!counters.isKnown(at)) return NONE;
    const triggered = counters.read('triggered', at);
    if (triggered !== null) return exactly(triggered);
    const attempts = counters.read('attempts', at);
    const never = counters.read('neverInvoked', at) ?? 0;
    // Invocations end when they are settled, and may be those of a run of yesterday.
    if (attempts === null) return between(0, (counters.read('invocations', at) ?? 0) + never);
    const first = Math.max(0, attempts - (counters.read('retries', at) ?? 0));
    return between(this.#isTold ? 0 : first / this.#targets.most, first / this.#targets.fewest + never);
  }

  #between(sums: Float64Array, from: EpochMs, to: EpochMs): number {
    const placeOf = (minutes: number): number => Math.min(sums.length - 1, Math.max(0, minutes));
    const begin = placeOf((minuteOf(from) - this.#counters.from) / MINUTE_MS);
    const end = placeOf(Math.ceil((to - this.#counters.from) / MINUTE_MS));
    return end <= begin ? 0 : (sums[end] ?? 0) - (sums[begin] ?? 0);
  }
}

/** Sums of thirds and fifths are never quite whole. */
const ROUNDING = 1e-6;
