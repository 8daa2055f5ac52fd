import type { EpochMs, GovernorStep, WeirConfig } from '@weir/contract';
import type { ScopeKey } from '../model/scope.js';
import { type CadenceFacts, cadenceTable, polledMetrics, wholeFamily } from './cadence.js';
import { callCost, DISCOVERY_API, discoveryCalls, LIVE_API, METRICS_API } from './cost.js';
import type { PollTarget } from './poll-target.js';

/** The month that rates are stated for: 30 days, as AWS's own examples do. Forecasts use the true length of the month at hand. */
export const RATE_MONTH_SECONDS = 30 * 86_400;

/** What a plan costs when nothing changes. Per 30 days. */
export interface SteadyCost {
  readonly usdPerMonth: number;
  readonly lines: readonly CostLine[];
}

export interface CostLine {
  readonly api: string;
  /** What AWS bills by: metrics requested for GetMetricData, requests for everything else. */
  readonly unitsPerMonth: number;
  readonly usdPerMonth: number;
}

export type CostTarget = CadenceFacts & Pick<PollTarget, 'fifo' | 'scopeKey'>;

/**
 * The cost of reading these queues at their present needs under these steps. Retries, AssumeRole and back-fill are not in it.
 */
export function steadyCost(targets: Iterable<CostTarget>, steps: readonly GovernorStep[], config: WeirConfig): SteadyCost {
  const cadence = cadenceTable(steps, config);
  const queues = new Map<ScopeKey, number>();
  const liveUnits = { standard: 0, fifo: 0 };
  let metrics = 0;
  for (const target of targets) {
    const { liveSeconds, cloudwatchSeconds } = cadence(target);
    queues.set(target.scopeKey, (queues.get(target.scopeKey) ?? 0) + 1);
    if (liveSeconds !== null) liveUnits[target.fifo ? 'fifo' : 'standard'] += RATE_MONTH_SECONDS / liveSeconds;
    if (cloudwatchSeconds !== null) metrics += (polledMetrics(target).length * RATE_MONTH_SECONDS) / cloudwatchSeconds;
  }
  const { discoverySeconds } = config.cadence;
  const perDiscovery = [...queues.values()].reduce((sum, count) => sum + discoveryCalls(count, discoverySeconds), 0);
  const discovery = (perDiscovery * RATE_MONTH_SECONDS) / discoverySeconds;
  const { prices } = config;
  const liveUsd = callCost(LIVE_API, liveUnits.standard, prices) + callCost(LIVE_API, liveUnits.fifo, prices, true);
  return sumOf([
    { api: LIVE_API, unitsPerMonth: liveUnits.standard + liveUnits.fifo, usdPerMonth: liveUsd },
    { api: METRICS_API, unitsPerMonth: metrics, usdPerMonth: callCost(METRICS_API, metrics, prices) },
    { api: DISCOVERY_API, unitsPerMonth: discovery, usdPerMonth: callCost(DISCOVERY_API, discovery, prices) },
  ]);
}

/** What the usual way costs: every metric of every queue asked of CloudWatch every minute. */
export function naiveCost(targets: Iterable<Pick<PollTarget, 'fifo'>>, config: WeirConfig): SteadyCost {
  let metrics = 0;
  for (const target of targets) metrics += (wholeFamily(target).length * RATE_MONTH_SECONDS) / 60;
  return sumOf([{ api: METRICS_API, unitsPerMonth: metrics, usdPerMonth: callCost(METRICS_API, metrics, config.prices) }]);
}

/**
 * What the month will have cost when it ends.
 * @param spentUsd since the month began, UTC.
 * @param usdPerMonth rate from now on, per 30 days.
 */
export function forecastUsd(spentUsd: number, usdPerMonth: number, now: EpochMs): number {
  return spentUsd + (usdPerMonth * secondsLeftInMonth(now)) / RATE_MONTH_SECONDS;
}

/** Until the month ends, UTC, as AWS bills. */
export function secondsLeftInMonth(now: EpochMs): number {
  const date = new Date(now);
  return (Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 1) - now) / 1000;
}

function sumOf(lines: readonly CostLine[]): SteadyCost {
  return { usdPerMonth: lines.reduce((sum, line) => sum + line.usdPerMonth, 0), lines };
}
