import type { Bounds, EpochMs } from '@weir/contract';
import { MINUTE_MS } from '../../series/sample.js';

/**
 * How many copies were under way at a moment: what was expected so far, less what is settled so far. When counting began some may have been
 * under way already; as many as explain that more was settled than expected. Counters that are exact make this exact.
 */
export class UnderWay {
  #outstanding: { low: number; high: number } = { low: 0, high: 0 };
  /** The least and the most at the end of each minute. */
  readonly #least: number[] = [];
  readonly #most: number[] = [];

  /** @param from start of the first minute that is passed */
  constructor(private readonly from: EpochMs) {}

  /** @param settled copies of which the end is known, within bounds */
  pass(expected: Bounds, settled: Bounds): void {
    this.#outstanding = {
      low: Math.max(0, this.#outstanding.low + expected.low - settled.high),
      high: Math.max(0, this.#outstanding.high + expected.high - settled.low),
    };
    this.#note();
  }

  /** A minute that is not known: what was settled in it is not known either. */
  lose(): void {
    this.#outstanding = { low: 0, high: this.#outstanding.high };
    this.#note();
  }

  get now(): Bounds {
    return { ...this.#outstanding };
  }

  /** At the beginning of a minute that was passed, or at the end of the last. */
  at(at: EpochMs): Bounds {
    const place = Math.round((at - this.from) / MINUTE_MS) - 1;
    return { low: this.#least[place] ?? 0, high: this.#most[place] ?? 0 };
  }

  /** The most there can have been at any moment from `begin` to `end`, of the minutes passed. */
  mostBetween(begin: EpochMs, end: EpochMs): number {
    const placeOf = (at: EpochMs): number => Math.min(this.#most.length - 1, Math.max(0, Math.floor((at - this.from) / MINUTE_MS)));
    let most = 0;
    for (let place = placeOf(begin); place <= placeOf(end); place++) most = Math.max(most, this.#most[place] ?? 0);
    return most;
  }

  #note(): void {
    this.#least.push(this.#outstanding.low);
    this.#most.push(this.#outstanding.high);
  }
}
