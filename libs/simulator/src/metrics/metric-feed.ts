export type Statistic = 'SampleCount' | 'Average' | 'Sum' | 'Minimum' | 'Maximum';

/** Samples of one metric over some time. */
export interface Samples {
  count: number;
  sum: number;
  min: number;
  max: number;
}

/** Where the minutes of one metric of one resource come from. */
export interface MetricFeed {
  /** Of the resource: what is reported together shares it. */
  readonly seed: number;
  readonly metricSeed: number;
  /** Whether the first report of a minute may fall short. */
  readonly revised: boolean;
  readonly unit: MetricUnit;
  /** A minute that is over, as it was; null when nothing was emitted. `minuteStart`: epoch milliseconds. */
  readonly settled: (minuteStart: number) => Samples | null;
}

export type MetricUnit = 'Count' | 'Bytes' | 'Seconds' | 'Milliseconds';

/** One sample: a gauge, or a counter of a whole minute. */
export const oneSample = (value: number): Samples => ({ count: 1, sum: value, min: value, max: value });

/** `count` samples that are all alike. */
export const evenSamples = (count: number, sum: number): Samples => ({ count, sum, min: sum / count, max: sum / count });

export function merge(total: Samples, more: Samples): Samples {
  total.count += more.count;
  total.sum += more.sum;
  total.min = Math.min(total.min, more.min);
  total.max = Math.max(total.max, more.max);
  return total;
}

export function statisticOf(samples: Samples, statistic: Statistic): number {
  switch (statistic) {
    case 'SampleCount':
      return samples.count;
    case 'Average':
      return samples.sum / samples.count;
    case 'Sum':
      return samples.sum;
    case 'Minimum':
      return samples.min;
    case 'Maximum':
      return samples.max;
  }
}
