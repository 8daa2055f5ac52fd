import type { DeliveryMetric, EpochMs, FanoutMetric, QueueMetric, StreamMetric } from '@weir/contract';
import { type AbsenceSpan, MINUTE_MS, minuteOf, type SampleRow } from '../../series/sample.js';
import { familyOf, type FamilyName } from '../../series/families.js';

type Counter = FanoutMetric | QueueMetric | StreamMetric | DeliveryMetric;

/** A minute AWS had nothing to tell of is known: counters that are only sent when something happened were zero in it. */
const SILENT: ReadonlySet<AbsenceSpan['reason']> = new Set(['not-emitted', 'inactive']);

interface CounterRow extends Pick<SampleRow, 'at' | 'values'> {
  readonly settled?: boolean;
}

/** In place of a column: whether a minute is known. */
const KNOWN = -1;

/**
 * Counters of one family of one resource over whole minutes. A minute is known or not; in a known one every counter has a value, zero where
 * AWS sent none. A minute that was not read has no value, and no sum includes it.
 */
export class CounterWindow {
  readonly #from: EpochMs;
  readonly #rows: readonly (readonly (number | null)[] | null)[];
  readonly #columns: ReadonlyMap<string, number>;
  readonly #unsettled: readonly EpochMs[];
  readonly #family: FamilyName;
  /** By column, and by -1 of known minutes: what was counted up to the minute of a place, exclusive. Made when it is first asked for. */
  readonly #sums = new Map<number, Float64Array>();

  private constructor(
    from: EpochMs,
    rows: readonly (readonly (number | null)[] | null)[],
    unsettled: readonly EpochMs[],
    family: FamilyName,
  ) {
    this.#from = from;
    this.#rows = rows;
    this.#unsettled = unsettled;
    this.#family = family;
    this.#columns = new Map(familyOf(family).metrics.map(({ key }, index) => [key, index]));
  }

  /**
   * @param rows of this resource and family, in any order; of one minute the last is taken. Where it is not said, they are settled
   * @param absences of this resource and family; where a row exists, the row is believed
   * @param from start of the first minute
   * @param to exclusive
   */
  static of(
    family: FamilyName,
    rows: readonly CounterRow[],
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
    const unsettled = new Set<EpochMs>();
    for (const { at, values, settled } of rows) {
      const index = (at - start) / MINUTE_MS;
      if (!Number.isInteger(index) || index < 0 || index >= minutes.length) continue;
      minutes[index] = values;
      if (settled === false) unsettled.add(at);
      else unsettled.delete(at);
    }
    return new CounterWindow(start, minutes, [...unsettled], family);
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

  /** Minutes of `[from, to)` that were read before all of their counters were surely complete: one may lack what another has. */
  unsettledMinutes(from: EpochMs, to: EpochMs): readonly EpochMs[] {
    return this.#unsettled.filter((at) => at >= from && at < to);
  }

  /** The same, of what is final: a minute that was read before all of its counters were surely complete is as good as not read. */
  settled(): CounterWindow {
    if (this.#unsettled.length === 0) return this;
    const open = new Set(this.#unsettled.map((at) => (at - this.#from) / MINUTE_MS));
    const rows = this.#rows.map((row, place) => (open.has(place) ? null : row));
    return new CounterWindow(this.#from, rows, [], this.#family);
  }

  /** End of the newest minute that began at `from` or later and is known for good; null: none is. */
  settledTo(from: EpochMs = this.#from): EpochMs | null {
    const open = new Set(this.#unsettled);
    for (let at = this.to - MINUTE_MS; at >= Math.max(from, this.#from); at -= MINUTE_MS)
      if (this.isKnown(at) && !open.has(at)) return at + MINUTE_MS;
    return null;
  }

  /** Minutes of `[from, to)` that are known. */
  knownMinutes(from: EpochMs = this.#from, to: EpochMs = this.to): number {
    return this.#between(KNOWN, from, to);
  }

  /** Of one minute; null when it is not known. */
  at(metric: Counter, at: EpochMs): number | null {
    const row = this.#rowAt(at);
    return row == null ? null : (row[this.#columns.get(metric) ?? -1] ?? 0);
  }

  /** Of one minute as it was read, for counters that may be missing in a known one; null: it is not known, or this of it is not. */
  read(metric: Counter, at: EpochMs): number | null {
    return this.#rowAt(at)?.[this.#columns.get(metric) ?? -1] ?? null;
  }

  /** Over the known minutes of `[from, to)`. */
  sum(metric: Counter, from: EpochMs = this.#from, to: EpochMs = this.to): number {
    const column = this.#columns.get(metric);
    return column === undefined ? 0 : this.#between(column, from, to);
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

  /** Minutes count from the one that contains `from` to the last that begins before `to`. */
  #between(column: number, from: EpochMs, to: EpochMs): number {
    const sums = this.#sums.get(column) ?? this.#sumUp(column);
    const placeOf = (minutes: number): number => Math.min(this.#rows.length, Math.max(0, minutes));
    const begin = placeOf((minuteOf(from) - this.#from) / MINUTE_MS);
    const end = placeOf(Math.ceil((to - this.#from) / MINUTE_MS));
    return end <= begin ? 0 : (sums[end] ?? 0) - (sums[begin] ?? 0);
  }

  #sumUp(column: number): Float64Array {
    const sums = new Float64Array(this.#rows.length + 1);
    this.#rows.forEach((row, place) => {
      const value = row === null ? 0 : column === KNOWN ? 1 : (row[column] ?? 0);
      sums[place + 1] = (sums[place] ?? 0) + value;
    });
    this.#sums.set(column, sums);
    return sums;
  }

  #rowAt(at: EpochMs): readonly (number | null)[] | null | undefined {
    return this.#rows[(minuteOf(at) - this.#from) / MINUTE_MS];
  }
}
