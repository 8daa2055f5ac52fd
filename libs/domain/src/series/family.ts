import type { ResourceMetric, SeriesStatistic, SeriesUnit } from '@weir/contract';

/**
 * A family is a named, ordered list of metrics with one writer. A sample row holds the family's values in this order, so the order
 * of a family never changes: new metrics are appended.
 */
export interface Family<Metric extends ResourceMetric = ResourceMetric> {
  readonly metrics: readonly FamilyMetric<Metric>[];
  /**
   * How two writes of the same minute combine. `newest`: a settled row displaces one that is not, whole, for a value that may still have
   * changed must not pass for final; of two alike the newer value wins, and an unknown one displaces nothing, since reads ask for different
   * metrics of one minute. `greatest`: the greater of each value, for several reads a minute.
   */
  readonly merge: 'newest' | 'greatest';
}

export interface FamilyMetric<Metric extends ResourceMetric = ResourceMetric> {
  readonly key: Metric;
  readonly unit: SeriesUnit;
  /** How minutes compose into longer steps, and the statistic asked of CloudWatch. */
  readonly statistic: SeriesStatistic;
  /** The metric's name at CloudWatch; null when it is not read there, or has a name for each type of reader (`CONSUMER_METRICS`). */
  readonly awsName: string | null;
  /** What it means when a settled minute lacks this value while the resource is active. */
  readonly whenMissing: 'not-emitted' | 'unknown';
  readonly fifoOnly?: true;
}
