import type { Absence, EpochMs, FlatHeatmap, Heatmap, HeatmapMetric, ShardLoadSource } from '@weir/contract';
import type { ShardMetric } from '../../series/stream-metrics.js';
import type { Bounds } from '../sketch/key-summary.js';
import { absentColumns, gapsAmong, sampledSpans } from './absent-columns.js';
import { demandFactor, estimatedDemand } from './demand.js';
import { byStart } from '../hash-range.js';
import { SHARD_READ_BYTES_PER_SECOND, SHARD_WRITE_LIMIT, type Shard } from '../shard.js';

/** A shard with its place in the arrays of readings. */
export interface PlacedShard extends Shard {
  readonly ordinal: number;
}

/** Readings of all shards over one step, by ordinal: sums of the known minutes, of an age the greatest. */
export interface ShardReadings {
  /** Start of the step. */
  readonly at: EpochMs;
  readonly source: 'metrics' | 'sampled';
  readonly settled: boolean;
  readonly values: Readonly<Partial<Record<ShardMetric, { readonly values: ArrayLike<number>; readonly known: ArrayLike<number> }>>>;
}

type Cells = NonNullable<ShardReadings['values'][ShardMetric]>;
/** What one shard did, by its ordinal; NaN: not known. */
type CellReader = (ordinal: number) => number;

interface Measure {
  readonly unit: Heatmap['unit'];
  readonly needs: readonly ShardMetric[];
  /** Reads the cells of one step. Its arrays are looked up once: a day of a thousand shards has a million and a half cells. */
  readonly reader: (cellsOf: (metric: ShardMetric) => Cells) => CellReader;
}

const NO_CELLS: Cells = { values: [], known: [] };

const sumOf = ({ values }: Cells, ordinal: number): number => values[ordinal] ?? Number.NaN;

/** Per second, by the minutes it is known for: what was not read must not thin out what was. */
function rateOf({ values, known }: Cells, ordinal: number): number {
  const minutes = known[ordinal] ?? 0;
  return minutes === 0 ? Number.NaN : (values[ordinal] ?? Number.NaN) / (60 * minutes);
}

const rateMeasure = (unit: Heatmap['unit'], metric: ShardMetric, limit = 1): Measure => ({
  unit,
  needs: [metric],
  reader: (cellsOf) => {
    const cells = cellsOf(metric);
    return (ordinal) => rateOf(cells, ordinal) / limit;
  },
});
const plainMeasure = (unit: Heatmap['unit'], metric: ShardMetric): Measure => ({
  unit,
  needs: [metric],
  reader: (cellsOf) => {
    const cells = cellsOf(metric);
    return (ordinal) => sumOf(cells, ordinal);
  },
});

/** What each metric of a heatmap is made of. `write` is what is demanded, by the estimate of `demandFactor`: only so can it exceed the limit. Limits: Kinesis Data Streams Developer Guide, "Quotas and limits". */
const MEASURES: Readonly<Record<HeatmapMetric, Measure>> = {
  write: {
    unit: 'share',
    needs: ['incomingBytes', 'incomingRecords', 'writeThrottled'],
    reader: (cellsOf) => {
      const [bytes, records, refused] = [cellsOf('incomingBytes'), cellsOf('incomingRecords'), cellsOf('writeThrottled')];
      return (ordinal) =>
        estimatedDemand(sumOf(records, ordinal), sumOf(refused, ordinal)) *
        greaterKnown(
          rateOf(bytes, ordinal) / SHARD_WRITE_LIMIT.bytesPerSecond,
          rateOf(records, ordinal) / SHARD_WRITE_LIMIT.recordsPerSecond,
        );
    },
  },
  writeBytes: rateMeasure('per-second', 'incomingBytes'),
  writeRecords: rateMeasure('per-second', 'incomingRecords'),
  read: rateMeasure('share', 'outgoingBytes', SHARD_READ_BYTES_PER_SECOND),
  throttled: plainMeasure('count', 'writeThrottled'),
  readThrottled: plainMeasure('count', 'readThrottled'),
  lag: plainMeasure('milliseconds', 'iteratorAge'),
};

const greaterKnown = (a: number, b: number): number => (Number.isNaN(a) ? b : Number.isNaN(b) ? a : Math.max(a, b));

/** What must be read of the shards to draw a metric. */
export const shardMetricsFor = (metric: HeatmapMetric): readonly ShardMetric[] => MEASURES[metric].needs;

export interface HeatmapRequest {
  readonly axis: Heatmap['axis'];
  readonly metric: HeatmapMetric;
  readonly from: EpochMs;
  readonly stepSeconds: number;
  readonly columns: number;
  readonly now: EpochMs;
  /** CloudWatch measures the shards now: what is young and has no value is late, not unasked. */
  readonly isMeasured: boolean;
}

