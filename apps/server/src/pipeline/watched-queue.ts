import { type AbsenceReason, type EpochMs, type QueueMetric, queueMetric, type Reading } from '@weir/contract';
import {
  type AbsenceSpan,
  type CatalogueQueue,
  familyOf,
  type JudgedVerdict,
  type LiveReading,
  MINUTE_MS,
  minuteOf,
  QueueWindow,
  type ReadFailure,
  type ResourceState,
  type SampleRow,
} from '@weir/domain';

/** CloudWatch is always some minutes behind, and is read every few: until then nothing is late that anybody should be told of. */
const USUAL_LAG_MS = 10 * MINUTE_MS;

const NEVER_READ: Reading = { value: null, at: null, state: 'not-asked' };

/**
 * What the collector holds of one queue between two judgements: its recent minutes, its newest readings and its last verdict.
 * Everything in here is in the store as well; a restart builds it again from there.
 */
export class WatchedQueue {
  readonly window = new QueueWindow();
  entry: CatalogueQueue;
  live: LiveReading | null = null;
  liveFailure: ReadFailure | null = null;
  verdict: JudgedVerdict | null = null;
  /** Oldest minute CloudWatch has not settled; null: begin with what is recent. */
  provisionalFrom: EpochMs | null = null;
  readonly #readings = new Map<QueueMetric, Reading>();
  #missed: readonly AbsenceSpan[] = [];

  constructor(entry: CatalogueQueue) {
    this.entry = entry;
  }

  /** Takes a row that is, or is about to be, in the store. */
  push(row: SampleRow): void {
    this.window.push(row);
    if (row.family !== 'sqs.cloudwatch') return;
    familyOf(row.family).metrics.forEach(({ key, whenMissing }, index) => {
      const known = this.#readings.get(key);
      if (known?.at != null && known.at > row.at) return;
      const value = row.values[index] ?? null;
      if (value !== null) this.#readings.set(key, { value, at: row.at, state: row.settled ? 'settled' : 'provisional' });
      else if (whenMissing === 'not-emitted') this.#readings.set(key, { value: null, at: row.at, state: 'not-emitted' });
    });
  }

  pushAbsence(span: AbsenceSpan): void {
    this.window.pushAbsence(span);
    if (span.family !== 'sqs.cloudwatch') return;
    for (const { key } of familyOf(span.family).metrics) {
      const known = this.#readings.get(key);
      if (known?.at != null && known.at >= span.to - (span.reason === 'late' ? USUAL_LAG_MS : MINUTE_MS)) continue;
      this.#readings.set(key, { value: known?.value ?? null, at: known?.at ?? null, state: span.reason });
    }
  }

  pushLive(reading: LiveReading): void {
    this.#missed = [...this.#missed, ...this.missing(reading.at)];
    this.live = reading;
    this.liveFailure = null;
  }

  /** The whole minutes up to a moment without a live reading, as far as reading failed. */
  missing(at: EpochMs): readonly AbsenceSpan[] {
    const from = this.live === null ? minuteOf(at) - MINUTE_MS : minuteOf(this.live.at) + MINUTE_MS;
    const to = minuteOf(at);
    if (this.liveFailure === null || from >= to) return [];
    return [{ resourceId: this.entry.id, family: 'sqs.live', from, to, reason: this.liveFailure }];
  }

  /** What was missed before readings that came since the last call: once one has come, nothing else would tell of it. */
  takeMissed(): readonly AbsenceSpan[] {
    const missed = this.#missed;
    this.#missed = [];
    return missed;
  }

  pushLiveFailure(reason: AbsenceReason): void {
    // `late` is AWS failing to answer: to the judge that is Weir not reaching it.
    this.liveFailure = isReadFailure(reason) ? reason : 'collector-down';
  }

  /** Takes up where the last collector stopped. */
  restore(state: ResourceState): void {
    this.verdict = state.verdict;
    for (const [metric, reading] of Object.entries(state.latest)) this.#readings.set(queueMetric.parse(metric), reading);
    const { visible, inFlight, delayed } = state.latest;
    if (visible?.value == null || inFlight?.value == null || delayed?.value == null || visible.at === null) return;
    this.live = { at: visible.at, visible: visible.value, inFlight: inFlight.value, delayed: delayed.value };
  }

  /**
   * The newest reading of each metric. Depth comes from SQS itself and keeps its value, marked with the reason, while newer reads
   * fail; the rest comes from CloudWatch.
   */
  latest(): Partial<Record<QueueMetric, Reading>> {
    const state: 'live' | AbsenceReason = this.liveFailure ?? 'live';
    const of = (value: number | undefined): Reading =>
      this.live && value !== undefined ? { value, at: this.live.at, state } : { ...NEVER_READ, state: this.liveFailure ?? 'not-asked' };
    return {
      ...Object.fromEntries(this.#readings),
      visible: of(this.live?.visible),
      inFlight: of(this.live?.inFlight),
      delayed: of(this.live?.delayed),
    };
  }
}

const isReadFailure = (reason: AbsenceReason): reason is ReadFailure =>
  reason === 'throttled' || reason === 'denied' || reason === 'deleted' || reason === 'collector-down' || reason === 'not-asked';
