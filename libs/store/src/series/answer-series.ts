import { absenceReason, type AbsenceReason, type ResourceId, type Series } from '@weir/contract';
import { familiesFor } from '@weir/domain';
import type { Database } from '../database/database.js';
import { epochMs, instantOf } from '../database/sql.js';
import type { SeriesRequest } from '../store.js';
import { composeSeries } from './compose-series.js';
import { MINUTE } from './layers.js';
import { planRead, type ReadPlan } from './plan-read.js';
import { readOpenHours, readSteps, type OpenHours, type StepQuery, type StepRow, type Wanted } from './read-steps.js';
import type { SeriesRegistry } from './series-registry.js';
import { joinSpans, subtractSpans, type ReasonedSpan, type Span } from './spans.js';

/** Stands for a series that does not exist: PostgreSQL counts them from 1. */
const NO_SERIES = 0;

export type SeriesQuestion = SeriesRequest & { readonly resourceIds: readonly ResourceId[]; readonly stepSeconds?: number | undefined };

/**
 * Answers one metric of some resources over a range.
 * @throws TooManyPoints
 */
export async function answerSeries(
  database: Database,
  registry: SeriesRegistry,
  question: SeriesQuestion,
): Promise<ReadonlyMap<ResourceId, Series>> {
  const plan = planRead(question);
  const resourceIds = [...new Set(question.resourceIds)];
  const [best, other] = familiesFor(question.metric);
  if (!best) throw new RangeError(`no family has the metric ${question.metric}`);

  const families = other ? [best.family, other.family] : [best.family];
  await registry.find(families.flatMap((family) => resourceIds.map((resourceId) => ({ resourceId, family }))));
  const wanted = resourceIds.map((id, resource): Wanted => {
    const idIn = (family: (typeof families)[number] | undefined) => (family ? registry.idOf(id, family) : undefined) ?? NO_SERIES;
    return { resource, best: idIn(best.family), other: idIn(other?.family), from: plan.from, to: plan.to };
  });

  const asked = plan.points === 0 ? [] : wanted;
  const index = { best: best.index, other: other?.index ?? null };
  const [[query, rows], absences] = await Promise.all([
    (async () => {
      const openHours: OpenHours = plan.layer === 'raw' ? new Map() : await readOpenHours(database, asked, question.now);
      const stepQuery: StepQuery = { layer: plan.layer, stepMs: plan.stepMs, index, openHours };
      return [stepQuery, await readSteps(database, stepQuery, asked, { completing: false })] as const;
    })(),
    readAbsences(database, plan, wanted),
  ]);
  const rowsOf: (readonly StepRow[])[] = groupByResource(rows, resourceIds.length);
  if (other) {
    // Mostly the newest steps only: what the best series knows completely is not read a second time.
    const incomplete = asked.flatMap((range) =>
      range.other === NO_SERIES
        ? []
        : incompleteRanges(plan, range, rowsOf[range.resource] ?? [], query.openHours.get(range.resource) ?? []),
    );
    const completed = await readSteps(database, query, incomplete, { completing: true });
    for (const [resource, replacing] of groupByResource(completed, resourceIds.length).entries()) {
      rowsOf[resource] = replaceRows(rowsOf[resource] ?? [], replacing);
    }
  }
  return new Map(
    wanted.map(({ resource, ...ids }) => {
      const told = [ids.best, ids.other].map((id) => absences.get(id) ?? []);
      const id = resourceIds[resource];
      if (!id) throw new Error('an answer without a question');
      return [id, composeSeries(plan, best.metric, rowsOf[resource] ?? [], told, question.now)];
    }),
  );
}

/** Stretches of steps in which the best series does not know every minute, and the other was not asked yet. */
function incompleteRanges(
  { from, to, stepMs }: ReadPlan,
  wanted: Wanted,
  rows: readonly StepRow[],
  openHours: readonly Span[],
): readonly Wanted[] {
  const minutes = stepMs / MINUTE;
  const incomplete: (Span & { readonly reason: null })[] = [];
  let next = 0;
  for (let at = from; at < to; at += stepMs) {
    const row = rows[next]?.at === at ? rows[next++] : undefined;
    if (!row || row.known < minutes) incomplete.push({ from: at, to: at + stepMs, reason: null });
  }
  const isNew = (span: Span) => subtractSpans([span], openHours).length > 0;
  return joinSpans(incomplete.filter(isNew)).map((span) => ({ ...wanted, from: span.from, to: span.to }));
}

/** Both in the order of time; where both have a step, the replacing one stands. */
function replaceRows(rows: readonly StepRow[], replacing: readonly StepRow[]): readonly StepRow[] {
  const [first] = replacing;
  if (!first) return rows;
  // Mostly the newest few of thousands: what lies before them stays as it is.
  const place = rows.findIndex(({ at }) => at >= first.at);
  const kept = place === -1 ? rows.length : place;
  const byStep = new Map([...rows.slice(kept), ...replacing].map((row) => [row.at, row]));
  return [...rows.slice(0, kept), ...[...byStep.values()].sort((a, b) => a.at - b.at)];
}

function groupByResource(rows: readonly StepRow[], resources: number): StepRow[][] {
  const groups: StepRow[][] = Array.from({ length: resources }, () => []);
  for (const row of rows) groups[row.resource]?.push(row);
  return groups;
}

async function readAbsences(
  database: Database,
  plan: ReadPlan,
  wanted: readonly Wanted[],
): Promise<ReadonlyMap<number, readonly ReasonedSpan<AbsenceReason>[]>> {
  const { rows } = await database.pool.query<{ id: number; from: number; to: number; reason: string }>(
    `SELECT series_id AS id, ${epochMs('from_at')} AS from, ${epochMs('to_at')} AS to, reason FROM absence
     WHERE series_id = ANY($1) AND from_at < ${instantOf('$3')} AND to_at > ${instantOf('$2')} ORDER BY series_id, from_at`,
    [wanted.flatMap(({ best, other }) => [best, other]), plan.from, plan.to],
  );
  const bySeries = new Map<number, ReasonedSpan<AbsenceReason>[]>();
  for (const { id, from, to, reason } of rows) {
    const list = bySeries.get(id) ?? [];
    list.push({ from, to, reason: absenceReason.parse(reason) });
    bySeries.set(id, list);
  }
  return bySeries;
}
