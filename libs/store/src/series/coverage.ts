import {
  absenceReason,
  resourceId as resourceIdSchema,
  type AbsenceReason,
  type EpochMs,
  type ResourceId,
  type ResourceKind,
} from '@weir/contract';
import type { FamilyName } from '@weir/domain';
import type { Database } from '../database/database.js';
import { epochMs, instantOf, numberArray } from '../database/sql.js';
import type { Coverage } from '../store.js';
import { ceilTo, floorTo, MINUTE } from './layers.js';
import { subtractSpans, type Span } from './spans.js';

/** Reasons that do not excuse a missing minute: the reading may exist by now. */
const WORTH_ASKING_AGAIN: readonly AbsenceReason[] = ['collector-down', 'throttled', 'late'];

type SpansBySeries = ReadonlyMap<number, readonly Span[]>;

/** Finds what is not settled in the whole minutes of a range, for every resource that is not deleted. */
export async function readCoverage(
  database: Database,
  family: FamilyName,
  from: EpochMs,
  to: EpochMs,
  kinds?: readonly ResourceKind[],
): Promise<ReadonlyMap<ResourceId, Coverage>> {
  const range: Span = { from: ceilTo(from, MINUTE), to: floorTo(to, MINUTE) };
  const whole: readonly Span[] = range.from < range.to ? [range] : [];
  const { rows: resources } = await database.pool.query<{ id: string; series: number | null }>(
    `SELECT resource.id, series.id AS series FROM resource LEFT JOIN series ON resource_id = resource.id AND family = $1
     WHERE deleted_at IS NULL AND ($2::text[] IS NULL OR kind = ANY($2))`,
    [family, kinds ?? null],
  );
  const series = resources.flatMap((resource) => resource.series ?? []);
  const [settledHours, excused] = await Promise.all([readSettledHours(database, series, range), readExcuses(database, series, range)]);
  const opened = new Map(series.map((id) => [id, subtractSpans(whole, settledHours.get(id) ?? [])]));
  const settledMinutes = await readSettledMinutes(database, opened);

  const coverage = new Map<ResourceId, Coverage>();
  for (const resource of resources) {
    const id = resource.series ?? 0;
    const minutes = settledMinutes.get(id) ?? [];
    const gaps = subtractSpans(subtractSpans(opened.get(id) ?? whole, minutes), excused.get(id) ?? []);
    const settledThrough = Math.max(settledHours.get(id)?.at(-1)?.to ?? -Infinity, minutes.at(-1)?.to ?? -Infinity);
    coverage.set(resourceIdSchema.parse(resource.id), { settledThrough: Number.isFinite(settledThrough) ? settledThrough : null, gaps });
  }
  return coverage;
}

/** Joins pieces (id, from_at, to_at) that touch. */
export const joinPieces = (pieces: string) => `
  WITH piece AS (${pieces}),
  edge AS (SELECT id, from_at, to_at, from_at IS DISTINCT FROM lag(to_at) OVER (PARTITION BY id ORDER BY from_at) AS begins FROM piece),
  stretch AS (SELECT id, from_at, to_at, count(*) FILTER (WHERE begins) OVER (PARTITION BY id ORDER BY from_at) AS number FROM edge)
  SELECT id AS series, ${epochMs('min(from_at)')} AS from, ${epochMs('max(to_at)')} AS to FROM stretch GROUP BY id, number ORDER BY 1, 2`;

/** Stretches of hours of which the rollup says that all sixty minutes are settled: weeks of minutes need not be read then. */
async function readSettledHours(database: Database, series: readonly number[], range: Span): Promise<SpansBySeries> {
  const { rows } = await database.pool.query<SpanRow>(
    joinPieces(`
      SELECT r.series_id AS id, r.at AS from_at, r.at + INTERVAL '1 hour' AS to_at FROM rollup_1h r
      WHERE r.series_id = ANY($1) AND r.at >= $2::timestamptz AND r.at + INTERVAL '1 hour' <= $3::timestamptz AND r.minutes = 60 AND r.settled = 60
        AND NOT EXISTS (SELECT FROM rollup_due d WHERE d.series_id = r.series_id AND d.hour = r.at)`),
    [numberArray(series), new Date(range.from), new Date(range.to)],
  );
  return groupBySeries(rows);
}

/** Stretches of settled minutes within some spans. */
async function readSettledMinutes(database: Database, within: SpansBySeries): Promise<SpansBySeries> {
  const spans = [...within].flatMap(([id, list]) => list.map((span) => ({ id, ...span })));
  const { rows } = await database.pool.query<SpanRow>(
    joinPieces(`
      SELECT w.id, s.at AS from_at, s.at + INTERVAL '1 minute' AS to_at FROM unnest($1::int[], $2::float8[], $3::float8[]) AS w(id, first, last)
      CROSS JOIN LATERAL (
        SELECT at FROM sample WHERE series_id = w.id AND at >= ${instantOf('w.first')} AND at < ${instantOf('w.last')} AND settled
      ) AS s`),
    [numberArray(spans.map(({ id }) => id)), numberArray(spans.map(({ from }) => from)), numberArray(spans.map(({ to }) => to))],
  );
  return groupBySeries(rows);
}

/** Stretches for which there is a reason that asking again would not change. */
export async function readExcuses(database: Database, series: readonly number[], range: Span): Promise<SpansBySeries> {
  const { rows } = await database.pool.query<SpanRow & { reason: string }>(
    `SELECT series_id AS series, ${epochMs('from_at')} AS from, ${epochMs('to_at')} AS to, reason FROM absence
     WHERE series_id = ANY($1) AND from_at < $3::timestamptz AND to_at > $2::timestamptz ORDER BY series_id, from_at`,
    [numberArray(series), new Date(range.from), new Date(range.to)],
  );
  return groupBySeries(rows.filter(({ reason }) => !WORTH_ASKING_AGAIN.includes(absenceReason.parse(reason))));
}

export interface SpanRow extends Span {
  readonly series: number;
}

export function groupBySeries(rows: readonly SpanRow[]): SpansBySeries {
  const groups = new Map<number, Span[]>();
  for (const { series, from, to } of rows) {
    const group = groups.get(series);
    if (group) group.push({ from, to });
    else groups.set(series, [{ from, to }]);
  }
  return groups;
}
