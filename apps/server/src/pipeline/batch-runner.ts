import type { AwsAccess, AwsFailure, ListingProblem, MetricSeries } from '@weir/aws';
import type { AbsenceReason, QueueMetric, ResourceId, WeirConfig } from '@weir/contract';
import {
  type BackfillBatch,
  type Batch,
  type DiscoveryBatch,
  IDLE_AFTER_MS,
  type LaneOutcome,
  type LiveBatch,
  type MetricsBatch,
  MINUTE_MS,
  minuteOf,
  type ReadOutcome,
  resourceIdOf,
  type SampleRow,
  settle,
} from '@weir/domain';
import type { Store } from '@weir/store';
import { absenceOf } from './absence-of-failure.js';
import type { Recorder } from './recorder.js';
import type { WatchedQueue } from './watched-queue.js';
import type { WatchedQueues } from './watched-queues.js';

/** What became of a batch. */
export interface BatchResult {
  /** Per queue; a queue missing here got no answer. */
  readonly outcomes: ReadonlyMap<ResourceId, LaneOutcome>;
  /** How one of its reads failed; null: none did. */
  readonly failure: AwsFailure | null;
  /** What the answers say of the scope; empty: nothing. */
  readonly scopeOutcomes: readonly ReadOutcome[];
  /** Where the next metrics read of each queue begins. */
  readonly provisionalFrom: ReadonlyMap<ResourceId, number>;
  readonly catalogueChanged: boolean;
  /** Queues whose settings discovery could not read, and why. */
  readonly unreadable: ReadonlyMap<ResourceId, AbsenceReason>;
  /** What failed of a listing that came to its end; null: nothing was listed. */
  readonly listing: readonly ListingProblem[] | null;
}

export interface BatchRunnerParts {
  readonly aws: AwsAccess;
  readonly store: Store;
  readonly queues: WatchedQueues;
  readonly recorder: Recorder;
  readonly config: WeirConfig;
  readonly now: () => number;
}

/** Nothing was answered, and nothing follows from it. */
export const NO_ANSWER: BatchResult = {
  outcomes: new Map(),
  failure: null,
  scopeOutcomes: [],
  provisionalFrom: new Map(),
  catalogueChanged: false,
  unreadable: new Map(),
  listing: null,
};

/** Executes one batch: asks AWS, normalises the answer and hands it to the recorder. */
export class BatchRunner {
  constructor(private readonly parts: BatchRunnerParts) {}

  /** @throws AwsError when nothing of the batch was answered */
  async run(batch: Batch, signal: AbortSignal): Promise<BatchResult> {
    switch (batch.kind) {
      case 'live':
        return this.#live(batch, signal);
      case 'metrics':
      case 'backfill':
        return this.#metrics(batch, signal);
      case 'discovery':
        return this.#discovery(batch, signal);
    }
  }

