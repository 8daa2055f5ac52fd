import type { ResourceId, Series } from '@weir/contract';
import { familiesFor } from '@weir/domain';
import type { Database } from '../database/database.js';
import type { SeriesRequest } from '../store.js';
import { composeSeries } from './compose-series.js';
import { planRead } from './plan-read.js';
import { NO_SERIES, readSteps, type Sources } from './read-steps.js';
import type { SeriesRegistry } from './series-registry.js';

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
  const sources = resourceIds.map((id): Sources => {
    const idIn = (family: (typeof families)[number] | undefined) => (family ? registry.idOf(id, family) : undefined) ?? NO_SERIES;
    return { best: idIn(best.family), other: idIn(other?.family) };
  });
  const combination = best.metric.statistic === 'Maximum' ? 'max' : 'sum';
  const index = { best: best.index, other: other?.index ?? null };
  const readings = await readSteps(database, { plan, combination, index, now: question.now }, sources);
  return new Map(
    resourceIds.map((id, place) => {
      const reading = readings[place];
      if (!reading) throw new Error('an answer without a question');
      return [id, composeSeries(plan, best.metric, reading, question.now)];
    }),
  );
}
