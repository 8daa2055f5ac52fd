import { type AbsenceReason, type ConsumerMetric, consumerMetric, type ResourceId, type StreamMetric, streamMetric } from '@weir/contract';
import {
  type CatalogueConsumer,
  type CatalogueStream,
  type FamilyName,
  type JudgedVerdict,
  MINUTE_MS,
  minuteOf,
  phaseOf,
  type ResourceState,
  type ShardMinute,
} from '@weir/domain';
import type { StoredShard } from '@weir/store';
import { RECENT_MINUTES, RecentReadings } from '../recent-readings.js';

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
  /** Somebody looks at it, and up to when what is asked for only then is known; null: nobody did since this process began. */
  isLookedAt = false;
  lookedTo: number | null = null;
  /** Minutes of shards, newest `RECENT_MINUTES`. */
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
    const closedSince = now - RECENT_MINUTES * MINUTE_MS;
    return this.shards.filter(({ open, closedSeen, goneAt }) => open || (goneAt === null && (closedSeen ?? 0) > closedSince));
  }

  pushShards({ at, values, source }: Pick<ShardMinute, 'at' | 'values' | 'source'>): void {
    if (source !== 'metrics') return;
    this.shardMinutes.set(at, { ...this.shardMinutes.get(at), ...values });
    const oldest = minuteOf(at) - RECENT_MINUTES * MINUTE_MS;
    for (const minute of this.shardMinutes.keys()) if (minute < oldest) this.shardMinutes.delete(minute);
  }
}
