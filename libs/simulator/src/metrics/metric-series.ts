import { MINUTE_MS } from '@weir/domain';
import { seedOf } from '../chance/chance.js';
import type { SimulatedQueue } from '../queue/simulated-queue.js';
import { QUEUE_METRICS, settledMinute, statisticOf, type Samples, type Statistic } from './queue-metrics.js';
import { reportedMinute } from './reporting.js';

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
  readonly metricName: string;
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

/** A queue's metric as CloudWatch tells it at `now`, oldest first. Sparse: periods in which nothing was emitted are missing. */
export function metricSeries(queue: SimulatedQueue, request: SeriesRequest): MetricPoint[] {
  const source = QUEUE_METRICS[request.metricName];
  if (!source || (source.fifoOnly && !queue.identity.fifo)) return [];
  const { periodSeconds, statistic, now, to } = request;
  const periodMs = periodSeconds * 1000;
  const metricSeed = seedOf(0, request.metricName);
  const points: MetricPoint[] = [];
  const oldest = keptFrom(periodSeconds, now);
  const first = Math.ceil(Math.max(request.from, oldest) / periodMs) * periodMs;
  const start = request.from >= oldest ? Math.floor(request.from / periodMs) * periodMs : first;
  for (let at = start; at < to && at <= now; at += periodMs) {
    let total: Samples | null = null;
    for (let minute = at; minute < at + periodMs; minute += MINUTE_MS) {
      const settled = settledMinute(queue.log, minute, source);
      const told = settled && reportedMinute(settled, source, queue.seed, metricSeed, minute, now);
      if (told) total = total ? merge(total, told) : { ...told };
    }
    if (total) points.push({ at, value: statisticOf(total, statistic) });
  }
  return points;
}

function merge(total: Samples, more: Samples): Samples {
  total.count += more.count;
  total.sum += more.sum;
  total.min = Math.min(total.min, more.min);
  total.max = Math.max(total.max, more.max);
  return total;
}
