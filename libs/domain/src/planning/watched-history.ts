import type { EpochMs, GovernorStep, WeirConfig } from '@weir/contract';
import { MINUTE_MS } from '../series/sample.js';
import { SHARD_METRIC_ORDER, type ShardMetric } from '../series/stream-metrics.js';
import { polledShardMetrics } from './stream-polling.js';

/** What is asked of each shard only while somebody looks. */
export const WATCHED_SHARD_METRICS: readonly ShardMetric[] = SHARD_METRIC_ORDER.filter(
  (metric) => !polledShardMetrics({ watched: false }).includes(metric),
);

/** A day is what a stream's page shows by the minute; AWS bills metrics, not the minutes asked of them. */
const FURTHEST_MS = 24 * 60 * MINUTE_MS;
/** Of a stream of very many shards less, for all of it passes through this process: a thousand shards have two hours. */
const MOST_POINTS = 400_000;

export interface WatchedShards {
  readonly meteredShards: number;
  /** Up to when somebody looked before, and these metrics are known; null: nobody did since this process began. */
  readonly knownTo: EpochMs | null;
  /** Where the regular reads, which ask for everything from now on, begin; null: there was none yet. */
  readonly regularFrom: EpochMs | null;
}

/**
 * The minutes of `WATCHED_SHARD_METRICS` that are missing when somebody begins to look at a stream; null: none, or the budget governor saves
 * on what is already there, or history is not wanted at all.
 */
export function missingWhenWatched(
  { meteredShards, knownTo, regularFrom }: WatchedShards,
  steps: readonly GovernorStep[],
  config: WeirConfig,
): { readonly from: EpochMs; readonly to: EpochMs } | null {
  if (meteredShards === 0 || regularFrom === null || steps.length > 0 || config.cloudwatch.backfillDays === 0) return null;
  const affordable = Math.floor(MOST_POINTS / (meteredShards * WATCHED_SHARD_METRICS.length)) * MINUTE_MS;
  const from = Math.max(knownTo ?? 0, regularFrom - Math.min(FURTHEST_MS, affordable));
  return from < regularFrom ? { from, to: regularFrom } : null;
}
