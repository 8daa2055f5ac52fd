import type { EpochMs } from '@weir/contract';
import { MAX_DATAPOINTS_PER_CALL, MAX_QUERIES_PER_CALL } from '@weir/domain';

/** One metric at CloudWatch: its name alone says little, its dimensions say whose it is. `key` is the caller's own, and given back. */
export interface MetricQuery<Key> {
  readonly key: Key;
  readonly namespace: string;
  readonly awsName: string;
  readonly dimensions: Readonly<Record<string, string>>;
  readonly statistic: 'Maximum' | 'Sum' | 'Average';
}

/** One GetMetricData request, first page: these queries over this range. */
export interface MetricCall<Key> {
  readonly queries: readonly MetricQuery<Key>[];
  readonly from: EpochMs;
  readonly to: EpochMs;
  /** Range ÷ period × queries: what CloudWatch counts against its datapoint budget, whether or not the points exist. */
  readonly estimatedDatapoints: number;
}

/**
 * Packs queries into as few calls as AWS's limits allow. AWS bills per metric and call whatever the range, so the range is cut only
 * when a single query would exceed the datapoints of one call.
 *
 * @param window aligned to the period
 */
export function packCalls<Key>(
  queries: readonly MetricQuery<Key>[],
  window: { readonly from: EpochMs; readonly to: EpochMs },
  periodSeconds: number,
): readonly MetricCall<Key>[] {
  const periodMs = periodSeconds * 1_000;
  const calls: MetricCall<Key>[] = [];
  for (let from = window.from; from < window.to; from += MAX_DATAPOINTS_PER_CALL * periodMs) {
    const to = Math.min(window.to, from + MAX_DATAPOINTS_PER_CALL * periodMs);
    const pointsPerQuery = Math.ceil((to - from) / periodMs);
    const perCall = Math.min(MAX_QUERIES_PER_CALL, Math.floor(MAX_DATAPOINTS_PER_CALL / pointsPerQuery));
    for (let first = 0; first < queries.length; first += perCall) {
      const packed = queries.slice(first, first + perCall);
      calls.push({ queries: packed, from, to, estimatedDatapoints: packed.length * pointsPerQuery });
    }
  }
  return calls;
}
