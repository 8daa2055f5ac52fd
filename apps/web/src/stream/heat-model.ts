import type { AbsenceReason, FlatHeatmap, HeatmapMetric } from '@weir/contract';
import { niceTop } from '../queue/chart-data.js';
import { ringShare } from './hash-words.js';

export type HeatAxis = 'hash' | 'shard';

/** One shard of the picture. */
export interface HeatRow {
  readonly shardId: string;
  /** Ends of its hash range, decimal, both included. */
  readonly start: string;
  readonly end: string;
  /** Its range as shares of the ring: `from` included, `to` not. */
  readonly from: number;
  readonly to: number;
  readonly openedAt: number | null;
  readonly closedAt: number | null;
  /** Columns it lived in: `first` included, `last` not. */
  readonly first: number;
  readonly last: number;
}

/** A heatmap made ready for drawing and pointing. */
export interface HeatModel {
  readonly flat: FlatHeatmap;
  readonly metric: HeatmapMetric;
  readonly rows: readonly HeatRow[];
  readonly columns: number;
  readonly stepMs: number;
  /** Epoch milliseconds; `to` is the end of the last column. */
  readonly from: number;
  readonly to: number;
  /** The value at the top of the ramp: the limit, or where there is none a round number above the largest value. */
  readonly top: number;
  readonly limit: number | null;
  /** What AWS refused in each cell, laid out as the values; null while that is not loaded, or where it is what the picture shows. */
  readonly refused: Float32Array | null;
}

/** The place of one cell. */
export interface HeatCell {
  readonly row: number;
  readonly column: number;
}

/** @param refusals the heatmap of what was refused of the same load, over the same time */
export function heatModel(flat: FlatHeatmap, refusals: FlatHeatmap | null = null): HeatModel {
  const stepMs = flat.stepSeconds * 1000;
  const columnOf = (at: number) => (at - flat.from) / stepMs;
  const within = (column: number) => Math.min(flat.columns, Math.max(0, column));
  return {
    flat,
    metric: flat.metric,
    rows: flat.rows.map(({ shardId, start, end, openedAt, closedAt }) => ({
      shardId,
      start,
      end,
      from: ringShare(start),
      to: ringShare((BigInt(end) + 1n).toString()),
      openedAt,
      closedAt,
      first: openedAt === null ? 0 : within(Math.floor(columnOf(openedAt))),
      last: closedAt === null ? flat.columns : within(Math.ceil(columnOf(closedAt))),
    })),
    columns: flat.columns,
    stepMs,
    from: flat.from,
    to: flat.from + flat.columns * stepMs,
    top: flat.limit ?? niceTop(largestOf(flat.values)),
    limit: flat.limit,
    refused: refusals === null ? null : alignedTo(flat, refusals),
  };
}

/** The values of another heatmap of the same stream, in the rows and columns of this one. Null when their steps differ. */
function alignedTo(flat: FlatHeatmap, other: FlatHeatmap): Float32Array | null {
  if (other.stepSeconds !== flat.stepSeconds) return null;
  const shift = Math.round((flat.from - other.from) / (flat.stepSeconds * 1000));
  const places = new Map(other.rows.map(({ shardId }, place) => [shardId, place]));
  const aligned = new Float32Array(flat.rows.length * flat.columns).fill(Number.NaN);
  flat.rows.forEach(({ shardId }, row) => {
    const place = places.get(shardId);
    if (place === undefined) return;
    const start = Math.max(0, shift);
    const end = Math.min(other.columns, shift + flat.columns);
    if (end > start)
      aligned.set(other.values.subarray(place * other.columns + start, place * other.columns + end), row * flat.columns + start - shift);
  });
  return aligned;
}

/** What was refused of the load of each metric: AWS tells it apart. Null: the metric is a refusal itself, or none belongs to it. */
export const REFUSALS: Readonly<Record<HeatmapMetric, Extract<HeatmapMetric, 'throttled' | 'readThrottled'> | null>> = {
  write: 'throttled',
  writeBytes: 'throttled',
  writeRecords: 'throttled',
  read: 'readThrottled',
  throttled: null,
  readThrottled: null,
  lag: null,
};

