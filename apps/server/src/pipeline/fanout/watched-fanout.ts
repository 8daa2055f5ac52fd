import type { FanoutToRead } from '@weir/aws';
import type { AbsenceReason, FanoutKind, FanoutMetric, ResourceId } from '@weir/contract';
import {
  type AbsenceSpan,
  type Activity,
  type CatalogueFanout,
  dimensionSetsOf,
  familiesRead,
  fanoutActivity,
  type FanoutFamilyName,
  type FanoutNeeds,
  isFanoutFamily,
  isScheduled,
  type JudgedVerdict,
  type MetricIdentity,
  phaseOf,
  type ResourceState,
  type SampleRow,
  wholeFanoutFamily,
} from '@weir/domain';
import { RecentReadings } from '../recent-readings.js';
import { chosenSets, MetricPlaces } from './metric-places.js';
import { MetricSpellings } from './metric-spellings.js';

/** What others in the catalogue make of it. */
export interface Surroundings {
  /** Of a topic: one of its subscriptions has a filter policy. */
  readonly filtered: boolean;
  /** Of a rule: one of another bus bears its name. */
  readonly sharesName: boolean;
}

/** How a read of one family ended. */
export interface ReadEnd {
  /** Oldest minute that is not settled. */
  readonly provisionalFrom: number;
  /** Why it brought nothing; null: it did. */
  readonly failure: AbsenceReason | null;
}

/** What the collector keeps of something that passes events on, beside the store. */
export class WatchedFanout {
  verdict: JudgedVerdict | null = null;
  readonly phase: number;
  /** When its last read was begun; null: never. */
  begunAt: number | null = null;
  inFlight = false;
  /** Up to when it was said that it is not asked for; null: it is. */
  notAskedTo: number | null = null;
  /** The newest minute with any event, as far as is known; null: none is. */
  activeAt: number | null = null;
  /** Since when every minute is known; null: none is. */
  knownFrom: number | null = null;
  /** The newest minute would be trouble if it went on. */
  suspicious = false;
  /** Until when a sign from elsewhere makes it worth a closer look. */
  #suspectedUntil = -Infinity;
  surroundings: Surroundings = { filtered: false, sharesName: false };
  readonly #readings = new Map<FanoutFamilyName, RecentReadings<FanoutMetric>>();
  readonly #places = new MetricPlaces();
  readonly #spellings = new MetricSpellings();
  readonly #ends = new Map<FanoutFamilyName, ReadEnd>();

  constructor(public entry: CatalogueFanout) {
    this.phase = phaseOf(entry.id);
  }

  get id(): ResourceId {
    return this.entry.id;
  }

  get kind(): FanoutKind {
    return this.entry.kind;
  }

  /** Of a rule: it has a schedule. */
  get scheduled(): boolean {
    return this.entry.kind === 'rule' && isScheduled(this.entry);
  }

