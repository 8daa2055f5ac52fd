import type { AwsAccess, ServiceListing, StreamDiscovery } from '@weir/aws';
import type { GovernorStep, ResourceId, WeirConfig } from '@weir/contract';
import {
  type CatalogueResource,
  MINUTE_MS,
  minuteOf,
  type ReadOutcome,
  regularDueAt,
  resourceIdOf,
  type Scope,
  shardHistoryFrom,
  streamCadenceSeconds,
  streamCostByLevel,
  type StreamNeeds,
  WATCHED_SHARD_METRICS,
} from '@weir/domain';
import type { Store } from '@weir/store';
import { keptInMind } from '../../kept-in-mind.js';
import type { Log } from '../../log.js';
import type { SelfMetrics } from '../../self-metrics.js';
import { HISTORY_ENDS_BEFORE_MS, historyDays } from '../history-days.js';
import { RECENT_MINUTES } from '../recent-readings.js';
import { recordDiscovery } from '../record-discovery.js';
import { regularGroups } from '../regular-groups.js';
import type { ListingOutcome } from '../scope-health.js';
import type { ScopeWork } from '../scope-work.js';
import { ScopeWorks } from '../scope-works.js';
import { VerdictCommits } from '../verdict-commits.js';
import { judgeStreams } from './judge-streams.js';
import { lookBack } from './look-back.js';
import { Sampler } from './sampler.js';
import { StreamReader } from './stream-reader.js';
import type { WatchedStream } from './watched-stream.js';
import { WatchedStreams } from './watched-streams.js';

export interface StreamCollectorParts {
  readonly aws: AwsAccess;
  readonly store: Store;
  readonly config: WeirConfig;
  readonly log: Log;
  readonly metrics: SelfMetrics;
  readonly now: () => number;
  readonly random: () => number;
  readonly watched: () => ReadonlySet<ResourceId>;
  readonly holds: (accountId: string) => boolean;
  readonly stepsOf: (accountId: string) => readonly GovernorStep[];
  /** Told the catalogue when something in it is another: delivery streams that others put into are watched elsewhere. */
  readonly onChanged: (catalogue: readonly CatalogueResource[]) => void;
  /** Told how completely each service was seen. */
  readonly onListed: (scope: Scope, outcomes: readonly ListingOutcome[]) => void;
}

const JUDGE_EVERY_MS = 15_000;

/** Minutes of a stream still to be fetched. */
interface Gap {
  readonly streamId: ResourceId;
  readonly from: number;
  readonly to: number;
  /** Only what is asked of shards while somebody looks is missing. */
  readonly ofShards?: true;
}

/**
 * Discovers streams, reads them, fetches what is missing of their history, samples what the configuration names, and has them judged. The
 * queues' collector drives it: it begins what is due at each tick and never waits. One scope's or service's trouble is never another's.
 */
export class StreamCollector {
  readonly streams = new WatchedStreams();
  readonly #parts: StreamCollectorParts;
  readonly #reader: StreamReader;
  readonly #sampler: Sampler;
  readonly #commits: VerdictCommits;
  readonly #scopes: ScopeWorks<Gap>;
  #judgedAt = 0;

