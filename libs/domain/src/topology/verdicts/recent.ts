import type { EpochMs, FanoutMetric } from '@weir/contract';
import { MINUTE_MS } from '../../series/sample.js';
import type { CounterWindow } from '../ledger/counter-window.js';
import { FANOUT_LIMITS } from './limits.js';

/** The newest known minutes of something, as its rules look at them. */
export class Recent {
  readonly #minutes: readonly EpochMs[];

  constructor(
    private readonly counters: CounterWindow,
    within: number = FANOUT_LIMITS.recentMinutes,
  ) {
    const minutes: EpochMs[] = [];
    const oldest = Math.max(counters.from, counters.to - 4 * within * MINUTE_MS);
    for (let at = counters.to - MINUTE_MS; at >= oldest && minutes.length < within; at -= MINUTE_MS)
      if (counters.isKnown(at)) minutes.push(at);
    this.#minutes = minutes;
  }

  get known(): number {
    return this.#minutes.length;
  }

  sum(metric: FanoutMetric): number {
    return this.#minutes.reduce((sum, at) => sum + (this.counters.at(metric, at) ?? 0), 0);
  }

  /** Of each minute, the newest first. */
  counts(metric: FanoutMetric): readonly number[] {
    return this.#minutes.map((at) => this.counters.at(metric, at) ?? 0);
  }

  /** Per second; null when no minute is known. */
  rate(metric: FanoutMetric): number | null {
    return this.#minutes.length === 0 ? null : this.sum(metric) / (60 * this.#minutes.length);
  }

  /** In how many minutes it was more than `least`. */
  minutesAbove(metric: FanoutMetric, least = 0): number {
    return this.#minutes.filter((at) => (this.counters.at(metric, at) ?? 0) > least).length;
  }

  greatest(metric: FanoutMetric): number {
    return this.#minutes.reduce((most, at) => Math.max(most, this.counters.at(metric, at) ?? 0), 0);
  }

  /** Of the minutes in which AWS sent one, the newest first: a share that is missing is no share of zero. */
  values(metric: FanoutMetric): readonly number[] {
    return this.#minutes.flatMap((at) => this.counters.read(metric, at) ?? []);
  }

  /** Start of the stretch of minutes, unbroken up to now, that each had more than `least`; null: the newest had not. */
  since(metric: FanoutMetric, least = 0): EpochMs | null {
    let since: EpochMs | null = null;
    for (let at = this.counters.to - MINUTE_MS; at >= this.counters.from; at -= MINUTE_MS) {
      const count = this.counters.at(metric, at);
      if (count === null) continue;
      if (count <= least) break;
      since = at;
    }
    return since;
  }
}
