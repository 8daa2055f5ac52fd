import { GetMetricDataCommand, type CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import type { EpochMs } from '@weir/contract';
import type { AwsClock } from './aws-clock.js';
import { CLOUDWATCH_SOCKETS } from './clients.js';
import { AwsError, failureFor, type AwsFailure } from './failure.js';
import { mapBounded } from './map-bounded.js';
import type { MeteredCaller } from './metered-caller.js';
import { PageJoin, type JoinedSeries } from './metric-joining.js';
import { packCalls, type MetricCall, type MetricQuery } from './metric-packing.js';
import { alignWindow, isKept } from './metric-windows.js';
import { OutageWatch } from './outage-watch.js';
import { RECENT_DATAPOINTS_MS } from './quotas.js';
import { textIn } from './untrusted.js';

/** A range of time at CloudWatch's resolution. */
export interface MetricWindow {
  /** Inclusive; widened down to the period. */
  readonly from: EpochMs;
  /** Exclusive; widened up to the period. */
  readonly to: EpochMs;
  /** Legal for the age of `from`: 60 up to 15 days, 300 up to 63 days, 3600 up to 455 days. See `windowsByAge`. */
  readonly periodSeconds: number;
}

/** What one query found. */
export interface KeyedSeries<Key> extends JoinedSeries {
  readonly key: Key;
}

const ACTION = 'cloudwatch:GetMetricData';
/** Series AWS failed on are asked again this often, apart from the rest. */
const MAX_ROUNDS = 4;
const ROUND_PAUSE_MS = 2_000;
/** A call asks for at most 100,800 points; pages of fewer than a hundred are not to be expected. */
const MAX_PAGES = 1_100;

/** A token that comes back, or one too many, would be followed for ever. */
const ENDLESS = failureFor('internal', ACTION, 'the pages do not end: AWS keeps giving tokens', { retryable: true });

interface Answer<Key> {
  readonly series: ReadonlyMap<MetricQuery<Key>, JoinedSeries>;
  /** What ended the call before its last page; null: nothing did. */
  readonly cutShort: AwsFailure | null;
}

/** Reads metrics of one account in one region. */
export class CloudWatchReader {
  readonly #client: CloudWatchClient;
  readonly #caller: MeteredCaller;
  readonly #clock: AwsClock;

  constructor(options: { readonly client: CloudWatchClient; readonly caller: MeteredCaller; readonly clock: AwsClock }) {
    this.#client = options.client;
    this.#caller = options.caller;
    this.#clock = options.clock;
  }

  /**
   * Reads what each query asks, in the order of the queries. Failures are told per series: one call's failure is that of all its series.
   * @throws AwsError of kind `invalid` for a range that is empty or a period CloudWatch does not keep for its age
   */
  async read<Key>(
    queries: readonly MetricQuery<Key>[],
    { from, to, periodSeconds }: MetricWindow,
    signal?: AbortSignal,
  ): Promise<readonly KeyedSeries<Key>[]> {
    const window = alignWindow(from, to, periodSeconds);
    assertReadable(window, periodSeconds, this.#clock.now());
    const calls = packCalls(queries, window, periodSeconds);
    const parts = new Map<MetricQuery<Key>, JoinedSeries[]>(queries.map((query) => [query, []]));
    const watch = new OutageWatch(CLOUDWATCH_SOCKETS);
    const answers = await mapBounded(calls, CLOUDWATCH_SOCKETS, async (call) => {
      if (watch.outage !== null) return unanswered(call, watch.outage);
      const answer = await this.#ask(call, periodSeconds, signal);
      watch.record(answer.cutShort);
      return answer;
    });
    for (const { series } of answers) {
      for (const [query, joined] of series) parts.get(query)?.push(joined);
    }
    return [...parts].map(([query, joined]) => joinRanges(query, joined));
  }

  /** One call with all its pages, then again for what AWS failed on. */
  async #ask<Key>(call: MetricCall<Key>, periodSeconds: number, signal: AbortSignal | undefined): Promise<Answer<Key>> {
    const series = new Map<MetricQuery<Key>, JoinedSeries>();
    let pending = call.queries;
    for (let round = 1; ; round += 1) {
      const answer = await this.#readPages(withQueries(call, pending), periodSeconds, signal);
      for (const [query, joined] of answer.series) series.set(query, joined);
      pending = pending.filter((query) => isWorthRepeating(series.get(query)));
      if (pending.length === 0 || answer.cutShort !== null || round === MAX_ROUNDS) return { series, cutShort: answer.cutShort };
      await this.#caller.pauseUpTo(ROUND_PAUSE_MS * round, signal);
    }
  }

  async #readPages<Key>(call: MetricCall<Key>, periodSeconds: number, signal: AbortSignal | undefined): Promise<Answer<Key>> {
    const byId = new Map(call.queries.map((query, index) => [`q${index}`, query]));
    const join = new PageJoin(byId, { from: call.from, to: call.to, periodMs: periodSeconds * 1_000 });
    const tokens = new Set<string>();
    let token = '';
    try {
      do {
        const reply = await this.#page(call, byId, periodSeconds, token, signal);
        join.accept(reply.MetricDataResults);
        token = textIn(reply.NextToken);
        if (tokens.has(token) || tokens.size >= MAX_PAGES) throw new AwsError(ENDLESS);
        tokens.add(token);
      } while (token !== '');
      return { series: join.finish(), cutShort: null };
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      return { series: join.finish(error.failure), cutShort: error.failure };
    }
  }

  async #page(
    call: MetricCall<unknown>,
    byId: ReadonlyMap<string, MetricQuery<unknown>>,
    periodSeconds: number,
    token: string,
    signal: AbortSignal | undefined,
  ) {
    const isRecent = this.#clock.now() - call.from <= RECENT_DATAPOINTS_MS;
    return this.#caller.call({
      api: ACTION,
      // A page is a request of its own; that AWS bills its metrics again is the cautious reading of its price list.
      billedUnits: call.queries.length,
      datapoints: { quota: isRecent ? 'recent' : 'older', estimate: token === '' ? call.estimatedDatapoints : 0 },
      signal,
      send: (abortSignal) =>
        this.#client.send(
          new GetMetricDataCommand({
            StartTime: new Date(call.from),
            EndTime: new Date(call.to),
            ScanBy: 'TimestampAscending',
            MetricDataQueries: [...byId].map(([id, query]) => ({
              Id: id,
              ReturnData: true,
              MetricStat: {
                Metric: {
                  Namespace: query.namespace,
                  MetricName: query.awsName,
                  Dimensions: Object.entries(query.dimensions).map(([Name, Value]) => ({ Name, Value })),
                },
                Period: periodSeconds,
                Stat: query.statistic,
              },
            })),
            ...(token === '' ? {} : { NextToken: token }),
          }),
          { abortSignal },
        ),
    });
  }
}

