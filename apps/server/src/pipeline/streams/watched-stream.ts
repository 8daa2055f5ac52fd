import {
  type AbsenceReason,
  type ConsumerMetric,
  consumerMetric,
  type Reading,
  type ResourceId,
  type StreamMetric,
  streamMetric,
} from '@weir/contract';
import {
  type AbsenceSpan,
  type CatalogueConsumer,
  type CatalogueStream,
  familyOf,
  type FamilyName,
  type JudgedVerdict,
  MINUTE_MS,
  minuteOf,
  phaseOf,
  type ResourceState,
  type SampleRow,
  type ShardMinute,
} from '@weir/domain';
import type { StoredShard } from '@weir/store';

/** How far back readings are kept to judge by. */
export const STREAM_WINDOW_MINUTES = 180;

/** Recent minutes of one resource by metric, as they are stored: enough to judge by and to say what was read last. */
class RecentReadings<Metric extends StreamMetric | ConsumerMetric> {
  readonly #minutes = new Map<number, { readonly values: ReadonlyMap<Metric, number>; readonly settled: boolean }>();
  readonly #latest = new Map<Metric, Reading>();

  constructor(
    private readonly family: FamilyName,
    private readonly metrics: readonly Metric[],
  ) {}

  push({ at, values, settled }: Pick<SampleRow, 'at' | 'values' | 'settled'>): void {
    const known = new Map<Metric, number>();
    familyOf(this.family).metrics.forEach(({ key }, index) => {
      const metric = this.metrics.find((candidate) => candidate === key);
      if (metric === undefined) return;
      const value = values[index] ?? null;
      const before = this.#latest.get(metric);
      if (value !== null) known.set(metric, value);
      if (before?.at != null && before.at > at) return;
      this.#latest.set(
        metric,
        value === null ? { value: null, at, state: 'not-emitted' } : { value, at, state: settled ? 'settled' : 'provisional' },
      );
    });
    this.#minutes.set(at, { values: known, settled });
    this.#forgetBefore(at);
  }

  /**
   * The newest readings keep their value and get the reason why there is no newer one. A minute that was read and in which AWS had nothing to
   * tell is read all the same: a reader that is stopped tells nothing.
   */
  pushAbsence({ from, to, reason }: Pick<AbsenceSpan, 'from' | 'to' | 'reason'>): void {
    if (reason === 'late' || reason === 'not-emitted') {
      for (let at = Math.max(from, to - STREAM_WINDOW_MINUTES * MINUTE_MS); at < to; at += MINUTE_MS)
        this.#minutes.set(at, { values: new Map(), settled: reason === 'not-emitted' });
      this.#forgetBefore(to);
    }
    for (const metric of this.metrics) {
      const known = this.#latest.get(metric);
      if (known?.at != null && known.at >= to - MINUTE_MS) continue;
      if (reason === 'late' && known?.at != null) continue;
      this.#latest.set(metric, { value: known?.value ?? null, at: known?.at ?? null, state: reason });
    }
  }

  #forgetBefore(newest: number): void {
    const oldest = newest - STREAM_WINDOW_MINUTES * MINUTE_MS;
    for (const minute of this.#minutes.keys()) if (minute < oldest) this.#minutes.delete(minute);
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
    return this.#minutes.get(minute)?.values.get(metric) ?? null;
  }

  isSettled(minute: number): boolean {
    return this.#minutes.get(minute)?.settled ?? false;
  }

  isRead(minute: number): boolean {
    return this.#minutes.has(minute);
  }
}

/** What the collector keeps of a resource beside the store. */
class WatchedResource<Metric extends StreamMetric | ConsumerMetric> {
  verdict: JudgedVerdict | null = null;
  /** Why the newest read brought nothing; null: it did. */
  failure: AbsenceReason | null = null;
  readonly readings: RecentReadings<Metric>;

  constructor(family: FamilyName, metrics: readonly Metric[]) {
    this.readings = new RecentReadings(family, metrics);
  }

  restore(state: ResourceState): void {
    this.verdict = state.verdict;
    this.readings.restore(state.latest);
  }
}

/** A reader of a stream. */
export class WatchedConsumer extends WatchedResource<ConsumerMetric> {
  constructor(public entry: CatalogueConsumer) {
    super('stream.consumer', consumerMetric.options);
  }
}

/** A stream with its shards. */
export class WatchedStream extends WatchedResource<StreamMetric> {
  shards: readonly StoredShard[] = [];
  /** The verdict on all who poll with GetRecords. */
  readers: JudgedVerdict | null = null;
  readonly phase: number;
  /** When its last read was begun; null: never. */
  begunAt: number | null = null;
  inFlight = false;
  /** Oldest minute CloudWatch has not settled, of the stream and its readers, and of its shards; null: begin with what is recent. */
  provisionalFrom: number | null = null;
  shardsProvisionalFrom: number | null = null;
  /** Minutes of shards, newest `STREAM_WINDOW_MINUTES`. */
  readonly shardMinutes = new Map<number, ShardMinute['values']>();

  constructor(public entry: CatalogueStream) {
    super('kinesis.stream', streamMetric.options);
    this.phase = phaseOf(entry.id);
  }

  override restore(state: ResourceState): void {
    super.restore(state);
    this.readers = state.readers ?? null;
  }

  get id(): ResourceId {
    return this.entry.id;
  }

  get openShards(): readonly StoredShard[] {
    return this.shards.filter(({ open, goneAt }) => open && goneAt === null);
  }

  /** Shards whose metrics CloudWatch has: all that lived lately, when enhanced monitoring is on. */
  meteredShards(now: number): readonly StoredShard[] {
    if ((this.entry.config?.shardMetrics.length ?? 0) === 0) return [];
    const closedSince = now - STREAM_WINDOW_MINUTES * MINUTE_MS;
    return this.shards.filter(({ open, closedSeen, goneAt }) => open || (goneAt === null && (closedSeen ?? 0) > closedSince));
  }

  pushShards({ at, values, source }: Pick<ShardMinute, 'at' | 'values' | 'source'>): void {
    if (source !== 'metrics') return;
    this.shardMinutes.set(at, { ...this.shardMinutes.get(at), ...values });
    const oldest = minuteOf(at) - STREAM_WINDOW_MINUTES * MINUTE_MS;
    for (const minute of this.shardMinutes.keys()) if (minute < oldest) this.shardMinutes.delete(minute);
  }
}
