import { MINUTE_MS } from '@weir/domain';
import { mix, uniform } from '../chance/chance.js';
import type { MetricSource, Samples } from './queue-metrics.js';

/** A minute reaches CloudWatch this long after it ended, at the earliest and at the latest. */
export const EARLIEST_REPORT_MS = 60_000;
export const LATEST_REPORT_MS = 120_000;
/** A minute that is revised is final this long after its first report, at the latest. */
const LONGEST_REVISION_MS = 150_000;
/** So long after its end, every minute is final. */
export const SETTLED_AFTER_MS = LATEST_REPORT_MS + LONGEST_REVISION_MS;

const DRAW_LAG = 21;
const DRAW_REVISED = 22;
const DRAW_SHORTFALL = 23;
/** Share of counted minutes whose first report is short of the truth. */
const REVISED_SHARE = 0.3;

/**
 * A minute as CloudWatch tells it at `now`: not yet (null), at first perhaps less than it was, in the end the truth. All metrics of
 * a queue's minute arrive together; which of them are revised differs. Ages and sizes are never revised.
 */
export function reportedMinute(
  settled: Samples,
  source: MetricSource,
  queueSeed: number,
  metricSeed: number,
  minuteStart: number,
  now: number,
): Samples | null {
  const minute = minuteStart / MINUTE_MS;
  const sinceEnd = now - (minuteStart + MINUTE_MS);
  const lag = EARLIEST_REPORT_MS + uniform(queueSeed, minute, DRAW_LAG) * (LATEST_REPORT_MS - EARLIEST_REPORT_MS);
  if (sinceEnd < lag) return null;
  if (source.kind === 'sizes' || source.field === 'oldestAgeSeconds' || sinceEnd >= lag + LONGEST_REVISION_MS) return settled;
  const seed = mix(queueSeed, metricSeed);
  if (uniform(seed, minute, DRAW_REVISED) >= REVISED_SHARE) return settled;
  const shortfall = uniform(seed, minute, DRAW_SHORTFALL);
  if (sinceEnd >= lag + shortfall * LONGEST_REVISION_MS) return settled;
  const value = Math.floor(settled.sum * (1 - shortfall / 2));
  return { count: 1, sum: value, min: value, max: value };
}
