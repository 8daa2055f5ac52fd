import type { FanoutMetricsRequest, FanoutSeries, ScopeReader } from '@weir/aws';
import { type FanoutMetric, weirConfig } from '@weir/contract';
import {
  type AbsenceSpan,
  type CatalogueFanout,
  familyOf,
  MINUTE_MS,
  polledFanoutMetrics,
  resourceIdOf,
  type SampleRow,
} from '@weir/domain';
import { beforeEach, describe, expect, it } from 'vitest';
import { type FanoutRead, FanoutReader } from './fanout-reader.js';
import { WatchedFanout } from './watched-fanout.js';

const NOON = Date.UTC(2026, 10, 24, 12);
const at = (minute: number) => NOON + minute * MINUTE_MS;
const SCOPE = { accountId: '111122223333', region: 'eu-west-1' };

const entryOf = (kind: 'topic' | 'rule' | 'pipe', name: string): CatalogueFanout => {
  const arn = `arn:aws:x:eu-west-1:111122223333:${kind === 'rule' ? `rule/shop/${name}` : name}`;
  return { ...SCOPE, id: resourceIdOf(arn), arn, name, kind, tags: {}, firstSeen: 0, lastSeen: 0, deletedAt: null, config: null };
};

type FanoutSource = Pick<ScopeReader, 'readFanoutMetrics'>;
type Points = Readonly<Record<string, readonly (readonly [number, number])[]>>;

/** CloudWatch in memory: points by name of the dimensions, of the resource and of the metric. */
class Metrics {
  readonly requests: FanoutMetricsRequest[] = [];
  points: Points = {};
  outcome: FanoutSeries['outcome'] = 'complete';

