import type { GovernorStep, ResourceId, WeirConfig } from '@weir/contract';
import {
  activityOf,
  type BackfillBatch,
  type Batch,
  begin,
  beginScope,
  cadenceOf,
  type ClockHealth,
  finishLive,
  finishMetrics,
  finishScope,
  plan,
  type PollClock,
  type PollTarget,
  pollTarget,
  scopeAnswered,
  type ScopeKey,
  scopeKey,
  scopePolling,
  type ScopePolling,
} from '@weir/domain';
import type { BatchResult } from './batch-runner.js';
import type { WatchedQueue } from './watched-queue.js';
import type { WatchedQueues } from './watched-queues.js';

/** Which of a scope's clocks a batch tells something of. */
export const clockOf = (batch: Batch): PollClock =>
  batch.kind === 'live' ? 'live' : batch.kind === 'discovery' ? 'discovery' : 'cloudwatch';

/**
 * The planner's state, kept between ticks: every queue with its lanes, every scope with its health, and the history still to be fetched.
 * `libs/domain` decides; this remembers.
 */
export class PollBook {
  readonly #config: WeirConfig;
  readonly #targets = new Map<ResourceId, PollTarget>();
  readonly #scopes = new Map<ScopeKey, ScopePolling>();
  readonly #backfill = new Map<ScopeKey, readonly BackfillBatch[]>();
  #backfillTotal = 0;
  /** Steps the budget governor has taken, by account. */
  steps: ReadonlyMap<string, readonly GovernorStep[]> = new Map();

  constructor(config: WeirConfig) {
    this.#config = config;
    for (const { id, regions } of config.accounts) {
      for (const region of regions) {
        const scope = { accountId: id, region };
        this.#scopes.set(scopeKey(scope), scopePolling(scope));
      }
    }
  }

  get targets(): readonly PollTarget[] {
    return [...this.#targets.values()];
  }

  /** What is due now in the accounts this collector holds. */
  plan(holds: (accountId: string) => boolean, now: number): readonly Batch[] {
    const scopes = new Map([...this.#scopes].filter(([, { scope }]) => holds(scope.accountId)));
    return plan({ targets: this.#targets.values(), scopes, steps: this.steps, backfill: this.#backfill }, this.#config, now);
  }

  /** A target for every queue there is, and none for those that are gone. Returns how many each scope has. */
  sync(queues: WatchedQueues): ReadonlyMap<ScopeKey, number> {
    const counts = new Map<ScopeKey, number>();
    for (const queue of queues.all()) {
      const { id, deletedAt } = queue.entry;
      if (deletedAt !== null) {
        this.#targets.delete(id);
        continue;
      }
      const isDeadLetterQueue = queues.isDeadLetterQueue(queue);
      this.#targets.set(id, { ...(this.#targets.get(id) ?? newTarget(queue)), isDeadLetterQueue });
      counts.set(scopeKey(queue.entry), (counts.get(scopeKey(queue.entry)) ?? 0) + 1);
    }
    return counts;
  }

  begin(batch: Batch, now: number): void {
    if (batch.kind === 'live' || batch.kind === 'metrics') {
      for (const id of batch.resourceIds) this.#updateTarget(id, (target) => begin(target, batch.kind, now));
      return;
    }
    this.#updateScope(batch.scopeKey, (scope) => beginScope(scope, batch.kind, now));
    if (batch.kind === 'backfill') this.#setPending(batch.scopeKey, (pending) => pending.filter((other) => other !== batch));
  }

  /** Returns how the scope is on the batch's clock afterwards. */
  finish(batch: Batch, result: BatchResult, now: number): ClockHealth | undefined {
    if (batch.kind === 'discovery' || batch.kind === 'backfill')
      this.#updateScope(batch.scopeKey, (scope) => finishScope(scope, batch.kind));
    else for (const id of batch.resourceIds) this.#updateTarget(id, (target) => finished(target, batch.kind, result, now));
    // History that could not be fetched is still missing; it waits behind what others miss.
    if (batch.kind === 'backfill' && result.outcomes.size === 0) this.#setPending(batch.scopeKey, (pending) => [...pending, batch]);
    if (result.scopeOutcomes.length > 0)
      this.#updateScope(batch.scopeKey, (scope) => scopeAnswered(scope, clockOf(batch), result.scopeOutcomes, now));
    return this.#scopes.get(batch.scopeKey)?.clocks[clockOf(batch)];
  }

  /** How alive these queues are, and what was judged of them: both decide how often they are read. */
  noteJudged(queues: Iterable<WatchedQueue>, now: number): void {
    for (const { entry, window, verdict } of queues) {
      const { activeAt, observedFrom } = window.marks;
      const activity = activityOf(activeAt, observedFrom ?? now, now);
      this.#updateTarget(entry.id, (target) => ({ ...target, activity, state: verdict?.state ?? target.state }));
    }
  }

  /** These, and no others, are being looked at. */
  noteWatched(watched: ReadonlySet<ResourceId>): void {
    for (const target of this.targets) {
      const isWatched = watched.has(target.resourceId);
      if (target.watched !== isWatched) this.#targets.set(target.resourceId, { ...target, watched: isWatched });
    }
  }

  /** Replaces what history is still to be fetched. */
  setBackfill(batches: readonly BackfillBatch[]): void {
    this.#backfill.clear();
    for (const [key, pending] of Map.groupBy(batches, (batch) => batch.scopeKey)) this.#backfill.set(key, pending);
    this.#backfillTotal = this.#backfillLeft();
  }

  /** Resource-minutes of history fetched and to be fetched; null when there is nothing left. */
  backfillProgress(): { readonly done: number; readonly total: number } | null {
    const left = this.#backfillLeft();
    return left > 0 ? { done: Math.max(0, this.#backfillTotal - left), total: this.#backfillTotal } : null;
  }

  /** Oldest acceptable age of a queue's live reading under the cadence in force, seconds. */
  liveBudgetSeconds(id: ResourceId): number {
    const target = this.#targets.get(id);
    return target ? cadenceOf(target, this.steps.get(target.scope.accountId) ?? [], this.#config).liveBudgetSeconds : 0;
  }

  #backfillLeft(): number {
    return [...this.#backfill.values()].flat().reduce((sum, { resourceMinutes }) => sum + resourceMinutes, 0);
  }

  #setPending(key: ScopeKey, change: (pending: readonly BackfillBatch[]) => readonly BackfillBatch[]): void {
    this.#backfill.set(key, change(this.#backfill.get(key) ?? []));
  }

  #updateTarget(id: ResourceId, change: (target: PollTarget) => PollTarget): void {
    const target = this.#targets.get(id);
    if (target) this.#targets.set(id, change(target));
  }

  #updateScope(key: ScopeKey, change: (scope: ScopePolling) => ScopePolling): void {
    const scope = this.#scopes.get(key);
    if (scope) this.#scopes.set(key, change(scope));
  }
}

function newTarget({ entry, provisionalFrom }: WatchedQueue): PollTarget {
  return pollTarget({
    resourceId: entry.id,
    scope: { accountId: entry.accountId, region: entry.region },
    fifo: entry.config?.fifo ?? false,
    isDeadLetterQueue: false,
    provisionalFrom,
  });
}

function finished(target: PollTarget, lane: 'live' | 'metrics', result: BatchResult, now: number): PollTarget {
  const outcome = result.outcomes.get(target.resourceId) ?? 'failed';
  if (lane === 'live') return finishLive(target, outcome, now);
  return finishMetrics(target, outcome, result.provisionalFrom.get(target.resourceId) ?? target.provisionalFrom, now);
}
