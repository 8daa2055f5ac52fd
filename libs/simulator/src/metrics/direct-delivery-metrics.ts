import { MINUTE_MS } from '@weir/domain';
import { seedOf, uniform } from '../chance/chance.js';
import type { DirectDelivery } from '../topics/direct-delivery.js';
import { oneSample, type MetricFeed, type MetricUnit, type Samples } from './metric-feed.js';

/** Metrics of a delivery stream that others put into and that delivers to S3. Source: Firehose Developer Guide, "Monitoring with CloudWatch metrics". */
export const DIRECT_DELIVERY_METRICS = {
  IncomingRecords: 'Count',
  ThrottledRecords: 'Count',
  'DeliveryToS3.Records': 'Count',
  'DeliveryToS3.Success': 'Count',
  'DeliveryToS3.DataFreshness': 'Seconds',
} as const satisfies Record<string, MetricUnit>;
type DirectDeliveryMetric = keyof typeof DIRECT_DELIVERY_METRICS;

/** It collects for so long before it delivers. */
export const DIRECT_BUFFER_SECONDS = 300;

const isKnown = (name: string): name is DirectDeliveryMetric => Object.hasOwn(DIRECT_DELIVERY_METRICS, name);

/** A metric of a delivery stream that topics put into; null: it has none of that name. */
export function directDeliveryFeed({ name, feeders }: DirectDelivery, metricName: string): MetricFeed | null {
  const [first] = feeders;
  if (first === undefined || !isKnown(metricName)) return null;
  const putIn = (minuteStart: number): number =>
    feeders.reduce((sum, { log }) => {
      const delivered = log.read(minuteStart, 'delivered');
      return Number.isNaN(delivered) ? sum : sum + delivered;
    }, 0);
  return {
    seed: first.seed,
    metricSeed: seedOf(0, `${name}/${metricName}`),
    unit: DIRECT_DELIVERY_METRICS[metricName],
    revised: metricName === 'IncomingRecords',
    settled: (minuteStart) => minuteOf(metricName, putIn(minuteStart), first.seed, minuteStart),
  };
}

function minuteOf(metric: DirectDeliveryMetric, records: number, seed: number, minuteStart: number): Samples | null {
  if (records === 0) return null;
  switch (metric) {
    case 'IncomingRecords':
    case 'DeliveryToS3.Records':
      return oneSample(records);
    case 'ThrottledRecords':
      return oneSample(0);
    case 'DeliveryToS3.Success':
      return oneSample(1);
    case 'DeliveryToS3.DataFreshness':
      return oneSample(Math.round(DIRECT_BUFFER_SECONDS * (0.9 + 0.15 * uniform(seed, minuteStart / MINUTE_MS, 7))));
  }
}
