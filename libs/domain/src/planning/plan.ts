import type { EpochMs, GovernorStep, ResourceId, WeirConfig } from '@weir/contract';
import type { ScopeKey } from '../model/scope.js';
import { MINUTE_MS, minuteOf } from '../series/sample.js';
import { type BackfillBatch, type Batch, type DiscoveryBatch, type LiveBatch, MAX_QUERIES_PER_CALL, type MetricsBatch } from './batch.js';
import { type Cadence, type CadenceFacts, cadenceTable, isPaged, needOf, nextDueAt, polledMetrics } from './cadence.js';
import { callCost, DISCOVERY_API, discoveryCalls, LIVE_API, METRICS_API } from './cost.js';
import type { Lane, PollTarget } from './poll-target.js';
import { type ClockHealth, isClockOpen, isClockThrottled, type ScopePolling } from './scope-polling.js';

/**
 * What to read now. Called about every second:
 *
 *     plan(planning, config, now) ─▶ batches, most urgent first, scopes taking turns
 *     for each batch begun:      targets begin(…)   / scope beginScope(…)
 *     for each batch come back:  targets finish…(…) / scope finishScope(…), and scopeAnswered(…)
 *
 * - What is in flight is not planned again; what is not begun is simply planned again at the next call.
 * - A scope backing off on a clock gets nothing on that clock until its time has come, then one small probe until it answers.
 * - Each scope has so much in flight and no more. Beyond that the urgent and the longest overdue go first, and what is due in a second's
 *   time need not queue behind ten thousand reads.
 * - Order: live reads of what pages people; CloudWatch of what is in trouble or watched; other live reads; other CloudWatch; discovery;
 *   back-fill, and that only while CloudWatch has nothing else to do in the scope.
 */
export interface Planning {
  readonly targets: Iterable<PollTarget>;
  /** Every scope watched. Targets of a scope missing here are not read. */
  readonly scopes: ReadonlyMap<ScopeKey, ScopePolling>;
  /** Steps in force by account id; absent: none. */
  readonly steps: ReadonlyMap<string, readonly GovernorStep[]>;
  /** Gaps still to fill, as `planBackfill` ordered them. */
  readonly backfill: ReadonlyMap<ScopeKey, readonly BackfillBatch[]>;
}

/** Further back than this a regular read does not reach: what is older is a gap, and back-fill's business. */
export const LONGEST_WINDOW_MINUTES = 180;
/** How far the first read of a queue reaches back: enough to judge by at once. */
const FIRST_WINDOW_MINUTES = 60;
/** Reads reaching further back travel apart, so that one straggler does not make five hundred others re-send hours. */
const SHORT_WINDOW_MINUTES = 30;

const LIVE_BATCH = 50;
const PROBE_BATCH = 1;
const LIVE_IN_FLIGHT = 1000;
const QUERIES_IN_FLIGHT = 10 * MAX_QUERIES_PER_CALL;
const BACKFILL_PAUSE_MS = 2000;
/** CloudWatch reads fall on every half minute of their period: smooth, yet five hundred queries fill a call. */
const METRICS_SLOT_SECONDS = 30;

/** The batches to begin now. See `Planning` for the order and for what the caller owes. */
export function plan(planning: Planning, config: WeirConfig, now: EpochMs): readonly Batch[] {
  const scopes = surveyScopes(planning, config, now);
  const ranked = [...scopes.values()].flatMap((scope) => [
    ...liveBatches(scope, config),
    ...metricsBatches(scope, config, now),
    ...discoveryBatch(scope, config, now),
    ...backfillBatch(scope, planning.backfill.get(scope.polling.key) ?? [], now),
  ]);
  return takeTurns(ranked);
}

interface Ranked {
  readonly rank: number;
  readonly batch: Batch;
}

const RANK = { pagedLive: 0, urgentMetrics: 1, live: 2, metrics: 3, discovery: 4, backfill: 5 } as const;

interface Due {
  readonly target: PollTarget;
  readonly dueAt: EpochMs;
  readonly rank: number;
}

interface ScopeSurvey {
  readonly polling: ScopePolling;
  readonly cadence: (facts: CadenceFacts) => Cadence;
  readonly steps: readonly GovernorStep[];
  readonly throttled: { readonly live: boolean; readonly cloudwatch: boolean };
  readonly open: { readonly live: boolean; readonly cloudwatch: boolean };
  readonly live: Due[];
  readonly metrics: Due[];
  liveInFlight: number;
  queriesInFlight: number;
  queues: number;
}

