import type { EpochMs, ResourceId, WeirConfig } from '@weir/contract';
import { type Scope, scopeKey } from '../model/scope.js';
import { MINUTE_MS, minuteOf } from '../series/sample.js';
import { type BackfillBatch, type BackfillLayer, MAX_DATAPOINTS_PER_CALL, MAX_QUERIES_PER_CALL } from './batch.js';
import { wholeFamily } from './cadence.js';
import { callCost, METRICS_API } from './cost.js';
import { newestMinute } from './plan.js';

/** The holes in one queue's history. */
export interface TargetGaps {
  readonly resourceId: ResourceId;
  readonly scope: Scope;
  readonly fifo: boolean;
  readonly gaps: readonly Gap[];
}

/** `from` inclusive, `to` exclusive. */
export interface Gap {
  readonly from: EpochMs;
  readonly to: EpochMs;
}

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/**
 * How far back CloudWatch keeps which period (User Guide, metrics retention; a period too fine for its age returns nothing at all), which
 * layer of the store its points belong to, and how long a window is fetched at once: 1,440 points each.
 */
const LAYERS: readonly {
  readonly layer: BackfillLayer;
  readonly periodSeconds: number;
  readonly keptDays: number;
  readonly windowDays: number;
}[] = [
  { layer: 'minutes', periodSeconds: 60, keptDays: 15, windowDays: 1 },
  { layer: 'five-minutes', periodSeconds: 300, keptDays: 63, windowDays: 5 },
  { layer: 'hours', periodSeconds: 3600, keptDays: 455, windowDays: 60 },
];

/** A batch may wait this long before a period grows illegal for its age. */
const WAIT_MS = HOUR_MS;
/**
 * AWS charges per metric and call whatever the range, so two holes with less than this between them are fetched as one. Reading settled
 * minutes again changes nothing.
 */
const BRIDGED_MS = HOUR_MS;

/**
 * Calls that fill the gaps, newest first, because what happened last is asked for first. Every minute of every gap that CloudWatch still
 * keeps, within `backfillDays`, is in exactly one call; windows are cut at whole UTC days, so that queues with the same outage share calls.
 *
 * Points of 60 s are samples: give each queue's part to `settle` with `quietSince: undefined`. Points of 300 and 3,600 s are no
 * samples, since what a minute was cannot be told from them: a point is one bucket of the layer named, its value the bucket's sum for a
 * counter and its maximum for a gauge, with everything else of that bucket unknown. With the default of 15 days there are none.
 */
export function planBackfill(targets: readonly TargetGaps[], config: WeirConfig, now: EpochMs): readonly BackfillBatch[] {
  const pieces = targets.flatMap((target) => piecesOf(target, config, now));
  const alike = Map.groupBy(pieces, ({ target, layer, from, to }) => [scopeKey(target.scope), target.fifo, layer, from, to].join());
  return [...alike.values()].flatMap((group) => batchesOf(group, config)).toSorted((a, b) => b.to - a.to || b.from - a.from);
}

interface Piece extends Gap {
  readonly target: TargetGaps;
  readonly layer: BackfillLayer;
  readonly periodSeconds: number;
}

function piecesOf(target: TargetGaps, config: WeirConfig, now: EpochMs): readonly Piece[] {
  const gaps = bridge(
    target.gaps.map(({ from, to }) => ({ from: minuteOf(from), to: Math.min(ceil(to, MINUTE_MS), newestMinute(config, now)) })),
    BRIDGED_MS,
  );
  let zoneTo = Number.POSITIVE_INFINITY;
  return LAYERS.flatMap(({ layer, periodSeconds, keptDays, windowDays }) => {
    const days = Math.min(keptDays, config.cloudwatch.backfillDays);
    const zone = { from: ceil(now - days * DAY_MS + WAIT_MS, HOUR_MS), to: zoneTo };
    zoneTo = Math.min(zoneTo, zone.from);
    const whole = bridge(
      gaps.map((gap) => widen(intersect(gap, zone), periodSeconds * 1000)),
      0,
    );
    return whole.flatMap((gap) => cut(gap, windowDays * DAY_MS)).map((window) => ({ ...window, target, layer, periodSeconds }));
  });
}

function batchesOf(group: readonly Piece[], config: WeirConfig): readonly BackfillBatch[] {
  const [first] = group;
  if (!first) return [];
  const { target, layer, periodSeconds, from, to } = first;
  const metrics = wholeFamily(target);
  const points = (to - from) / (periodSeconds * 1000);
  const perCall = Math.floor(Math.min(MAX_QUERIES_PER_CALL, MAX_DATAPOINTS_PER_CALL / points) / metrics.length);
  const batches: BackfillBatch[] = [];
  for (let start = 0; start < group.length; start += perCall) {
    const resourceIds = group.slice(start, start + perCall).map((piece) => piece.target.resourceId);
    const estimatedMetrics = resourceIds.length * metrics.length;
    batches.push({
      kind: 'backfill',
      scope: target.scope,
      scopeKey: scopeKey(target.scope),
      family: 'sqs.cloudwatch',
      metrics,
      resourceIds,
      from,
      to,
      periodSeconds,
      layer,
      estimatedMetrics,
      resourceMinutes: (resourceIds.length * (to - from)) / MINUTE_MS,
      calls: 1,
      usd: callCost(METRICS_API, estimatedMetrics, config.prices),
    });
  }
  return batches;
}

/** Sorted, without the empty, and joined where less than `bridgedMs` lies between (touching and overlapping ones always). */
function bridge(gaps: readonly Gap[], bridgedMs: number): readonly Gap[] {
  const joined: Gap[] = [];
  for (const gap of gaps.filter(({ from, to }) => from < to).toSorted((a, b) => a.from - b.from)) {
    const last = joined.at(-1);
    if (last && gap.from - last.to <= bridgedMs) joined[joined.length - 1] = { from: last.from, to: Math.max(last.to, gap.to) };
    else joined.push(gap);
  }
  return joined;
}

function cut({ from, to }: Gap, windowMs: number): readonly Gap[] {
  const windows: Gap[] = [];
  for (let start = from; start < to;) {
    const end = Math.min(to, ceil(start + 1, windowMs));
    windows.push({ from: start, to: end });
    start = end;
  }
  return windows;
}

const intersect = (a: Gap, b: Gap): Gap => ({ from: Math.max(a.from, b.from), to: Math.min(a.to, b.to) });

/** To whole periods, outwards; the empty stays empty. */
const widen = (gap: Gap, periodMs: number): Gap =>
  gap.from < gap.to ? { from: Math.floor(gap.from / periodMs) * periodMs, to: ceil(gap.to, periodMs) } : gap;

const ceil = (at: EpochMs, stepMs: number): EpochMs => Math.ceil(at / stepMs) * stepMs;
