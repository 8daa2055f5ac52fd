import type { Absence, AccountBudget, EpochMs, ResourceId, ResourceKind, ResourceMetric, ScopeStatus, Series } from '@weir/contract';
import type {
  AbsenceSpan,
  ApiCallCount,
  CatalogueResource,
  DiscoveredResource,
  FamilyName,
  ResourceState,
  SampleRow,
  Scope,
  Shard,
  ShardMetric,
  ShardMinute,
  VerdictTransition,
} from '@weir/domain';
import type { StoreChange } from './database/changes.js';
import type { Lease } from './database/lease.js';
import type { AuditLogStore, IdentityStore } from './identity/identity-store.js';
import type { DeliveryLogStore } from './logs/delivery-log-store.js';
import type { NotificationStore } from './notifications/notification-store.js';
import type { RedriveStore } from './redrive/redrive-store.js';
import type { TriageStore } from './triage/triage-store.js';

export type { Lease, StoreChange };

/** What one discovery found different from the last. */
export interface DiscoveryChange {
  readonly added: readonly ResourceId[];
  readonly changed: readonly ResourceId[];
  readonly deleted: readonly ResourceId[];
  readonly restored: readonly ResourceId[];
}

/** Resources that are not deleted, or were at this moment or later. */
export interface KeptInMind {
  readonly deletedSince: EpochMs;
}

/** What people may want to see before and after: all that can change of a resource. */
export interface ResourceFacts {
  readonly name: string;
  /** null: never readable, or written by a version whose settings looked otherwise. */
  readonly config: CatalogueResource['config'];
  readonly tags: CatalogueResource['tags'];
}

/** What discovery found different of one resource. */
export interface CatalogueChange {
  readonly resourceId: ResourceId;
  readonly kind: ResourceKind;
  /** When discovery saw it: AWS had it at some moment since the discovery before. */
  readonly at: EpochMs;
  readonly change: keyof DiscoveryChange;
  /** null: it was not there. */
  readonly before: ResourceFacts | null;
  readonly after: ResourceFacts | null;
}

export interface ChangeQuery {
  readonly from: EpochMs;
  /** Exclusive. */
  readonly to: EpochMs;
  /** All, when absent. */
  readonly resourceIds?: readonly ResourceId[] | undefined;
  /** Of these sorts; of all, when absent. */
  readonly sorts?: readonly CatalogueChange['change'][] | undefined;
  /** 1,000 by default, 5,000 at most. */
  readonly limit?: number | undefined;
}

/** What exists in AWS, with its history. */
export interface CatalogueStore {
  /**
   * Takes a complete listing of one kind in one scope: what is not in `found` gets a date of deletion. Every difference is noted in
   * `resource_change`, with before and after; what it points at is kept in `link`, dated. One transaction.
   * A stream's shards are not kept here but by `streams.recordShards`.
   */
  record(scope: Scope, kind: ResourceKind, found: readonly DiscoveredResource[], at: EpochMs): Promise<DiscoveryChange>;
  /** What there is and what was deleted, by name: everything ever seen, or as much of it as is to be kept in mind. */
  list(kept?: KeptInMind): Promise<readonly CatalogueResource[]>;
  /** What was found different in `[from, to)`, newest first, with the settings before and after. Beyond the limit the oldest are left out. */
  changes(query: ChangeQuery): Promise<readonly CatalogueChange[]>;
}

export interface SeriesRequest {
  readonly metric: ResourceMetric;
  readonly from: EpochMs;
  readonly to: EpochMs;
  readonly now: EpochMs;
}

export interface Coverage {
  /** End of the newest settled minute in the range; null when none is. */
  readonly settledThrough: EpochMs | null;
  /** Minutes that should be there and are not settled. */
  readonly gaps: readonly { readonly from: EpochMs; readonly to: EpochMs }[];
}