function surveyScopes(planning: Planning, config: WeirConfig, now: EpochMs): ReadonlyMap<ScopeKey, ScopeSurvey> {
  const scopes = new Map<ScopeKey, ScopeSurvey>();
  for (const [key, polling] of planning.scopes) {
    const steps = planning.steps.get(polling.scope.accountId) ?? [];
    const { live, cloudwatch } = polling.clocks;
    scopes.set(key, {
      polling,
      steps,
      cadence: cadenceTable(steps, config),
      throttled: { live: isClockThrottled(live, now), cloudwatch: isClockThrottled(cloudwatch, now) },
      open: { live: isClockOpen(live, now), cloudwatch: isClockOpen(cloudwatch, now) },
      live: [],
      metrics: [],
      liveInFlight: 0,
      queriesInFlight: 0,
      queues: 0,
    });
  }
  for (const target of planning.targets) {
    const scope = scopes.get(target.scopeKey);
    if (scope) survey(scope, target, now);
  }
  return scopes;
}

function survey(scope: ScopeSurvey, target: PollTarget, now: EpochMs): void {
  scope.queues += 1;
  const { liveSeconds, cloudwatchSeconds } = scope.cadence(target);
  if (target.live.inFlight) {
    scope.liveInFlight += 1;
  } else if (scope.open.live && liveSeconds !== null) {
    const paged = isPaged(target);
    const seconds = scope.throttled.live && !paged ? 2 * liveSeconds : liveSeconds;
    const dueAt = laneDueAt(target.live, seconds, target.phase, seconds, now);
    if (dueAt <= now) scope.live.push({ target, dueAt, rank: paged ? RANK.pagedLive : RANK.live });
  }
  if (target.metrics.inFlight) {
    scope.queriesInFlight += polledMetrics(target).length;
  } else if (scope.open.cloudwatch && cloudwatchSeconds !== null) {
    const need = needOf(target);
    const urgent = need === 'trouble' || target.watched;
    const seconds = scope.throttled.cloudwatch && !urgent ? 2 * cloudwatchSeconds : cloudwatchSeconds;
    const dueAt = laneDueAt(target.metrics, seconds, target.phase, metricsSlots(seconds), now);
    if (dueAt <= now) scope.metrics.push({ target, dueAt, rank: urgent ? RANK.urgentMetrics : RANK.metrics });
  }
}

const laneDueAt = (lane: Lane, seconds: number, phase: number, slots: number, now: EpochMs): EpochMs => {
  const retryAt = lane.begunAt !== null && lane.begunAt > now ? null : lane.retryAt;
  return retryAt ?? nextDueAt(lane.begunAt, seconds, phase, slots, now);
};

const metricsSlots = (seconds: number): number => Math.max(1, Math.floor(seconds / METRICS_SLOT_SECONDS));

/** What fits beside what is in flight, the urgent and longest overdue first; a failing scope gets a probe and nothing more. */
function admit(
  due: readonly Due[],
  health: ClockHealth,
  inFlight: number,
  limit: number,
  weight: (target: PollTarget) => number,
): readonly Due[] {
  if (due.length === 0) return due;
  const ordered = due.toSorted((a, b) => a.rank - b.rank || a.dueAt - b.dueAt);
  if (health.failures > 0) return inFlight > 0 ? [] : ordered.slice(0, PROBE_BATCH);
  let room = limit - inFlight;
  const end = ordered.findIndex(({ target }) => (room -= weight(target)) < 0);
  return end === -1 ? ordered : ordered.slice(0, end);
}

function liveBatches(scope: ScopeSurvey, { prices }: WeirConfig): readonly Ranked[] {
  const { polling } = scope;
  const admitted = admit(scope.live, polling.clocks.live, scope.liveInFlight, LIVE_IN_FLIGHT, () => 1);
  const byRank = Map.groupBy(admitted, ({ rank }) => rank);
  return [...byRank].flatMap(([rank, dues]) =>
    chunks(dues, LIVE_BATCH).map((chunk) => {
      const batch: LiveBatch = {
        kind: 'live',
        scope: polling.scope,
        scopeKey: polling.key,
        resourceIds: chunk.map(({ target }) => target.resourceId),
        calls: chunk.length,
        usd: chunk.reduce((sum, { target }) => sum + callCost(LIVE_API, 1, prices, target.fifo), 0),
      };
      return { rank, batch };
    }),
  );
}

