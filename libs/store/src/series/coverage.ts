import { absenceReason, resourceId as resourceIdSchema, type AbsenceReason, type EpochMs, type ResourceId } from '@weir/contract';
import type { FamilyName } from '@weir/domain';
import type { Database } from '../database/database.js';
import { epochMs, instantOf } from '../database/sql.js';
import type { Coverage } from '../store.js';
import { ceilTo, floorTo, MINUTE } from './layers.js';
import { joinSpans, subtractSpans, type Span } from './spans.js';

/** Reasons that do not excuse a missing minute: the reading may exist by now. */
const WORTH_ASKING_AGAIN: readonly AbsenceReason[] = ['collector-down', 'throttled', 'late'];

/** Finds what is not settled in the whole minutes of a range, for every resource that is not deleted. */
export async function readCoverage(
  database: Database,
  family: FamilyName,
  from: EpochMs,
  to: EpochMs,
): Promise<ReadonlyMap<ResourceId, Coverage>> {
  const range = { from: ceilTo(from, MINUTE), to: floorTo(to, MINUTE) };
  const parameters = [family, range.from, range.to];
  const [resources, settled, excused] = await Promise.all([
    database.pool.query<{ id: string; series: number | null }>(
      `SELECT resource.id, series.id AS series FROM resource LEFT JOIN series ON resource_id = resource.id AND family = $1 WHERE deleted_at IS NULL`,
      [family],
    ),
    database.pool.query<SpanRow>(SETTLED_SPANS, parameters),
    database.pool.query<SpanRow & { reason: string }>(
      `SELECT series_id AS series, ${epochMs('from_at')} AS from, ${epochMs('to_at')} AS to, reason
       FROM absence JOIN series ON series.id = series_id AND family = $1
       WHERE from_at < ${instantOf('$3')} AND to_at > ${instantOf('$2')} ORDER BY series_id, from_at`,
      parameters,
    ),
  ]);
  const settledOf = groupBySeries(settled.rows);
  const excusedOf = groupBySeries(excused.rows.filter(({ reason }) => !WORTH_ASKING_AGAIN.includes(absenceReason.parse(reason))));

  const coverage = new Map<ResourceId, Coverage>();
  for (const { id, series } of resources.rows) {
    const spans = (series === null ? undefined : settledOf.get(series)) ?? [];
    const holes = (series === null ? undefined : excusedOf.get(series)) ?? [];
    const open = range.from < range.to ? subtractSpans(subtractSpans([range], spans), holes) : [];
    coverage.set(resourceIdSchema.parse(id), {
      settledThrough: spans.at(-1)?.to ?? null,
      gaps: joinSpans(open.map((gap) => ({ ...gap, reason: null }))).map(({ from: start, to: end }) => ({ from: start, to: end })),
    });
  }
  return coverage;
}

/**
 * Stretches of settled minutes. Hours whose rollup says that all sixty are settled stand for themselves, so that weeks of minutes
 * need not be read; the others are read by the minute.
 */
const SETTLED_SPANS = `
  WITH wanted AS (SELECT id FROM series WHERE family = $1),
  complete AS MATERIALIZED (
    SELECT r.series_id AS id, r.at AS from_at, r.at + INTERVAL '1 hour' AS to_at
    FROM wanted JOIN rollup_1h r ON r.series_id = wanted.id
    WHERE r.at >= ${instantOf('$2')} AND r.at + INTERVAL '1 hour' <= ${instantOf('$3')} AND r.minutes = 60 AND r.settled = 60
      AND NOT EXISTS (SELECT FROM rollup_due d WHERE d.series_id = r.series_id AND d.hour = r.at)
  ),
  piece AS (
    SELECT * FROM complete
    UNION ALL
    SELECT s.series_id, s.at, s.at + INTERVAL '1 minute'
    FROM (
      SELECT wanted.id, hour FROM wanted
      CROSS JOIN generate_series(date_trunc('hour', ${instantOf('$2')}, 'UTC'), ${instantOf('$3')}, INTERVAL '1 hour') AS hour
      EXCEPT SELECT id, from_at FROM complete
    ) AS open
    JOIN LATERAL (
      SELECT series_id, at FROM sample
      WHERE series_id = open.id AND at >= open.hour AND at < open.hour + INTERVAL '1 hour' AND settled
        AND at >= ${instantOf('$2')} AND at < ${instantOf('$3')}
    ) AS s ON TRUE
  ),
  edge AS (
    SELECT id, from_at, to_at, from_at IS DISTINCT FROM lag(to_at) OVER (PARTITION BY id ORDER BY from_at) AS begins FROM piece
  ),
  stretch AS (SELECT id, from_at, to_at, count(*) FILTER (WHERE begins) OVER (PARTITION BY id ORDER BY from_at) AS number FROM edge)
  SELECT id AS series, ${epochMs('min(from_at)')} AS from, ${epochMs('max(to_at)')} AS to FROM stretch GROUP BY id, number ORDER BY 1, 2`;

interface SpanRow extends Span {
  readonly series: number;
}

function groupBySeries(rows: readonly SpanRow[]): ReadonlyMap<number, readonly Span[]> {
  const groups = new Map<number, Span[]>();
  for (const { series, from, to } of rows) {
    const group = groups.get(series);
    if (group) group.push({ from, to });
    else groups.set(series, [{ from, to }]);
  }
  return groups;
}
