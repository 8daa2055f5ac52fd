import { SHARD_WRITE_LIMIT, writeUtilisation } from '@weir/domain';
import type { FlatHeatmap, HeatmapMetric } from '@weir/contract';

/** What one shard was offered at one moment, as shares of its write limit. */
export interface ShardPoint {
  /** Start of the step, epoch milliseconds. */
  readonly at: number;
  readonly accepted: number | null;
  /** With what was refused; null when that is not known. */
  readonly offered: number | null;
  readonly provisional: boolean;
}

/** The heatmaps one chart is made of. */
export const SHARD_METRICS = ['writeBytes', 'writeRecords', 'throttled'] as const satisfies readonly HeatmapMetric[];

/** One shard's values in a heatmap: empty when it is not in it. */
export function rowOf(heatmap: FlatHeatmap, shardId: string): Float32Array {
  const row = heatmap.rows.findIndex((candidate) => candidate.shardId === shardId);
  return row < 0 ? new Float32Array() : heatmap.values.subarray(row * heatmap.columns, (row + 1) * heatmap.columns);
}

/**
 * Accepted load and what was refused on top of it. AWS counts refused records but not their bytes: they are taken to be as heavy as those
 * accepted in the same step, so that the offered load is to the accepted one as the offered records to the accepted ones.
 */
export function shardPoints(bytes: FlatHeatmap, records: FlatHeatmap, throttled: FlatHeatmap, shardId: string): readonly ShardPoint[] {
  const [byteRow, recordRow, refusedRow] = [bytes, records, throttled].map((heatmap) => rowOf(heatmap, shardId));
  const stepMs = bytes.stepSeconds * 1000;
  return Array.from({ length: bytes.columns }, (_unused, place) => {
    const at = bytes.from + place * stepMs;
    const load = { bytesPerSecond: known(byteRow?.[place]) ?? 0, recordsPerSecond: known(recordRow?.[place]) ?? 0 };
    const accepted = known(byteRow?.[place]) === null && known(recordRow?.[place]) === null ? null : writeUtilisation(load);
    const refused = known(refusedRow?.[place]);
    return {
      at,
      accepted,
      offered:
        accepted === null || refused === null ? null : offeredShare(accepted, load.recordsPerSecond, refused / throttled.stepSeconds),
      provisional: bytes.provisionalFrom !== null && at >= bytes.provisionalFrom,
    };
  });
}

const known = (value: number | undefined): number | null => (value === undefined || Number.isNaN(value) ? null : value);

function offeredShare(accepted: number, recordsPerSecond: number, refusedPerSecond: number): number {
  if (refusedPerSecond === 0) return accepted;
  // Nothing got through to weigh the refused ones by: by their number alone.
  if (recordsPerSecond === 0) return accepted + refusedPerSecond / SHARD_WRITE_LIMIT.recordsPerSecond;
  return accepted * (1 + refusedPerSecond / recordsPerSecond);
}
