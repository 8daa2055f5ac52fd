import type { EpochMs, FanoutMetric, QueueMetric, StreamMetric } from '@weir/contract';
import { type AbsenceSpan, MINUTE_MS, minuteOf, type SampleRow } from '../../series/sample.js';
import { familyOf, type FamilyName } from '../../series/families.js';

type Counter = FanoutMetric | QueueMetric | StreamMetric;

/** A minute AWS had nothing to tell of is known: counters that are only sent when something happened were zero in it. */
const SILENT: ReadonlySet<AbsenceSpan['reason']> = new Set(['not-emitted', 'inactive']);

/**
 * Counters of one family of one resource over whole minutes. A minute is known or not; in a known one every counter has a value, zero where
 * AWS sent none. A minute that was not read has no value, and no sum includes it.
 */
export class CounterWindow {
  readonly #from: EpochMs;
  readonly #rows: readonly (readonly (number | null)[] | null)[];
  readonly #columns: ReadonlyMap<string, number>;

  private constructor(from: EpochMs, rows: readonly (readonly (number | null)[] | null)[], family: FamilyName) {
    this.#from = from;
    this.#rows = rows;
    this.#columns = new Map(familyOf(family).metrics.map(({ key }, index) => [key, index]));
  }

  /**
   * @param rows of this resource and family, in any order; of one minute the last is taken
   * @param absences of this resource and family; where a row exists, the row is believed
   * @param from start of the first minute
   * @param to exclusive
   */
  static of(
    family: FamilyName,
    rows: readonly Pick<SampleRow, 'at' | 'values'>[],
    absences: readonly Pick<AbsenceSpan, 'from' | 'to' | 'reason'>[],
    from: EpochMs,
    to: EpochMs,
  ): CounterWindow {
    const start = minuteOf(from);
    const minutes: (readonly (number | null)[] | null)[] = Array.from(
      { length: Math.max(0, Math.ceil((to - start) / MINUTE_MS)) },
      () => null,
    );
    for (const { from: begin, to: end, reason } of absences) {
      if (!SILENT.has(reason)) continue;
      const first = Math.max(0, Math.ceil((begin - start) / MINUTE_MS));
      const last = Math.min(minutes.length, Math.floor((end - start) / MINUTE_MS));
      for (let index = first; index < last; index++) minutes[index] = [];
    }
    for (const { at, values } of rows) {
      const index = (at - start) / MINUTE_MS;
      if (Number.isInteger(index) && index >= 0 && index < minutes.length) minutes[index] = values;
    }
    return new CounterWindow(start, minutes, family);
  }

  get from(): EpochMs {
    return this.#from;
  }

  /** Exclusive. */
  get to(): EpochMs {
    return this.#from + this.#rows.length * MINUTE_MS;
  }

  isKnown(at: EpochMs): boolean {
    return this.#rowAt(at) != null;
  }

  /** Minutes of `[from, to)` that are known. */
  knownMinutes(from: EpochMs = this.#from, to: EpochMs = this.to): number {
    let known = 0;
    for (let at = minuteOf(from); at < to; at += MINUTE_MS) if (this.isKnown(at)) known += 1;
    return known;
  }

  /** Of one minute; null when it is not known. */
  at(metric: Counter, at: EpochMs): number | null {
    const row = this.#rowAt(at);
    return row == null ? null : (row[this.#columns.get(metric) ?? -1] ?? 0);
  }

  /** Over the known minutes of `[from, to)`. */
  sum(metric: Counter, from: EpochMs = this.#from, to: EpochMs = this.to): number {
    let sum = 0;
    for (let at = minuteOf(from); at < to; at += MINUTE_MS) sum += this.at(metric, at) ?? 0;
    return sum;
  }

  /** The greatest of the known minutes of `[from, to)`; null when none has a value. */
  greatest(metric: Counter, from: EpochMs = this.#from, to: EpochMs = this.to): number | null {
    let greatest: number | null = null;
    for (let at = minuteOf(from); at < to; at += MINUTE_MS) {
      const value = this.#rowAt(at)?.[this.#columns.get(metric) ?? -1] ?? null;
      if (value !== null && (greatest === null || value > greatest)) greatest = value;
    }
    return greatest;
  }

  #rowAt(at: EpochMs): readonly (number | null)[] | null | undefined {
    return this.#rows[(minuteOf(at) - this.#from) / MINUTE_MS];
  }
}
