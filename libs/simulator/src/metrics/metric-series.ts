import { MINUTE_MS } from '@weir/domain';
import { merge, statisticOf, type MetricFeed, type Samples, type Statistic } from './metric-feed.js';
import { EARLIEST_REPORT_MS, reportedMinute } from './reporting.js';

const DAY_MS = 24 * 60 * MINUTE_MS;

/** Finest period still kept by age of the data. Source: CloudWatch API Reference, GetMetricData; CloudWatch User Guide, "Metrics retention". */
const RETENTION = [
  { periodSeconds: 60, keptMs: 15 * DAY_MS },
  { periodSeconds: 300, keptMs: 63 * DAY_MS },
  { periodSeconds: 3600, keptMs: 455 * DAY_MS },
] as const;

/** The oldest instant for which points of this period exist. */
export function keptFrom(periodSeconds: number, now: number): number {
  const kept = RETENTION.findLast((layer) => periodSeconds >= layer.periodSeconds)?.keptMs ?? 0;
  return now - kept;
}

/** The grain a start time is rounded down to, by its age. */
export function startGrainMs(from: number, now: number): number {
  const age = now - from;
  if (age > 63 * DAY_MS) return 60 * MINUTE_MS;
  if (age > 15 * DAY_MS) return 5 * MINUTE_MS;
  return MINUTE_MS;
}

export interface SeriesRequest {
  readonly statistic: Statistic;
  /** A multiple of 60. */
  readonly periodSeconds: number;
  /** Inclusive, exclusive; epoch milliseconds. */
  readonly from: number;
  readonly to: number;
  readonly now: number;
}

export interface MetricPoint {
  /** Start of the period, epoch milliseconds. */
  readonly at: number;
  readonly value: number;
}

/** A metric as CloudWatch tells it at `now`, oldest first. Sparse: periods in which nothing was emitted are missing. */
export function metricSeries(feed: MetricFeed, request: SeriesRequest): MetricPoint[] {
  const { periodSeconds, statistic, now, to } = request;
  const periodMs = periodSeconds * 1000;
  const points: MetricPoint[] = [];
  const oldest = keptFrom(periodSeconds, now);
  const first = Math.ceil(Math.max(request.from, oldest) / periodMs) * periodMs;
  const start = request.from >= oldest ? Math.floor(request.from / periodMs) * periodMs : first;
  for (let at = start; at < to && at <= now; at += periodMs) {
    let total: Samples | null = null;
    for (let minute = at; minute < at + periodMs; minute += MINUTE_MS) {
      // Nothing is told of a minute within a minute of its end.
      if (minute + MINUTE_MS + EARLIEST_REPORT_MS > now) break;
      const settled = feed.settled(minute);
      const told = settled && reportedMinute(settled, feed, minute, now);
      if (told) total = total ? merge(total, told) : { ...told };
    }
    if (total) points.push({ at, value: statisticOf(total, statistic) });
  }
  return points;
}