  async #live(batch: LiveBatch, signal: AbortSignal): Promise<BatchResult> {
    const { aws, recorder } = this.parts;
    const queues = this.#existing(batch.resourceIds);
    const readings = await aws.scope(batch.scope).readQueues(
      queues.flatMap(({ entry }) => (entry.config ? [{ resourceId: entry.id, url: entry.config.url }] : [])),
      signal,
    );
    const outcomes = new Map<ResourceId, LaneOutcome>();
    const scopeOutcomes: ReadOutcome[] = [];
    const rows: SampleRow[] = [];
    let failure: AwsFailure | null = null;
    for (const { resourceId, outcome } of readings) {
      const queue = this.parts.queues.get(resourceId);
      if (outcome.ok) {
        const { at, visible, inFlight, delayed } = outcome;
        queue?.pushLive({ at, visible, inFlight, delayed });
        // SQS answers for the moment of the read: what it said is final, a later read of the same minute can only raise its maximum.
        rows.push({ resourceId, family: 'sqs.live', at: minuteOf(at), values: [visible, inFlight, delayed], settled: true });
        outcomes.set(resourceId, 'read');
        scopeOutcomes.push('ok');
      } else {
        failure ??= outcome.error;
        queue?.pushLiveFailure(absenceOf(outcome.error.kind));
        outcomes.set(resourceId, laneOutcome(outcome.error));
        scopeOutcomes.push(outcome.error.kind);
      }
    }
    await recorder.record({ rows, absences: [], judge: readings.map(({ resourceId }) => resourceId) });
    return { ...NO_ANSWER, outcomes, failure, scopeOutcomes };
  }

  async #metrics(batch: MetricsBatch | BackfillBatch, signal: AbortSignal): Promise<BatchResult> {
    const { aws, recorder, config, now } = this.parts;
    const queues = this.#existing(batch.resourceIds);
    const { series } = await aws.scope(batch.scope).readMetrics(
      {
        resources: queues.map(({ entry }) => ({ resourceId: entry.id, name: entry.name, fifo: entry.config?.fifo ?? false })),
        family: 'sqs.cloudwatch',
        metrics: batch.metrics,
        from: batch.from,
        to: batch.to,
        periodSeconds: batch.periodSeconds,
      },
      signal,
    );
    const readAt = now();
    const replies = Map.groupBy(series, ({ resourceId }) => resourceId);
    const outcomes = new Map<ResourceId, LaneOutcome>();
    const provisionalFrom = new Map<ResourceId, number>();
    const regular = batch.kind === 'metrics';
    const settled = queues.map((queue) => {
      const { entry } = queue;
      const reply = replies.get(entry.id) ?? [];
      const failure = failureOf(reply);
      const result = settle(
        {
          resourceId: entry.id,
          family: 'sqs.cloudwatch',
          from: batch.from,
          to: batch.to,
          readAt,
          points: pointsOf(reply),
          failure: failure && absenceOf(failure.kind),
        },
        {
          provisionalFrom: regular ? queue.provisionalFrom : null,
          settleSeconds: config.cloudwatch.settleSeconds,
          quietSince: regular ? quietSince(queue, readAt) : undefined,
        },
      );
      outcomes.set(entry.id, failure ? laneOutcome(failure) : 'read');
      provisionalFrom.set(entry.id, result.provisionalFrom);
      return result;
    });
    await recorder.record({
      rows: settled.flatMap(({ rows }) => rows),
      absences: settled.flatMap(({ absences }) => absences),
      judge: regular ? batch.resourceIds : [],
    });
    // Only now that the rows are stored do they count as read.
    if (regular) for (const queue of queues) queue.provisionalFrom = provisionalFrom.get(queue.entry.id) ?? queue.provisionalFrom;
    const failures = series.flatMap(({ outcome }) => (outcome === 'complete' ? [] : [outcome]));
    return {
      outcomes,
      failure: failures[0] ?? null,
      scopeOutcomes: [...new Set<ReadOutcome>(series.map(({ outcome }) => (outcome === 'complete' ? 'ok' : outcome.kind)))],
      provisionalFrom: regular ? provisionalFrom : new Map(),
      catalogueChanged: false,
      unreadable: new Map(),
      listing: null,
    };
  }

  async #discovery(batch: DiscoveryBatch, signal: AbortSignal): Promise<BatchResult> {
    const { aws, store, now } = this.parts;
    const { queues, failures } = await aws.scope(batch.scope).discoverQueues(signal);
    // Queues that are listed but not readable exist: they stay as they were known, or become known as unreadable.
    const unreadable = failures.flatMap(({ queue, error }) => (queue === null ? [] : [{ queue, error }]));
    const change = await store.catalogue.record(batch.scope, 'queue', [...queues, ...unreadable.map(({ queue }) => queue)], now());
    const [first] = failures;
    return {
      ...NO_ANSWER,
      failure: first?.error ?? null,
      scopeOutcomes: first && queues.length === 0 ? [first.error.kind] : ['ok'],
      catalogueChanged: [change.added, change.changed, change.deleted, change.restored].some((ids) => ids.length > 0),
      unreadable: new Map(unreadable.map(({ queue, error }) => [resourceIdOf(queue.arn), absenceOf(error.kind)])),
      listing: failures.map(({ queue, error }) => ({ error, hides: queue === null ? ['queue'] : [] })),
    };
  }

  #existing(ids: readonly ResourceId[]): readonly WatchedQueue[] {
    return ids.flatMap((id) => this.parts.queues.get(id) ?? []);
  }
}

const laneOutcome = ({ kind }: AwsFailure): LaneOutcome => (kind === 'denied' || kind === 'not-found' ? 'refused' : 'failed');

const failureOf = (series: readonly MetricSeries[]): AwsFailure | null => {
  for (const { outcome } of series) if (outcome !== 'complete') return outcome;
  return null;
};

const pointsOf = (series: readonly MetricSeries[]): Partial<Record<QueueMetric, MetricSeries['points']>> =>
  Object.fromEntries(series.map(({ metric, points }) => [metric, points]));

/** Since when nothing has moved in a queue, by both clocks; null: something has lately; undefined: nobody has watched it yet. */
function quietSince({ window }: WatchedQueue, now: number): number | null | undefined {
  const { activeAt, observedFrom } = window.marks;
  if (activeAt === null) return observedFrom ?? undefined;
  return now - activeAt < IDLE_AFTER_MS ? null : activeAt + MINUTE_MS;
}