/** What AWS refused in a cell; null: not known. */
export function refusedOf({ refused, columns }: HeatModel, { row, column }: HeatCell): number | null {
  const value = refused?.[row * columns + column];
  return value === undefined || Number.isNaN(value) ? null : value;
}

function largestOf(values: Float32Array): number {
  let largest = 0;
  for (const value of values) if (value > largest && value < Number.POSITIVE_INFINITY) largest = value;
  return largest;
}

export const timeOf = (model: HeatModel, column: number): number => model.from + column * model.stepMs;

/** The column a moment lies in; outside of the picture it is below 0 or not below `columns`. */
export const columnAt = (model: HeatModel, at: number): number => Math.floor((at - model.from) / model.stepMs);

/** The cell of a shard at a moment; null when the picture has none. Rows and columns move when columns are added, this does not. */
export function cellOf(model: HeatModel, shardId: string, at: number): HeatCell | null {
  const row = model.rows.findIndex((candidate) => candidate.shardId === shardId);
  const column = columnAt(model, at);
  return row < 0 || column < 0 || column >= model.columns ? null : { row, column };
}

/** The value of a cell in the heatmap's unit; null: not known. */
export function valueOf({ flat, columns }: HeatModel, { row, column }: HeatCell): number | null {
  const value = flat.values[row * columns + column];
  return value === undefined || Number.isNaN(value) ? null : value;
}

export function isProvisional(model: HeatModel, column: number): boolean {
  const { provisionalFrom } = model.flat;
  return provisionalFrom !== null && timeOf(model, column) >= provisionalFrom;
}

/** Whether the values of a column are estimated from samples, which hold accepted records only; else they are measured. */
export function isSampled(model: HeatModel, column: number): boolean {
  const at = timeOf(model, column);
  return model.flat.sampled.some(({ from, to }) => at >= from && at < to);
}

/** Why a column has no values; null: no reason is known, or it has some. */
export function absenceAt(model: HeatModel, column: number): AbsenceReason | null {
  const at = timeOf(model, column);
  return model.flat.absences.find(({ from, to }) => at >= from && at < to)?.reason ?? null;
}

/** Why a cell has no value: its whole column has none, or its shard alone. null: it has one, its shard did not live then, or no reason is known. */
export function absenceOf(model: HeatModel, cell: HeatCell): AbsenceReason | null {
  const at = timeOf(model, cell.column);
  const { first, last } = model.rows[cell.row] ?? { first: 0, last: 0 };
  if (valueOf(model, cell) !== null || cell.column < first || cell.column >= last) return null;
  return absenceAt(model, cell.column) ?? model.flat.gaps.find(({ from, to }) => at >= from && at < to)?.reason ?? null;
}

/** The newest measured value of a row, else the newest sampled one, with its column; null when it has none. */
export function newestOf(model: HeatModel, row: number): { readonly value: number; readonly column: number } | null {
  const { last, first } = model.rows[row] ?? { first: 0, last: 0 };
  let sampled: { readonly value: number; readonly column: number } | null = null;
  for (let column = last - 1; column >= first; column -= 1) {
    const value = valueOf(model, { row, column });
    if (value === null) continue;
    if (!isSampled(model, column)) return { value, column };
    sampled ??= { value, column };
  }
  return sampled;
}

/** How far a column can be relied on. */
export function columnState(model: HeatModel, column: number): 'settled' | 'provisional' | 'sampled' | 'sampled, provisional' {
  const provisional = isProvisional(model, column);
  if (isSampled(model, column)) return provisional ? 'sampled, provisional' : 'sampled';
  return provisional ? 'provisional' : 'settled';
}

/** True while a shard takes writes at the end of the picture. */
export const isOpen = ({ closedAt }: Pick<HeatRow, 'closedAt'>): boolean => closedAt === null;
