import type { AwsAccess, StreamDiscovery } from '@weir/aws';
import { AwsError } from '@weir/aws';
import type { GovernorStep, ResourceId, WeirConfig } from '@weir/contract';
import {
  beginScope,
  type CatalogueResource,
  finishScope,
  isClockOpen,
  MINUTE_MS,
  minuteOf,
  type PollClock,
  type ReadOutcome,
  regularDueAt,
  regularWindow,
  resourceIdOf,
  type Scope,
  scopeAnswered,
  scopeKey,
  scopePolling,
  type ScopeKey,
  type ScopePolling,
  shardHistoryFrom,
  streamCadenceSeconds,
  streamCostByLevel,
  type StreamNeeds,
  type VerdictTransition,
} from '@weir/domain';
import type { Store } from '@weir/store';
import type { Log } from '../../log.js';
import type { SelfMetrics } from '../../self-metrics.js';
import { judgeStreams } from './judge-streams.js';
import { recordDiscovery } from './record-discovery.js';
import { Sampler } from './sampler.js';
import { StreamReader } from './stream-reader.js';
import { STREAM_WINDOW_MINUTES, type WatchedStream } from './watched-stream.js';
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
}

const JUDGE_EVERY_MS = 15_000;
const HISTORY_CHUNK_MS = 24 * 3_600_000;
/** A stream's first regular read reaches back an hour; history ends within that, so that no minute falls between the two. */
const HISTORY_ENDS_BEFORE_MS = 50 * MINUTE_MS;
const HISTORY_PAUSE_MS = 2_000;

/** Minutes of a stream still to be fetched. */
interface Gap {
  readonly streamId: ResourceId;
  readonly from: number;
  readonly to: number;
}

