import { randomUUID } from 'node:crypto';
import { AwsError, type AwsAccess } from '@weir/aws';
import type { ResourceId } from '@weir/contract';
import { type Batch, type PollClock, type ReadOutcome, type Scope, scopeKey } from '@weir/domain';
import type { Lease, Store } from '@weir/store';
import type { Settings } from '../config/settings.js';
import { FORGET_EVERY_MS, keptInMind } from '../kept-in-mind.js';
import type { Log } from '../log.js';
import type { SelfMetrics } from '../self-metrics.js';
import { BatchRunner, type BatchResult, NO_ANSWER } from './batch-runner.js';
import { AuditKeeper } from './fanout/audit-keeper.js';
import { Budget } from './budget.js';
import type { CallMeter } from './call-meter.js';
import { Chores } from './chores.js';
import { History, outageSince } from './history.js';
import { clockOf, PollBook } from './poll-book.js';
import { Recorder } from './recorder.js';
import { FanoutCollector } from './fanout/fanout-collector.js';
import { RecentSources } from './fanout/recent-counters.js';
import { type ListingOutcome, ScopeHealth } from './scope-health.js';
import { StreamCollector } from './streams/stream-collector.js';
import { tellOfWrites } from './triage/tell-of-writes.js';
import { TriageKeeper } from './triage/triage-keeper.js';
import type { WatchedQueue } from './watched-queue.js';
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
  /** In [0, 1). Where in time sampling reads begin. */
  readonly random?: () => number;
}

