import { epochMs, instantOf } from '../database/sql.js';
import { LAYERS, MINUTE, type LayerName } from './layers.js';
import type { Combination } from './steps.js';

/**
 * A statement that reads steps; a row for each of what is wanted (`w`), with its number counted from 1. Steps come as arrays in
 * PostgreSQL's text form, which cost a fraction of as many rows on both ends of the wire.
 *
 * The name lets a connection plan it once: with that many partitions, planning takes longer than reading. Such a plan is made without the
 * values, and the texts help it. All reading lies between two parameters, by which partitions are left out, and arrays are taken apart
 * before rows are sorted (`OFFSET 0` keeps it so).
 *
 * Common parameters: $1 and $2: the best series and the other, 0 for none; $3 and $4: bounds of everything read; $5: length of a step; $6 and
 * $7: places of the metric in the rows of the best series and of the other.
 */
export interface Statement {
  readonly name: string;
  readonly text: string;
}

export type RollupName = Exclude<LayerName, 'raw'>;
/** What is planned for one resource need not reckon with many, whose series come as arrays. */
export type HowMany = 'one' | 'many';

const IN_BOUNDS = 'at >= $3::timestamptz AND at < $4::timestamptz';

const RESOURCES: Readonly<Record<HowMany, string>> = {
  one: '(VALUES ($1::int, $2::int, 1)) AS w (best, other, number)',
  many: 'unnest($1::int[], $2::int[]) WITH ORDINALITY AS w (best, other, number)',
};
/** Stretches of resources: $1, $2, $8 and $9 are arrays, these two of where each stretch begins and ends, epoch milliseconds. */
const STRETCHES = `(
  SELECT best, other, number, ${instantOf('from_ms')} AS from_at, ${instantOf('to_ms')} AS to_at
  FROM unnest($1::int[], $2::int[], $8::float8[], $9::float8[]) WITH ORDINALITY AS r (best, other, from_ms, to_ms, number)
) AS w`;

/** Once for all rows what would else be computed for each of them. */
const wanted = (source: string, more = ''): string => `WITH w AS MATERIALIZED (
  SELECT w.*, date_part('epoch', $3::timestamptz) AS start, date_part('epoch', $5::interval) AS seconds, $6::int AS of_best, $7::int AS of_other ${more} FROM ${source}
)`;

/** What is missing of both series, and why. */
const ABSENCES = `(
  SELECT json_agg(json_build_object('series', series_id, 'from', ${epochMs('from_at')}, 'to', ${epochMs('to_at')}, 'reason', reason) ORDER BY from_at)
  FROM absence WHERE series_id IN (w.best, w.other) AND from_at < $4::timestamptz AND to_at > $3::timestamptz
) AS absences`;

const place = (moment: string): string => `((date_part('epoch', ${moment}) - w.start) / w.seconds)::int`;

const asArrays = (steps: string): string => `
  SELECT array_agg(${place('step')})::text AS places, array_agg(known)::text AS known, array_agg(value)::text AS values, max(settled_to) AS settled_to
  FROM (${steps}) AS steps`;

const STEP = `date_bin($5::interval, at, TIMESTAMPTZ 'epoch')`;

/** Samples of both series as steps. A minute for which the best has no value is taken from the other, and is not settled by that. */
const stepsOfSamples = (combination: Combination, samples: string): string => `
  SELECT ${STEP} AS step, count(value) AS known, ${combination}(value) AS value, max(at) FILTER (WHERE settled) + INTERVAL '1 minute' AS settled_to
  FROM (
    SELECT at, bool_or(settled) FILTER (WHERE series_id = w.best) AS settled,
      coalesce(max(values[w.of_best]) FILTER (WHERE series_id = w.best), max(values[w.of_other]) FILTER (WHERE series_id = w.other)) AS value
    FROM ${samples} GROUP BY at
    HAVING bool_or(series_id = w.best) OR max(values[w.of_other]) FILTER (WHERE series_id = w.other) IS NOT NULL
  ) AS minutes GROUP BY step`;

/** Rollups of one series as steps. */
const stepsOfRollups = (combination: Combination, layer: RollupName, element: 'w.of_best' | 'w.of_other', condition: string): string => `
  SELECT ${STEP} AS step, sum(known) AS known, ${combination}(value) AS value, NULL::timestamptz AS settled_to
  FROM (
    SELECT at, counts[${element}] AS known, ${combination}s[${element}] AS value FROM ${LAYERS[layer].table} AS r WHERE ${condition} OFFSET 0
  ) AS windows GROUP BY step`;

/** Minutes of one series as they are. */
const minutes = (element: 'w.of_best' | 'w.of_other', condition: string): string => `
  SELECT array_agg(${place('at')})::text AS places, array_agg(value)::text AS values, max(at) FILTER (WHERE settled) + INTERVAL '1 minute' AS settled_to
  FROM (SELECT at, values[${element}] AS value, settled FROM sample WHERE ${IN_BOUNDS} AND ${condition}) AS minutes`;

const minutesOf = (layer: RollupName): number => LAYERS[layer].resolutionMs / MINUTE;

