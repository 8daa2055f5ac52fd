import type { Reading, ResourceMetric } from '@weir/contract';
import { type AbsenceSpan, familyOf, type FamilyName, MINUTE_MS, type ResourceState, type SampleRow } from '@weir/domain';

/** How far back readings are kept to judge by. */
export const RECENT_MINUTES = 180;

interface RecentRow<Metric> {
  readonly values: SampleRow['values'];
  readonly settled: boolean;
  /** Metrics that were asked for in this minute. */
  readonly asked: readonly Metric[];
}

/** Minutes that were read and had nothing to tell: most of an estate is silent most of the time, and costs next to nothing here. */
interface Silence {
  readonly from: number;
  readonly to: number;
  readonly settled: boolean;
  /** Whether it is taken as known that nothing happened in it: of what is settled always, of the rest when AWS would have told by now. */
  readonly known: boolean;
}

/** Recent minutes of one resource and family by metric, as they are stored: enough to judge by and to say what was read last. */
export class RecentReadings<Metric extends ResourceMetric> {
  readonly #places: ReadonlyMap<Metric, number>;
  readonly #rows = new Map<number, RecentRow<Metric>>();
  #silences: readonly Silence[] = [];
  readonly #latest = new Map<Metric, Reading>();
  #newest = -Infinity;
  #revision = 0;

  /** @param metrics all of the family that are of interest */
  constructor(
    family: FamilyName,
    private readonly metrics: readonly Metric[],
  ) {
    this.#places = placesOf(family, metrics);
  }

  /** @param asked what was asked for; of all else a missing value means nothing */
  push({ at, values, settled }: Pick<SampleRow, 'at' | 'values' | 'settled'>, asked: readonly Metric[] = this.metrics): void {
    for (const metric of asked) {
      const value = values[this.#places.get(metric) ?? -1] ?? null;
      const before = this.#latest.get(metric);
      if (before?.at != null && before.at > at) continue;
      this.#latest.set(
        metric,
        value === null ? { value: null, at, state: 'not-emitted' } : { value, at, state: settled ? 'settled' : 'provisional' },
      );
    }
    this.#rows.set(at, { values, settled, asked });
    this.#revision += 1;
    this.#forgetBefore(at);
  }

  /**
   * The newest readings keep their value and get the reason why there is no newer one. A minute that was read and in which AWS had nothing to
   * tell is read all the same: a reader that is stopped tells nothing.
   */
  pushAbsence({ from, to, reason }: Pick<AbsenceSpan, 'from' | 'to' | 'reason'>): void {
    if (reason === 'late' || reason === 'not-emitted' || reason === 'inactive') {
      const settled = reason !== 'late';
      this.#keepSilence({ from: Math.max(from, to - RECENT_MINUTES * MINUTE_MS), to, settled, known: settled });
    }
    for (const metric of this.metrics) {
      const known = this.#latest.get(metric);
      if (known?.at != null && known.at >= to - MINUTE_MS) continue;
      if (reason === 'late' && known?.at != null) continue;
      this.#latest.set(metric, { value: known?.value ?? null, at: known?.at ?? null, state: reason });
    }
  }

  /** Minutes without values to judge by as silent although they are not settled. What is told of them later shows through. */
  pushSilence({ from, to }: Pick<AbsenceSpan, 'from' | 'to'>): void {
    this.#keepSilence({ from, to, settled: false, known: true });
  }

  restore(latest: ResourceState['latest']): void {
    for (const metric of this.metrics) {
      const reading = latest[metric];
      if (reading) this.#latest.set(metric, reading);
    }
  }