/** One scope's streams: how it answers, and the history it still owes. */
interface ScopeWork {
  polling: ScopePolling;
  history: Gap[];
  historyAt: number;
  /** A reshard was noticed: shards are listed anew before their time. */
  rediscover: boolean;
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
  readonly #scopes = new Map<ScopeKey, ScopeWork>();
  #judgedAt = 0;
  /** Transitions whose commit failed: the next one takes them along. */
  #uncommitted: readonly VerdictTransition[] = [];
  /** Commits leave one after another, in the order they were concluded. */
  #committing: Promise<void> = Promise.resolve();

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
        const work = this.#scopes.get(scopeKey(stream.entry));
        if (work) work.rediscover = true;
      },
    });
    for (const { id: accountId, regions } of config.accounts) {
      for (const region of regions) {
        const polling = scopePolling({ accountId, region });
        this.#scopes.set(polling.key, { polling, history: [], historyAt: 0, rediscover: false });
      }
    }
  }

  /** Takes up where the last collector stopped. @param of whose streams */
  async restore(catalogue: readonly CatalogueResource[], of: (accountId: string) => boolean): Promise<void> {
    const { store, now } = this.#parts;
    await this.#setCatalogue(catalogue);
    const from = minuteOf(now()) - STREAM_WINDOW_MINUTES * MINUTE_MS;
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
    for (const work of this.#scopes.values()) work.history = [];
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
      const work = this.#scopes.get(scopeKey(stream.entry));
      for (const gap of gaps ?? [{ from, to }]) work?.history.push(...chunksOf(stream.id, gap));
    }
    for (const work of this.#scopes.values()) work.history.sort((a, b) => b.from - a.from);
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
    const begun: Promise<void>[] = [];
    for (const work of this.#scopes.values()) {
      if (!this.#parts.holds(work.polling.scope.accountId)) continue;
      if (this.#isDiscoveryDue(work, now)) begun.push(this.#discover(work, signal));
      const due = this.#dueStreams(work, now);
      if (due.length > 0) begun.push(this.#readRegularly(work, due, signal));
      else if (this.#isHistoryDue(work, now)) begun.push(this.#readHistory(work, signal));
    }
    const held = this.streams.all().filter(({ entry }) => this.#parts.holds(entry.accountId));
    begun.push(...this.#sampler.tick(held, signal));
    if (now - this.#judgedAt >= JUDGE_EVERY_MS || now < this.#judgedAt) begun.push(this.#judge(held));
    return begun;
  }

  async flush(): Promise<void> {
    await this.#sampler.flush();
    await this.#committing;
  }

  #isDiscoveryDue({ polling, rediscover }: ScopeWork, now: number): boolean {
    const { begunAt, inFlight } = polling.discovery;
    if (inFlight || !isClockOpen(polling.clocks.discovery, now)) return false;
    const seconds = rediscover ? 15 : this.#parts.config.cadence.discoverySeconds;
    return begunAt === null || now >= begunAt + seconds * 1000 || now < begunAt;
  }

  #dueStreams({ polling }: ScopeWork, now: number): readonly WatchedStream[] {
    if (!isClockOpen(polling.clocks.cloudwatch, now)) return [];
    const watched = this.#parts.watched();
    const steps = this.#parts.stepsOf(polling.scope.accountId);
    return this.streams.ofScope(polling.scope).filter((stream) => {
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

  async #discover(work: ScopeWork, signal: AbortSignal): Promise<void> {
    const { aws, now } = this.#parts;
    const { scope } = work.polling;
    work.polling = beginScope(work.polling, 'discovery', now());
    work.rediscover = false;
    await this.#attempt(work, 'discovery', signal, async () => {
      const found = await aws.scope(scope).discoverStreams(signal);
      await this.#record(scope, found);
      for (const { service, error } of found.failures)
        this.#parts.log.warn({ scope: work.polling.key, service, failure: error }, 'streams could not all be discovered');
      const refused = found.failures.find(({ service }) => service === 'kinesis');
      return refused && found.streams.length === 0 ? [refused.error.kind] : ['ok'];
    });
    work.polling = finishScope(work.polling, 'discovery');
  }

  async #record(scope: Scope, found: StreamDiscovery): Promise<void> {
    const { store, now } = this.#parts;
    const { changed, isNew } = await recordDiscovery(store, scope, found, now());
    for (const { arn, config } of found.streams) {
      const stream = this.streams.stream(resourceIdOf(arn));
      if (stream && config === null) stream.failure = 'denied';
    }
    if (!changed) return;
    await this.#setCatalogue(await store.catalogue.list());
    if (isNew) await this.findGaps();
  }

  async #setCatalogue(catalogue: readonly CatalogueResource[]): Promise<void> {
    this.streams.setCatalogue(catalogue);
    for (const stream of this.streams.all()) stream.shards = await this.#parts.store.streams.shards(stream.id);
    this.#parts.metrics.watched.set({ kind: 'stream' }, this.streams.all().length);
  }

  async #readRegularly(work: ScopeWork, due: readonly WatchedStream[], signal: AbortSignal): Promise<void> {
    const { config, now, watched } = this.#parts;
    const at = now();
    // What reaches back hours travels apart, so that one straggler does not make the others ask for hours.
    const windows = Map.groupBy(due, (stream) => {
      const window = regularWindow(stream.provisionalFrom, config, at);
      return window === null ? 'none' : at - window.from > 45 * MINUTE_MS ? stream.id : 'recent';
    });
    for (const stream of due) Object.assign(stream, { begunAt: at, inFlight: true });
    await this.#attempt(work, 'cloudwatch', signal, async () => {
      const outcomes: ReadOutcome[] = [];
      for (const [key, streams] of windows) {
        if (key === 'none') continue;
        const ranges = streams.flatMap((stream) => regularWindow(stream.provisionalFrom, config, at) ?? []);
        const from = Math.min(...ranges.map((range) => range.from));
        const to = Math.max(...ranges.map((range) => range.to));
        outcomes.push(
          ...(await this.#reader.read({ scope: work.polling.scope, streams, from, to, purpose: 'regular', watched: watched() }, signal)),
        );
      }
      return outcomes;
    });
    for (const stream of due) stream.inFlight = false;
    await this.#judge(due);
  }

  #isHistoryDue(work: ScopeWork, now: number): boolean {
    return (
      work.history.length > 0 &&
      !work.polling.backfill.inFlight &&
      now - work.historyAt >= HISTORY_PAUSE_MS &&
      isClockOpen(work.polling.clocks.cloudwatch, now)
    );
  }

  async #readHistory(work: ScopeWork, signal: AbortSignal): Promise<void> {
    const gap = work.history.shift();
    const stream = gap && this.streams.stream(gap.streamId);
    if (!gap || !stream) return;
    work.historyAt = this.#parts.now();
    work.polling = beginScope(work.polling, 'backfill', work.historyAt);
    await this.#attempt(work, 'cloudwatch', signal, async () =>
      this.#reader.read(
        { scope: work.polling.scope, streams: [stream], from: gap.from, to: gap.to, purpose: 'history', watched: new Set() },
        signal,
      ),
    );
    work.polling = finishScope(work.polling, 'backfill');
  }

  /** Runs a piece of work of a scope; how it ends is noted on the scope's clock and in the log, and nothing else suffers. */
  async #attempt(work: ScopeWork, clock: PollClock, signal: AbortSignal, run: () => Promise<readonly ReadOutcome[]>): Promise<void> {
    const { log, metrics, now } = this.#parts;
    let outcomes: readonly ReadOutcome[];
    try {
      outcomes = await run();
    } catch (error) {
      if (signal.aborted) return;
      const failure = error instanceof AwsError ? error.failure : null;
      log.warn({ scope: work.polling.key, clock, failure, ...(failure === null && { error }) }, 'streams could not be read');
      metrics.batchFailures.inc({ kind: `streams-${clock}`, reason: failure?.kind ?? 'internal' });
      outcomes = failure === null ? [] : [failure.kind];
    }
    if (outcomes.length > 0) work.polling = scopeAnswered(work.polling, clock, outcomes, now());
  }

  async #judge(streams: readonly WatchedStream[]): Promise<void> {
    const { store, log, now, metrics } = this.#parts;
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
    if (judged.states.length === 0) return;
    this.#committing = this.#committing.then(async () => {
      const transitions = [...this.#uncommitted, ...judged.transitions];
      this.#uncommitted = [];
      try {
        await store.state.commit({ states: judged.states, transitions, at: now() });
        for (const { to } of transitions) metrics.transitions.inc({ to });
      } catch (error) {
        this.#uncommitted = transitions;
        log.error({ error }, 'verdicts of streams could not be stored; the next judgement takes them along');
      }
    });
    await this.#committing;
  }
}

/** Days of a gap, the newest first. */
function chunksOf(streamId: ResourceId, { from, to }: { readonly from: number; readonly to: number }): readonly Gap[] {
  const chunks: Gap[] = [];
  for (let end = to; end > from; end -= HISTORY_CHUNK_MS) chunks.push({ streamId, from: Math.max(from, end - HISTORY_CHUNK_MS), to: end });
  return chunks;
}

const WORST_FIRST = ['poisoned', 'stopped', 'stalled', 'slow', 'unknown', 'stale', 'ok', 'idle'] as const;

/** A stream whose reader is in trouble is read as often as one in trouble itself. */
function worstOf(resources: readonly Pick<WatchedStream, 'verdict'>[]): StreamNeeds['state'] {
  const states = resources.map(({ verdict }) => verdict?.state ?? 'unknown');
  return WORST_FIRST.find((state) => states.includes(state)) ?? 'unknown';
}