/** Minutes of the best series, and the young ones of the other: from $8. */
export const minutesStatement = (howMany: HowMany): Statement => ({
  name: `minutes-${howMany}`,
  text: `${wanted(RESOURCES[howMany])}
    SELECT w.number::int AS number, best.places, best.values, ${epochMs('best.settled_to')} AS "settledTo",
      other.places AS "otherPlaces", other.values AS "otherValues", ${ABSENCES}
    FROM w CROSS JOIN LATERAL (${minutes('w.of_best', 'series_id = w.best')}) AS best
    CROSS JOIN LATERAL (${minutes('w.of_other', 'series_id = w.other AND at >= $8::timestamptz AND values[w.of_other] IS NOT NULL')}) AS other`,
});

/** Minutes of the other series in stretches. */
export const OTHER_MINUTES: Statement = {
  name: 'other-minutes',
  text: `${wanted(STRETCHES)}
    SELECT w.number::int AS number, s.places, s.values
    FROM w CROSS JOIN LATERAL (${minutes('w.of_other', 'series_id = w.other AND at >= w.from_at AND at < w.to_at AND values[w.of_other] IS NOT NULL')}) AS s`,
};

/** Steps from the samples of both series. */
export const samplesStatement = (combination: Combination, howMany: HowMany): Statement => ({
  name: `samples-${combination}-${howMany}`,
  text: `${wanted(RESOURCES[howMany])}
    SELECT w.number::int AS number, s.places, s.known, s.values, ${epochMs('s.settled_to')} AS "settledTo", ${ABSENCES}
    FROM w CROSS JOIN LATERAL (
      ${asArrays(stepsOfSamples(combination, `sample WHERE series_id IN (w.best, w.other) AND ${IN_BOUNDS}`))}
    ) AS s`,
});

/**
 * Steps from the rollups of the best series; from the samples of both where an hour is not rolled up, or no longer rightly so. In one statement,
 * which sees one moment: no hour is read from both or from neither.
 * $8: the hour in which the bounds begin. $9: the hour from which on a late minute is a reason to distrust a rollup.
 */
export function rollupsStatement(layer: RollupName, combination: Combination, howMany: HowMany): Statement {
  const { table } = LAYERS[layer];
  const reopened =
    'SELECT hour FROM rollup_due WHERE series_id IN (w.best, w.other) AND hour >= $9::timestamptz AND hour < $4::timestamptz';
  const open = `SELECT hour FROM rollup_hour WHERE built_at IS NULL AND hour >= $8::timestamptz AND hour < $4::timestamptz UNION ${reopened}`;
  // An hour that was never built has no rollups to be left out, and mostly none is reopened.
  const isTrusted = `(w.reopened IS NULL OR date_bin('1 hour', at, TIMESTAMPTZ 'epoch') <> ALL (w.reopened))`;
  const samples = `(${open}) AS open CROSS JOIN LATERAL (
    SELECT * FROM sample WHERE series_id IN (w.best, w.other) AND ${IN_BOUNDS} AND at >= hour AND at < hour + INTERVAL '1 hour' OFFSET 0) AS samples`;
  // What is settled stays so, whatever comes late: also a window that is not trusted tells this.
  const settledTo = `
    SELECT at + INTERVAL '${minutesOf(layer)} minutes' FROM ${table}
    WHERE series_id = w.best AND ${IN_BOUNDS} AND settled = minutes ORDER BY at DESC LIMIT 1`;
  return {
    name: `${table}-${combination}-${howMany}`,
    text: `${wanted(RESOURCES[howMany], `, nullif(ARRAY(${reopened}), '{}') AS reopened`)}
      SELECT w.number::int AS number, s.places, s.known, s.values, ${epochMs(`greatest(s.settled_to, (${settledTo}))`)} AS "settledTo",
        (SELECT array_agg(${epochMs('hour')} ORDER BY hour)::text FROM (${open}) AS open) AS "openHours", ${ABSENCES}
      FROM w CROSS JOIN LATERAL (
        ${asArrays(`
          ${stepsOfRollups(combination, layer, 'w.of_best', `series_id = w.best AND ${IN_BOUNDS} AND ${isTrusted}`)}
          UNION ALL ${stepsOfSamples(combination, samples)}`)}
      ) AS s`,
  };
}

/** Steps of stretches from the rollups of the other series, as far as the best does not know every minute of a window. */
export const otherRollupsStatement = (layer: RollupName, combination: Combination): Statement => {
  const { table } = LAYERS[layer];
  const isComplete = `SELECT FROM ${table} AS b WHERE b.series_id = w.best AND b.at = r.at AND b.counts[w.of_best] >= ${minutesOf(layer)}`;
  const condition = `series_id = w.other AND ${IN_BOUNDS} AND at >= w.from_at AND at < w.to_at AND counts[w.of_other] > 0 AND NOT EXISTS (${isComplete})`;
  return {
    name: `other-${table}-${combination}`,
    text: `${wanted(STRETCHES)}
      SELECT w.number::int AS number, s.places, s.known, s.values
      FROM w CROSS JOIN LATERAL (${asArrays(stepsOfRollups(combination, layer, 'w.of_other', condition))}) AS s`,
  };
};
