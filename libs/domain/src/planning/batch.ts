import type { EpochMs, QueueMetric, ResourceId } from '@weir/contract';
import type { Scope, ScopeKey } from '../model/scope.js';
import type { FamilyName } from '../series/families.js';

interface Work {
  readonly scope: Scope;
  readonly scopeKey: ScopeKey;
  /** Calls to AWS this should take. */
  readonly calls: number;
  /** What AWS should charge for them, US dollars. */
  readonly usd: number;
}

/** Depths from SQS, one GetQueueAttributes a queue. */
export interface LiveBatch extends Work {
  readonly kind: 'live';
  readonly resourceIds: readonly ResourceId[];
}

/** One call of GetMetricData: every metric of every resource, in whole periods from `from` (inclusive) to `to` (exclusive). */
export interface MetricsBatch extends Work {
  readonly kind: 'metrics';
  readonly family: FamilyName;
  readonly metrics: readonly QueueMetric[];
  readonly resourceIds: readonly ResourceId[];
  readonly from: EpochMs;
  readonly to: EpochMs;
  readonly periodSeconds: number;
  /** What AWS charges by: metrics × resources. */
  readonly estimatedMetrics: number;
}

/** A complete listing of the scope. */
export interface DiscoveryBatch extends Work {
  readonly kind: 'discovery';
}

/** History fetched after a gap, one call of GetMetricData. */
export interface BackfillBatch extends Omit<MetricsBatch, 'kind'> {
  readonly kind: 'backfill';
  /** The layer its points belong to. Only `minutes` are samples; see `planBackfill`. */
  readonly layer: BackfillLayer;
  /** Progress it makes: resources × minutes. */
  readonly resourceMinutes: number;
}

export type BackfillLayer = 'minutes' | 'five-minutes' | 'hours';

/** Work for the collector, planned but not begun. */
export type Batch = LiveBatch | MetricsBatch | DiscoveryBatch | BackfillBatch;

/** Limits of one GetMetricData call (CloudWatch API reference, GetMetricData). */
export const MAX_QUERIES_PER_CALL = 500;
export const MAX_DATAPOINTS_PER_CALL = 100_800;