  scope(): FanoutSource {
    return { readFanoutMetrics: (request) => Promise.resolve(this.#answer(request)) };
  }

  /** What was asked: for each request, of each resource and dimension set the metrics. */
  get asked(): readonly (readonly string[])[] {
    return this.requests.map(({ resources }) =>
      resources.map(
        ({ dimensionSets, metrics }) => `${dimensionSets.map((set) => Object.keys(set).join('+')).join('|')}: ${metrics.join()}`,
      ),
    );
  }

  #answer(request: FanoutMetricsRequest): { readonly series: readonly FanoutSeries[] } {
    this.requests.push(request);
    const series = request.resources.flatMap(({ resourceId, family, dimensionSets, metrics }) =>
      metrics.map((metric): FanoutSeries => {
        const sets = dimensionSets.map((set) => this.points[`${Object.entries(set).join(' ')} ${metric}`] ?? []);
        const found = this.outcome === 'complete' ? sets.findIndex((points) => points.length > 0) : -1;
        return {
          resourceId,
          family,
          metric,
          points: sets[found] ?? [],
          outcome: this.outcome,
          answeredBy: found === -1 ? null : found,
          answeredAs: found === -1 ? null : metric,
        };
      }),
    );
    return { series };
  }
}

let metrics: Metrics;
let reader: FanoutReader;
let rows: SampleRow[];
let absences: AbsenceSpan[];
let now: number;
beforeEach(() => {
  [rows, absences, now] = [[], [], at(20)];
  metrics = new Metrics();
  reader = new FanoutReader({
    aws: metrics,
    store: {
      series: {
        write: (written) => Promise.resolve(void rows.push(...written)),
        writeAbsences: (written) => Promise.resolve(void absences.push(...written)),
      },
    },
    config: weirConfig.parse({}),
    now: () => now,
    onSamples: () => undefined,
  });
});

const read = (fanouts: readonly WatchedFanout[], change: Partial<FanoutRead> = {}) => {
  const questions = fanouts.flatMap((fanout) =>
    fanout.families.map((family) => ({ fanout, family, metrics: polledFanoutMetrics(family, fanout.needs(false, now)) })),
  );
  return reader.read({ scope: SCOPE, questions, from: at(0), to: at(20), purpose: 'regular', ...change }, new AbortController().signal);
};
const told = () => absences.map(({ from, to, reason }) => [(from - NOON) / MINUTE_MS, (to - NOON) / MINUTE_MS, reason]);
const valueOf = (row: SampleRow | undefined, metric: FanoutMetric) =>
  row?.values[familyOf(row.family).metrics.findIndex(({ key }) => key === metric)];

describe('reading what passes events on', () => {
  it('asks three questions of what is quiet, all of them in one request, and takes their silence for that of all', async () => {
    const quiet = [new WatchedFanout(entryOf('topic', 'orders')), new WatchedFanout(entryOf('topic', 'mails'))];
    expect(await read(quiet)).toEqual(['ok']);
    expect(metrics.asked).toEqual([['TopicName: published,delivered,failed', 'TopicName: published,delivered,failed']]);
    expect(rows).toEqual([]);
    expect(told().slice(0, 2)).toEqual([
      [0, 15, 'not-emitted'],
      [15, 20, 'late'],
    ]);
    const [orders] = quiet;
    expect([orders?.provisionalFrom, orders?.failure, orders?.activity(now)]).toEqual([at(15), null, 'idle']);
    expect(orders?.readings('sns.topic').isAsked(at(3), 'redrivenToDlq')).toBe(true);
  });

  it('asks what stirred the usual questions before anything of it counts', async () => {
    const [orders, mails] = [new WatchedFanout(entryOf('topic', 'orders')), new WatchedFanout(entryOf('topic', 'mails'))];
    metrics.points = { 'TopicName,orders published': [[at(3), 7]], 'TopicName,orders delivered': [[at(3), 14]] };
    await read([orders, mails]);
    expect(metrics.asked[1]).toEqual(['TopicName: published,delivered,failed,filteredOut,redrivenToDlq,notRedrivenToDlq']);
    expect(rows.map((row) => [row.at, row.settled, valueOf(row, 'published'), valueOf(row, 'delivered'), valueOf(row, 'failed')])).toEqual([
      [at(3), true, 7, 14, null],
    ]);
    const readings = orders.readings('sns.topic');
    expect([readings.isAsked(at(3), 'failed'), readings.isAsked(at(3), 'publishSize')]).toEqual([true, false]);
    expect([orders.activity(now), mails.activity(now)]).toEqual(['busy', 'idle']);
    await read([orders, mails]);
    expect(metrics.asked.slice(2)).toEqual([
      ['TopicName: published,delivered,failed,filteredOut,redrivenToDlq,notRedrivenToDlq', 'TopicName: published,delivered,failed'],
    ]);
  });

  it('asks under both names until one answers, and takes what was left out of the other for nothing', async () => {
    const rule = new WatchedFanout(entryOf('rule', 'audit'));
    metrics.points = { 'RuleName,audit matched': [[at(3), 7]], 'EventBusName,shop RuleName,audit startLatency': [[at(3), 90]] };
    await read([rule]);
    expect(metrics.asked[0]).toEqual(['EventBusName+RuleName|RuleName: matched,invocations']);
    expect(metrics.asked[1]?.map((asked) => asked.slice(0, 40))).toEqual([
      'RuleName: matched,invocations,attempts,s',
      'EventBusName+RuleName|RuleName: startLat',
    ]);
    await read([rule]);
    expect(metrics.asked[2]?.at(-1)).toBe('EventBusName+RuleName: startLatency');
    expect([valueOf(rows[0], 'matched'), valueOf(rows[0], 'startLatency')]).toEqual([7, 90]);
  });

  it.each([
    ['denied', 'denied'],
    ['throttled', 'throttled'],
    ['unreachable', 'collector-down'],
    ['internal', 'late'],
  ] as const)('says why nothing came when AWS answers that it is %s, and begins there again', async (kind, reason) => {
    const topic = new WatchedFanout(entryOf('topic', 'orders'));
    metrics.outcome = {
      kind,
      action: 'cloudwatch:GetMetricData',
      message: 'no',
      principal: null,
      retryable: false,
      retryAfterMs: null,
    } as never;
    expect(await read([topic])).toEqual([kind]);
    expect(told()).toEqual([[0, 20, reason]]);
    expect([topic.failure, topic.provisionalFrom, rows]).toEqual([reason, at(0), []]);
    metrics.outcome = 'complete';
    await read([topic]);
    expect([topic.failure, topic.provisionalFrom]).toEqual([null, at(15)]);
  });

  it('stores what history brings without judging by it', async () => {
    const topic = new WatchedFanout(entryOf('topic', 'orders'));
    metrics.points = { 'TopicName,orders published': [[at(3), 7]] };
    await read([topic], { purpose: 'history' });
    expect(rows).toHaveLength(1);
    expect([topic.provisionalFrom, topic.readings('sns.topic').isRead(at(3)), topic.activity(now)]).toEqual([null, false, 'busy']);
  });

  it('waits for no minute of a pipe of which it is not known that it runs', async () => {
    const pipe = new WatchedFanout(entryOf('pipe', 'enrich'));
    now = at(60);
    await read([pipe]);
    expect(told()).toEqual([[0, 20, 'inactive']]);
    expect(pipe.provisionalFrom).toBe(at(20));
  });
});
