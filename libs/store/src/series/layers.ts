import type { EpochMs } from '@weir/contract';

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/**
 * What is kept, how fine, and for how long.
 *
 *     sample      1 min   15 days in  15 partitions   21,600 rows a series
 *     rollup_5m   5 min   63 days in   9 partitions   18,144 rows a series
 *     rollup_1h   1 h    455 days in  13 partitions   10,920 rows a series
 *
 * The ages are CloudWatch's own (Amazon CloudWatch User Guide, "Metrics retention"), so that Weir never knows less than AWS.
 */
export const LAYERS = {
  raw: { table: 'sample', resolutionMs: MINUTE, retentionMs: 15 * DAY, partitionMs: DAY },
  fiveMinutes: { table: 'rollup_5m', resolutionMs: 5 * MINUTE, retentionMs: 63 * DAY, partitionMs: 7 * DAY },
  hour: { table: 'rollup_1h', resolutionMs: HOUR, retentionMs: 455 * DAY, partitionMs: 35 * DAY },
} as const satisfies Record<string, Layer>;

export interface Layer {
  readonly table: string;
  readonly resolutionMs: number;
  readonly retentionMs: number;
  readonly partitionMs: number;
}

export type LayerName = keyof typeof LAYERS;

/** Every table whose partitions are made and dropped by date: the layers, and what is kept of streams by the minute. */
export const PARTITIONED = {
  ...LAYERS,
  shardMinutes: { table: 'shard_minute', resolutionMs: MINUTE, retentionMs: 15 * DAY, partitionMs: DAY },
  keySamples: { table: 'key_sample', resolutionMs: MINUTE, retentionMs: 15 * DAY, partitionMs: DAY },
} as const satisfies Record<string, Layer>;

export type PartitionedName = keyof typeof PARTITIONED;
export const PARTITIONED_NAMES = Object.keys(PARTITIONED) as readonly PartitionedName[];

const EARLIEST = Date.UTC(2000, 0, 1);
const LATEST = Date.UTC(2100, 0, 1);

/** @throws RangeError for a moment outside 2000 to 2100, which is a mistake and would cost a partition */
export function requireMoment(at: EpochMs, of: string): void {
  if (!(at >= EARLIEST && at < LATEST)) throw new RangeError(`a row of ${of} is at ${at}, which is no moment between 2000 and 2100`);
}

export const floorTo = (at: EpochMs, lengthMs: number): EpochMs => Math.floor(at / lengthMs) * lengthMs;
export const ceilTo = (at: EpochMs, lengthMs: number): EpochMs => Math.ceil(at / lengthMs) * lengthMs;

/** Start of the oldest partition of which anything is still to be kept at `now`. Only what lies before it is dropped. */
export const retentionFloor = (layer: Layer, now: EpochMs): EpochMs => floorTo(now - layer.retentionMs, layer.partitionMs);
