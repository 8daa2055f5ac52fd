import type { EpochMs, QueueMetric, ResourceId } from '@weir/contract';
import { familyOf, MAX_DATAPOINTS_PER_CALL, MAX_QUERIES_PER_CALL, type QueueFamilyName } from '@weir/domain';

export interface MetricResource {
  readonly resourceId: ResourceId;
  /** The queue's name: CloudWatch's QueueName dimension. */
  readonly name: string;
  readonly fifo: boolean;
}

/** One metric of one resource, and how CloudWatch calls it. */
export interface MetricQuery {
  readonly resource: MetricResource;
  readonly metric: QueueMetric;
  readonly awsName: string;
  readonly statistic: 'Maximum' | 'Sum' | 'Average';
}

/** One GetMetricData request, first page: these queries over this range. */
export interface MetricCall {
  readonly queries: readonly MetricQuery[];
  readonly from: EpochMs;
  readonly to: EpochMs;
  /** Range ÷ period × queries: what CloudWatch counts against its datapoint budget, whether or not the points exist. */
  readonly estimatedDatapoints: number;
}

/** Every metric asked of every resource that has it. FIFO's own metrics are asked of FIFO queues only. */
export function queriesFor(
  resources: readonly MetricResource[],
  family: QueueFamilyName,
  metrics: readonly QueueMetric[],
): readonly MetricQuery[] {
  const wanted = familyOf(family).metrics.filter((metric) => metrics.includes(metric.key));
  return resources.flatMap((resource) =>
    wanted.flatMap(({ key, awsName, statistic, fifoOnly }) =>
      awsName === null || (fifoOnly === true && !resource.fifo) ? [] : [{ resource, metric: key, awsName, statistic }],
    ),
  );
}

/**
 * Packs queries into as few calls as AWS's limits allow. AWS bills per metric and call whatever the range, so the range is cut only
 * when a single query would exceed the datapoints of one call.
 *
 * @param window aligned to the period
 */
export function packCalls(
  queries: readonly MetricQuery[],
  window: { readonly from: EpochMs; readonly to: EpochMs },
  periodSeconds: number,
): readonly MetricCall[] {
  const periodMs = periodSeconds * 1_000;
  const calls: MetricCall[] = [];
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
