import type { EpochMs } from '@weir/contract';
import { failureFor, type AwsFailure } from './failure.js';
import { showable } from './showable.js';
import { field, listIn, textIn } from './untrusted.js';

/** `[start of the period in epoch milliseconds, value]` */
export type MetricPoint = readonly [EpochMs, number];

/** What CloudWatch has of one metric. */
export interface JoinedSeries {
  /** Ascending, at most one per period. A missing period is no point: CloudWatch has none, which is not zero. */
  readonly points: readonly MetricPoint[];
  /** A failure does not void `points`; they are what arrived before it. */
  readonly outcome: 'complete' | AwsFailure;
}

interface Gathering<Key> {
  readonly key: Key;
  readonly points: Map<EpochMs, number>;
  status: string;
  malformed: boolean;
  message: string;
}

const ACTION = 'cloudwatch:GetMetricData';

/**
 * Joins the pages of one GetMetricData call by id. A series may be spread over pages in any order and say `PartialData` until its
 * last. Points outside the range or off the period, and values that are no finite non-negative number, are dropped; of a repeated
 * minute the later page counts.
 */
export class PageJoin<Key> {
  readonly #range: { readonly from: EpochMs; readonly to: EpochMs; readonly periodMs: number };
  readonly #series: ReadonlyMap<string, Gathering<Key>>;

  /** @param keys what each id of the call stands for */
  constructor(keys: ReadonlyMap<string, Key>, range: { readonly from: EpochMs; readonly to: EpochMs; readonly periodMs: number }) {
    this.#range = range;
    this.#series = new Map([...keys].map(([id, key]) => [id, { key, points: new Map(), status: '', malformed: false, message: '' }]));
  }

  /** @param page `MetricDataResults` as it arrived; nothing in it is trusted, not even its type */
  accept(page: unknown): void {
    for (const result of listIn(page)) {
      const series = this.#series.get(textIn(field(result, 'Id')));
      if (series !== undefined) this.#gather(series, result);
    }
  }

  /**
   * A series whose pages ended before AWS called it complete failed, retryably; its points so far are kept.
   * @param cutShort why there were no more pages, when that was no choice of AWS
   */
  finish(cutShort: AwsFailure | null = null): ReadonlyMap<Key, JoinedSeries> {
    return new Map(
      [...this.#series.values()].map((series) => {
        const outcome = outcomeOf(series);
        const points = [...series.points].sort(([a], [b]) => a - b);
        return [series.key, { points, outcome: outcome === 'complete' ? outcome : (cutShort ?? outcome) }];
      }),
    );
  }

  #gather(series: Gathering<Key>, result: unknown): void {
    const timestamps = field(result, 'Timestamps') ?? [];
    const values = field(result, 'Values') ?? [];
    if (Array.isArray(timestamps) && Array.isArray(values) && timestamps.length === values.length) {
      timestamps.forEach((timestamp: unknown, index) => {
        const at = timestamp instanceof Date ? timestamp.getTime() : Number.NaN;
        const value: unknown = values[index];
        if (this.#isInRange(at) && typeof value === 'number' && Number.isFinite(value) && value >= 0) series.points.set(at, value);
      });
    } else {
      series.malformed = true;
    }
    series.status = textIn(field(result, 'StatusCode'));
    series.message = listIn(field(result, 'Messages'))
      .map((message) => textIn(field(message, 'Value')))
      .join('; ');
  }

  #isInRange(at: EpochMs): boolean {
    const { from, to, periodMs } = this.#range;
    return at >= from && at < to && at % periodMs === 0;
  }
}

function outcomeOf(series: Gathering<unknown>): JoinedSeries['outcome'] {
  const told = series.message === '' ? '' : `: ${showable(series.message)}`;
  if (series.malformed) return failureFor('internal', ACTION, 'a reply had not as many values as timestamps', { retryable: true });
  switch (series.status) {
    case 'Complete':
      return 'complete';
    case 'Forbidden':
      return failureFor('denied', ACTION, `AWS refused this metric${told}`);
    case 'PartialData':
      return failureFor('internal', ACTION, `AWS gave part of the data and no next page${told}`, { retryable: true });
    case '':
      return failureFor('internal', ACTION, 'the reply leaves this metric out', { retryable: true });
    default:
      return failureFor('internal', ACTION, `AWS failed on this metric (${showable(series.status)})${told}`, { retryable: true });
  }
}
