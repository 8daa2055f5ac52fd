import { randomUUID } from 'node:crypto';
import { AwsError, type AwsAccess } from '@weir/aws';
import type { GovernorStep, ResourceId } from '@weir/contract';
import {
  activityOf,
  type BackfillBatch,
  type Batch,
  begin,
  beginScope,
  cadenceOf,
  finishLive,
  finishMetrics,
  finishScope,
  type LaneOutcome,
  plan,
  type PollTarget,
  pollTarget,
  type ReadOutcome,
  type ScopeKey,
  scopeAnswered,
  scopeKey,
  scopePolling,
  type ScopePolling,
} from '@weir/domain';
import type { Lease, Store } from '@weir/store';
import type { Settings } from '../config/settings.js';
import type { Log } from '../log.js';
import type { SelfMetrics } from '../self-metrics.js';
import { BatchRunner, type BatchResult } from './batch-runner.js';
import { Budget } from './budget.js';
import { CallMeter } from './call-meter.js';
import { History } from './history.js';
import { Recorder } from './recorder.js';
import { ScopeHealth } from './scope-health.js';
import { WatchedQueues } from './watched-queues.js';

export interface CollectorParts {
  readonly store: Store;
  readonly aws: AwsAccess;
  readonly settings: Settings;
  readonly log: Log;
  readonly metrics: SelfMetrics;
  readonly meter: CallMeter;
  readonly now: () => number;
  /** Resources somebody looks at right now. */
  readonly watched: () => ReadonlySet<ResourceId>;
}

/** Something the collector does beside reading, at its own pace and never twice at once. */
interface Chore {
  readonly run: () => Promise<void>;
  readonly everyMs: number;
  dueAt: number;
  running: boolean;
}

const TICK_MS = 1_000;
const HEARTBEAT_MS = 10_000;
const LEASE_EVERY_MS = 30_000;
const BUDGET_EVERY_MS = 60_000;
const GAPS_EVERY_MS = 30 * 60_000;
const MAINTENANCE_EVERY_MS = 60_000;
const OVERDUE_EVERY_MS = 15_000;

/**
 * Reads AWS, stores what it finds and has it judged.
 *
 *     stopped ──start()──▶ starting (leases, catalogue, recent minutes, gaps) ──▶ running ──stop()──▶ stopping ──▶ stopped
 *
 * - One collector per account: an account whose lease another process holds is left to it, and asked for again.
 * - `tick` plans and begins; it never waits. A batch that hangs holds up its own lanes and nothing else.
 * - What a batch found is in the store before anything is concluded from it, and conclusions are committed in the order they were made.
 * - `stop` begins nothing new, aborts the calls in flight, and stores what already came.
 */
export class Collector {
  readonly #parts: CollectorParts;
  readonly #id = randomUUID();
  readonly #queues = new WatchedQueues();
  readonly #targets = new Map<ResourceId, PollTarget>();
  readonly #scopes = new Map<ScopeKey, ScopePolling>();
  readonly #backfill = new Map<ScopeKey, readonly BackfillBatch[]>();
  readonly #leases = new Map<string, Lease>();
  readonly #inFlight = new Set<Promise<void>>();
  readonly #aborter = new AbortController();
  readonly #health: ScopeHealth;
  readonly #recorder: Recorder;
  readonly #runner: BatchRunner;
  readonly #budget: Budget;
  readonly #history: History;
  #steps: ReadonlyMap<string, readonly GovernorStep[]> = new Map();
  #chores: readonly Chore[] = [];
  #timer: NodeJS.Timeout | undefined;
  #state: 'starting' | 'running' | 'stopped' = 'stopped';
  #backfillTotal = 0;

