import type { EpochMs } from '@weir/contract';
import type { Database } from '../database/database.js';
import { epochMs, instantOf, numberArray } from '../database/sql.js';
import { HOUR, LAYERS, MINUTE, retentionFloor, type LayerName } from './layers.js';
import { clipSpans, subtractSpans, type Span } from './spans.js';

/** A stretch of one resource that is wanted. */
export interface Wanted extends Span {
  /** Place of the resource in the request. */
  readonly resource: number;
  /** The series that answers best. */
  readonly best: number;
  /** The series that answers for what the best one does not say; 0, which no series has, for none. */
  readonly other: number;
}

/** What is read of the wanted. */
export interface StepQuery {
  readonly layer: LayerName;
  readonly stepMs: number;
  /** Place of the metric in the rows of the best series, and of the other; null: no other has it. */
  readonly index: { readonly best: number; readonly other: number | null };
  /** Hours that are not rolled up, or no longer rightly so, by resource; see `readOpenHours`. */
  readonly openHours: OpenHours;
}

/** Sorted and without overlap; a resource without any is missing. */
export type OpenHours = ReadonlyMap<number, readonly Span[]>;

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

/**
 * Reads steps, per resource in the order of time; open hours from the samples.
 * @param completing whether the other series joins in where the best does not say all. It always does in open hours.
 */
export async function readSteps(
  database: Database,
  query: StepQuery,
  wanted: readonly Wanted[],
  { completing }: { readonly completing: boolean },
): Promise<readonly StepRow[]> {
  const bestAlone = { ...query, index: { ...query.index, other: null } };
  if (query.layer === 'raw') {
    if (completing) return readGrouped(database, query, samplePoints(query), wanted);
    return query.stepMs === MINUTE ? readMinutes(database, query, wanted) : readGrouped(database, query, samplePoints(bestAlone), wanted);
  }
  const openOf = ({ resource }: Wanted) => query.openHours.get(resource) ?? [];
  const closed = wanted.flatMap((range) => subtractSpans([range], openOf(range)));
  const open = wanted.flatMap((range) => clipSpans([range], openOf(range)));
  const [rolledUp, sampled] = await Promise.all([
    readGrouped(database, query, rollupPoints(completing ? query : bestAlone), closed),
    readGrouped(database, query, samplePoints(query), open),
  ]);
  return joinSteps(rolledUp, sampled);
}

/** Which hours of the wanted must be read from the samples. Before the oldest whole partition of samples a late minute is no reason to distrust a rollup. */
export async function readOpenHours(database: Database, wanted: readonly Wanted[], now: EpochMs): Promise<OpenHours> {
  if (wanted.length === 0) return new Map();
  const inHours = `h.hour >= date_trunc('hour', w.from_at, 'UTC') AND h.hour < w.to_at`;
  const { rows } = await database.pool.query<{ resource: number; from: EpochMs }>(
    `WITH ${WANTED}
     SELECT w.resource, ${epochMs('h.hour')} AS from FROM wanted w JOIN rollup_hour h ON ${inHours} WHERE h.built_at IS NULL
     UNION
     SELECT w.resource, ${epochMs('h.hour')} FROM wanted w
     JOIN rollup_due h ON h.series_id IN (w.best, w.other) AND ${inHours} AND h.hour >= $6::timestamptz
     ORDER BY resource, "from"`,
    [...arraysOf(wanted), new Date(retentionFloor(LAYERS.raw, now))],
  );
  const hours = Map.groupBy(rows, ({ resource }) => resource);
  return new Map([...hours].map(([resource, starts]) => [resource, starts.map(({ from }) => ({ from, to: from + HOUR }))]));
}

/** $1 to $5. */
const arraysOf = (wanted: readonly Wanted[]): readonly string[] => [
  numberArray(wanted.map(({ resource }) => resource)),
  numberArray(wanted.map(({ best }) => best)),
  numberArray(wanted.map(({ other }) => other)),
  numberArray(wanted.map(({ from }) => from)),
  numberArray(wanted.map(({ to }) => to)),
];

/** $6 and $7: bounds of all. */
const boundsOf = (wanted: readonly Wanted[]): readonly Date[] => [
  new Date(wanted.reduce((least, { from }) => Math.min(least, from), Infinity)),
  new Date(wanted.reduce((greatest, { to }) => Math.max(greatest, to), -Infinity)),
];

async function readGrouped(
  database: Database,
  { stepMs }: StepQuery,
  points: string,
  wanted: readonly Wanted[],
): Promise<readonly StepRow[]> {
  if (wanted.length === 0) return [];
  const step = `date_bin(INTERVAL '${stepMs / 1000} seconds', at, TIMESTAMPTZ 'epoch')`;
  const { rows } = await database.pool.query<StepRow>(
    `WITH ${WANTED}, point AS (${points})
     SELECT resource, ${epochMs(step)} AS at, sum(known)::int AS known, sum(sum) AS sum, max(max) AS max,
       ${epochMs('max(settled_to)')} AS "settledTo", bool_or(reported) AS reported
     FROM point GROUP BY resource, ${step} ORDER BY resource, ${step}`,
    [...arraysOf(wanted), ...boundsOf(wanted)],
  );
  return rows;
}