const readerOf = (metric: HeatmapMetric, { values }: ShardReadings): CellReader =>
  MEASURES[metric].reader((need) => values[need] ?? NO_CELLS);

/** What a shard wrote or was refused over one step, as a share, rate or count. NaN: not known. */
export const cellOf = (metric: HeatmapMetric, step: ShardReadings, ordinal: number): number => readerOf(metric, step)(ordinal);

/** Between what the demand of a shard lies, as a share of its write limit; null: not known. */
export function demandBounds(step: ShardReadings, ordinal: number): Bounds | null {
  const estimate = cellOf('write', step, ordinal);
  if (Number.isNaN(estimate)) return null;
  const [records, refused] = [step.values.incomingRecords?.values[ordinal], step.values.writeThrottled?.values[ordinal]];
  const factor = demandFactor(records, refused);
  return { low: (estimate * factor.low) / factor.estimate, high: (estimate * factor.high) / factor.estimate };
}

/**
 * Demand by samples, which hold accepted records only: of a shard that refused when it was last measured it would look as if that had ended, so
 * nothing is told of it until CloudWatch does.
 * @param measured the newest measured step before; null: none
 */
function sampledDemand(step: ShardReadings, measured: ShardReadings | null): CellReader {
  const accepted = readerOf('write', step);
  if (measured === null) return accepted;
  const [told, before] = [readerOf('throttled', step), readerOf('throttled', measured)];
  // A step of several minutes may be measured in part: then its refusals are in it.
  return (ordinal) => (Number.isNaN(told(ordinal)) && before(ordinal) > 0 ? Number.NaN : accepted(ordinal));
}

const BLOCK_COLUMNS = 16;

interface OpenRow {
  readonly ordinal: number;
  readonly values: Float32Array;
  first: number;
  last: number;
}

function fillRow(row: OpenRow, readers: readonly (CellReader | undefined)[], from: number, to: number): void {
  const { ordinal, values } = row;
  for (let column = from; column < to; column += 1) {
    const value = readers[column]?.(ordinal) ?? Number.NaN;
    if (Number.isNaN(value)) continue;
    values[column] = value;
    if (column < row.first) row.first = column;
    row.last = column;
  }
}

/**
 * Lays readings out as a heatmap. When a shard came to be and ended is told by its readings: AWS gives no times, and discovery notices
 * minutes later.
 * @param shards all there are; those without a reading in the range are left out unless they are open
 * @param steps in the order of time; those before the range tell who refused when it began
 */
export function composeHeatmap(
  request: HeatmapRequest,
  shards: readonly PlacedShard[],
  steps: readonly ShardReadings[],
  absences: readonly Absence[],
): FlatHeatmap {
  const { axis, metric, from, columns } = request;
  const stepMs = request.stepSeconds * 1000;
  const drawn = shards
    .map((shard) => ({ shard, ordinal: shard.ordinal, values: new Float32Array(columns).fill(Number.NaN), first: columns, last: -1 }))
    .sort(axis === 'hash' ? (a, b) => byStart(a.shard.range, b.shard.range) || byId(a.shard, b.shard) : (a, b) => byId(a.shard, b.shard));
  let provisionalFrom: EpochMs | null = null;
  const sources = new Set<ShardReadings['source']>();
  let measured: ShardReadings | null = null;
  const read: (ShardReadings | undefined)[] = [];
  const readers: (CellReader | undefined)[] = [];
  for (const step of steps) {
    if (step.source === 'metrics') measured = step;
    const column = Math.round((step.at - from) / stepMs);
    if (column < 0 || column >= columns) continue;
    read[column] = step;
    readers[column] = metric === 'write' && step.source === 'sampled' ? sampledDemand(step, measured) : readerOf(metric, step);
    sources.add(step.source);
    if (!step.settled) provisionalFrom = Math.min(provisionalFrom ?? step.at, step.at);
  }
  // A few columns of all rows at a time: rows lie apart in memory, and so do columns.
  for (let start = 0; start < columns; start += BLOCK_COLUMNS)
    for (const row of drawn) fillRow(row, readers, start, Math.min(columns, start + BLOCK_COLUMNS));
  const rows = drawn.filter(({ shard, last }) => shard.open || last >= 0);
  const values = new Float32Array(rows.length * columns);
  rows.forEach((row, index) => {
    values.set(row.values, index * columns);
  });
  const lives = rows.map(({ shard, first, last }) => ({
    shard,
    openedAt: last >= 0 && first > 0 && hasParent(shard) ? from + first * stepMs : null,
    closedAt: shard.open || last < 0 ? null : from + (last + 1) * stepMs,
  }));
  return {
    axis,
    metric,
    unit: MEASURES[metric].unit,
    limit: limitOf(metric),
    source: sourceOf(sources),
    sampled: sampledSpans(request, read),
    from,
    stepSeconds: request.stepSeconds,
    columns,
    rows: lives.map(({ shard, openedAt, closedAt }) => ({
      shardId: shard.shardId,
      start: String(shard.range.start),
      end: String(shard.range.end),
      openedAt,
      closedAt,
    })),
    values,
    absences: absentColumns(request, values, absences),
    gaps: gapsAmong(request, rows.map(lifeInColumns), read, absences),
    provisionalFrom,
    reshards: reshardsOf(lives),
  };
}