  /** What is read of it; empty: nothing, AWS has no figures of it. */
  get families(): readonly FanoutFamilyName[] {
    return familiesRead({ kind: this.kind, ingest: this.#isDefaultBus() });
  }

  needs(watched: boolean, now: number): FanoutNeeds {
    const { filtered } = this.surroundings;
    const state = this.verdict?.state ?? 'unknown';
    const suspected = this.suspicious || now < this.#suspectedUntil;
    const { kind, scheduled } = this;
    return { kind, state, watched, suspected, activity: this.activity(now), filtered, scheduled, ingest: this.#isDefaultBus() };
  }

  /** A sign from elsewhere, such as an edit: worth a closer look until then. */
  suspect(until: number): void {
    this.#suspectedUntil = Math.max(this.#suspectedUntil, until);
  }

  activity(now: number): Activity {
    return fanoutActivity(this.activeAt, this.knownFrom, now);
  }

  /**
   * What to ask CloudWatch for these metrics of a family.
   * @param startLatencyNames all the names the start latency may have, likeliest first
   */
  queries(
    family: FanoutFamilyName,
    metrics: readonly FanoutMetric[],
    startLatencyNames: readonly string[],
    now: number,
  ): readonly FanoutToRead[] {
    const sets = dimensionSetsOf(family, this.#identity());
    const awsNames = metrics.includes('startLatency')
      ? { startLatency: this.#spellings.toAsk('startLatency', startLatencyNames, now) }
      : {};
    return this.#places.groups(metrics, sets.length, now).map((group) => ({
      resourceId: this.id,
      family,
      dimensionSets: chosenSets(sets, group.sets),
      metrics: group.metrics,
      ...(group.metrics.includes('startLatency') && { awsNames }),
      ...(this.entry.kind === 'delivery-stream' && { destination: this.entry.config?.destination ?? null }),
    }));
  }

  /** A metric was found under these dimensions. */
  notePlace(family: FanoutFamilyName, metric: FanoutMetric, dimensions: Readonly<Record<string, string>>): void {
    const sets = dimensionSetsOf(family, this.#identity());
    const names = Object.keys(dimensions).join();
    const index = sets.findIndex((set) => Object.keys(set).join() === names);
    if (sets.length > 1 && index >= 0) this.#places.note(metric, index);
  }

  /** A metric was found by this name of AWS's. */
  noteSpelling(metric: FanoutMetric, awsName: string): void {
    if (metric === 'startLatency') this.#spellings.note(metric, awsName);
  }

  /** Oldest minute CloudWatch has not settled, of all that is read of it; null: begin with what is recent. */
  get provisionalFrom(): number | null {
    const ends = [...this.#ends.values()].map(({ provisionalFrom }) => provisionalFrom);
    return ends.length === 0 ? null : Math.min(...ends);
  }

  /** Why the newest read brought nothing; null: it did, or nothing is read of it. */
  get failure(): AbsenceReason | null {
    for (const { failure } of this.#ends.values()) if (failure !== null) return failure;
    return this.notAskedTo === null ? null : 'not-asked';
  }

  /** A read of a family ended. */
  noteRead(family: FanoutFamilyName, end: ReadEnd): void {
    this.#ends.set(family, end);
    this.notAskedTo = null;
    this.knownFrom ??= end.failure === null ? end.provisionalFrom : null;
  }

  /** What the store has: the newest minute with anything in it, and since when none is missing. */
  noteCoverage(newestAt: number | null, knownFrom: number): void {
    // Minutes of a pipe are there while it runs, whether or not anything passes.
    if (newestAt !== null && this.kind !== 'pipe') this.activeAt = Math.max(this.activeAt ?? newestAt, newestAt);
    this.knownFrom = this.kind === 'pipe' ? null : knownFrom;
  }

  /** Takes a minute that is stored. @param asked what was asked for in it */
  push(row: SampleRow, asked: readonly FanoutMetric[]): void {
    if (!isFanoutFamily(row.family)) return;
    this.noteActivity(row);
    this.readings(row.family).push(row, asked);
  }

  pushAbsence(span: AbsenceSpan): void {
    if (isFanoutFamily(span.family)) this.readings(span.family).pushAbsence(span);
  }

  /** A minute of any age in which something may have passed. */
  noteActivity({ at, values }: Pick<SampleRow, 'at' | 'values'>): void {
    if (at > (this.activeAt ?? -Infinity) && values.some((value) => value !== null && value > 0)) this.activeAt = at;
  }

  readings(family: FanoutFamilyName): RecentReadings<FanoutMetric> {
    const known = this.#readings.get(family);
    if (known) return known;
    const fresh = new RecentReadings<FanoutMetric>(family, wholeFanoutFamily(family));
    this.#readings.set(family, fresh);
    return fresh;
  }

  restore(state: ResourceState): void {
    this.verdict = state.verdict;
    for (const family of this.families) this.readings(family).restore(state.latest);
  }

  latest(): ResourceState['latest'] {
    return Object.assign({}, ...[...this.#readings.values()].map((readings) => readings.latest())) as ResourceState['latest'];
  }

  #identity(): MetricIdentity {
    return { kind: this.kind, name: this.entry.name, busName: busNameOf(this.entry), sharesName: this.surroundings.sharesName };
  }

  #isDefaultBus(): boolean {
    return this.kind === 'bus' && this.entry.name === 'default';
  }
}

/** `arn:aws:events:region:account:rule/[bus/]name`: what a rule's ARN says of its bus, should its settings be refused. */
function busNameOf(entry: CatalogueFanout): string | null {
  if (entry.kind !== 'rule') return null;
  if (entry.config !== null) return entry.config.busName;
  const path = entry.arn.slice(entry.arn.indexOf('rule/') + 'rule/'.length);
  const end = path.lastIndexOf('/');
  return end === -1 ? 'default' : path.slice(0, end);
}
