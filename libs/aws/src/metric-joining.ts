import type { EpochMs } from '@weir/contract';
import { failureFor, type AwsFailure } from './failure.js';
import { showable } from './showable.js';

/** `[start of the period in epoch milliseconds, value]` */
export type MetricPoint = readonly [EpochMs, number];

/** One id's part of one page, as it arrives: nothing in it is to be trusted. */
export interface MetricResultPage {
  readonly Id?: string | undefined;
  readonly Timestamps?: readonly unknown[] | undefined;
  readonly Values?: readonly unknown[] | undefined;
  readonly StatusCode?: string | undefined;
  readonly Messages?: readonly { readonly Code?: string | undefined; readonly Value?: string | undefined }[] | undefined;
}

export interface JoinedSeries {
  readonly points: readonly MetricPoint[];
  readonly outcome: 'complete' | AwsFailure;
}

interface Gathering {
  readonly points: Map<EpochMs, number>;
  status: string | null;
  malformed: boolean;
  message: string;
}

const ACTION = 'cloudwatch:GetMetricData';

/**
 * Joins the pages of one GetMetricData call by id. A series may be spread over pages in any order and say `PartialData` until its
 * last. Points outside the range or off the period, and values that are no finite non-negative number, are dropped; of a repeated
 * minute the later page counts.
 */
export class PageJoin {
  readonly #range: { readonly from: EpochMs; readonly to: EpochMs; readonly periodMs: number };
  readonly #series: ReadonlyMap<string, Gathering>;

  constructor(ids: readonly string[], range: { readonly from: EpochMs; readonly to: EpochMs; readonly periodMs: number }) {
    this.#range = range;
    this.#series = new Map(ids.map((id) => [id, { points: new Map(), status: null, malformed: false, message: '' }]));
  }

  accept(page: readonly MetricResultPage[]): void {
    for (const result of page) {
      const series = result.Id === undefined ? undefined : this.#series.get(result.Id);
      if (series !== undefined) this.#gather(series, result);
    }
  }

  /** A series whose pages ended before AWS called it complete failed, retryably; its points so far are kept. */
  finish(): ReadonlyMap<string, JoinedSeries> {
    return new Map(
      [...this.#series].map(([id, series]) => [id, { points: [...series.points].sort(([a], [b]) => a - b), outcome: outcomeOf(series) }]),
    );
  }

  #gather(series: Gathering, result: MetricResultPage): void {
    const timestamps = result.Timestamps ?? [];
    const values = result.Values ?? [];
    if (timestamps.length === values.length) {
      timestamps.forEach((timestamp, index) => {
        const at = timestamp instanceof Date ? timestamp.getTime() : Number.NaN;
        const value = values[index];
        if (this.#isInRange(at) && typeof value === 'number' && Number.isFinite(value) && value >= 0) series.points.set(at, value);
      });
    } else {
      series.malformed = true;
    }
    series.status = result.StatusCode ?? null;
    series.message = (result.Messages ?? []).map((message) => message.Value ?? message.Code ?? '').join('; ') || series.message;
  }

  #isInRange(at: EpochMs): boolean {
    const { from, to, periodMs } = this.#range;
    return at >= from && at < to && at % periodMs === 0;
  }
}

function outcomeOf(series: Gathering): JoinedSeries['outcome'] {
  const told = series.message === '' ? '' : `: ${showable(series.message)}`;
  if (series.malformed) return failureFor('internal', ACTION, 'a reply had not as many values as timestamps', { retryable: true });
  switch (series.status) {
    case 'Complete':
      return 'complete';
    case 'Forbidden':
      return failureFor('denied', ACTION, `AWS refused this metric${told}`);
    case 'PartialData':
      return failureFor('internal', ACTION, `AWS gave part of the data and no next page${told}`, { retryable: true });
    case null:
      return failureFor('internal', ACTION, 'the reply leaves this metric out', { retryable: true });
    default:
      return failureFor('internal', ACTION, `AWS failed on this metric (${showable(series.status)})${told}`, { retryable: true });
  }
}
