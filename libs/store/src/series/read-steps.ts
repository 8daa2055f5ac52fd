import type { Database } from '../database/database.js';
import { epochMs, instantOf, numberArray } from '../database/sql.js';
import { LAYERS, MINUTE, retentionFloor } from './layers.js';
import type { ReadPlan } from './plan-read.js';

/** A series that answers, and the place of the metric in its rows. */
export interface Source {
  /** By resource; 0, which no series has, for a resource without one. */
  readonly seriesIds: readonly number[];
  readonly index: number;
}

/** What is known of one step of one resource. */
export interface StepRow {
  /** Place of the resource in the request. */
  readonly resource: number;
  /** Start of the step. */
  readonly at: number;
  /** Minutes with a value. */
  readonly known: number;
  readonly sum: number | null;
  readonly max: number | null;
  /** End of the last minute that is settled; null when none is. */
  readonly settledTo: number | null;
  /** Whether the best source said anything at all, a value or none. */
  readonly reported: boolean;
}

/**
 * Reads steps from the layer of the plan, best source first and the other where that one says nothing. Hours that are not rolled
 * up, or no longer rightly so, are read from the samples.
 */
export async function readSteps(
  database: Database,
  plan: ReadPlan,
  best: Source,
  other: Source | undefined,
  now: number,
): Promise<readonly StepRow[]> {
  const { rows } = await database.pool.query<StepRow>({
    text: plan.layer === 'raw' ? fromSamples(plan, best, other) : fromRollups(plan, best, other),
    values: [
      numberArray(best.seriesIds),
      numberArray(other?.seriesIds ?? best.seriesIds.map(() => 0)),
      plan.from,
      plan.to,
      ...(plan.layer === 'raw' ? [] : [retentionFloor(LAYERS.raw, now)]),
    ],
  });
  return rows;
}

const RANGE = (column: string) => `${column} >= ${instantOf('$3')} AND ${column} < ${instantOf('$4')}`;
const WANTED = 'wanted AS (SELECT * FROM unnest($1::int[], $2::int[]) WITH ORDINALITY AS w(best, other, resource))';

function fromSamples(plan: ReadPlan, best: Source, other: Source | undefined): string {
  return `WITH ${WANTED},
    point AS (${samples(best, other, `${RANGE('s.at')}`)})
    ${intoSteps(plan)}`;
}

/** Minutes as points; `where` limits the sample `s`. A minute the best source has no value for is taken from the other. */
function samples(best: Source, other: Source | undefined, where: string, from = 'wanted w'): string {
  const value = (row: string, source: Source) => `${row}.values[${source.index + 1}]`;
  const point = (source: Source, settled: string, reported: boolean) =>
    `SELECT w.resource, s.at, (${value('s', source)} IS NOT NULL)::int AS known, ${value('s', source)} AS sum, ${value('s', source)} AS max,
       CASE WHEN ${settled} THEN s.at + INTERVAL '1 minute' END AS settled_to, ${reported} AS reported FROM ${from}`;
  const parts = [`${point(best, 's.settled', true)} JOIN sample s ON s.series_id = w.best AND ${where}`];
  if (other) {
    parts.push(
      `${point(other, 'FALSE', false)} JOIN sample s ON s.series_id = w.other AND ${where}
       WHERE ${value('s', other)} IS NOT NULL
         AND NOT EXISTS (SELECT FROM sample b WHERE b.series_id = w.best AND b.at = s.at AND ${value('b', best)} IS NOT NULL)`,
    );
  }
  return parts.join('\n      UNION ALL ');
}

function fromRollups(plan: ReadPlan, best: Source, other: Source | undefined): string {
  const { table, resolutionMs } = LAYERS[plan.layer];
  const whole = resolutionMs / MINUTE;
  const point = (source: Source, settled: string, reported: boolean) => {
    const element = (array: string) => `r.${array}[${source.index + 1}]`;
    return `SELECT w.resource, r.at, ${element('counts')}::int AS known, ${element('sums')} AS sum, ${element('maxs')} AS max,
       CASE WHEN ${settled} THEN r.at + INTERVAL '${whole} minutes' END AS settled_to, ${reported} AS reported FROM wanted w`;
  };
  const valid = `NOT EXISTS (SELECT FROM open_hour o WHERE o.resource = w.resource AND o.hour = date_trunc('hour', r.at, 'UTC'))`;
  const parts = [
    `${point(best, 'r.settled = r.minutes', true)} JOIN ${table} r ON r.series_id = w.best AND ${RANGE('r.at')} WHERE ${valid}`,
    samples(
      best,
      other,
      `s.at >= o.hour AND s.at < o.hour + INTERVAL '1 hour' AND ${RANGE('s.at')}`,
      'wanted w JOIN open_hour o USING (resource)',
    ),
  ];
  if (other) {
    parts.push(
      `${point(other, 'FALSE', false)} JOIN ${table} r ON r.series_id = w.other AND ${RANGE('r.at')} WHERE ${valid}
         AND NOT EXISTS (SELECT FROM ${table} b WHERE b.series_id = w.best AND b.at = r.at AND b.counts[${best.index + 1}] >= ${whole})`,
    );
  }
  return `WITH ${WANTED},
    open_hour AS MATERIALIZED (
      SELECT w.resource, h.hour FROM wanted w CROSS JOIN rollup_hour h WHERE h.built_at IS NULL AND h.hour >= date_trunc('hour', ${instantOf('$3')}, 'UTC') AND h.hour < ${instantOf('$4')}
      UNION
      SELECT w.resource, d.hour FROM wanted w JOIN rollup_due d ON d.series_id IN (w.best, w.other)
      WHERE d.hour >= greatest(date_trunc('hour', ${instantOf('$3')}, 'UTC'), ${instantOf('$5')}) AND d.hour < ${instantOf('$4')}
    ),
    point AS (${parts.join('\n      UNION ALL ')})
    ${intoSteps(plan)}`;
}

function intoSteps({ stepMs }: ReadPlan): string {
  const bin = `date_bin(INTERVAL '${stepMs / 1000} seconds', at, TIMESTAMPTZ 'epoch')`;
  return `SELECT resource::int - 1 AS resource, ${epochMs(bin)} AS at, sum(known)::int AS known, sum(sum) AS sum, max(max) AS max,
      ${epochMs('max(settled_to)')} AS "settledTo", bool_or(reported) AS reported
    FROM point GROUP BY resource, ${bin} ORDER BY resource, ${bin}`;
}
