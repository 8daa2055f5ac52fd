import type { FlatHeatmap } from '@weir/contract';
import { RING_SIZE } from '@weir/domain';

interface RowSpec {
  readonly number: number;
  /** Parts of the ring, in quarters. */
  readonly from: number;
  readonly to: number;
  readonly values: readonly (number | null)[];
  readonly openedAt?: number;
  readonly closedAt?: number;
}

const quarter = (part: number): bigint => (RING_SIZE / 4n) * BigInt(part);

/** A small heatmap of minutes that begins at 0, for tests that state every value. */
export function heatmapOf(rows: readonly RowSpec[], change: Partial<FlatHeatmap> = {}): FlatHeatmap {
  const columns = Math.max(0, ...rows.map(({ values }) => values.length));
  return {
    axis: 'hash',
    metric: 'write',
    unit: 'share',
    limit: 1,
    source: 'metrics',
    sampled: [],
    from: 0,
    stepSeconds: 60,
    columns,
    rows: rows.map(({ number, from, to, openedAt, closedAt }) => ({
      shardId: `shardId-${String(number).padStart(12, '0')}`,
      start: quarter(from).toString(),
      end: (quarter(to) - 1n).toString(),
      openedAt: openedAt ?? null,
      closedAt: closedAt ?? null,
    })),
    values: Float32Array.from(
      rows.flatMap(({ values }) => Array.from({ length: columns }, (_unused, column) => values[column] ?? Number.NaN)),
    ),
    absences: [],
    gaps: [],
    provisionalFrom: null,
    reshards: [],
    ...change,
  };
}
