import type { AccountBudget, EpochMs, QueueMetric, ResourceId, ResourceKind, ScopeStatus, Series } from '@weir/contract';
import type {
  AbsenceSpan,
  ApiCallCount,
  CatalogueResource,
  DiscoveredResource,
  FamilyName,
  ResourceState,
  SampleRow,
  Scope,
  VerdictTransition,
} from '@weir/domain';

/** What one discovery found different from the last. */
export interface DiscoveryChange {
  readonly added: readonly ResourceId[];
  readonly changed: readonly ResourceId[];
  readonly deleted: readonly ResourceId[];
  readonly restored: readonly ResourceId[];
}

/** What exists in AWS, with its history. */
export interface CatalogueStore {
  /**
   * Takes a complete listing of one kind in one scope: what is not in `found` gets a date of deletion. Every difference is noted in
   * `resource_change`, with before and after; redrive links are kept in `link`, dated. One transaction.
   */
  record(scope: Scope, kind: ResourceKind, found: readonly DiscoveredResource[], at: EpochMs): Promise<DiscoveryChange>;
  /** Everything ever seen, deleted resources included, by name. */
  list(): Promise<readonly CatalogueResource[]>;
}

export interface SeriesRequest {
  readonly metric: QueueMetric;
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
  /** Per resource that is not deleted: which whole minutes of the range still have to be asked for. */
  coverage(family: FamilyName, from: EpochMs, to: EpochMs): Promise<ReadonlyMap<ResourceId, Coverage>>;
}

export interface StateBatch {
  readonly states: readonly ResourceState[];
  readonly transitions: readonly VerdictTransition[];
  readonly scopes?: readonly ScopeStatus[] | undefined;
  readonly at: EpochMs;
}

/** What the judge concluded, and what follows from it. */
export interface StateStore {
  /** All or nothing: states, transitions with their outbox rows, scopes. Every process hears of it (`onChange`) when it is committed. */
  commit(batch: StateBatch): Promise<void>;
  load(ids?: readonly ResourceId[]): Promise<readonly ResourceState[]>;
  /** Transitions of `[from, to)`, newest first. */
  transitions(query: {
    readonly resourceId?: ResourceId | undefined;
    readonly from: EpochMs;
    readonly to: EpochMs;
    readonly limit: number;
  }): Promise<readonly VerdictTransition[]>;
  scopes(): Promise<readonly ScopeStatus[]>;
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

/** A right that ends with its holder's connection. */
export interface Lease {
  /** False once released or once the connection was lost; another process may hold it then. */
  readonly held: boolean;
  release(): Promise<void>;
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

/**
 * What a process committed: states of these resources, what exists, how well scopes are seen. `all`: the connection was lost for a
 * while, anything may have changed.
 */
export type StoreChange =
  { readonly ids: readonly ResourceId[] } | { readonly catalogue: true } | { readonly scopes: true } | { readonly all: true };

/** Everything Weir keeps. */
export interface Store {
  readonly catalogue: CatalogueStore;
  readonly series: SeriesStore;
  readonly state: StateStore;
  readonly meter: MeterStore;
  readonly collector: CollectorStore;
  readonly maintenance: MaintenanceStore;
  /** Tells of every change committed from now on by any process, this one included. */
  onChange(handler: (change: StoreChange) => void): Promise<{ stop(): Promise<void> }>;
  /** @throws when the database does not answer */
  ping(): Promise<void>;
  close(): Promise<void>;
}
