import {
  consumerMetric,
  deliveryMetric,
  type Duplicates,
  hoseMetric,
  MAX_SERIES_POINTS,
  type QueueMetric,
  queueMetric,
  streamMetric,
  type Resource,
  type ResourceId,
  type ResourceMetric,
  type Series,
  type Sparklines,
} from '@weir/contract';
import { explainNulls, judgeDuplicates, FAMILIES_OF_KIND, familyOf, MINUTE_MS } from '@weir/domain';
import { type Store, TooManyPoints } from '@weir/store';
import { ProblemError } from '../http/problem-error.js';

/** Nothing is kept longer than the hourly rollups; a range beyond that asks for what cannot exist. */
const MAX_RANGE_MS = 460 * 86_400_000;

/** Reads series for people: checks that a range makes sense, and lets the store choose the layer. */
export class SeriesReader {
  constructor(
    private readonly store: Store,
    private readonly now: () => number = Date.now,
  ) {}

  /** @throws {ProblemError} 400 naming `from`, `to` or `step` */
  async read(resource: Resource, query: { metric: ResourceMetric; from: number; to: number; step?: number | undefined }): Promise<Series> {
    checkMetric(resource, query.metric);
    checkRange(query.from, query.to);
    if (query.step !== undefined) checkStep(query.step, query.to - query.from);
    const now = this.now();
    const series = await this.store.series.read({
      resourceId: resource.id,
      metric: query.metric,
      from: query.from,
      to: query.to,
      ...(query.step !== undefined && { stepSeconds: query.step }),
      now,
    });
    return explainNulls(series, series.step * 1000, now);
  }

  /**
   * How often messages of a queue were received again, up to the newest settled minute.
   * @throws {ProblemError} 400 when it is no queue
   */
  async duplicates(resource: Resource, hours: number): Promise<Duplicates> {
    if (resource.kind !== 'queue') throw invalid('id', `a ${resource.kind} has no receives; take the id of a queue`);
    const now = this.now();
    const asked = { from: Math.floor(now / MINUTE_MS) * MINUTE_MS - hours * 60 * MINUTE_MS, to: Math.floor(now / MINUTE_MS) * MINUTE_MS };
    const read = (metric: QueueMetric) => this.store.series.read({ resourceId: resource.id, metric, ...asked, stepSeconds: 60, now });
    const [sent, received, deleted, visible, inFlight, deduplicated] = await Promise.all(
      (['sent', 'received', 'deleted', 'visible', 'inFlight', 'deduplicated'] as const).map(read),
    );
    const to = Math.min(asked.to, sent?.provisionalFrom ?? asked.to);
    const settled = (sent?.points ?? []).filter(([at]) => at < to);
    const at = (series: Series | undefined, place: number) => series?.points[place]?.[1] ?? null;
    const dropped = settled.flatMap((_, place) => at(deduplicated, place) ?? []);
    const judged = judgeDuplicates({
      minutes: settled.map(([, value], place) => ({
        ...{ sent: value, received: at(received, place), deleted: at(deleted, place) },
        ...{ visible: at(visible, place), inFlight: at(inFlight, place) },
      })),
      visibilityTimeoutSeconds: resource.config?.visibilityTimeoutSeconds ?? null,
      isFifo: resource.config?.fifo === true,
      deduplicated: dropped.length === 0 ? null : dropped.reduce((sum, value) => sum + value, 0),
    });
    return { resourceId: resource.id, from: asked.from, to, ...judged };
  }

  async sparklines(
    ids: readonly ResourceId[],
    query: { metric: ResourceMetric; from: number; to: number; points: number },
  ): Promise<Sparklines> {
    checkRange(query.from, query.to);
    const stepMs = Math.max(MINUTE_MS, Math.ceil((query.to - query.from) / query.points / MINUTE_MS) * MINUTE_MS);
    const from = Math.floor(query.from / stepMs) * stepMs;
    const found = await this.store.series.readMany({
      resourceIds: ids,
      metric: query.metric,
      from,
      to: query.to,
      stepSeconds: stepMs / 1000,
      now: this.now(),
    });
    const items = [...found].map(([id, { points, absences, provisionalFrom }]) => {
      const series = { points, absences, provisionalFrom };
      return [id, explainNulls(series, stepMs, this.now())] as const;
    });
    return { from, step: stepMs / 1000, items: Object.fromEntries(items) };
  }
}

/** A metric that this kind of resource never has is a mistake, not an absence. */
function checkMetric({ kind }: Resource, metric: ResourceMetric): void {
  const known = metricsOf(kind);
  if (!known.includes(metric)) throw invalid('metric', `a ${kind} has ${known.join(', ') || 'no metrics of its own'}`);
}

function metricsOf(kind: Resource['kind']): readonly ResourceMetric[] {
  switch (kind) {
    case 'queue':
      return queueMetric.options;
    case 'stream':
      return streamMetric.options;
    case 'consumer':
      return consumerMetric.options;
    case 'delivery-stream':
      return [...consumerMetric.options, ...hoseMetric.options];
    case 'subscription':
      return deliveryMetric.options;
    default:
      return FAMILIES_OF_KIND[kind].flatMap((family) => familyOf(family).metrics.map(({ key }) => key));
  }
}

function checkRange(from: number, to: number): void {
  if (to <= from) throw invalid('to', 'must be after from');
  if (to - from > MAX_RANGE_MS) throw invalid('from', 'the range is longer than 460 days, and nothing is kept that long');
}

/** Refused rather than coarsened: who names a step computes with it. */
function checkStep(stepSeconds: number, rangeMs: number): void {
  if (stepSeconds % 60 !== 0) throw invalid('step', 'give a multiple of 60 seconds');
  const points = Math.ceil(rangeMs / 1000 / stepSeconds);
  if (points > MAX_SERIES_POINTS) throw new TooManyPoints(points, Math.ceil(rangeMs / MINUTE_MS / MAX_SERIES_POINTS) * 60);
}

const invalid = (field: string, message: string) => new ProblemError(400, 'Invalid query', `${field}: ${message}`, [{ field, message }]);