/** Where a step is a minute and one series answers, a row is a step: nothing to group, and as little as possible to send. */
async function readMinutes(database: Database, { index }: StepQuery, wanted: readonly Wanted[]): Promise<readonly StepRow[]> {
  if (wanted.length === 0) return [];
  const { rows } = await database.pool.query<[number, number, number | null, boolean]>({
    rowMode: 'array',
    text: `WITH ${WANTED}
      SELECT w.resource, ${epochMs('s.at')}, s.values[${index.best + 1}], s.settled
      FROM wanted w JOIN sample s ON s.series_id = w.best AND ${inRange('s.at')} ORDER BY w.resource, s.at`,
    values: [...arraysOf(wanted), ...boundsOf(wanted)],
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

/** Minutes as points. One for which the best series has no value is taken from the other, and is not settled by that. */
function samplePoints({ index }: StepQuery): string {
  const bestValue = (row: string) => `${row}.values[${index.best + 1}]`;
  const best = `SELECT w.resource, s.at, (${bestValue('s')} IS NOT NULL)::int AS known, ${bestValue('s')} AS sum, ${bestValue('s')} AS max,
      CASE WHEN s.settled THEN s.at + INTERVAL '1 minute' END AS settled_to, TRUE AS reported
    FROM wanted w JOIN sample s ON s.series_id = w.best AND ${inRange('s.at')}`;
  if (index.other === null) return best;

  const otherValue = `s.values[${index.other + 1}]`;
  const other = `SELECT w.resource, s.at, 1, ${otherValue}, ${otherValue}, NULL, FALSE
    FROM wanted w JOIN sample s ON s.series_id = w.other AND ${inRange('s.at')}
    WHERE ${otherValue} IS NOT NULL
      AND NOT EXISTS (SELECT FROM sample b WHERE b.series_id = w.best AND b.at = s.at AND ${inBounds('b.at')} AND ${bestValue('b')} IS NOT NULL)`;
  return `${best} UNION ALL ${other}`;
}

/** Rollups as points. One in which the best series does not know every minute is joined by the other's. */
function rollupPoints({ index, layer }: StepQuery): string {
  const { table, resolutionMs } = LAYERS[layer];
  const minutes = resolutionMs / MINUTE;
  const element = (array: string, place: number) => `r.${array}[${place + 1}]`;
  const best = `SELECT w.resource, r.at, ${element('counts', index.best)}::int AS known, ${element('sums', index.best)} AS sum,
      ${element('maxs', index.best)} AS max, CASE WHEN r.settled = r.minutes THEN r.at + INTERVAL '${minutes} minutes' END AS settled_to, TRUE AS reported
    FROM wanted w JOIN ${table} r ON r.series_id = w.best AND ${inRange('r.at')}`;
  if (index.other === null) return best;

  const other = `SELECT w.resource, r.at, ${element('counts', index.other)}::int, ${element('sums', index.other)}, ${element('maxs', index.other)}, NULL, FALSE
    FROM wanted w JOIN ${table} r ON r.series_id = w.other AND ${inRange('r.at')}
    WHERE NOT EXISTS (SELECT FROM ${table} b WHERE b.series_id = w.best AND b.at = r.at AND ${inBounds('b.at')} AND b.counts[${index.best + 1}] >= ${minutes})`;
  return `${best} UNION ALL ${other}`;
}

/** Steps of which a part was rolled up and a part is samples become one. Both in order; so is the result. */
function joinSteps(rolledUp: readonly StepRow[], sampled: readonly StepRow[]): readonly StepRow[] {
  const joined: StepRow[] = [];
  let next = 0;
  for (const row of rolledUp) {
    let other = sampled[next];
    for (; other && isBefore(other, row); other = sampled[++next]) joined.push(other);
    if (other && !isBefore(row, other)) {
      joined.push(addSteps(row, other));
      next++;
    } else joined.push(row);
  }
  return joined.concat(sampled.slice(next));
}

const isBefore = (a: StepRow, b: StepRow): boolean => a.resource < b.resource || (a.resource === b.resource && a.at < b.at);

const addSteps = (a: StepRow, b: StepRow): StepRow => ({
  resource: a.resource,
  at: a.at,
  known: a.known + b.known,
  sum: ofBoth(a.sum, b.sum, (x, y) => x + y),
  max: ofBoth(a.max, b.max, Math.max),
  settledTo: ofBoth(a.settledTo, b.settledTo, Math.max),
  reported: a.reported || b.reported,
});

const ofBoth = (a: number | null, b: number | null, combine: (x: number, y: number) => number): number | null =>
  a === null ? b : b === null ? a : combine(a, b);