/** Samples by the minute, their rollups, and why some are missing. */
export interface SeriesStore {
  /**
   * Stores minutes, combined with what is known of them as the family says. Writing the same rows again changes nothing, and a
   * settled row never becomes unsettled. Values that are not finite are stored as unknown. A minute in an hour that was rolled up
   * already has it rolled up again.
   * @throws RangeError for more values than the family has, a moment outside 2000 to 2100, or moments scattered over years
   */
  write(rows: readonly SampleRow[]): Promise<void>;
  /** Stores why readings are missing. What is told later holds where spans overlap; neighbours with one reason become one span. */
  writeAbsences(spans: readonly AbsenceSpan[]): Promise<void>;
  /**
   * One metric over a range, a point for every step, each step a whole multiple of its length. Gauges keep the maximum of a step,
   * counters the sum of its known minutes, averages the mean of its known minutes. Minutes CloudWatch has not told yet are
   * answered by SQS's own readings and count as provisional.
   * @param request.stepSeconds rounded up to what is kept of that age; chosen when absent
   * @throws TooManyPoints
   */
  read(request: SeriesRequest & { readonly resourceId: ResourceId; readonly stepSeconds?: number | undefined }): Promise<Series>;
  /** As `read`, for several resources at once. Every resource asked for is in the answer. */
  readMany(
    request: SeriesRequest & { readonly resourceIds: readonly ResourceId[]; readonly stepSeconds: number },
  ): Promise<ReadonlyMap<ResourceId, Series>>;
  /** The samples as stored, in the order of time. */
  window(resourceIds: readonly ResourceId[] | 'all', from: EpochMs, to: EpochMs): Promise<readonly SampleRow[]>;
  /** Why minutes of a family are missing, as stored, of spans that reach into the range; each resource's in the order of time. */
  absences(resourceIds: readonly ResourceId[], family: FamilyName, from: EpochMs, to: EpochMs): Promise<readonly AbsenceSpan[]>;
  /**
   * Per resource that is not deleted: which whole minutes of the range still have to be asked for.
   * @param kinds only of these; of all when absent
   */
  coverage(family: FamilyName, from: EpochMs, to: EpochMs, kinds?: readonly ResourceKind[]): Promise<ReadonlyMap<ResourceId, Coverage>>;
}

/** A shard and its place in the arrays of minutes. `open` is as last listed. */
export interface StoredShard extends Shard {
  /** From 0, in the order in which Weir first saw the stream's shards; never that of another id. */
  readonly ordinal: number;
  readonly firstSeen: EpochMs;
  /** When it was first listed as closed. */
  readonly closedSeen: EpochMs | null;
  /** Since when AWS no longer lists it: its records have expired. */
  readonly goneAt: EpochMs | null;
}

interface ShardTimes {
  /** Start of the minute or step. */
  readonly at: EpochMs;
  /** Of a step `sampled` when any of its minutes is: an estimate must not pass for a measurement. */
  readonly source: ShardMinute['source'];
  /** Of a step: all of its minutes that are stored. */
  readonly settled: boolean;
}

/** A minute of all shards as stored. */
export interface StoredShardMinute extends ShardTimes {
  /** By ordinal; NaN and beyond the end: not known. A metric without any value is missing. */
  readonly values: Readonly<Partial<Record<ShardMetric, Float32Array>>>;
}

/** Several minutes of all shards as one. */
export interface ShardStep extends ShardTimes {
  /** Minutes stored, of whatever metric. */
  readonly minutes: number;
  /** By ordinal: the sum, or the greatest of an age, of the `known` minutes; NaN when there are none, whatever `known` says of a step of one minute. */
  readonly values: Readonly<Partial<Record<ShardMetric, { readonly values: Float64Array | Float32Array; readonly known: Uint16Array }>>>;
}

/** What the sampler saw of a stream's keys in a minute. Text within `document` is made storable, names of fields included. */
export interface KeyMinute {
  readonly streamId: ResourceId;
  readonly at: EpochMs;
  readonly document: unknown;
}

/** What reading records for hot keys took, and cost. */
export interface SamplingSpend {
  readonly calls: number;
  readonly records: number;
  readonly bytes: number;
  readonly usd: number;
}

