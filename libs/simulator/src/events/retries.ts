import { uniform } from '../chance/chance.js';
import type { RetryPolicy } from '../estate/event-blueprint.js';
import { TICK_MS } from '../traffic/tick.js';

/** Source: EventBridge User Guide, "How EventBridge retries delivering events". */
export const DEFAULT_RETRIES: RetryPolicy = { maximumRetryAttempts: 185, maximumEventAgeSeconds: 86_400 };

/** AWS tells of "exponential back off and jitter" only. With these, 185 retries take about a day, as its defaults suggest. */
const FIRST_DELAY_MS = TICK_MS;
const LONGEST_DELAY_MS = 480_000;
const DOUBLED_AT_MOST = 5;

const DRAW_JITTER = 51;

/** How long to wait before the next try when `attempts` were made, at least one. Milliseconds, a multiple of a tick. */
export function delayAfter(attempts: number, seed: number, now: number): number {
  const usual = Math.min(LONGEST_DELAY_MS, FIRST_DELAY_MS * 2 ** Math.min(DOUBLED_AT_MOST, Math.max(0, attempts - 2)));
  const jitter = 0.75 + 0.5 * uniform(seed, Math.floor(now / TICK_MS), DRAW_JITTER + attempts);
  return Math.max(1, Math.round((usual * jitter) / TICK_MS)) * TICK_MS;
}