  constructor(parts: StreamCollectorParts) {
    this.#parts = parts;
    const { aws, store, config, log, metrics, now, random } = parts;
    this.#reader = new StreamReader({
      aws,
      store,
      streams: this.streams,
      config,
      now,
      onSamples: (family, rows) => {
        metrics.samples.inc({ family }, rows);
      },
    });
    this.#sampler = new Sampler({
      aws,
      store,
      streams: this.streams,
      config,
      log,
      now,
      random,
      onReshard: (stream) => {
        this.#scopes.of(stream.entry)?.hasten();
      },
    });
    this.#scopes = new ScopeWorks({ config, log, metrics, now, subject: 'streams' });
    this.#commits = new VerdictCommits({ state: store.state, log, metrics, now, subject: 'streams' });
  }

  /** Takes up where the last collector stopped. @param of whose streams */
  async restore(catalogue: readonly CatalogueResource[], of: (accountId: string) => boolean): Promise<void> {
    const { store, now } = this.#parts;
    await this.#setCatalogue(catalogue);
    const from = minuteOf(now()) - RECENT_MINUTES * MINUTE_MS;
    const to = minuteOf(now()) + MINUTE_MS;
    const mine = this.streams.all().filter(({ entry }) => of(entry.accountId));
    const consumers = mine.flatMap((stream) => this.streams.consumersOf(stream));
    const ids = [...mine, ...consumers].map(({ entry }) => entry.id);
    for (const state of await store.state.load(ids)) {
      this.streams.stream(state.resourceId)?.restore(state);
      this.streams.consumer(state.resourceId)?.restore(state);
    }
    for (const row of await store.series.window(ids, from, to)) {
      this.streams.stream(row.resourceId)?.readings.push(row);
      this.streams.consumer(row.resourceId)?.readings.push(row);
    }
    for (const stream of mine) {
      const minutes = await store.streams.readShardMinutes(
        stream.id,
        ['incomingBytes', 'incomingRecords', 'writeThrottled', 'iteratorAge'],
        from,
        to,
      );
      for (const { at, source, values } of minutes) {
        const known = Object.entries(values).map(([metric, floats]) => [
          metric,
          [...floats].map((value) => (Number.isNaN(value) ? null : value)),
        ]);
        stream.pushShards({ at, source, values: Object.fromEntries(known) as Parameters<WatchedStream['pushShards']>[0]['values'] });
      }
    }
    await this.findGaps();
  }

  /** What is missing of the history of each stream, newest first. */
  async findGaps(): Promise<void> {
    const { store, config, now } = this.#parts;
    for (const work of this.#scopes.all()) work.history = work.history.filter(({ ofShards }) => ofShards);
    const all = this.streams.all().filter(({ entry }) => this.#parts.holds(entry.accountId));
    const to = minuteOf(now()) - HISTORY_ENDS_BEFORE_MS;
    const coverage = await store.series.coverage('kinesis.stream', minuteOf(now() - config.cloudwatch.backfillDays * 86_400_000), to);
    for (const stream of all) {
      const metered = (stream.entry.config?.shardMetrics.length ?? 0) > 0;
      const from = shardHistoryFrom(metered ? stream.shards.length : 1, config, now());
      if (config.cloudwatch.backfillDays === 0 || from >= to) continue;
      const gaps = metered
        ? (await store.streams.coverage([stream.id], from, to)).get(stream.id)?.gaps
        : coverage.get(stream.id)?.gaps.flatMap((gap) => (gap.to > from ? [{ from: Math.max(gap.from, from), to: gap.to }] : []));
      const work = this.#scopes.of(stream.entry);
      for (const gap of gaps ?? [{ from, to }]) work?.history.push(...historyDays(gap).map((day) => ({ streamId: stream.id, ...day })));
    }
    for (const work of this.#scopes.all()) work.history.sort((a, b) => b.from - a.from);
  }

  /** Who begins to look at a stream is given, ahead of other history, what was not asked for while nobody did. */
  #lookBack(streams: readonly WatchedStream[], now: number): void {
    const watched = this.#parts.watched();
    for (const stream of streams) {
      const steps = this.#parts.stepsOf(stream.entry.accountId);
      const days = lookBack(stream, watched.has(stream.id), steps, this.#parts.config, now);
      this.#scopes.of(stream.entry)?.history.unshift(...days.map((day) => ({ streamId: stream.id, ...day, ofShards: true as const })));
    }
  }

  /** What streams cost at each level of the budget governor, by account. */
  costByLevel(accountId: string): readonly number[] {
    const mine = this.streams.all().filter(({ entry }) => entry.accountId === accountId);
    return streamCostByLevel(
      mine.map((stream) => this.#needsOf(stream, new Set())),
      this.#parts.config,
    );
  }

  /** Begins what is due; the promises never reject. */
  tick(signal: AbortSignal): readonly Promise<void>[] {
    const now = this.#parts.now();
    const begun = this.#scopes.beginDue(
      this.#parts.holds,
      {
        discover: (work) => this.#discover(work, signal),
        dueIn: (work) => this.#dueStreams(work, now),
        read: (work, due) => this.#readRegularly(work, due, signal),
        readHistory: (work) => this.#readHistory(work, signal),
      },
      now,
    );
    const held = this.streams.all().filter(({ entry }) => this.#parts.holds(entry.accountId));
    this.#lookBack(held, now);
    begun.push(...this.#sampler.tick(held, signal));
    if (now - this.#judgedAt >= JUDGE_EVERY_MS || now < this.#judgedAt) begun.push(this.#judge(held));
    return begun;
  }

  async flush(): Promise<void> {
    await this.#sampler.flush();
    await this.#commits.settled();
  }

  #dueStreams(work: ScopeWork<Gap>, now: number): readonly WatchedStream[] {
    const watched = this.#parts.watched();
    const steps = this.#parts.stepsOf(work.scope.accountId);
    return this.streams.ofScope(work.scope).filter((stream) => {
      const seconds = stream.inFlight ? null : streamCadenceSeconds(this.#needsOf(stream, watched), steps, this.#parts.config);
      return seconds !== null && regularDueAt(stream.begunAt, seconds, stream.phase, now) <= now;
    });
  }

  #needsOf(stream: WatchedStream, watched: ReadonlySet<ResourceId>): StreamNeeds {
    const consumers = this.streams.consumersOf(stream);
    return {
      state: worstOf([stream, ...consumers]),
      watched: watched.has(stream.id),
      meteredShards: stream.meteredShards(this.#parts.now()).length,
      consumers: consumers.flatMap(({ entry }) => entry.config?.type ?? []),
    };
  }

  async #discover(work: ScopeWork<Gap>, signal: AbortSignal): Promise<void> {
    const begunAt = this.#parts.now();
    let listings: readonly ServiceListing[] = [];
    await work.discover(signal, async () => {
      const found = await this.#parts.aws.scope(work.scope).discoverStreams(signal);
      await this.#record(work.scope, found);
      for (const { service, error } of found.failures)
        this.#parts.log.warn({ scope: work.key, service, failure: error }, 'streams could not all be discovered');
      // What is missing because a call failed must not pass for what does not exist until the next round.
      if (found.failures.some(({ error }) => error.retryable)) work.hasten();
      const refused = found.failures.find(({ service }) => service === 'kinesis');
      listings = found.listings;
      return refused && found.streams.length === 0 ? [refused.error.kind] : ['ok'];
    });
    this.#parts.onListed(work.scope, work.listed(listings, begunAt));
  }

  async #record(scope: Scope, found: StreamDiscovery): Promise<void> {
    const { store, now } = this.#parts;
    const at = now();
    const { changed, isNew } = await recordDiscovery(
      store,
      scope,
      [
        { kind: 'stream', found: found.streams, complete: found.complete.streams },
        { kind: 'consumer', found: found.consumers, complete: found.complete.consumers },
        { kind: 'delivery-stream', found: found.deliveryStreams, complete: found.complete.deliveryStreams },
      ],
      at,
    );
    let reshaped = false;
    for (const { arn, config, shards } of found.streams) {
      const id = resourceIdOf(arn);
      if (shards !== null && (await store.streams.recordShards(id, shards, at))) reshaped = true;
      const stream = this.streams.stream(id);
      if (stream && config === null) stream.failure = 'denied';
    }
    if (!changed && !reshaped) return;
    const catalogue = await store.catalogue.list(keptInMind(at));
    await this.#setCatalogue(catalogue);
    this.#parts.onChanged(catalogue);
    if (isNew) await this.findGaps();
  }

  async #setCatalogue(catalogue: readonly CatalogueResource[]): Promise<void> {
    this.streams.setCatalogue(catalogue);
    for (const stream of this.streams.all()) stream.shards = await this.#parts.store.streams.shards(stream.id);
    this.#parts.metrics.watched.set({ kind: 'stream' }, this.streams.all().length);
  }

  async #readRegularly(work: ScopeWork<Gap>, due: readonly WatchedStream[], signal: AbortSignal): Promise<void> {
    const { config, now, watched } = this.#parts;
    const at = now();
    for (const stream of due) Object.assign(stream, { begunAt: at, inFlight: true });
    await work.read(signal, async () => {
      const outcomes: ReadOutcome[] = [];
      for (const { resources: streams, from, to } of regularGroups(due, config, at))
        outcomes.push(
          ...(await this.#reader.read({ scope: work.scope, streams, from, to, purpose: 'regular', watched: watched() }, signal)),
        );
      return outcomes;
    });
    for (const stream of due) stream.inFlight = false;
    await this.#judge(due);
  }

  async #readHistory(work: ScopeWork<Gap>, signal: AbortSignal): Promise<void> {
    await work.readHistory(signal, async ({ streamId, from, to, ofShards }) => {
      const stream = this.streams.stream(streamId);
      if (!stream) return [];
      if (ofShards) return this.#reader.addToShards({ scope: work.scope, stream, from, to, metrics: WATCHED_SHARD_METRICS }, signal);
      return this.#reader.read({ scope: work.scope, streams: [stream], from, to, purpose: 'history', watched: new Set() }, signal);
    });
  }

  async #judge(streams: readonly WatchedStream[]): Promise<void> {
    const { now } = this.#parts;
    this.#judgedAt = now();
    const judged = judgeStreams(
      streams,
      {
        config: this.#parts.config,
        needsOf: (stream) => this.#needsOf(stream, this.#parts.watched()),
        stepsOf: this.#parts.stepsOf,
        consumersOf: (stream) => this.streams.consumersOf(stream),
        ownRecords: (stream, minute) => this.#sampler.recordsOf(stream.id, minute),
      },
      now(),
    );
    await this.#commits.commit(judged);
  }
}

const WORST_FIRST = ['poisoned', 'stopped', 'stalled', 'slow', 'unknown', 'stale', 'ok', 'idle'] as const;

/** A stream whose reader is in trouble is read as often as one in trouble itself. */
function worstOf(resources: readonly Pick<WatchedStream, 'verdict'>[]): StreamNeeds['state'] {
  const states = resources.map(({ verdict }) => verdict?.state ?? 'unknown');
  return WORST_FIRST.find((state) => states.includes(state)) ?? 'unknown';
}