const TICK_MS = 1_000;
const HEARTBEAT_MS = 10_000;
const LEASE_EVERY_MS = 30_000;
const BUDGET_EVERY_MS = 60_000;
/** Soon after a start CloudWatch has published what it had not yet: the last minutes before it are asked for again. */
const GAPS_EVERY_MS = 10 * 60_000;
const MAINTENANCE_EVERY_MS = 60_000;
const OVERDUE_EVERY_MS = 15_000;
/** Alarms are looked at this often, and at once when a verdict changes. */
const TRIAGE_EVERY_MS = 15_000;
/** Looks whether a discovery gives reason to audit anew. */
const AUDIT_EVERY_MS = 15_000;

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
  readonly #book: PollBook;
  readonly #leases = new Map<string, Lease>();
  readonly #inFlight = new Set<Promise<void>>();
  readonly #aborter = new AbortController();
  readonly #health: ScopeHealth;
  readonly #recorder: Recorder;
  readonly #runner: BatchRunner;
  readonly #budget: Budget;
  readonly #history: History;
  readonly #chores: Chores;
  #upkeep: { hasten(): void } | undefined;
  readonly #streams: StreamCollector;
  readonly #fanout: FanoutCollector;
  readonly #audit: AuditKeeper;
  readonly #triage: TriageKeeper;
  #triageChore: { hasten(): void } | undefined;
  #timer: NodeJS.Timeout | undefined;
  #state: 'starting' | 'running' | 'stopped' = 'stopped';

  constructor(given: CollectorParts) {
    const { aws, settings, log, metrics, now } = given;
    const { config } = settings;
    const holds = (accountId: string) => this.#holds(accountId);
    this.#triage = new TriageKeeper({ store: given.store, config, log, now, holds });
    const store = tellOfWrites(given.store, {
      states: (states, transitions) => {
        this.#triage.states(states);
        if (transitions.length > 0) this.#triageChore?.hasten();
      },
      catalogue: () => {
        this.#triage.catalogue();
      },
    });
    const parts = { ...given, store };
    this.#parts = parts;
    const queues = this.#queues;
    this.#book = new PollBook(config);
    this.#health = new ScopeHealth(config.accounts);
    const budgetOf = (queue: WatchedQueue) => this.#book.liveBudgetSeconds(queue.entry.id);
    this.#recorder = new Recorder({ store, queues, health: this.#health, log, metrics, now, budgetOf, holds });
    this.#runner = new BatchRunner({ aws, store, queues, recorder: this.#recorder, config, now });
    this.#budget = new Budget(config, store);
    this.#history = new History(config, store, queues);
    const stepsOf = (accountId: string) => this.#book.steps.get(accountId) ?? [];
    const onListed = (scope: Scope, outcomes: readonly ListingOutcome[]) => {
      for (const outcome of outcomes) this.#health.recordListing(scope, outcome);
    };
    const shared = { aws, store, config, log, metrics, now, watched: parts.watched, holds, stepsOf, onListed };
    this.#streams = new StreamCollector({
      ...shared,
      random: parts.random ?? Math.random,
      onChanged: (catalogue) => {
        this.#fanout.setCatalogue(catalogue);
      },
    });
    this.#fanout = new FanoutCollector({
      ...shared,
      sources: new RecentSources(queues, this.#streams.streams),
      onDiscovered: (catalogue) => {
        queues.noteSenders(catalogue);
        this.#book.sync(queues);
      },
    });
    this.#audit = new AuditKeeper({
      store,
      now,
      listings: () => this.#fanout.listings,
      scopes: () => this.#health.scopes().filter(({ accountId }) => holds(accountId)),
      listedAt: (scope, service) => this.#fanout.listedAt(scope, service),
    });
    this.#chores = new Chores(now, (error) => {
      log.error({ error }, 'a chore of the collector failed');
    });
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
    const { store, now } = this.#parts;
    const previous = await store.collector.status();
    await this.#beat();
    this.#health.restore(await store.state.scopes());
    await store.maintenance.run(now());
    await this.#takeLeases();
    const catalogue = await store.catalogue.list(keptInMind(now()));
    this.#queues.setCatalogue(catalogue);
    await this.#history.restore(now(), () => true);
    await this.#streams.restore(catalogue, () => true);
    await this.#fanout.restore(catalogue, () => true);
    await this.#triage.restore(() => true, previous?.heartbeatAt);
    const outage = outageSince(previous?.heartbeatAt ?? null, now());
    if (outage) await Promise.all([this.#history.noteOutage(outage), this.#fanout.noteOutage(outage)]);
    await this.#replan();
    this.#chores.every(HEARTBEAT_MS, () => this.#beat());
    this.#chores.every(LEASE_EVERY_MS, () => this.#takeOver());
    this.#chores.every(BUDGET_EVERY_MS, () => this.#govern());
    this.#chores.every(GAPS_EVERY_MS, () => this.#findGaps());
    this.#upkeep = this.#chores.every(MAINTENANCE_EVERY_MS, async () => void (await store.maintenance.run(now())));
    this.#chores.every(FORGET_EVERY_MS, async () => {
      this.#queues.setCatalogue(await store.catalogue.list(keptInMind(now())));
    });
    this.#chores.every(OVERDUE_EVERY_MS, () => this.#recorder.judgeOverdue());
    this.#chores.every(AUDIT_EVERY_MS, () => this.#audit.run());
    this.#triageChore = this.#chores.every(TRIAGE_EVERY_MS, () => this.#triage.run());
    this.#state = 'running';
    await this.#beat();
  }

  /** Begins whatever is due. Never throws and never waits. */
  tick(): void {
    if (this.#state !== 'running') return;
    const now = this.#parts.now();
    this.#book.noteWatched(this.#parts.watched());
    for (const chore of this.#chores.runDue()) this.#track(chore);
    for (const work of [...this.#streams.tick(this.#aborter.signal), ...this.#fanout.tick(this.#aborter.signal)]) this.#track(work);
    for (const batch of this.#book.plan((accountId) => this.#holds(accountId), now)) this.#launch(batch, now);
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
    await this.#streams.flush();
    await this.#fanout.flush();
    await this.#beat();
    await Promise.all([...this.#leases.values()].map((lease) => lease.release()));
  }

  #launch(batch: Batch, now: number): void {
    const { log, metrics } = this.#parts;
    this.#book.begin(batch, now);
    const stopTimer = metrics.batchSeconds.startTimer({ kind: batch.kind });
    this.#track(
      this.#runner
        .run(batch, this.#aborter.signal)
        .catch((error: unknown) => this.#failed(batch, error))
        .then((result) => this.#finish(batch, result, now))
        .catch((error: unknown) => {
          log.error({ error, batch: batch.kind, scope: batch.scopeKey }, 'a batch could not be finished');
        })
        .finally(stopTimer),
    );
  }

  #track(work: Promise<unknown>): void {
    const tracked = work.then(() => {
      this.#inFlight.delete(tracked);
    });
    this.#inFlight.add(tracked);
  }

  /** A batch that failed as a whole, before any queue of it was answered. */
  #failed(batch: Batch, error: unknown): BatchResult {
    const failure = error instanceof AwsError ? error.failure : null;
    if (this.#aborter.signal.aborted) return NO_ANSWER;
    const reason: ReadOutcome = failure?.kind ?? 'internal';
    this.#parts.metrics.batchFailures.inc({ kind: batch.kind, reason });
    this.#parts.log.warn({ scope: batch.scopeKey, batch: batch.kind, failure, ...(failure === null && { error }) }, 'a batch failed');
    // A failure of Weir's own, such as an unreachable database, says nothing about the scope.
    return { ...NO_ANSWER, failure, scopeOutcomes: failure === null ? [] : [reason] };
  }

  async #finish(batch: Batch, result: BatchResult, begunAt: number): Promise<void> {
    const now = this.#parts.now();
    const health = this.#book.finish(batch, result, now);
    const clock = clockOf(batch);
    if (result.scopeOutcomes.length > 0) {
      this.#health.record(batch.scope, clock, {
        succeeded: result.scopeOutcomes.filter((outcome) => outcome === 'ok').length,
        failure: result.failure,
        at: now,
        budgetSeconds: this.#clockBudgetSeconds(clock),
        nextTryAt: health?.retryAt ?? null,
      });
    }
    if (batch.kind === 'discovery') this.#noteListing(batch.scope, result, begunAt, health?.retryAt ?? null);
    if (batch.kind === 'live' && result.failure && (health?.failures ?? 0) > 0)
      this.#recorder.noteBlindScope(batch.scopeKey, result.failure);
    if (result.catalogueChanged) {
      const catalogue = await this.#parts.store.catalogue.list(keptInMind(now));
      this.#queues.setCatalogue(catalogue);
      this.#fanout.setCatalogue(catalogue);
      this.#recorder.noteDeletions();
      await this.#replan();
    }
    if (batch.kind === 'discovery' && result.scopeOutcomes.includes('ok')) this.#fanout.noteQueuesListed(batch.scope, begunAt);
    this.#recorder.noteUnreadable(result.unreadable);
    // The history is complete: rolled up at once, it is read fast from the start.
    if (batch.kind === 'backfill' && this.#book.backfillProgress() === null) this.#upkeep?.hasten();
    await this.#recorder.flush();
    this.#book.noteJudged(
      [...result.outcomes.keys()].flatMap((id) => this.#queues.get(id) ?? []),
      now,
    );
  }

  /** What the listing of queues came to. A failure of Weir's own says nothing of it. */
  #noteListing(scope: Scope, { listing, failure }: BatchResult, begunAt: number, retryAt: number | null): void {
    const problems = listing ?? (failure === null ? null : [{ error: failure, hides: ['queue' as const] }]);
    if (problems === null) return;
    const nextTryAt = retryAt ?? begunAt + this.#parts.settings.config.cadence.discoverySeconds * 1000;
    const whole = problems.every(({ hides }) => hides.length === 0);
    this.#health.recordListing(scope, { service: 'sqs', whole, problems, begunAt, at: this.#parts.now(), nextTryAt });
  }

  /** After the catalogue changed: who is read, what is missing of their history, and what it will cost. */
  async #replan(): Promise<void> {
    const counts = this.#book.sync(this.#queues);
    for (const scope of this.#health.scopes()) this.#health.setResources(scope, counts.get(scopeKey(scope)) ?? 0);
    this.#parts.metrics.watched.set({ kind: 'queue' }, this.#book.targets.length);
    await this.#findGaps();
    this.#budget.forgetRates(this.#parts.now());
    await this.#govern();
  }

  async #findGaps(): Promise<void> {
    this.#book.setBackfill(await this.#history.planBackfill(this.#book.targets, this.#parts.now()));
    await this.#streams.findGaps();
    await this.#fanout.findGaps();
  }

  async #govern(): Promise<void> {
    await this.#storeCalls();
    const mine = this.#parts.settings.config.accounts.filter(({ id }) => this.#holds(id));
    this.#book.steps = await this.#budget.govern(
      mine,
      {
        targets: this.#book.targets,
        costsByLevel: (accountId) => [this.#streams, this.#fanout].map((driven) => driven.costByLevel(accountId)),
      },
      this.#parts.now(),
    );
  }

  async #beat(): Promise<void> {
    await this.#storeCalls();
    await this.#parts.store.collector.heartbeat(this.#id, this.#parts.now(), this.#state, this.#book.backfillProgress());
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

  #holds(accountId: string): boolean {
    return this.#leases.get(accountId)?.held === true;
  }

  /** Returns the accounts that came to this collector now. */
  async #takeLeases(): Promise<readonly string[]> {
    const gained: string[] = [];
    for (const { id } of this.#parts.settings.config.accounts) {
      if (this.#holds(id)) continue;
      const lease = await this.#parts.store.collector.lease(id);
      if (lease) gained.push(id);
      if (lease) this.#leases.set(id, lease);
      else this.#parts.log.info({ account: id }, 'another collector reads this account');
    }
    return gained;
  }

  /** Takes over from a collector that ended: what it left in the store is where this one goes on. */
  async #takeOver(): Promise<void> {
    const gained = await this.#takeLeases();
    if (gained.length === 0) return;
    const { store, log, now } = this.#parts;
    log.info({ accounts: gained }, 'taking over accounts');
    const catalogue = await store.catalogue.list(keptInMind(now()));
    this.#queues.setCatalogue(catalogue);
    await this.#history.restore(now(), (accountId) => gained.includes(accountId));
    await this.#streams.restore(catalogue, (accountId) => gained.includes(accountId));
    await this.#fanout.restore(catalogue, (accountId) => gained.includes(accountId));
    await this.#triage.restore((accountId) => gained.includes(accountId));
    this.#health.restore((await store.state.scopes()).filter(({ accountId }) => gained.includes(accountId)));
    await this.#replan();
  }

  /** A scope's clock may miss one read before it counts as late; the live clock, being quicker, two. */
  #clockBudgetSeconds(clock: PollClock): number {
    const { liveBusySeconds, cloudwatchBatchSeconds, discoverySeconds } = this.#parts.settings.config.cadence;
    switch (clock) {
      case 'live':
        return 3 * liveBusySeconds;
      case 'cloudwatch':
        return 2 * cloudwatchBatchSeconds;
      case 'discovery':
        return 2 * discoverySeconds;
    }
  }
}
