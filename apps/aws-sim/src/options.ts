import { isScenario, SCENARIOS, type HistoryBlueprint, type ScenarioName } from '@weir/simulator';
import type { ClockMode } from './clock.js';

export interface SimulatorOptions {
  /** 0: any free one. */
  readonly port: number;
  readonly scenario: ScenarioName;
  readonly seed: number;
  readonly clock: { readonly mode: ClockMode; readonly startAt: number | null };
  /** Instead of the scenario's own: a short one is soon told. */
  readonly history?: HistoryBlueprint;
  /** End when standard input closes, so that nothing survives the parent. */
  readonly followParent: boolean;
}

const SHORTEST_DAYS = 0.1;
const LONGEST_DAYS = 60;
/** As much as the company has. */
const LONGEST_WARM_UP_DAYS = 2;

const historyOf = (days: number): HistoryBlueprint => ({
  days,
  warmUpDays: Math.min(LONGEST_WARM_UP_DAYS, Math.max(0.25, days)),
  keepDays: Math.ceil(days) + 8,
});

/** Reads the WEIR_SIM_ variables. Returns what is wrong with them in words a person can act on. */
export function readOptions(env: Readonly<Record<string, string | undefined>>): SimulatorOptions | { readonly problem: string } {
  const port = Number(env['WEIR_SIM_PORT'] ?? '0');
  if (!Number.isInteger(port) || port < 0 || port > 65_535) return { problem: 'WEIR_SIM_PORT: give a port from 0 (any) to 65535' };
  const scenario = env['WEIR_SIM_SCENARIO'] ?? 'demo';
  if (!isScenario(scenario)) return { problem: `WEIR_SIM_SCENARIO: give one of ${SCENARIOS.join(', ')}` };
  const seed = Number(env['WEIR_SIM_SEED'] ?? '1');
  if (!Number.isSafeInteger(seed)) return { problem: 'WEIR_SIM_SEED: give a whole number' };
  const match = /^(?:(real)|(manual)(?::(\d{1,15}))?)$/.exec(env['WEIR_SIM_CLOCK'] ?? 'real');
  if (!match) return { problem: 'WEIR_SIM_CLOCK: give real, manual, or manual:<epoch milliseconds to start at>' };
  const days = env['WEIR_SIM_HISTORY_DAYS'];
  if (days !== undefined && !(Number(days) >= SHORTEST_DAYS && Number(days) <= LONGEST_DAYS)) {
    return { problem: `WEIR_SIM_HISTORY_DAYS: give a number of days from ${SHORTEST_DAYS} to ${LONGEST_DAYS}` };
  }
  return {
    port,
    scenario,
    seed,
    clock: { mode: match[1] ? 'real' : 'manual', startAt: match[3] === undefined ? null : Number(match[3]) },
    ...(days !== undefined && { history: historyOf(Number(days)) }),
    followParent: env['WEIR_SIM_PARENT_STDIN'] === '1',
  };
}