interface Life {
  readonly shard: Shard;
  readonly openedAt: EpochMs | null;
  readonly closedAt: EpochMs | null;
}

/** Splits and merges that the lives of shards tell of, in order. */
function reshardsOf(lives: readonly Life[]): Heatmap['reshards'] {
  const events = new Map<string, Heatmap['reshards'][number]>();
  for (const { shard, openedAt } of lives) {
    if (openedAt === null || shard.parentShardId === null) continue;
    const merged = shard.adjacentParentShardId !== null;
    const parents = merged ? [shard.parentShardId, shard.adjacentParentShardId ?? ''] : [shard.parentShardId];
    const known = events.get(parents.join());
    if (known === undefined)
      events.set(parents.join(), { at: openedAt, kind: merged ? 'merge' : 'split', parents, children: [shard.shardId] });
    else events.set(parents.join(), { ...known, at: Math.min(known.at, openedAt), children: [...known.children, shard.shardId] });
  }
  return [...events.values()].sort((a, b) => a.at - b.at);
}

interface DrawnRow {
  readonly shard: Shard;
  readonly values: Float32Array;
  readonly first: number;
  readonly last: number;
}

/** As its readings tell it, like `openedAt` and `closedAt`. */
const lifeInColumns = ({ shard, values, first, last }: DrawnRow): { values: Float32Array; born: number; died: number } => ({
  values,
  born: last >= 0 && hasParent(shard) ? first : 0,
  died: shard.open ? values.length : last + 1,
});

const byId = (a: Shard, b: Shard): number => (a.shardId < b.shardId ? -1 : a.shardId > b.shardId ? 1 : 0);
const hasParent = ({ parentShardId, adjacentParentShardId }: Shard): boolean => parentShardId !== null || adjacentParentShardId !== null;

/** Where shards are measured, samples only fill in for minutes that are not told yet, and those are provisional. */
function sourceOf(sources: ReadonlySet<ShardReadings['source']>): ShardLoadSource {
  return sources.has('metrics') ? 'metrics' : sources.has('sampled') ? 'sampled' : 'none';
}

function limitOf(metric: HeatmapMetric): number | null {
  switch (metric) {
    case 'write':
    case 'read':
      return 1;
    case 'writeBytes':
      return SHARD_WRITE_LIMIT.bytesPerSecond;
    case 'writeRecords':
      return SHARD_WRITE_LIMIT.recordsPerSecond;
    // Lag is drawn against the greatest in view: of a retention of days, hours would be one shade.
    case 'throttled':
    case 'readThrottled':
    case 'lag':
      return null;
  }
}

const MINIATURE_ROWS = 16;

/**
 * A small picture of the whole ring: rows of equal width from the bottom of the hash axis to its top, each as hot as the hottest shard
 * that lies in it.
 */
export function composeMiniature(
  request: Pick<HeatmapRequest, 'from' | 'stepSeconds' | 'columns'>,
  shards: readonly PlacedShard[],
  steps: readonly ShardReadings[],
): { readonly from: EpochMs; readonly stepSeconds: number; readonly rows: (number | null)[][]; readonly refused: number[] } {
  const { from, stepSeconds, columns } = request;
  const open = shards.filter((shard) => shard.open).length;
  const height = Math.max(1, Math.min(MINIATURE_ROWS, open));
  const rows = Array.from({ length: height }, () => new Array<number | null>(columns).fill(null));
  const refused = new Set<number>();
  const placeOf = (hash: bigint): number => Number((hash * BigInt(height)) >> 128n);
  for (const step of steps) {
    const column = Math.round((step.at - from) / (stepSeconds * 1000));
    if (column < 0 || column >= columns) continue;
    const [writtenBy, refusedBy] = [readerOf('write', step), readerOf('throttled', step)];
    for (const { ordinal, range } of shards) {
      const value = writtenBy(ordinal);
      if (Number.isNaN(value)) continue;
      const rounded = Math.round(value * 1000) / 1000;
      const refuses = refusedBy(ordinal) > 0;
      for (let place = placeOf(range.start); place <= placeOf(range.end); place += 1) {
        const row = rows[place];
        if (row) row[column] = Math.max(row[column] ?? 0, rounded);
        if (row && refuses) refused.add(place * columns + column);
      }
    }
  }
  return { from, stepSeconds, rows, refused: [...refused].sort((a, b) => a - b) };
}
