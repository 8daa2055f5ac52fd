import type { QueueMetric, ResourceId, ResourceMetric } from '@weir/contract';
import type { KeyedSeries } from './cloudwatch.js';
import type { JoinedSeries } from './metric-joining.js';

/** Whose series it is: enough to tell series of one reply apart. */
export interface SeriesKey<Metric extends ResourceMetric> {
  readonly resourceId: ResourceId;
  readonly metric: Metric;
}

export type MetricSeries<Metric extends ResourceMetric = QueueMetric> = SeriesKey<Metric> & JoinedSeries;

export interface MetricsReply<Metric extends ResourceMetric = QueueMetric> {
  /** One for each metric of each resource that has it, in the order asked. */
  readonly series: readonly MetricSeries<Metric>[];
}

/** Series with what they are called by beside what they hold. */
export const replyOf = <Key extends object>(series: readonly KeyedSeries<Key>[]): { readonly series: readonly (Key & JoinedSeries)[] } => ({
  series: series.map(({ key, points, outcome }) => ({ ...key, points, outcome })),
});