  constructor(parts: CollectorParts) {
    this.#parts = parts;
    const { store, settings, log, metrics, now } = parts;
    this.#health = new ScopeHealth(settings.config.accounts);
    this.#recorder = new Recorder({
      store,
      queues: this.#queues,
      health: this.#health,
      log,
      metrics,
      now,
      budgetOf: (queue) => this.#budgetOf(queue.entry.id),
    });
    this.#runner = new BatchRunner({ aws: parts.aws, store, queues: this.#queues, recorder: this.#recorder, config: settings.config, now });
    this.#budget = new Budget(settings.config, store);
    this.#history = new History(settings.config, store, this.#queues);
  }

  /** Prepares and begins to read; resolves when the first tick is under way. */
  async start(): Promise<void> {
    await this.prepare();
    this.#timer = setInterval(() => {
      this.tick();
    }, TICK_MS);
    this.tick();
  }

  /** Everything before the first tick. Apart from `start` for tests, which tick by a clock of their own. */
  async prepare(): Promise<void> {
    this.#state = 'starting';
    const { store, settings, now } = this.#parts;
    this.#health.restore(await store.state.scopes());
    await store.maintenance.run(now());
    await this.#takeLeases();
    const previous = await store.collector.status();
    await this.#beat();
    this.#queues.setCatalogue(await store.catalogue.list());
    await this.#history.restore(now());
    this.#syncTargets();
    await this.#history.noteOutage(previous?.heartbeatAt ?? null, now());
    await this.#findGaps();
    await this.#govern();
    this.#chores = [
      this.#chore(HEARTBEAT_MS, () => this.#beat()),
      this.#chore(LEASE_EVERY_MS, () => this.#takeLeases()),
      this.#chore(BUDGET_EVERY_MS, () => this.#govern()),
      this.#chore(GAPS_EVERY_MS, () => this.#findGaps()),
      this.#chore(MAINTENANCE_EVERY_MS, () => this.#maintain()),
      this.#chore(OVERDUE_EVERY_MS, () => this.#recorder.judgeOverdue()),
    ];
    for (const account of settings.config.accounts) {
      for (const region of account.regions) {
        const scope = { accountId: account.id, region };
        this.#scopes.set(scopeKey(scope), scopePolling(scope));
      }
    }
    this.#state = 'running';
    await this.#beat();
  }

  /** Begins whatever is due. Never throws and never waits. */
  tick(): void {
    if (this.#state !== 'running') return;
    const now = this.#parts.now();
    this.#noteWatched();
    for (const chore of this.#chores) this.#runIfDue(chore, now);
    const mine = new Map([...this.#scopes].filter(([, { scope }]) => this.#leases.get(scope.accountId)?.held === true));
    const batches = plan(
      { targets: this.#targets.values(), scopes: mine, steps: this.#steps, backfill: this.#backfill },
      this.#parts.settings.config,
      now,
    );
    for (const batch of batches) this.#launch(batch, now);
  }

  /** Resolves when nothing is in flight. */
  async idle(): Promise<void> {
    while (this.#inFlight.size > 0) await Promise.allSettled([...this.#inFlight]);
  }

  async stop(): Promise<void> {
    if (this.#state === 'stopped') return;
    clearInterval(this.#timer);
    this.#state = 'stopped';
    this.#aborter.abort();
    await this.idle();
    await this.#recorder.flush();
    await this.#storeCalls();
    await this.#beat();
    await Promise.all([...this.#leases.values()].map((lease) => lease.release()));
  }

  #launch(batch: Batch, now: number): void {
    this.#begin(batch, now);
    const seconds = this.#parts.metrics.batchSeconds.startTimer({ kind: batch.kind });
    const work = this.#runner
      .run(batch, this.#aborter.signal)
      .catch((error: unknown) => this.#failed(batch, error))
      .then((result) => this.#finish(batch, result))
      .catch((error: unknown) => {
        this.#parts.log.error({ error, batch: batch.kind, scope: batch.scopeKey }, 'a batch could not be finished');
      })
      .finally(() => {
        seconds();
        this.#inFlight.delete(work);
      });
    this.#inFlight.add(work);
  }

  #begin(batch: Batch, now: number): void {
    if (batch.kind === 'discovery' || batch.kind === 'backfill') {
      this.#updateScope(batch.scopeKey, (scope) => beginScope(scope, batch.kind, now));
      if (batch.kind === 'backfill')
        this.#backfill.set(
          batch.scopeKey,
          (this.#backfill.get(batch.scopeKey) ?? []).filter((other) => other !== batch),
        );
      return;
    }
    for (const id of batch.resourceIds) this.#updateTarget(id, (target) => begin(target, batch.kind, now));
  }

  /** A batch that failed as a whole, before any queue of it was answered. */
  #failed(batch: Batch, error: unknown): BatchResult {
    const failure = error instanceof AwsError ? error.failure : null;
    if (this.#aborter.signal.aborted)
      return { outcomes: new Map(), failure, scopeOutcomes: [], provisionalFrom: new Map(), catalogueChanged: false };
    const reason: ReadOutcome = failure?.kind ?? 'internal';
    this.#parts.metrics.batchFailures.inc({ kind: batch.kind, reason });
    this.#parts.log.warn({ scope: batch.scopeKey, batch: batch.kind, failure, ...(failure === null && { error }) }, 'a batch failed');
    // A failure of Weir's own, such as an unreachable database, says nothing about the scope.
    return {
      outcomes: new Map(),
      failure,
      scopeOutcomes: failure === null ? [] : [reason],
      provisionalFrom: new Map(),
      catalogueChanged: false,
    };
  }

  async #finish(batch: Batch, result: BatchResult): Promise<void> {
    const now = this.#parts.now();
    if (batch.kind === 'discovery' || batch.kind === 'backfill')
      this.#updateScope(batch.scopeKey, (scope) => finishScope(scope, batch.kind));
    else {
      for (const id of batch.resourceIds) {
        const outcome: LaneOutcome = result.outcomes.get(id) ?? 'failed';
        this.#updateTarget(id, (target) =>
          batch.kind === 'live'
            ? finishLive(target, outcome, now)
            : finishMetrics(target, outcome, result.provisionalFrom.get(id) ?? target.provisionalFrom, now),
        );
      }
    }
    const clock = batch.kind === 'live' ? 'live' : batch.kind === 'discovery' ? 'discovery' : 'cloudwatch';
    if (result.scopeOutcomes.length > 0) {
      this.#updateScope(batch.scopeKey, (scope) => scopeAnswered(scope, clock, result.scopeOutcomes, now));
      this.#health.record(batch.scope, clock, {
        succeeded: result.scopeOutcomes.filter((outcome) => outcome === 'ok').length,
        failure: result.failure,
        at: now,
        budgetSeconds: this.#clockBudget(clock),
        nextTryAt: this.#scopes.get(batch.scopeKey)?.clocks[clock].retryAt ?? null,
      });
    }
    const failing = (this.#scopes.get(batch.scopeKey)?.clocks.live.failures ?? 0) > 0;
    if (batch.kind === 'live' && failing && result.failure) this.#recorder.noteBlindScope(batch.scopeKey, result.failure);
    if (result.catalogueChanged) await this.#readCatalogue();
    await this.#recorder.flush();
    this.#noteActivity(result.outcomes.keys(), now);
  }

  async #readCatalogue(): Promise<void> {
    this.#queues.setCatalogue(await this.#parts.store.catalogue.list());
    this.#syncTargets();
    await this.#findGaps();
    await this.#govern();
  }

  /** A poll target for every queue there is, and none for those that are gone. */
  #syncTargets(): void {
    const counts = new Map<ScopeKey, number>();
    for (const { entry, provisionalFrom } of this.#queues.all()) {
      const target = this.#targets.get(entry.id);
      if (entry.deletedAt !== null) {
        this.#targets.delete(entry.id);
        continue;
      }
      const key = scopeKey(entry);
      counts.set(key, (counts.get(key) ?? 0) + 1);
      const isDeadLetterQueue = this.#queues.sourcesOf(entry.id).length > 0;
      if (target) this.#targets.set(entry.id, { ...target, isDeadLetterQueue });
      else
        this.#targets.set(
          entry.id,
          pollTarget({
            resourceId: entry.id,
            scope: { accountId: entry.accountId, region: entry.region },
            fifo: entry.config?.fifo ?? false,
            isDeadLetterQueue,
            provisionalFrom,
          }),
        );
    }
    for (const scope of this.#health.scopes()) this.#health.setResources(scope, counts.get(scopeKey(scope)) ?? 0);
    this.#parts.metrics.watched.set({ kind: 'queue' }, this.#targets.size);
  }

  #noteActivity(ids: Iterable<ResourceId>, now: number): void {
    for (const id of ids) {
      const queue = this.#queues.get(id);
      if (!queue) continue;
      const { activeAt, observedFrom } = queue.window.marks;
      const activity = activityOf(activeAt, observedFrom ?? now, now);
      this.#updateTarget(id, (target) => ({ ...target, activity, state: queue.verdict?.state ?? target.state }));
    }
  }

  #noteWatched(): void {
    const watched = this.#parts.watched();
    for (const target of this.#targets.values()) {
      if (target.watched !== watched.has(target.resourceId))
        this.#updateTarget(target.resourceId, () => ({ ...target, watched: !target.watched }));
    }
  }

  async #findGaps(): Promise<void> {
    const pending = await this.#history.planBackfill([...this.#targets.values()], this.#parts.now());
    this.#backfill.clear();
    this.#backfillTotal = 0;
    for (const batch of pending) {
      this.#backfill.set(batch.scopeKey, [...(this.#backfill.get(batch.scopeKey) ?? []), batch]);
      this.#backfillTotal += batch.resourceMinutes;
    }
  }

  async #govern(): Promise<void> {
    await this.#storeCalls();
    this.#steps = await this.#budget.govern([...this.#targets.values()], this.#parts.now());
  }

  async #maintain(): Promise<void> {
    await this.#parts.store.maintenance.run(this.#parts.now());
  }

  async #beat(): Promise<void> {
    await this.#storeCalls();
    const left = [...this.#backfill.values()].flat().reduce((sum, { resourceMinutes }) => sum + resourceMinutes, 0);
    const backfill = left > 0 ? { done: this.#backfillTotal - left, total: this.#backfillTotal } : null;
    await this.#parts.store.collector.heartbeat(this.#id, this.#parts.now(), this.#state, backfill);
  }

  async #storeCalls(): Promise<void> {
    const calls = this.#parts.meter.drain();
    if (calls.length === 0) return;
    try {
      await this.#parts.store.meter.add(calls);
    } catch (error) {
      this.#parts.meter.restore(calls);
      throw error;
    }
  }

  async #takeLeases(): Promise<void> {
    for (const { id } of this.#parts.settings.config.accounts) {
      if (this.#leases.get(id)?.held === true) continue;
      const lease = await this.#parts.store.collector.lease(id);
      if (lease) this.#leases.set(id, lease);
      else this.#parts.log.info({ account: id }, 'another collector reads this account');
    }
  }

  #chore(everyMs: number, run: () => Promise<void>): Chore {
    return { run, everyMs, dueAt: this.#parts.now() + everyMs, running: false };
  }

  #runIfDue(chore: Chore, now: number): void {
    if (chore.running || now < chore.dueAt) return;
    chore.running = true;
    chore.dueAt = now + chore.everyMs;
    const work = chore
      .run()
      .catch((error: unknown) => {
        this.#parts.log.error({ error }, 'a chore of the collector failed');
      })
      .finally(() => {
        chore.running = false;
        this.#inFlight.delete(work);
      });
    this.#inFlight.add(work);
  }

  #budgetOf(id: ResourceId): number {
    const target = this.#targets.get(id);
    return target ? cadenceOf(target, this.#steps.get(target.scope.accountId) ?? [], this.#parts.settings.config).liveBudgetSeconds : 0;
  }

  #clockBudget(clock: 'live' | 'cloudwatch' | 'discovery'): number {
    const { cadence } = this.#parts.settings.config;
    const seconds = { live: cadence.liveBusySeconds, cloudwatch: cadence.cloudwatchBatchSeconds, discovery: cadence.discoverySeconds }[
      clock
    ];
    return clock === 'live' ? 3 * seconds : 2 * seconds;
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
