import type { EpochMs } from '@weir/contract';
import type { Database } from '../database/database.js';
import { epochMs, instantOf, numberArray } from '../database/sql.js';
import { LAYERS, MINUTE, retentionFloor, type LayerName } from './layers.js';

/** A stretch of one resource that is wanted. */
export interface Wanted {
  /** Place of the resource in the request. */
  readonly resource: number;
  /** The series that answers best. */
  readonly best: number;
  /** The series that answers for what the best one does not say; 0, which no series has, for none. */
  readonly other: number;
  /** Bounds on whole steps. */
  readonly from: EpochMs;
  readonly to: EpochMs;
}

/** What is read of the wanted. */
export interface StepQuery {
  readonly layer: LayerName;
  readonly stepMs: number;
  /** Place of the metric in the rows of the best series, and of the other; null reads the best alone. */
  readonly index: { readonly best: number; readonly other: number | null };
  readonly now: EpochMs;
}

/** What is known of one step of one resource. Steps of which nothing is known have no row. */
export interface StepRow {
  readonly resource: number;
  /** Start of the step. */
  readonly at: EpochMs;
  /** Minutes with a value. */
  readonly known: number;
  readonly sum: number | null;
  readonly max: number | null;
  /** End of the last minute that is settled; null when none is. */
  readonly settledTo: EpochMs | null;
  /** Whether the best series said anything at all, a value or none. */
  readonly reported: boolean;
}

/** Reads steps, per resource in the order of time. Hours that are not rolled up, or no longer rightly so, are read from the samples. */
export async function readSteps(database: Database, query: StepQuery, wanted: readonly Wanted[]): Promise<readonly StepRow[]> {
  if (wanted.length === 0) return [];
  const { layer, stepMs, index, now } = query;
  const from = wanted.reduce((least, range) => Math.min(least, range.from), Infinity);
  const to = wanted.reduce((greatest, range) => Math.max(greatest, range.to), -Infinity);
  const parameters = [
    numberArray(wanted.map(({ resource }) => resource)),
    numberArray(wanted.map(({ best }) => best)),
    numberArray(wanted.map(({ other }) => other)),
    numberArray(wanted.map((range) => range.from)),
    numberArray(wanted.map((range) => range.to)),
    new Date(from),
    new Date(to),
  ];
  if (layer !== 'raw') {
    const { rows } = await database.pool.query<StepRow>(rollupSteps(query), [...parameters, new Date(retentionFloor(LAYERS.raw, now))]);
    return rows;
  }
  if (stepMs === MINUTE && index.other === null) return await readMinutes(database, query, parameters);
  const { rows } = await database.pool.query<StepRow>(`WITH ${WANTED}, point AS (${samplePoints(query)}) ${intoSteps(query)}`, parameters);
  return rows;
}

/** Where a step is a minute and one series answers, a row is a step: nothing to group, and as little as possible to send. */
async function readMinutes(database: Database, { index }: StepQuery, parameters: readonly unknown[]): Promise<readonly StepRow[]> {
  const { rows } = await database.pool.query<[number, number, number | null, boolean]>({
    rowMode: 'array',
    text: `WITH ${WANTED}
      SELECT w.resource, ${epochMs('s.at')}, s.values[${index.best + 1}], s.settled
      FROM wanted w JOIN sample s ON s.series_id = w.best AND ${inRange('s.at')} ORDER BY w.resource, s.at`,
    values: [...parameters],
  });
  return rows.map(([resource, at, value, settled]) => ({
    resource,
    at,
    known: value === null ? 0 : 1,
    sum: value,
    max: value,
    settledTo: settled ? at + MINUTE : null,
    reported: true,
  }));
}

/** $1 to $5. What refers to none of them is decided once: which partitions can hold $6 to $7. */
const WANTED = `wanted AS (
  SELECT resource, best, other, ${instantOf('from_ms')} AS from_at, ${instantOf('to_ms')} AS to_at
  FROM unnest($1::int[], $2::int[], $3::int[], $4::float8[], $5::float8[]) AS w(resource, best, other, from_ms, to_ms)
)`;
/** What every row lies in: PostgreSQL then plans for no partition beyond, however the row was found. */
const inBounds = (column: string) => `${column} >= $6::timestamptz AND ${column} < $7::timestamptz`;
const inRange = (column: string) => `${inBounds(column)} AND ${column} >= w.from_at AND ${column} < w.to_at`;
/** The hour of a moment; several times faster than `date_trunc`, which looks up the time zone for every row. */
const hourOf = (column: string) => `date_bin(INTERVAL '1 hour', ${column}, TIMESTAMPTZ 'epoch')`;

