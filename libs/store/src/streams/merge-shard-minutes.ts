import { SHARD_METRIC_ORDER, type ShardMetric } from '@weir/domain';
import type { StoredShardMinute } from '../store.js';

/**
 * What a minute becomes when it is written again. A row gathers the replies of many calls, so each value stands by itself: the newer
 * displaces the older, an unknown one none. But nothing provisional touches a settled row, nothing sampled a measured one, and
 * a measurement takes the place of an estimate whole: a row has one source.
 * @returns `stored` itself when nothing changes
 */
export function mergeShardMinutes(stored: StoredShardMinute, written: StoredShardMinute): StoredShardMinute {
  if (stored.settled && !written.settled) return stored;
  if (stored.source !== written.source) return stored.source === 'metrics' ? stored : written;
  let changed = stored.settled !== written.settled;
  const values: Partial<Record<ShardMetric, Float32Array>> = {};
  for (const metric of SHARD_METRIC_ORDER) {
    const before = stored.values[metric];
    const merged = mergeFloats(before, written.values[metric]);
    if (merged) values[metric] = merged;
    changed ||= merged !== before;
  }
  return changed ? { ...written, values } : stored;
}

/** `before` itself when nothing changes. */
function mergeFloats(before: Float32Array | undefined, after: Float32Array | undefined): Float32Array | undefined {
  if (!before || !after) return before ?? after;
  const isNews = after.some((value, index) => !Number.isNaN(value) && value !== before[index]);
  if (!isNews) return before;
  const merged = new Float32Array(Math.max(before.length, after.length)).fill(Number.NaN);
  merged.set(before);
  for (const [index, value] of after.entries()) if (!Number.isNaN(value)) merged[index] = value;
  return merged;
}