function metricsBatches(scope: ScopeSurvey, config: WeirConfig, now: EpochMs): readonly Ranked[] {
  const { polling } = scope;
  const to = newestMinute(config, now);
  const askable = scope.metrics.filter(({ target }) => windowFrom(target, now) < to);
  const weight = (target: PollTarget): number => polledMetrics(target).length;
  const admitted = admit(askable, polling.clocks.cloudwatch, scope.queriesInFlight, QUERIES_IN_FLIGHT, weight);
  const alike = Map.groupBy(admitted, ({ target }) => {
    const long = to - windowFrom(target, now) > SHORT_WINDOW_MINUTES * MINUTE_MS;
    return `${polledMetrics(target).join()} ${long}`;
  });
  return [...alike.values()].flatMap((dues) => {
    const [first] = dues;
    if (!first) return [];
    const metrics = polledMetrics(first.target);
    return chunks(dues, Math.floor(MAX_QUERIES_PER_CALL / metrics.length)).map((chunk) => {
      const resourceIds: readonly ResourceId[] = chunk.map(({ target }) => target.resourceId);
      const estimatedMetrics = metrics.length * resourceIds.length;
      const batch: MetricsBatch = {
        kind: 'metrics',
        scope: polling.scope,
        scopeKey: polling.key,
        family: 'sqs.cloudwatch',
        metrics,
        resourceIds,
        from: chunk.reduce((oldest, { target }) => Math.min(oldest, windowFrom(target, now)), to),
        to,
        periodSeconds: 60,
        estimatedMetrics,
        calls: 1,
        usd: callCost(METRICS_API, estimatedMetrics, config.prices),
      };
      // The urgent come first; what fills up their call comes along.
      return { rank: chunk[0]?.rank ?? RANK.metrics, batch };
    });
  });
}

/** End, exclusive, of what CloudWatch is asked for: minutes closed for less than the configured lag are not worth asking for yet. */
export const newestMinute = (config: WeirConfig, now: EpochMs): EpochMs => minuteOf(now - config.cloudwatch.lagSeconds * 1000);

function windowFrom(target: PollTarget, now: EpochMs): EpochMs {
  const first = target.provisionalFrom ?? minuteOf(now - FIRST_WINDOW_MINUTES * MINUTE_MS);
  return Math.max(minuteOf(first), minuteOf(now - LONGEST_WINDOW_MINUTES * MINUTE_MS));
}

function discoveryBatch(scope: ScopeSurvey, config: WeirConfig, now: EpochMs): readonly Ranked[] {
  const { polling } = scope;
  const { begunAt, inFlight } = polling.discovery;
  const { discoverySeconds } = config.cadence;
  if (inFlight || !isClockOpen(polling.clocks.discovery, now)) return [];
  const seconds = isClockThrottled(polling.clocks.discovery, now) ? 2 * discoverySeconds : discoverySeconds;
  const retrying = polling.clocks.discovery.failures > 0;
  if (!retrying && nextDueAt(begunAt, seconds, polling.phase, metricsSlots(seconds), now) > now) return [];
  const calls = discoveryCalls(scope.queues, discoverySeconds);
  const usd = callCost(DISCOVERY_API, calls, config.prices);
  const batch: DiscoveryBatch = { kind: 'discovery', scope: polling.scope, scopeKey: polling.key, calls, usd };
  return [{ rank: RANK.discovery, batch }];
}

function backfillBatch(scope: ScopeSurvey, pending: readonly BackfillBatch[], now: EpochMs): readonly Ranked[] {
  const { polling } = scope;
  const { begunAt, inFlight } = polling.backfill;
  const [batch] = pending;
  const quiet = scope.metrics.length === 0 && scope.queriesInFlight === 0;
  const well = polling.clocks.cloudwatch.failures === 0 && !scope.throttled.cloudwatch;
  const rested = begunAt === null || begunAt > now || now - begunAt >= BACKFILL_PAUSE_MS;
  const affordable = !scope.steps.includes('promised-only');
  return batch && quiet && well && rested && affordable && !inFlight ? [{ rank: RANK.backfill, batch }] : [];
}

/** By rank, and within a rank one batch of each scope in turn, so that a large scope does not stand before a small one. */
function takeTurns(ranked: readonly Ranked[]): readonly Batch[] {
  const turns = new Map<string, number>();
  return ranked
    .map(({ rank, batch }) => {
      const key = `${rank} ${batch.scopeKey}`;
      const turn = turns.get(key) ?? 0;
      turns.set(key, turn + 1);
      return { rank, turn, batch };
    })
    .toSorted((a, b) => a.rank - b.rank || a.turn - b.turn)
    .map(({ batch }) => batch);
}

function chunks<Item>(items: readonly Item[], size: number): readonly (readonly Item[])[] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, index) => items.slice(index * size, (index + 1) * size));
}
