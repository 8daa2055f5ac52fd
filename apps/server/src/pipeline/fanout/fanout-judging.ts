import { createHash } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';
import type { ResourceId, WeirConfig } from '@weir/contract';
import {
  type AbsenceSpan,
  type CatalogueResource,
  type CounterWindow,
  EstateJudge,
  type EstateSight,
  FanoutIndex,
  type FanoutJudgement,
  MINUTE_MS,
  minuteOf,
  regularBudgetSeconds,
  type ResourceState,
  type Scope,
  scopeKey,
  type ScopeKey,
  type SettingChange,
  settingChanges,
  type VerdictTransition,
} from '@weir/domain';
import type { Store } from '@weir/store';
import type { Log } from '../../log.js';
import type { SelfMetrics } from '../../self-metrics.js';
import { readFailureOf } from '../absence-of-failure.js';
import { transitionsBetween, VerdictCommits } from '../verdict-commits.js';
import { countersOf, type RecentSources } from './recent-counters.js';
import { EarlySigns } from './early-signs.js';
import type { WatchedFanout } from './watched-fanout.js';
import type { WatchedFanouts } from './watched-fanouts.js';

export interface FanoutJudgingParts {
  readonly store: Pick<Store, 'state' | 'series' | 'catalogue'>;
  readonly config: WeirConfig;
  readonly log: Log;
  readonly metrics: SelfMetrics;
  readonly now: () => number;
  readonly fanouts: WatchedFanouts;
  readonly sources: RecentSources;
  readonly cadenceOf: (fanout: WatchedFanout) => number | null;
  /** When everything of a service in a scope was last listed, so that what is not in the catalogue did not exist then; null: it was not. */
  readonly listedAt: (scope: Scope, service: string) => number | null;
  /** What delivery-status logs say of a subscription; null: nothing. */
  readonly logged: (id: ResourceId) => CounterWindow | null;
}

/** Time passes without readings too. */
const JUDGE_EVERY_MS = 60_000;
/** A verdict that stays as it is, on the same readings, is written again this often, so that it shows it is still held. */
const REPEAT_AFTER_MS = 5 * MINUTE_MS;
/** What is not asked for is said so in steps: a row a minute for everybody would say no more. */
const NOT_ASKED_STEP_MS = 5 * MINUTE_MS;
/** About a tenth of a second's work. */
const JUDGED_AT_ONCE = 500;
const CHANGES_FOR_MS = 24 * 60 * MINUTE_MS;

/** Has what passes events on judged against the whole estate, and commits what is concluded. */
export class FanoutJudging {
  readonly #commits: VerdictCommits;
  readonly #signs: EarlySigns;
  #index = new FanoutIndex([]);
  #beganAt: ReadonlyMap<ScopeKey, number> = new Map();
  #changes: ReadonlyMap<string, readonly SettingChange[]> = new Map();
  #changesAreOld = true;
  #judgedAt = 0;
  readonly #committed = new Map<ResourceId, { readonly digest: string; readonly at: number }>();

  constructor(private readonly parts: FanoutJudgingParts) {
    const { store, log, metrics, now, fanouts, sources } = parts;
    this.#signs = new EarlySigns(fanouts, (arn) => sources.waiting(arn));
    this.#commits = new VerdictCommits({ state: store.state, log, metrics, now, subject: 'fan-out' });
  }

