import type { Resource, ResourceMetric } from '@weir/contract';

const SECONDS = 60;

/** The newest value of a metric, of a whole minute where it is a count; null: not known, or AWS told of none. */
export const newest = ({ latest }: Pick<Resource, 'latest'>, metric: ResourceMetric): number | null => latest[metric]?.value ?? null;

/** The newest minute of a count per second; null as above. */
export function perSecond(resource: Pick<Resource, 'latest'>, metric: ResourceMetric): number | null {
  const value = newest(resource, metric);
  return value === null ? null : value / SECONDS;
}