  latest(): Partial<Record<Metric, Reading>> {
    return Object.fromEntries(this.#latest) as Partial<Record<Metric, Reading>>;
  }

  /** null: the minute was not read, or had no such value. */
  at(minute: number, metric: Metric): number | null {
    return this.#rows.get(minute)?.values[this.#places.get(metric) ?? -1] ?? null;
  }

  /** Whether a value that is missing in this minute was truly not there: the minute was read, and the metric asked for. */
  isAsked(minute: number, metric: Metric): boolean {
    return this.#rows.get(minute)?.asked.includes(metric) ?? this.#silenceAt(minute) !== undefined;
  }

  /** Another one whenever any minute may be another: what was made of the minutes holds as long as this does. */
  get revision(): number {
    return this.#revision;
  }

  /** The minutes that have values. */
  rows(): readonly Pick<SampleRow, 'at' | 'values' | 'settled'>[] {
    return [...this.#rows].map(([at, { values, settled }]) => ({ at, values, settled }));
  }

  /** Minutes that were read and had none: as far as is known, or so far. */
  silences(): readonly Pick<AbsenceSpan, 'from' | 'to' | 'reason'>[] {
    return this.#silences.map(({ from, to, known }) => ({ from, to, reason: known ? 'not-emitted' : 'late' }));
  }

  /** End of the newest minute of which it is known what was in it; null: none is. */
  get knownThrough(): number | null {
    const silent = this.#silences.flatMap(({ known, to }) => (known ? to : []));
    const newest = Math.max(...[...this.#rows.keys()].map((at) => at + MINUTE_MS), ...silent);
    return Number.isFinite(newest) ? newest : null;
  }

  isSettled(minute: number): boolean {
    return this.#rows.get(minute)?.settled ?? this.#silenceAt(minute)?.settled ?? false;
  }

  isRead(minute: number): boolean {
    return this.#rows.has(minute) || this.#silenceAt(minute) !== undefined;
  }

  #keepSilence(silence: Silence): void {
    for (const at of this.#rows.keys()) if (at >= silence.from && at < silence.to) this.#rows.delete(at);
    this.#silences = joined([...this.#silences.flatMap((known) => outside(known, silence)), silence]);
    this.#forgetBefore(silence.to);
    this.#revision += 1;
  }

  #silenceAt(minute: number): Silence | undefined {
    return this.#silences.find(({ from, to }) => minute >= from && minute < to);
  }

  #forgetBefore(newest: number): void {
    if (newest <= this.#newest) return;
    this.#newest = newest;
    const oldest = newest - RECENT_MINUTES * MINUTE_MS;
    for (const minute of this.#rows.keys()) if (minute < oldest) this.#rows.delete(minute);
    this.#silences = this.#silences.filter(({ to }) => to > oldest);
  }
}

const PLACES = new Map<FamilyName, ReadonlyMap<ResourceMetric, number>>();

/** Where in a row each metric of a family stands: the same for all resources, and so kept once. */
function placesOf<Metric extends ResourceMetric>(family: FamilyName, metrics: readonly Metric[]): ReadonlyMap<Metric, number> {
  const known = PLACES.get(family) ?? new Map(familyOf(family).metrics.map(({ key }, index) => [key, index]));
  PLACES.set(family, known);
  const missing = metrics.find((metric) => !known.has(metric));
  if (missing !== undefined) throw new RangeError(`${missing} is no metric of ${family}`);
  return known as ReadonlyMap<Metric, number>;
}

/** What is left of a silence beside another one, which was told later and holds. */
function outside(known: Silence, later: Silence): readonly Silence[] {
  const before = { ...known, to: Math.min(known.to, later.from) };
  const after = { ...known, from: Math.max(known.from, later.to) };
  return [before, after].filter(({ from, to }) => from < to);
}

/** Neighbours that are alike as one. */
function joined(silences: readonly Silence[]): readonly Silence[] {
  const all: Silence[] = [];
  for (const silence of silences.toSorted((a, b) => a.from - b.from)) {
    const last = all.at(-1);
    if (last?.to === silence.from && last.settled === silence.settled && last.known === silence.known)
      all[all.length - 1] = { ...last, to: silence.to };
    else all.push(silence);
  }
  return all;
}