/** Shards, their load by the minute, and what was sampled of their keys. The last two for 15 days. */
export interface StreamStore {
  /**
   * Takes a complete listing of a stream's shards. One that is not known gets the next ordinal, in the order of ids; one that is closed, or no
   * longer listed, gets the date of that. A known id with another range is a shard of a stream that was made anew: it keeps the ordinal
   * and begins again.
   * @returns whether anything is different from before
   * @throws when nobody discovered the stream
   */
  recordShards(streamId: ResourceId, shards: readonly Shard[], at: EpochMs): Promise<boolean>;
  /** Every shard ever seen, by ordinal: `shards[n].ordinal === n`. */
  shards(streamId: ResourceId): Promise<readonly StoredShard[]>;
  /**
   * Stores minutes, each shard's value by itself: a newer value displaces an older one, an unknown one none. Nothing provisional touches what is
   * settled, nothing sampled what was measured; a measurement replaces a sampled minute whole. Kept to 24 binary digits (seven decimal
   * ones). What is not finite is unknown. All or nothing; processes hear of the streams that changed.
   * @throws RangeError for a moment outside 2000 to 2100, or more than 100,000 values of a minute
   */
  writeShardMinutes(rows: readonly ShardMinute[]): Promise<void>;
  /** The minutes that start in `[from, to)` as stored, in the order of time; those of which nothing is stored are missing. */
  readShardMinutes(
    streamId: ResourceId,
    metrics: readonly ShardMetric[],
    from: EpochMs,
    to: EpochMs,
  ): Promise<readonly StoredShardMinute[]>;
  /**
   * The same minutes as steps that start at whole multiples of their length; those of which nothing is stored are missing.
   * @throws RangeError for a step that is no whole number of minutes
   */
  readShardSteps(
    streamId: ResourceId,
    metrics: readonly ShardMetric[],
    from: EpochMs,
    to: EpochMs,
    stepSeconds: number,
  ): Promise<readonly ShardStep[]>;
  /** Stores why nothing is known of any shard; as `series.writeAbsences`. */
  writeShardAbsences(spans: readonly (Absence & { readonly streamId: ResourceId })[]): Promise<void>;
  /** Absences that reach into `[from, to)`, whole, in the order of time. Where a minute is stored, the minute is believed. */
  readShardAbsences(streamId: ResourceId, from: EpochMs, to: EpochMs): Promise<readonly Absence[]>;
  /** Per stream asked for: which whole minutes of the range have no settled row, nor a reason why asking again would be in vain. */
  coverage(streamIds: readonly ResourceId[], from: EpochMs, to: EpochMs): Promise<ReadonlyMap<ResourceId, Coverage>>;
  /** Stores what was sampled, in place of what was stored of the same minutes. Processes hear of the streams. */
  writeKeyMinutes(rows: readonly KeyMinute[]): Promise<void>;
  /** Documents of the minutes that start in `[from, to)`, in the order of time, for the caller to validate. */
  readKeyMinutes(streamId: ResourceId, from: EpochMs, to: EpochMs): Promise<readonly Omit<KeyMinute, 'streamId'>[]>;
  /**
   * Adds to what a stream's sampling took.
   * @param day UTC, `2026-11-24`
   */
  addSampling(day: string, streamId: ResourceId, spend: SamplingSpend): Promise<void>;
  /** What sampling took on a UTC day; a stream that was not sampled is missing. */
  samplingOf(day: string): Promise<ReadonlyMap<ResourceId, SamplingSpend>>;
}

export interface StateBatch {
  readonly states: readonly ResourceState[];
  readonly transitions: readonly VerdictTransition[];
  readonly scopes?: readonly ScopeStatus[] | undefined;
  readonly at: EpochMs;
}

/** What the judge concluded, and what follows from it. */
export interface StateStore {
  /** All or nothing: states, transitions, scopes. Every process hears of it (`onChange`) when it is committed. */
  commit(batch: StateBatch): Promise<void>;
  /** The states of these resources; of all when not told which. */
  load(of?: readonly ResourceId[] | KeptInMind): Promise<readonly ResourceState[]>;
  /** Transitions of `[from, to)`, newest first. */
  transitions(query: {
    readonly resourceId?: ResourceId | undefined;
    readonly from: EpochMs;
    readonly to: EpochMs;
    readonly limit: number;
  }): Promise<readonly VerdictTransition[]>;
  scopes(): Promise<readonly ScopeStatus[]>;
}

/** Something the audit holds against a resource. */
export interface AuditedFinding {
  /** The same from one audit to the next. */
  readonly id: string;
  readonly rule: string;
  readonly severity: string;
  readonly resourceId: ResourceId;
  /** All else there is to say, for the caller to validate when it comes back. Text within is made storable, names of fields included. */
  readonly document: unknown;
}

export interface StoredFinding extends AuditedFinding {
  /** Since when it stands without a break. */
  readonly firstSeen: EpochMs;
  readonly lastSeen: EpochMs;
  /** Since when it is mended; null: it stands. */
  readonly goneAt: EpochMs | null;
  readonly accepted: { readonly at: EpochMs; readonly by: string; readonly reason: string } | null;
}

/** What one audit found different from the last: by id. */
export interface FindingChange {
  /** New, or back after it was mended. */
  readonly added: readonly string[];
  readonly gone: readonly string[];
}

