import type { FanoutMetric, QueueMetric } from '@weir/contract';
import { type CatalogueResource, dimensionSetsOf, FAMILIES_OF_KIND, isFanout, minuteOf } from '@weir/domain';
import type { CollectorRig } from './collector-rig.js';

/** A counter of something, by the name Weir gives it. */
export type ToldCounter =
  | { readonly of: 'queue'; readonly metric: QueueMetric }
  | { readonly of: 'topic' | 'bus' | 'rule' | 'pipe'; readonly metric: FanoutMetric };

/** What CloudWatch tells of a counter at this moment to whoever asks: values by the start of their minutes, from `from` on. */
export async function toldMinutes(
  rig: CollectorRig,
  entry: CatalogueResource,
  counter: ToldCounter,
  from: number,
): Promise<readonly (readonly [number, number])[]> {
  const window = { from: minuteOf(from), to: minuteOf(rig.now), periodSeconds: 60 as const };
  const reader = rig.reader(entry);
  if (window.from >= window.to) return [];
  if (counter.of === 'queue') {
    const resources = [{ resourceId: entry.id, name: entry.name, fifo: false }];
    const { series } = await reader.readMetrics({ ...window, resources, family: 'sqs.cloudwatch', metrics: [counter.metric] });
    return series[0]?.points ?? [];
  }
  const [family] = isFanout(entry) ? FAMILIES_OF_KIND[entry.kind] : [];
  if (!isFanout(entry) || family === undefined) throw new Error(`CloudWatch has no counters of ${entry.name}`);
  const busName = entry.kind === 'rule' ? (entry.config?.busName ?? null) : null;
  const dimensionSets = dimensionSetsOf(family, { kind: entry.kind, name: entry.name, busName, sharesName: true });
  const resources = [{ resourceId: entry.id, family, dimensionSets, metrics: [counter.metric] }];
  const { series } = await reader.readFanoutMetrics({ ...window, resources });
  return series[0]?.points ?? [];
}
