import { SHARD_METRIC_ORDER, type ShardMetric, type ShardMinute } from '@weir/domain';

type Told = Pick<ShardMinute, 'source' | 'settled' | 'values'>;

/** What a minute becomes when it is written again: the rule of `StreamStore.writeShardMinutes`, value by value and slowly. */
export function mergeShardValues(stored: Told, written: Told): Told {
  if (stored.settled && !written.settled) return stored;
  if (stored.source === 'metrics' && written.source === 'sampled') return stored;
  if (stored.source === 'sampled' && written.source === 'metrics') return written;
  const values: Partial<Record<ShardMetric, (number | null)[]>> = {};
  for (const metric of SHARD_METRIC_ORDER) {
    const [before, after] = [stored.values[metric] ?? [], written.values[metric] ?? []];
    values[metric] = Array.from({ length: Math.max(before.length, after.length) }, (_, index) => after[index] ?? before[index] ?? null);
  }
  return { source: stored.source, settled: written.settled, values };
}

/** The same values, without what says nothing: unknown ones at the end, metrics without any. */
export function knownValues(values: ShardMinute['values']): Partial<Record<ShardMetric, (number | null)[]>> {
  const known: Partial<Record<ShardMetric, (number | null)[]>> = {};
  for (const metric of SHARD_METRIC_ORDER) {
    const list = values[metric] ?? [];
    const length = list.findLastIndex((value) => value !== null) + 1;
    if (length > 0) known[metric] = list.slice(0, length);
  }
  return known;
}