/** Findings of the audit, and what people said to them. Mended ones stay, dated. */
export interface FindingStore {
  /**
   * Takes all findings that stand in a scope: what is missing among them is mended. One that comes back stands from then on, and what was
   * accepted of it stays accepted. One transaction.
   * @throws RangeError when one concerns no resource of the scope; nothing is stored then
   */
  record(scope: Scope, found: readonly AuditedFinding[], at: EpochMs): Promise<FindingChange>;
  /** Those that stand, and those mended at this moment or later, by id. */
  list(query?: {
    readonly resourceIds?: readonly ResourceId[] | undefined;
    readonly goneSince?: EpochMs | undefined;
  }): Promise<readonly StoredFinding[]>;
  /** Somebody can live with it. In place of what was said before. @returns whether there is such a finding */
  accept(id: string, said: { readonly by: string; readonly reason: string }, at: EpochMs): Promise<boolean>;
  /** @returns whether there is such a finding */
  unaccept(id: string): Promise<boolean>;
}

/** An event or message that somebody kept to try routes with. */
export interface KeptSample {
  readonly id: string;
  readonly resourceId: ResourceId;
  readonly name: string;
  /** Untrusted JSON. Text within is made storable, names of fields included. */
  readonly event: unknown;
  readonly createdAt: EpochMs;
  readonly createdBy: string;
}

/** Why a sample was not kept. */
export type SampleRefusal = 'too-many' | 'too-large' | 'no-such-resource';

/** Samples of events, at most 50 a resource, each at most 256 KiB of JSON: the size of the largest event there is by default. */
export interface SampleStore {
  /** By resource, oldest first. */
  list(resourceIds: readonly ResourceId[]): Promise<readonly KeptSample[]>;
  add(sample: Omit<KeptSample, 'id'>): Promise<{ readonly kept: KeptSample } | { readonly refused: SampleRefusal }>;
  /** @returns whether there was such a sample */
  remove(resourceId: ResourceId, id: string): Promise<boolean>;
}

/** What Weir asked of AWS, and what that cost. */
export interface MeterStore {
  /** Adds to what is counted already. */
  add(calls: readonly ApiCallCount[]): Promise<void>;
  /**
   * Sums over the days of a UTC month, per account, region and API. `day` of each row is the first of the month.
   * @param month `2026-11`
   * @throws RangeError for anything else
   */
  month(month: string): Promise<readonly ApiCallCount[]>;
  /** Replaces what the governor decided for these accounts. */
  setBudgets(budgets: readonly AccountBudget[]): Promise<void>;
  budgets(): Promise<readonly AccountBudget[]>;
}

export type CollectorState = 'starting' | 'running' | 'stopped';

export interface CollectorStatus {
  readonly state: CollectorState;
  readonly heartbeatAt: EpochMs;
  readonly backfill: { readonly done: number; readonly total: number } | null;
}

export interface CollectorStore {
  heartbeat(id: string, at: EpochMs, state: CollectorState, backfill: CollectorStatus['backfill']): Promise<void>;
  /** The newest heartbeat of any collector; null when there was never one. */
  status(): Promise<CollectorStatus | null>;
  /** The right to collect from an account, which one process has at a time; null when another has it. */
  lease(accountId: string): Promise<Lease | null>;
}

export interface MaintenanceReport {
  /** Partitions made ahead of time. */
  readonly created: number;
  /** Partitions dropped because their time was over. */
  readonly dropped: number;
  /** Hours of one series whose rollups were built. */
  readonly rolledUp: number;
}

export interface MaintenanceStore {
  /** Everything due at `now`: partitions ahead, rollups, retention. May be killed and repeated at any time; one process works, others return at once. */
  run(now: EpochMs): Promise<MaintenanceReport>;
}

/** Everything Weir keeps. */
export interface Store {
  readonly catalogue: CatalogueStore;
  readonly series: SeriesStore;
  readonly streams: StreamStore;
  readonly deliveryLogs: DeliveryLogStore;
  readonly state: StateStore;
  readonly triage: TriageStore;
  readonly notifications: NotificationStore;
  readonly redrives: RedriveStore;
  readonly findings: FindingStore;
  readonly samples: SampleStore;
  readonly identity: IdentityStore;
  readonly auditLog: AuditLogStore;
  readonly meter: MeterStore;
  readonly collector: CollectorStore;
  readonly maintenance: MaintenanceStore;
  /** Tells of every change committed from now on by any process, this one included. */
  onChange(handler: (change: StoreChange) => void): Promise<{ stop(): Promise<void> }>;
  /** @throws when the database does not answer */
  ping(): Promise<void>;
  close(): Promise<void>;
}
