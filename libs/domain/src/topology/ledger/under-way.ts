import type { Bounds } from '@weir/contract';

/**
 * How many copies were under way at a moment: what was expected so far, less what is settled so far. When counting began some may have been
 * under way already; as many as explain that more was settled than expected. Counters that are exact make this exact.
 */
export class UnderWay {
  #outstanding: { low: number; high: number } = { low: 0, high: 0 };

  /** @param settled copies of which the end is known, within bounds */
  pass(expected: Bounds, settled: Bounds): void {
    this.#outstanding = {
      low: Math.max(0, this.#outstanding.low + expected.low - settled.high),
      high: Math.max(0, this.#outstanding.high + expected.high - settled.low),
    };
  }

  /** A minute that is not known: what was settled in it is not known either. */
  lose(): void {
    this.#outstanding = { low: 0, high: this.#outstanding.high };
  }

  get now(): Bounds {
    return { ...this.#outstanding };
  }
}