/** Minutes as points. One for which the best series has no value is taken from the other, and is not settled by that. */
function samplePoints({ index }: StepQuery, from = 'wanted w', where = 'TRUE'): string {
  const bestValue = (row: string) => `${row}.values[${index.best + 1}]`;
  const best = `SELECT w.resource, s.at, (${bestValue('s')} IS NOT NULL)::int AS known, ${bestValue('s')} AS sum, ${bestValue('s')} AS max,
      CASE WHEN s.settled THEN s.at + INTERVAL '1 minute' END AS settled_to, TRUE AS reported
    FROM ${from} JOIN sample s ON s.series_id = w.best AND ${inRange('s.at')} AND ${where}`;
  if (index.other === null) return best;

  const otherValue = `s.values[${index.other + 1}]`;
  const other = `SELECT w.resource, s.at, 1, ${otherValue}, ${otherValue}, NULL, FALSE
    FROM ${from} JOIN sample s ON s.series_id = w.other AND ${inRange('s.at')} AND ${where}
    WHERE ${otherValue} IS NOT NULL
      AND NOT EXISTS (SELECT FROM sample b WHERE b.series_id = w.best AND b.at = s.at AND ${inBounds('b.at')} AND ${bestValue('b')} IS NOT NULL)`;
  return `${best} UNION ALL ${other}`;
}

/** Rollups as points. One in which the best series does not know every minute is joined by the other's. */
function rollupPoints({ index, layer }: StepQuery): string {
  const { table, resolutionMs } = LAYERS[layer];
  const minutes = resolutionMs / MINUTE;
  const valid = `NOT EXISTS (SELECT FROM open_hour o WHERE o.resource = w.resource AND o.hour = ${hourOf('r.at')})`;
  const element = (array: string, place: number) => `r.${array}[${place + 1}]`;
  const best = `SELECT w.resource, r.at, ${element('counts', index.best)}::int AS known, ${element('sums', index.best)} AS sum,
      ${element('maxs', index.best)} AS max, CASE WHEN r.settled = r.minutes THEN r.at + INTERVAL '${minutes} minutes' END AS settled_to, TRUE AS reported
    FROM wanted w JOIN ${table} r ON r.series_id = w.best AND ${inRange('r.at')} WHERE ${valid}`;
  if (index.other === null) return best;

  const other = `SELECT w.resource, r.at, ${element('counts', index.other)}::int, ${element('sums', index.other)}, ${element('maxs', index.other)}, NULL, FALSE
    FROM wanted w JOIN ${table} r ON r.series_id = w.other AND ${inRange('r.at')} WHERE ${valid}
      AND NOT EXISTS (SELECT FROM ${table} b WHERE b.series_id = w.best AND b.at = r.at AND ${inBounds('b.at')} AND b.counts[${index.best + 1}] >= ${minutes})`;
  return `${best} UNION ALL ${other}`;
}

/** $8: start of the oldest partition of samples that is whole; before it, a late minute is no reason to distrust a rollup. */
function rollupSteps(query: StepQuery): string {
  const inHours = `h.hour >= date_trunc('hour', w.from_at, 'UTC') AND h.hour < w.to_at`;
  return `WITH ${WANTED},
    open_hour AS MATERIALIZED (
      SELECT w.resource, h.hour FROM wanted w JOIN rollup_hour h ON ${inHours} WHERE h.built_at IS NULL
      UNION
      SELECT w.resource, h.hour FROM wanted w JOIN rollup_due h ON h.series_id IN (w.best, w.other) AND ${inHours} AND h.hour >= $8::timestamptz
    ),
    point AS (
      ${rollupPoints(query)}
      UNION ALL
      ${samplePoints(query, 'wanted w JOIN open_hour o USING (resource)', `s.at >= o.hour AND s.at < o.hour + INTERVAL '1 hour'`)}
    )
    ${intoSteps(query)}`;
}

function intoSteps({ stepMs }: StepQuery): string {
  const step = `date_bin(INTERVAL '${stepMs / 1000} seconds', at, TIMESTAMPTZ 'epoch')`;
  return `SELECT resource, ${epochMs(step)} AS at, sum(known)::int AS known, sum(sum) AS sum, max(max) AS max,
      ${epochMs('max(settled_to)')} AS "settledTo", bool_or(reported) AS reported
    FROM point GROUP BY resource, ${step} ORDER BY resource, ${step}`;
}