  setCatalogue(catalogue: readonly CatalogueResource[]): void {
    this.#index = new FanoutIndex(catalogue);
    this.#signs.setCatalogue(this.#index);
    const began = new Map<ScopeKey, number>();
    for (const entry of catalogue) began.set(scopeKey(entry), Math.min(entry.firstSeen, began.get(scopeKey(entry)) ?? Infinity));
    this.#beganAt = began;
    this.#changesAreOld = true;
    for (const id of this.#committed.keys()) if (!this.parts.fanouts.get(id)) this.#committed.delete(id);
  }

  /** Looks for signs in what is read anyhow, at each tick: a dead-letter queue that fills. */
  noteSigns(now: number): void {
    this.#signs.noteDepths(now);
  }

  isDue(now: number): boolean {
    return now - this.#judgedAt >= JUDGE_EVERY_MS || now < this.#judgedAt;
  }

  /** Judges all that is held, read or not, and writes down of whom nothing is asked. */
  async judgeAll(held: readonly WatchedFanout[]): Promise<void> {
    this.#judgedAt = this.parts.now();
    await this.#noteNotAsked(held);
    await this.judge(held);
  }

  /** Never rejects: what could not be stored is told by the log, and is in the next commit. */
  async judge(fanouts: readonly WatchedFanout[]): Promise<void> {
    await this.#readChanges();
    const now = this.parts.now();
    const judge = new EstateJudge(this.#index, this.#sight(), now);
    for (let start = 0; start < fanouts.length; start += JUDGED_AT_ONCE) {
      // Everything else goes on between two slices.
      if (start > 0) await setImmediate();
      await this.#judgeSlice(fanouts.slice(start, start + JUDGED_AT_ONCE), judge, now);
    }
  }

  async #judgeSlice(fanouts: readonly WatchedFanout[], judge: EstateJudge, now: number): Promise<void> {
    const judged = judge.judge(fanouts.map(({ entry }) => entry));
    const states: ResourceState[] = [];
    const transitions: VerdictTransition[] = [];
    for (const fanout of fanouts) {
      const judgement = judged.get(fanout.id);
      if (!judgement) continue;
      transitions.push(...transitionsBetween(fanout.id, fanout.verdict, judgement.verdict));
      fanout.verdict = judgement.verdict;
      this.#signs.noteJudged(fanout, judgement.suspicious, now);
      const state = this.#stateOf(fanout, judgement);
      if (this.#isNews(state, now)) states.push(state);
    }
    await this.#commits.commit({ states, transitions });
  }

  async settled(): Promise<void> {
    await this.#commits.settled();
  }

  #sight(): EstateSight {
    const { fanouts, sources, config, listedAt, logged } = this.parts;
    const known = <Value>(of: (arn: string) => Value): ((arn: string) => Value) => {
      const found = new Map<string, Value>();
      return (arn) => {
        const value = found.has(arn) ? (found.get(arn) as Value) : of(arn);
        found.set(arn, value);
        return value;
      };
    };
    return {
      counters: (id) => {
        const fanout = fanouts.get(id);
        const [family] = fanout?.families ?? [];
        return fanout && family ? countersOf(family, fanout.readings(family)) : null;
      },
      ingest: (id) => {
        const fanout = fanouts.get(id);
        return fanout?.families.includes('events.ingest') ? countersOf('events.ingest', fanout.readings('events.ingest')) : null;
      },
      queueCounters: known((arn) => sources.queueCounters(arn)),
      logged,
      sourceCounters: known((arn) => sources.sourceCounters(arn)),
      waiting: (arn) => sources.waiting(arn),
      failure: (id) => readFailureOf(fanouts.get(id)?.failure ?? null),
      budgetSeconds: (id) => {
        const fanout = fanouts.get(id);
        return fanout ? this.#budgetOf(fanout) : regularBudgetSeconds(null, config);
      },
      previous: (id) => fanouts.get(id)?.verdict ?? null,
      changesOf: (id) => this.#changes.get(id) ?? [],
      listedAt: (accountId, region, service) => listedAt({ accountId, region }, service),
      beganAt: (scope) => this.#beganAt.get(scopeKey(scope)) ?? 0,
      sightMs: 2 * config.cadence.discoverySeconds * 1000,
    };
  }

  /** Silence is believed only once it is settled, of a function when it can no longer run: the newest known minute is older by that much. */
  #budgetOf(fanout: WatchedFanout): number {
    const { config, cadenceOf } = this.parts;
    const silence = fanout.kind === 'function' ? LONGEST_INVOCATION_SECONDS : config.cloudwatch.settleSeconds;
    return regularBudgetSeconds(cadenceOf(fanout), config) + silence;
  }

  #stateOf(fanout: WatchedFanout, { verdict, rates }: FanoutJudgement): ResourceState {
    return {
      resourceId: fanout.id,
      verdict,
      latest: fanout.latest(),
      rates,
      drain: { kind: 'unknown' },
      loss: null,
      growthPerSecond: null,
      liveBudgetSeconds: this.#budgetOf(fanout),
    };
  }

  /** Ten thousand states each minute would be written for nothing: most of an estate is as it was. */
  #isNews(state: ResourceState, now: number): boolean {
    const { verdict, latest, rates } = state;
    const told = JSON.stringify([verdict.state, verdict.reason, verdict.because, verdict.since, rates, latest]);
    const digest = createHash('sha256').update(told).digest('base64');
    const before = this.#committed.get(state.resourceId);
    if (before?.digest === digest && now - before.at < REPEAT_AFTER_MS) return false;
    this.#committed.set(state.resourceId, { digest, at: now });
    return true;
  }

  async #readChanges(): Promise<void> {
    if (!this.#changesAreOld) return;
    const { store, log, now } = this.parts;
    try {
      const changes = await store.catalogue.changes({ from: now() - CHANGES_FOR_MS, to: now() + 1, sorts: ['changed', 'restored'] });
      const dated = changes.flatMap((change) => settingChanges(change).map((setting) => ({ id: change.resourceId, setting })));
      const byId = Map.groupBy(dated.toReversed(), ({ id }) => id);
      this.#changes = new Map([...byId].map(([id, of]) => [id, of.map(({ setting }) => setting)]));
      this.#signs.noteEdits(this.#changes);
      this.#changesAreOld = false;
    } catch (error) {
      log.warn({ error }, 'changes of settings could not be read; fan-out is judged without the newest');
    }
  }

  async #noteNotAsked(held: readonly WatchedFanout[]): Promise<void> {
    const { store, log, now, cadenceOf } = this.parts;
    const to = minuteOf(now());
    const spans: AbsenceSpan[] = [];
    for (const fanout of held) {
      if (fanout.families.length === 0 || cadenceOf(fanout) !== null) continue;
      const from = fanout.notAskedTo ?? to - MINUTE_MS;
      if (to - from < NOT_ASKED_STEP_MS && fanout.notAskedTo !== null) continue;
      fanout.notAskedTo = to;
      for (const family of fanout.families) spans.push({ resourceId: fanout.id, family, from, to, reason: 'not-asked' });
    }
    if (spans.length === 0) return;
    try {
      await store.series.writeAbsences(spans);
      for (const span of spans) this.parts.fanouts.get(span.resourceId)?.pushAbsence(span);
    } catch (error) {
      log.warn({ error }, 'what is not asked for could not be noted');
    }
  }
}

const LONGEST_INVOCATION_SECONDS = 15 * 60;
