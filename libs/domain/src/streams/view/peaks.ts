import type { AdviceOptions } from '../advice/shard-advice.js';
import { cellOf, type PlacedShard, type ShardReadings } from './heatmap.js';

const HOUR_MS = 3_600_000;

/**
 * How hot each shard was in its hottest step.
 * @param steps in order of time
 */
export function peaksOf(
  shards: readonly Pick<PlacedShard, 'shardId' | 'ordinal'>[],
  steps: readonly ShardReadings[],
  stepMs: number,
): NonNullable<AdviceOptions['peaks']> {
  const utilisation = new Map<string, number>();
  for (const { shardId, ordinal } of shards) {
    let hottest = -1;
    for (const step of steps) {
      const value = cellOf('write', step, ordinal);
      if (value > hottest) hottest = value;
    }
    if (hottest >= 0) utilisation.set(shardId, hottest);
  }
  const [first, last] = [steps[0], steps.at(-1)];
  return { utilisation, hours: first === undefined || last === undefined ? 0 : (last.at - first.at + stepMs) / HOUR_MS };
}
