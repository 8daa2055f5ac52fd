import type { HeatmapMetric } from '@weir/contract';
import { bytes, exactNumber, percent, shortNumber, timePassed, NARROW_SPACE } from '../format/index.js';
import type { HeatModel } from './heat-model.js';

export interface MetricWords {
  /** On its button. */
  readonly label: string;
  /** What a cell shows, in the subtitle. */
  readonly what: string;
  /** Over the limit means this. */
  readonly over: string;
  /** At the upper end of the legend where AWS sets no limit. */
  readonly unit: string;
  /** What a count of it counts. */
  readonly counted: string;
}

export const METRIC_WORDS: Readonly<Record<HeatmapMetric, MetricWords>> = {
  write: {
    label: 'Write',
    what: 'demand, share of 1 MiB/s or 1 000 records/s',
    over: 'over limit, writes refused',
    unit: 'of limit',
    counted: '',
  },
  writeBytes: {
    label: 'Bytes',
    what: 'bytes written, against 1 MiB/s per shard',
    over: 'over limit, writes refused',
    unit: 'of limit',
    counted: '',
  },
  writeRecords: {
    label: 'Records',
    what: 'records written, against 1 000/s per shard',
    over: 'over limit, writes refused',
    unit: 'of limit',
    counted: '',
  },
  read: { label: 'Read', what: 'bytes read, share of 2 MiB/s per shard', over: 'over limit, reads refused', unit: 'of limit', counted: '' },
  throttled: { label: 'Throttles', what: 'records refused', over: 'over limit', unit: 'records refused', counted: 'records' },
  readThrottled: { label: 'Read throttles', what: 'reads refused', over: 'over limit', unit: 'reads refused', counted: 'reads' },
  lag: { label: 'Lag', what: 'how far readers are behind', over: 'longer than data is kept', unit: 'behind', counted: '' },
};

type Unit = HeatModel['flat']['unit'];

/** A value of a heatmap as people say it, with its unit. */
export function valueWords(value: number, unit: Unit, metric: HeatmapMetric): string {
  switch (unit) {
    case 'share':
      return value >= 0.1 ? `${shortNumber(Math.round(value * 100))}${NARROW_SPACE}%` : percent(value);
    case 'milliseconds':
      return timePassed(value / 1000);
    case 'count':
      return shortNumber(value);
    case 'per-second':
      return metric === 'writeRecords' ? `${shortNumber(value)}/s` : `${bytes(value)}/s`;
  }
}

/** The same to the last digit that was measured, for the read-out. */
export function exactWords(value: number, unit: Unit, metric: HeatmapMetric): string {
  switch (unit) {
    case 'share':
      return `${exactNumber(Number((value * 100).toPrecision(4)))}${NARROW_SPACE}% of limit`;
    case 'count':
      return `${exactNumber(value)} ${METRIC_WORDS[metric].unit}`;
    default:
      return valueWords(value, unit, metric);
  }
}

/** Words at the upper end of the ramp: `100 % of limit`, `2 500 records refused`. */
export function topWords({ flat, top, metric }: HeatModel): string {
  if (flat.limit !== null && flat.unit === 'per-second') return `${valueWords(top, flat.unit, metric)}, the limit`;
  return flat.unit === 'share'
    ? `${valueWords(top, 'share', metric)} of limit`
    : `${valueWords(top, flat.unit, metric)} ${METRIC_WORDS[metric].unit}`;
}

export function stepWords(stepSeconds: number): string {
  const minutes = stepSeconds / 60;
  return minutes < 60 ? `${minutes}${NARROW_SPACE}min cells` : `${minutes / 60}${NARROW_SPACE}h cells`;
}
