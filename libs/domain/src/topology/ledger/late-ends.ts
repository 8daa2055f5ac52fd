import type { Bounds, EpochMs } from '@weir/contract';
import { MINUTE_MS } from '../../series/sample.js';

interface Passed {
  readonly due: number;
  readonly ended: number;
}

/** How many copies ended late: beyond those that were due when they ended or in the minute before, so that they had waited. */
export class LateEnds {
  /** null: of that minute nothing is known. */
  readonly #minutes: (Passed | null)[] = [];

  /** @param from start of the first minute that is passed */
  constructor(private readonly from: EpochMs) {}

  pass(expected: Bounds, settled: Bounds): void {
    this.#minutes.push({ due: expected.high, ended: settled.low });
  }

  /** A minute that is not known: what ends in the next may be of it. */
  lose(): void {
    this.#minutes.push(null);
  }

  /** The most, surely, of any stretch of the minutes from `begin` on, of which nothing is missing. */
  since(begin: EpochMs): number {
    let most = 0;
    /** The most of a stretch that ends with the minute looked at. */
    let running = -Infinity;
    for (let place = Math.max(0, Math.round((begin - this.from) / MINUTE_MS)); place < this.#minutes.length; place++) {
      const minute = this.#minutes[place] ?? null;
      const dueBefore = this.#minutes[place - 1]?.due ?? Infinity;
      running = minute === null ? -Infinity : Math.max(running, -dueBefore) + minute.ended - minute.due;
      most = Math.max(most, running);
    }
    return most;
  }
}
