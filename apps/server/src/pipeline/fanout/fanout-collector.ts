import type { AwsAccess, FanoutDiscovery, ServiceListing } from '@weir/aws';
import type { GovernorStep, ResourceId, WeirConfig } from '@weir/contract';
import {
  type AbsenceSpan,
  type CatalogueResource,
  fanoutCadenceSeconds,
  fanoutCostByLevel,
  isFanoutUrgent,
  MINUTE_MS,
  minuteOf,
  polledFanoutMetrics,
  type ReadOutcome,
  regularDueAt,
  type Scope,
  scopeKey,
  type ScopeKey,
  usualFanoutMetrics,
} from '@weir/domain';
import type { Store } from '@weir/store';
import { keptInMind } from '../../kept-in-mind.js';
import type { Log } from '../../log.js';
import type { SelfMetrics } from '../../self-metrics.js';
import { recordDiscovery } from '../record-discovery.js';
import { RECENT_MINUTES } from '../recent-readings.js';
import { regularGroups } from '../regular-groups.js';
import type { ListingOutcome } from '../scope-health.js';
import type { ScopeWork } from '../scope-work.js';
import { ScopeWorks } from '../scope-works.js';
import { DeliveryLogCollector } from './delivery-log-collector.js';
import { FanoutHistory, type HistoryChunk } from './fanout-history.js';
import { FanoutJudging } from './fanout-judging.js';
import { FanoutReader } from './fanout-reader.js';
import type { RecentSources } from './recent-counters.js';
import type { WatchedFanout } from './watched-fanout.js';
import { WatchedFanouts } from './watched-fanouts.js';

export interface FanoutCollectorParts {
  readonly aws: AwsAccess;
  readonly store: Store;
  readonly config: WeirConfig;
  readonly log: Log;
  readonly metrics: SelfMetrics;
  readonly now: () => number;
  readonly watched: () => ReadonlySet<ResourceId>;
  readonly holds: (accountId: string) => boolean;
  readonly stepsOf: (accountId: string) => readonly GovernorStep[];
  /** Queues and streams, which others read. */
  readonly sources: RecentSources;
  /** Told how completely each service was seen. */
  readonly onListed: (scope: Scope, outcomes: readonly ListingOutcome[]) => void;
  /** Told the catalogue after each discovery: who reads queues must know what fails into them. */
  readonly onDiscovered: (catalogue: readonly CatalogueResource[]) => void;
}

/** Whose listing tells what exists of a service. */
const KIND_OF_SERVICE: Readonly<Partial<Record<string, (typeof KINDS)[number]>>> = { sns: 'topic', events: 'bus', lambda: 'function' };

/** What its discovery lists. Delivery streams are listed with those that read a stream. */
const KINDS = ['topic', 'subscription', 'bus', 'rule', 'pipe', 'function', 'schedule-group'] as const;

/**
 * Discovers what passes events on, reads it, fetches what is missing of its history, and has it judged. The queues' collector drives it: it
 * begins what is due at each tick and never waits. One scope's or service's trouble is never another's.
 */
export class FanoutCollector {
  readonly fanouts = new WatchedFanouts();
  readonly #parts: FanoutCollectorParts;
  readonly #reader: FanoutReader;
  readonly #history: FanoutHistory;
  readonly #judging: FanoutJudging;
  readonly #deliveryLogs: DeliveryLogCollector;
  readonly #scopes: ScopeWorks<HistoryChunk>;
  readonly #queuesListedAt = new Map<ScopeKey, number>();
  /** What discovery last saw of each scope, and when it began. */
  readonly #seen = new Map<ScopeKey, { readonly at: number; readonly complete: FanoutDiscovery['complete'] }>();
  #listings = 0;

