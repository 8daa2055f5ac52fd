import { type EpochMs, type GovernorStep, governorStep, type WeirConfig } from '@weir/contract';
import { type CostTarget, forecastUsd, steadyCost } from './forecast.js';

/**
 * Keeps an account under its monthly cap by lengthening cadences in a stated order (`cadenceOf` says by how much), each step on top of
 * those before it, so that how much is governed is one number, the level:
 *
 *     0 nothing ─▶ 1 idle-cloudwatch ─▶ 2 idle-live ─▶ 3 busy-cloudwatch ─▶ 4 busy-live ─▶ 5 promised-only
 *
 * - Up, at once and as far as needed: when the forecast at the present level exceeds the cap. When the cap is spent, level 5.
 * - Down, at once as far as possible, but only when the forecast there stays 5 % under the cap, and not within an hour of the last change:
 *   the gap between the two thresholds keeps it from swinging.
 * - Rates are smoothed over six hours: an incident reads more for an hour and must not be answered as if it lasted until the month ends.
 *   Being wrong about the rate mends itself, because what is spent is counted.
 * - Level 5 still reads what pages people, even over the cap. Weir warns that it is over rather than go blind; `achievable` says so.
 */
export const GOVERNOR_STEPS: readonly GovernorStep[] = governorStep.options;

export interface GovernorState {
  readonly steps: readonly GovernorStep[];
  /** When the steps in force last changed. */
  readonly since: EpochMs;
  /** Smoothed steady cost at each level, US dollars per 30 days. */
  readonly usdPerMonthByLevel: readonly number[];
  readonly decidedAt: EpochMs;
}

export interface GovernorDecision extends GovernorState {
  /** The month's cost with these steps in force. */
  readonly forecastUsd: number;
  /** The month's cost had nothing been lengthened from now on. */
  readonly ungovernedUsd: number;
  /** False: even the last step will not keep the account under its cap. */
  readonly achievable: boolean;
  readonly reason: GovernorReason;
}

export type GovernorReason = 'no-cap' | 'within-cap' | 'over-cap' | 'cap-spent' | 'held' | 'released';

export interface Budget {
  /** null: no cap. */
  readonly capUsd: number | null;
  /** Since the month began, UTC. */
  readonly spentUsd: number;
  /** What the present targets cost at each level, from `costByLevel`. */
  readonly usdPerMonthByLevel: readonly number[];
}

const RELEASE_SHARE = 0.95;
const RELEASE_AFTER_MS = 3_600_000;
const SMOOTHED_OVER_MS = 6 * 3_600_000;

/** The steady cost at each level, 0 to 5, of the queues of one account. */
export function costByLevel(targets: readonly CostTarget[], config: WeirConfig): readonly number[] {
  return [0, ...GOVERNOR_STEPS].map((_, level) => steadyCost(targets, GOVERNOR_STEPS.slice(0, level), config).usdPerMonth);
}

/**
 * Decides which steps are in force from now on. Called every minute or so.
 * @param previous what it decided last; null: never.
 */
export function govern(budget: Budget, previous: GovernorState | null, now: EpochMs): GovernorDecision {
  const usdPerMonthByLevel = smooth(budget.usdPerMonthByLevel, previous, now);
  const before = previous?.steps.length ?? 0;
  const forecasts = usdPerMonthByLevel.map((usd) => forecastUsd(budget.spentUsd, usd, now));
  const { level, reason } = decide(budget, forecasts, before, previous === null || now - previous.since >= RELEASE_AFTER_MS);
  return {
    steps: GOVERNOR_STEPS.slice(0, level),
    since: previous && level === before ? previous.since : now,
    usdPerMonthByLevel,
    decidedAt: now,
    forecastUsd: forecasts[level] ?? budget.spentUsd,
    ungovernedUsd: forecasts[0] ?? budget.spentUsd,
    achievable: budget.capUsd === null || (forecasts.at(-1) ?? budget.spentUsd) <= budget.capUsd,
    reason,
  };
}

function decide(
  { capUsd, spentUsd }: Budget,
  forecasts: readonly number[],
  before: number,
  mayRelease: boolean,
): { readonly level: number; readonly reason: GovernorReason } {
  if (capUsd === null) return { level: 0, reason: 'no-cap' };
  if (spentUsd >= capUsd) return { level: GOVERNOR_STEPS.length, reason: 'cap-spent' };
  const needed = lowestLevelUnder(capUsd, forecasts);
  if (needed > before) return { level: needed, reason: 'over-cap' };
  if (before === 0) return { level: 0, reason: 'within-cap' };
  const comfortable = lowestLevelUnder(capUsd * RELEASE_SHARE, forecasts);
  return mayRelease && comfortable < before ? { level: comfortable, reason: 'released' } : { level: before, reason: 'held' };
}

function lowestLevelUnder(limitUsd: number, forecasts: readonly number[]): number {
  const level = forecasts.findIndex((usd) => usd <= limitUsd);
  return level === -1 ? GOVERNOR_STEPS.length : level;
}

function smooth(current: readonly number[], previous: GovernorState | null, now: EpochMs): readonly number[] {
  if (previous === null) return current;
  const weight = 1 - Math.exp(-Math.max(0, now - previous.decidedAt) / SMOOTHED_OVER_MS);
  return current.map((usd, level) => {
    const before = previous.usdPerMonthByLevel[level] ?? usd;
    return before + weight * (usd - before);
  });
}