function assertReadable(window: { readonly from: EpochMs; readonly to: EpochMs }, periodSeconds: number, now: EpochMs): void {
  if (!(window.from < window.to)) throw new AwsError(failureFor('invalid', ACTION, 'the range to read is empty'));
  if (!isKept(window.from, periodSeconds, now)) {
    const from = Number.isFinite(window.from) ? new Date(window.from).toISOString() : 'an unknown time';
    throw new AwsError(failureFor('invalid', ACTION, `CloudWatch keeps no points of ${periodSeconds} s from ${from} on`));
  }
}

const isWorthRepeating = (series: JoinedSeries | undefined): boolean =>
  series === undefined || (series.outcome !== 'complete' && series.outcome.retryable);

const withQueries = <Key>(call: MetricCall<Key>, queries: readonly MetricQuery<Key>[]): MetricCall<Key> => ({
  ...call,
  queries,
  estimatedDatapoints: (call.estimatedDatapoints / call.queries.length) * queries.length,
});

const unanswered = <Key>(call: MetricCall<Key>, cutShort: AwsFailure): Answer<Key> => ({
  series: new Map(call.queries.map((query) => [query, { points: [], outcome: cutShort }])),
  cutShort,
});

/** The parts of a range that was cut in time, in order; the first failure is the whole's. */
function joinRanges<Key>({ key }: MetricQuery<Key>, parts: readonly JoinedSeries[]): KeyedSeries<Key> {
  const failed = parts.find((part) => part.outcome !== 'complete');
  return { key, points: parts.flatMap((part) => part.points), outcome: failed?.outcome ?? 'complete' };
}
