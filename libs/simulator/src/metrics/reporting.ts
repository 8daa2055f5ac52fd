import { MINUTE_MS } from '@weir/domain';
import { mix, uniform } from '../chance/chance.js';
import type { MetricFeed, Samples } from './metric-feed.js';

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
 * a resource's minute arrive together; which of them are revised differs. Ages, sizes and ratios are never revised.
 */
export function reportedMinute(
  settled: Samples,
  { seed: resourceSeed, metricSeed, revised }: MetricFeed,
  minuteStart: number,
  now: number,
): Samples | null {
  const minute = minuteStart / MINUTE_MS;
  const sinceEnd = now - (minuteStart + MINUTE_MS);
  if (sinceEnd >= SETTLED_AFTER_MS) return settled;
  const lag = EARLIEST_REPORT_MS + uniform(resourceSeed, minute, DRAW_LAG) * (LATEST_REPORT_MS - EARLIEST_REPORT_MS);
  if (sinceEnd < lag) return null;
  if (!revised || sinceEnd >= lag + LONGEST_REVISION_MS) return settled;
  const seed = mix(resourceSeed, metricSeed);
  if (uniform(seed, minute, DRAW_REVISED) >= REVISED_SHARE) return settled;
  const shortfall = uniform(seed, minute, DRAW_SHORTFALL);
  if (sinceEnd >= lag + shortfall * LONGEST_REVISION_MS) return settled;
  const sum = Math.floor(settled.sum * (1 - shortfall / 2));
  return settled.count === 1 ? { count: 1, sum, min: sum, max: sum } : { ...settled, sum };
}
