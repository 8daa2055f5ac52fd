import type { EpochMs, GovernorStep, WeirConfig } from '@weir/contract';
import { MINUTE_MS, minuteOf } from '../series/sample.js';
import { nextDueAt } from './cadence.js';
import { callCost, METRICS_API } from './cost.js';
import { RATE_MONTH_SECONDS } from './forecast.js';
import { GOVERNOR_STEPS } from './governor.js';

/** When what is read every so many seconds is due again; 0: never read. Reads are spread over their period by `phase`. */
export const regularDueAt = (begunAt: EpochMs | null, seconds: number, phase: number, now: EpochMs): EpochMs =>
  nextDueAt(begunAt, seconds, phase, Math.max(1, Math.floor(seconds / 30)), now);

/** How far the first regular read reaches back, and the furthest any does. What is older is history. */
const FIRST_MINUTES = 60;
const FURTHEST_MINUTES = 180;

/** The minutes a regular read asks for, from the oldest that may still change; null: none is worth asking for yet. */
export function regularWindow(
  provisionalFrom: EpochMs | null,
  config: WeirConfig,
  now: EpochMs,
): { readonly from: EpochMs; readonly to: EpochMs } | null {
  const to = minuteOf(now - config.cloudwatch.lagSeconds * 1000);
  const earliest = to - FURTHEST_MINUTES * MINUTE_MS;
  const from = Math.max(earliest, provisionalFrom ?? to - FIRST_MINUTES * MINUTE_MS);
  return from < to ? { from, to } : null;
}

/** CloudWatch's lag varies, and a read may be lost: readings older than the budget with this on top are overdue. */
const MARGIN_SECONDS = 240;

/**
 * Oldest acceptable age of the newest minute that is read every so many seconds, in seconds: a minute is told within two reads, CloudWatch's
 * lag and a margin.
 * @param seconds between reads; null: not read
 */
export function regularBudgetSeconds(seconds: number | null, { cadence, cloudwatch }: WeirConfig): number {
  const { cloudwatchBatchSeconds } = cadence;
  // Cadences change with verdicts: the longer of the usual one keeps what has just recovered from looking stale.
  return 2 * Math.max(seconds ?? 3 * cloudwatchBatchSeconds, cloudwatchBatchSeconds) + cloudwatch.lagSeconds + MARGIN_SECONDS;
}

/** How often something is read, and how much at a time. */
export interface RegularReading<Needs> {
  /** null: not read. */
  readonly cadenceSeconds: (needs: Needs, steps: readonly GovernorStep[], config: WeirConfig) => number | null;
  readonly metricsPerRead: (needs: Needs) => number;
}

/** The steady cost of reading all these at each level of the governor, US dollars per 30 days. */
export function regularCostByLevel<Needs>(
  all: readonly Needs[],
  { cadenceSeconds, metricsPerRead }: RegularReading<Needs>,
  config: WeirConfig,
): readonly number[] {
  return [0, ...GOVERNOR_STEPS].map((_, level) => {
    const steps = GOVERNOR_STEPS.slice(0, level);
    const metrics = all.reduce((sum, needs) => {
      const seconds = cadenceSeconds(needs, steps, config);
      return seconds === null ? sum : sum + (metricsPerRead(needs) * RATE_MONTH_SECONDS) / seconds;
    }, 0);
    return callCost(METRICS_API, metrics, config.prices);
  });
}
