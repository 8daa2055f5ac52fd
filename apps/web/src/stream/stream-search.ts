import { heatmapMetric, type HeatmapMetric } from '@weir/contract';
import { readRangeSearch, type RangeSearch } from '../queue/range.js';

/** The view of a stream, as its address tells it. Everything left out is the default. */
export interface StreamSearch extends RangeSearch {
  readonly axis?: 'shard' | undefined;
  readonly metric?: Exclude<HeatmapMetric, 'write'> | undefined;
  /** Id of the shard that is looked at. */
  readonly shard?: string | undefined;
}

const LONGEST_SHARD_ID = 128;

/** Reads an address that may have been typed by anyone: what makes no sense is left out. */
export function readStreamSearch(search: Readonly<Record<string, unknown>>): StreamSearch {
  const metric = heatmapMetric.safeParse(search['metric']);
  const shard = search['shard'];
  return {
    ...readRangeSearch(search),
    ...(search['axis'] === 'shard' ? { axis: 'shard' } : {}),
    ...(metric.success && metric.data !== 'write' ? { metric: metric.data } : {}),
    ...(typeof shard === 'string' && shard.length > 0 && shard.length <= LONGEST_SHARD_ID ? { shard } : {}),
  };
}

const MINUTE_SECONDS = 60;
/** A heatmap stays in minutes up to a day and a bit: a throttle of one minute must be seen. */
const STEPS = [MINUTE_SECONDS, 300, 900, 3_600, 10_800, 21_600, 86_400] as const;
const MOST_COLUMNS = 1_500;

/** The finest step, in seconds, that keeps a heatmap under 1,500 columns. */
export function heatStep(lengthMs: number): number {
  return STEPS.find((step) => lengthMs / 1000 / step <= MOST_COLUMNS) ?? 86_400;
}