  constructor(parts: FanoutCollectorParts) {
    this.#parts = parts;
    const { aws, store, config, log, metrics, now } = parts;
    const onSamples = (family: string, rows: number): void => {
      metrics.samples.inc({ family }, rows);
    };
    this.#reader = new FanoutReader({ aws, store, config, now, onSamples });
    this.#deliveryLogs = new DeliveryLogCollector({
      ...parts,
      fanouts: this.fanouts,
      isDiscovered: (scope) => this.#seen.has(scopeKey(scope)),
      cadenceOf: (topic) => this.#cadenceOf(topic, parts.watched()),
      onSamples,
    });
    this.#history = new FanoutHistory({ store, config, now });
    this.#judging = new FanoutJudging({
      ...parts,
      fanouts: this.fanouts,
      cadenceOf: (fanout) => this.#cadenceOf(fanout, parts.watched()),
      listedAt: (scope, service) => this.listedAt(scope, service),
      logged: (id) => this.#deliveryLogs.counters(id),
    });
    this.#scopes = new ScopeWorks({ config, log, metrics, now, subject: 'fan-out' });
  }

  /** Takes up where the last collector stopped. @param of whose resources */
  async restore(catalogue: readonly CatalogueResource[], of: (accountId: string) => boolean): Promise<void> {
    const { store, now } = this.#parts;
    this.setCatalogue(catalogue);
    const mine = this.fanouts.all().filter(({ entry }) => of(entry.accountId));
    const ids = mine.map(({ id }) => id);
    for (const state of await store.state.load(ids)) this.fanouts.get(state.resourceId)?.restore(state);
    const from = minuteOf(now()) - RECENT_MINUTES * MINUTE_MS;
    const rows = await store.series.window(ids, from, minuteOf(now()) + MINUTE_MS);
    this.#deliveryLogs.restore(rows);
    for (const row of rows) {
      const fanout = this.fanouts.get(row.resourceId);
      // What was asked then is not written down; the usual questions are the least there can have been where there are values.
      const family = fanout?.families.find((candidate) => candidate === row.family);
      if (fanout && family) fanout.push(row, usualFanoutMetrics(family, fanout.needs(false, now())));
    }
    await this.findGaps();
  }

  /** Takes the catalogue whenever something in it is another, queues that events are handed on to included. */
  setCatalogue(catalogue: readonly CatalogueResource[]): void {
    this.fanouts.setCatalogue(catalogue);
    this.#deliveryLogs.refresh();
    this.#judging.setCatalogue(catalogue);
    const counts = Map.groupBy(this.fanouts.all(), ({ kind }) => kind);
    for (const kind of [...KINDS, 'delivery-stream'] as const) this.#parts.metrics.watched.set({ kind }, counts.get(kind)?.length ?? 0);
  }

  /** The queues of a scope were listed whole, and are in the catalogue that was given last. @param at when the listing began */
  noteQueuesListed(scope: Scope, at: number): void {
    this.#queuesListedAt.set(scopeKey(scope), at);
    this.#listings += 1;
  }

  /** After an outage, says that nobody was looking. What is read later shows through. */
  async noteOutage(outage: { readonly from: number; readonly to: number }): Promise<void> {
    const { from, to } = outage;
    const spans = this.fanouts
      .all()
      .flatMap(({ id, families }) =>
        families.map((family): AbsenceSpan => ({ resourceId: id, family, from, to, reason: 'collector-down' })),
      );
    await this.#parts.store.series.writeAbsences([...spans, ...this.#deliveryLogs.outageSpans(outage)]);
  }

  /** What is missing of the history of each resource, newest first. */
  async findGaps(): Promise<void> {
    const held = this.#held();
    const missing = await this.#history.plan(held);
    for (const work of this.#scopes.all()) work.history = [...(missing.get(work.key) ?? [])];
  }

  /** What reading costs at each level of the budget governor, by account. */
  costByLevel(accountId: string): readonly number[] {
    const mine = this.fanouts.all().filter(({ entry }) => entry.accountId === accountId);
    const now = this.#parts.now();
    const logs = this.#deliveryLogs.costByLevel(accountId);
    return fanoutCostByLevel(
      mine.map((fanout) => fanout.needs(false, now)),
      this.#parts.config,
    ).map((usd, level) => usd + (logs[level] ?? 0));
  }

  /** Begins what is due; the promises never reject. */
  tick(signal: AbortSignal): readonly Promise<void>[] {
    const now = this.#parts.now();
    this.#judging.noteSigns(now);
    const begun = this.#scopes.beginDue(
      this.#parts.holds,
      {
        discover: (work) => this.#discover(work, signal),
        dueIn: (work) => this.#due(work, now),
        read: (work, due) => this.#readRegularly(work, due, signal),
        readHistory: (work) => this.#readHistory(work, signal),
      },
      now,
    );
    begun.push(...this.#deliveryLogs.tick(signal));
    if (this.#judging.isDue(now)) begun.push(this.#judging.judgeAll(this.#held()));
    return begun;
  }

  async flush(): Promise<void> {
    await this.#judging.settled();
  }

  #held(): readonly WatchedFanout[] {
    return this.fanouts.all().filter(({ entry }) => this.#parts.holds(entry.accountId));
  }

  #cadenceOf(fanout: WatchedFanout, watched: ReadonlySet<ResourceId>): number | null {
    const { stepsOf, config, now } = this.#parts;
    return fanoutCadenceSeconds(fanout.needs(watched.has(fanout.id), now()), stepsOf(fanout.entry.accountId), config);
  }

  #due(work: ScopeWork<HistoryChunk>, now: number): readonly WatchedFanout[] {
    const watched = this.#parts.watched();
    return this.fanouts.ofScope(work.scope).filter((fanout) => {
      const seconds = fanout.inFlight ? null : this.#cadenceOf(fanout, watched);
      return seconds !== null && regularDueAt(fanout.begunAt, seconds, fanout.phase, now) <= now;
    });
  }

  async #discover(work: ScopeWork<HistoryChunk>, signal: AbortSignal): Promise<void> {
    const { aws, log, now, onListed } = this.#parts;
    const at = now();
    let listings: readonly ServiceListing[] = [];
    await work.discover(signal, async () => {
      const found = await aws.scope(work.scope).discoverFanout(signal, { urgent: this.#urgent(work) });
      this.#seen.set(work.key, { at, complete: found.complete });
      await this.#record(work, found);
      this.#listings += 1;
      for (const { service, arn, error } of found.failures)
        log.warn({ scope: work.key, service, arn, failure: error }, 'what passes events on could not all be discovered');
      // What is missing because a call failed must not pass for what does not exist until the next round.
      if (found.failures.some(({ error }) => error.retryable)) work.hasten();
      const [refused] = found.failures;
      listings = found.listings;
      return refused && found.resources.length === 0 ? [refused.error.kind] : ['ok'];
    });
    onListed(work.scope, work.listed(listings, at));
  }

  /** Whose settings may explain something now. */
  #urgent(work: ScopeWork<HistoryChunk>): ReadonlySet<string> {
    const { watched, now } = this.#parts;
    const seen = watched();
    const urgent = this.fanouts.ofScope(work.scope).filter((fanout) => {
      const needs = fanout.needs(seen.has(fanout.id), now());
      return isFanoutUrgent(needs);
    });
    return new Set(urgent.flatMap((fanout) => [fanout, ...this.fanouts.dependentsOf(fanout)]).map(({ entry }) => entry.arn));
  }

  /** How many listings are in the catalogue by now, of whatever scope; 0: nothing was discovered yet. */
  get listings(): number {
    return this.#listings;
  }

  /** When everything of a service there was last listed; null: it was not, or not whole. */
  listedAt(scope: Scope, service: string): number | null {
    if (service === 'sqs') return this.#queuesListedAt.get(scopeKey(scope)) ?? null;
    const seen = this.#seen.get(scopeKey(scope));
    const kind = KIND_OF_SERVICE[service];
    return seen && kind && seen.complete[kind] ? seen.at : null;
  }

  async #record({ scope }: ScopeWork<HistoryChunk>, found: FanoutDiscovery): Promise<void> {
    const { store, now } = this.#parts;
    const byKind = Map.groupBy(found.resources, ({ kind }) => kind);
    const listings = KINDS.map((kind) => ({ kind, found: byKind.get(kind) ?? [], complete: found.complete[kind] }));
    const { changed, isNew } = await recordDiscovery(store, scope, listings, now());
    // Streams and readers come into the catalogue on ways of their own: what is judged against them is as new as this discovery.
    const catalogue = await store.catalogue.list(keptInMind(now()));
    this.setCatalogue(catalogue);
    this.#parts.onDiscovered(catalogue);
    if (isNew) await this.findGaps();
    // An edit may explain, or be, what is wrong: it does not wait for the next minute.
    if (changed) await this.#judging.judge(this.fanouts.ofScope(scope));
  }

  async #readRegularly(work: ScopeWork<HistoryChunk>, due: readonly WatchedFanout[], signal: AbortSignal): Promise<void> {
    const { config, now, watched } = this.#parts;
    const at = now();
    const seen = watched();
    for (const fanout of due) Object.assign(fanout, { begunAt: at, inFlight: true });
    await work.read(signal, async () => {
      const outcomes: ReadOutcome[] = [];
      for (const { resources, from, to } of regularGroups(due, config, at)) {
        const questions = resources.flatMap((fanout) => {
          const needs = fanout.needs(seen.has(fanout.id), at);
          return fanout.families.map((family) => ({ fanout, family, metrics: polledFanoutMetrics(family, needs) }));
        });
        outcomes.push(...(await this.#reader.read({ scope: work.scope, questions, from, to, purpose: 'regular' }, signal)));
      }
      return outcomes;
    });
    for (const fanout of due) fanout.inFlight = false;
    await this.#judging.judge(due.flatMap((fanout) => [fanout, ...this.fanouts.dependentsOf(fanout)]));
  }

  async #readHistory(work: ScopeWork<HistoryChunk>, signal: AbortSignal): Promise<void> {
    const at = this.#parts.now();
    await work.readHistory(signal, async ({ of, from, to }) => {
      const questions = of.flatMap(({ id, family }) => {
        const fanout = this.fanouts.get(id);
        if (!fanout) return [];
        const needs = { ...fanout.needs(false, at), state: 'ok' as const };
        return [{ fanout, family, metrics: polledFanoutMetrics(family, needs) }];
      });
      return this.#reader.read({ scope: work.scope, questions, from, to, purpose: 'history' }, signal);
    });
  }
}
