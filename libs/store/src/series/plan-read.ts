import { MAX_SERIES_POINTS, type EpochMs } from '@weir/contract';
import { ceilTo, DAY, floorTo, HOUR, LAYERS, MINUTE, retentionFloor, type LayerName } from './layers.js';

/** More points than are returned at once. */
export class TooManyPoints extends Error {
  override readonly name = 'TooManyPoints';

  /**
   * @param points what the request would return
   * @param smallestStepSeconds the finest step that would be answered
   */
  constructor(
    readonly points: number,
    readonly smallestStepSeconds: number,
  ) {
    super(
      `${points} points are more than the ${MAX_SERIES_POINTS} returned at once; ask for a step of at least ${smallestStepSeconds} seconds`,
    );
  }
}

export interface ReadPlan {
  readonly layer: LayerName;
  readonly stepMs: number;
  /** Start of the first step. */
  readonly from: EpochMs;
  /** End of the last step. */
  readonly to: EpochMs;
  readonly points: number;
}

const POINTS_BY_DEFAULT = 700;

/** Steps a person reads easily. Each divides the next, or the day. */
const NICE_STEPS_MS: readonly number[] = [
  ...[1, 5, 10, 15, 30].map((minutes) => minutes * MINUTE),
  ...[1, 2, 3, 6, 12].map((hours) => hours * HOUR),
  ...[1, 2, 7].map((days) => days * DAY),
];

/**
 * Decides the step and the layer: the finest step kept of the age of `from`, and the coarsest layer that divides the step.
 * @param request.stepSeconds rounded up to whole minutes, five minutes or hours, as the age of `from` allows; chosen when absent
 * @throws TooManyPoints
 */
export function planRead(request: { from: EpochMs; to: EpochMs; stepSeconds?: number | undefined; now: EpochMs }): ReadPlan {
  const { now } = request;
  const finestMs = finestKept(request.from, now);
  const lengthMs = Math.max(0, request.to - request.from);
  const stepMs =
    request.stepSeconds === undefined ? niceStep(lengthMs, finestMs) : Math.max(finestMs, ceilTo(request.stepSeconds * 1000, finestMs));

  const from = floorTo(request.from, stepMs);
  const to = lengthMs === 0 ? from : ceilTo(request.to, stepMs);
  const points = (to - from) / stepMs;
  if (points > MAX_SERIES_POINTS) {
    // One step less than the maximum: a range that is not aligned touches one step more than it is long.
    const smallestMs = ceilTo(lengthMs / (MAX_SERIES_POINTS - 1), finestMs);
    throw new TooManyPoints(points, smallestMs / 1000);
  }
  return { layer: layerFor(stepMs), stepMs, from, to, points };
}

function finestKept(from: EpochMs, now: EpochMs): number {
  const layer = Object.values(LAYERS).find((candidate) => from >= retentionFloor(candidate, now)) ?? LAYERS.hour;
  return layer.resolutionMs;
}

function niceStep(lengthMs: number, finestMs: number): number {
  const fits = (stepMs: number) => stepMs >= finestMs && lengthMs / stepMs <= POINTS_BY_DEFAULT;
  return NICE_STEPS_MS.find(fits) ?? ceilTo(lengthMs / POINTS_BY_DEFAULT, 7 * DAY);
}

function layerFor(stepMs: number): LayerName {
  if (stepMs % LAYERS.hour.resolutionMs === 0) return 'hour';
  return stepMs % LAYERS.fiveMinutes.resolutionMs === 0 ? 'fiveMinutes' : 'raw';
}
