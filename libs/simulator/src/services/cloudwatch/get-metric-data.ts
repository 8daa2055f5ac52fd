import { metricSeries, startGrainMs, type MetricPoint } from '../../metrics/metric-series.js';
import { AwsFailure } from '../aws-failure.js';
import type { Call, Operation } from '../caller.js';
import { optionalText, optionalWhole, type RawInput } from '../input.js';
import { readToken, writeToken } from '../page-token.js';
import { feedOf } from './feed-of.js';
import { instant, invalidValue, parseQueries, type MetricQuery } from './metric-query.js';

/** Datapoints of one response. Source: CloudWatch API Reference, GetMetricData, MaxDatapoints. */
const MAX_DATAPOINTS = 100_800;
/** A step finer than a minute does not exist here, so no honest range holds more points of one metric. */
const MAX_POINTS_PER_METRIC = 700_000;

interface Page {
  /** Index of the query to go on with, and how many of its points have been given. */
  readonly query: number;
  readonly point: number;
  /** All pages tell the same instant, so that a series split over two fits together. */
  readonly now: number;
}

interface MetricDataResult {
  readonly Id: string;
  readonly Label: string;
  readonly Timestamps: readonly number[];
  readonly Values: readonly number[];
  readonly StatusCode: 'Complete' | 'PartialData' | 'InternalError' | 'Forbidden';
}

/** Metrics, paged by datapoints: a series that does not fit goes on in the next page under the same id. */
export const getMetricData: Operation = (call, input) => {
  const queries = parseQueries(input).filter((query) => query.returnData);
  const from = instant(input, 'StartTime');
  const to = instant(input, 'EndTime');
  if (from >= to) throw invalidValue('The parameter StartTime must be less than the parameter EndTime.');
  const ascending = optionalText(input, 'ScanBy') === 'TimestampAscending';
  const limit = pageSize(call, optionalWhole(input, 'MaxDatapoints'));
  const page = pageOf(call, input, queries.length);

  const results: MetricDataResult[] = [];
  let room = limit;
  for (let at = page.query; at < queries.length; at++) {
    const query = queries[at];
    if (!query) break;
    const failed = call.resultStatus();
    if (failed) {
      results.push({ ...resultOf(query, [], true), StatusCode: failed });
      continue;
    }
    const points = pointsOf(call, query, from, to, page.now);
    if (!ascending) points.reverse();
    const skip = at === page.query ? page.point : 0;
    const given = points.slice(skip, skip + room);
    room -= given.length;
    const complete = skip + given.length === points.length;
    if (complete || given.length > 0) results.push(resultOf(query, given, complete));
    if (!complete || (room === 0 && at + 1 < queries.length)) {
      const next = complete ? { query: at + 1, point: 0 } : { query: at, point: skip + given.length };
      return { MetricDataResults: results, Messages: [], NextToken: writeToken({ ...next, now: page.now }) };
    }
  }
  return { MetricDataResults: results, Messages: [] };
};

function pageSize(call: Call, asked: number | undefined): number {
  if (asked !== undefined && (asked < 1 || asked > MAX_DATAPOINTS)) {
    throw invalidValue(`The value ${asked} for parameter MaxDatapoints must be between 1 and ${MAX_DATAPOINTS}.`);
  }
  return Math.min(asked ?? MAX_DATAPOINTS, call.pageLimit ?? MAX_DATAPOINTS);
}

function pageOf(call: Call, input: RawInput, queryCount: number): Page {
  const token = optionalText(input, 'NextToken');
  if (token === undefined) return { query: 0, point: 0, now: call.now };
  const state = readToken(token);
  const [query, point, now] = [state?.['query'], state?.['point'], state?.['now']];
  const whole = (value: unknown, most: number): value is number => Number.isInteger(value) && Number(value) >= 0 && Number(value) <= most;
  if (!whole(query, queryCount) || !whole(point, MAX_POINTS_PER_METRIC) || typeof now !== 'number' || now > call.now) {
    throw new AwsFailure('InvalidNextToken', 'The next token specified is invalid.');
  }
  return { query, point, now };
}

function pointsOf(call: Call, query: MetricQuery, from: number, to: number, now: number): MetricPoint[] {
  // A wrong namespace, dimension set, unit or another account's metric is no error at CloudWatch: there just is no such series.
  if (query.accountId !== null && query.accountId !== call.accountId) return [];
  const feed = feedOf(call, query);
  if (!feed || (query.unit !== null && query.unit !== feed.unit)) return [];
  const grain = startGrainMs(from, now);
  return metricSeries(feed, {
    statistic: query.statistic,
    periodSeconds: query.periodSeconds,
    from: Math.max(Math.floor(from / grain) * grain, call.world.historyFrom),
    to: Math.min(to, now),
    now,
  });
}

const resultOf = (query: MetricQuery, points: readonly MetricPoint[], complete: boolean): MetricDataResult => ({
  Id: query.id,
  Label: query.label ?? query.metricName,
  Timestamps: points.map((point) => point.at / 1000),
  Values: points.map((point) => point.value),
  StatusCode: complete ? 'Complete' : 'PartialData',
});
