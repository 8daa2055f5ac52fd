import type { ResourceId } from '@weir/contract';
import { afterEach, describe, expect, it } from 'vitest';
import type { Sleep } from './metered-caller.js';
import type { MetricsRequest } from './queue-metrics.js';
import { openScripted, type ScriptedAccess } from './testing/scripted-access.js';
import { awsErrorReply, type AskedAws, type Reply } from './testing/scripted-aws.js';
import type { VirtualTime } from './testing/virtual-time.js';

const MINUTE = 60_000;
const DAY = 1_440 * MINUTE;
const FROM = Date.UTC(2026, 10, 24, 12);
const NOW = FROM + 10 * MINUTE;

const opened: ScriptedAccess[] = [];
afterEach(async () => {
  for (const scripted of opened.splice(0)) await scripted.close();
});

async function setUp(answer: (asked: AskedAws, earlier: number) => Reply, sleepOf?: (time: VirtualTime) => Sleep): Promise<ScriptedAccess> {
  const scripted = await openScripted(answer, { startAt: NOW, ...(sleepOf && { sleepOf }) });
  opened.push(scripted);
  return scripted;
}

interface AskedQuery {
  readonly Id: string;
  readonly MetricStat: { readonly Metric: { readonly MetricName: string; readonly Dimensions: readonly { readonly Value: string }[] } };
}
const queriesIn = (asked: AskedAws) => asked.input['MetricDataQueries'] as readonly AskedQuery[];
const queueIn = (query: AskedQuery) => query.MetricStat.Metric.Dimensions[0]?.Value ?? '';

const resource = (name: string) => ({ resourceId: `id-${name}` as ResourceId, name, fifo: name.endsWith('.fifo') });
const request = (names: readonly string[], changes: Partial<MetricsRequest> = {}): MetricsRequest => ({
  resources: names.map(resource),
  family: 'sqs.cloudwatch',
  metrics: ['visible'],
  from: FROM,
  to: FROM + 5 * MINUTE,
  periodSeconds: 60,
  ...changes,
});
const result = (query: AskedQuery, minutes: readonly number[], StatusCode = 'Complete') => ({
  Id: query.Id,
  Label: queueIn(query),
  Timestamps: minutes.map((minute) => (FROM + minute * MINUTE) / 1_000),
  Values: minutes.map((minute) => minute * 10),
  StatusCode,
});
const complete = (asked: AskedAws): Reply => ({ body: { MetricDataResults: queriesIn(asked).map((query) => result(query, [0, 3])) } });
const point = (minute: number) => [FROM + minute * MINUTE, minute * 10];

describe('readMetrics', () => {
  it('asks for what the family says and gives back what exists', async () => {
    const { aws, reader, calls } = await setUp(complete);
    const reply = await reader.readMetrics(request(['orders'], { from: FROM + 1, to: FROM + 4 * MINUTE + 1 }));
    expect(reply.series).toEqual([{ resourceId: 'id-orders', metric: 'visible', points: [point(0), point(3)], outcome: 'complete' }]);
    expect(aws.asked.map((one) => one.input)).toEqual([
      {
        StartTime: FROM / 1_000,
        EndTime: (FROM + 5 * MINUTE) / 1_000,
        ScanBy: 'TimestampAscending',
        MetricDataQueries: [
          {
            Id: 'q0',
            ReturnData: true,
            MetricStat: {
              Metric: {
                Namespace: 'AWS/SQS',
                MetricName: 'ApproximateNumberOfMessagesVisible',
                Dimensions: [{ Name: 'QueueName', Value: 'orders' }],
              },
              Period: 60,
              Stat: 'Maximum',
            },
          },
        ],
      },
    ]);
    expect(calls).toMatchObject([{ service: 'cloudwatch', api: 'cloudwatch:GetMetricData', outcome: 'ok', billedUnits: 1 }]);
  });

  it('packs a thousand queues into as few calls as AWS allows and loses none', async () => {
    const { aws, reader, calls } = await setUp(complete);
    const names = Array.from({ length: 1_001 }, (_, index) => `q-${index}`);
    const { series } = await reader.readMetrics(request(names));
    expect(aws.asked.map((one) => queriesIn(one).length).sort()).toEqual([1, 500, 500]);
    expect(series.map((one) => one.resourceId)).toEqual(names.map((name) => `id-${name}`));
    expect(series.every((one) => one.outcome === 'complete' && one.points.length === 2)).toBe(true);
    expect(calls.reduce((sum, call) => sum + call.billedUnits, 0)).toBe(1_001);
  });

  it('joins pages and follows PartialData to its end', async () => {
    const { reader, aws } = await setUp((asked) => {
      const [first, second] = queriesIn(asked) as [AskedQuery, AskedQuery];
      switch (asked.input['NextToken']) {
        case undefined:
          return { body: { MetricDataResults: [result(first, [0, 1], 'PartialData'), result(second, [4])], NextToken: 'p2' } };
        case 'p2':
          return { body: { MetricDataResults: [result(first, [2], 'PartialData')], NextToken: 'p3' } };
        default:
          return { body: { MetricDataResults: [result(first, [3])] } };
      }
    });
    const { series } = await reader.readMetrics(request(['a', 'b']));
    expect(series.map((one) => [one.outcome, one.points])).toEqual([
      ['complete', [point(0), point(1), point(2), point(3)]],
      ['complete', [point(4)]],
    ]);
    expect(aws.asked).toHaveLength(3);
  });

  it('asks again only for the series AWS failed on', async () => {
    const { reader, aws } = await setUp((asked, earlier) => ({
      body: {
        MetricDataResults: queriesIn(asked).map((query) =>
          queueIn(query) === 'bad' && earlier < 2 ? result(query, [], 'InternalError') : result(query, [1]),
        ),
      },
    }));
    const { series } = await reader.readMetrics(request(['a', 'bad', 'c']));
    expect(series.map((one) => [one.outcome, one.points])).toEqual(Array(3).fill(['complete', [point(1)]]));
    expect(aws.asked.map((one) => queriesIn(one).map(queueIn))).toEqual([['a', 'bad', 'c'], ['bad'], ['bad']]);
  });

  it('says which series AWS keeps failing on, and keeps the rest', async () => {
    const { reader, aws } = await setUp((asked) => ({
      body: {
        MetricDataResults: queriesIn(asked).map((query) => result(query, [1], queueIn(query) === 'bad' ? 'InternalError' : 'Complete')),
      },
    }));
    const { series } = await reader.readMetrics(request(['a', 'bad']));
    expect(series.map((one) => (one.outcome === 'complete' ? one.outcome : one.outcome.kind))).toEqual(['complete', 'internal']);
    expect(aws.asked).toHaveLength(4);
  });

  it('tells a forbidden metric apart and does not insist', async () => {
    const { reader, aws } = await setUp((asked) => ({
      body: { MetricDataResults: queriesIn(asked).map((query) => result(query, [], queueIn(query) === 'bad' ? 'Forbidden' : 'Complete')) },
    }));
    const { series } = await reader.readMetrics(request(['a', 'bad']));
    expect(series[1]).toMatchObject({ points: [], outcome: { kind: 'denied', action: 'cloudwatch:GetMetricData', retryable: false } });
    expect(aws.asked).toHaveLength(1);
  });

  it('does not follow a token that comes back', async () => {
    const { reader, aws } = await setUp((asked) => ({
      body: { MetricDataResults: queriesIn(asked).map((query) => result(query, [1], 'PartialData')), NextToken: 'again' },
    }));
    const { series } = await reader.readMetrics(request(['a']));
    expect(series[0]).toMatchObject({ points: [point(1)], outcome: { kind: 'internal' } });
    expect(aws.asked).toHaveLength(2);
  });

  it('keeps what one page gave when the next is refused', async () => {
    const { reader } = await setUp((asked) => {
      const [first, second] = queriesIn(asked) as [AskedQuery, AskedQuery];
      return asked.input['NextToken'] === undefined
        ? { body: { MetricDataResults: [result(first, [0], 'PartialData'), result(second, [0])], NextToken: 'p2' } }
        : awsErrorReply('InvalidNextToken', 'expired');
    });
    const { series } = await reader.readMetrics(request(['a', 'b']));
    expect(series).toMatchObject([
      { points: [point(0)], outcome: { kind: 'invalid' } },
      { points: [point(0)], outcome: 'complete' },
    ]);
  });

  it('stops asking a service that answers nobody', async () => {
    const { reader, calls } = await setUp(() => ({ status: 503 }));
    const { series } = await reader.readMetrics(request(Array.from({ length: 20_000 }, (_, index) => `q-${index}`)));
    expect(series).toHaveLength(20_000);
    expect(series.every((one) => one.outcome !== 'complete' && one.outcome.kind === 'internal' && one.points.length === 0)).toBe(true);
    expect(calls.length).toBeLessThanOrEqual(2 * 8 * 6);
  });

  it('waits out throttling and counts it', async () => {
    const { reader, calls } = await setUp((asked, earlier) =>
      earlier < 3 ? awsErrorReply('Throttling', 'Rate exceeded') : complete(asked),
    );
    const { series } = await reader.readMetrics(request(['a']));
    expect(series[0]?.outcome).toBe('complete');
    expect(calls.map((call) => call.outcome)).toEqual(['throttled', 'throttled', 'throttled', 'ok']);
  });

  it('reports a refused call for each of its series', async () => {
    const { reader } = await setUp(() => awsErrorReply('AccessDeniedException', 'no'));
    const { series } = await reader.readMetrics(request(['a', 'b']));
    expect(series.map((one) => (one.outcome === 'complete' ? one.outcome : one.outcome.kind))).toEqual(['denied', 'denied']);
  });

  it.each<[string, unknown]>([
    ['results that are no list', { MetricDataResults: 'none' }],
    ['results of nothing', { MetricDataResults: [null, 7, {}] }],
    ['no results', {}],
    ['points that are no lists', { MetricDataResults: [{ Id: 'q0', Timestamps: 7, Values: {}, StatusCode: 'Complete' }] }],
    ['no object at all', [1, 2, 3]],
  ])('survives %s', async (_name, body) => {
    const { reader } = await setUp(() => ({ body }));
    const { series } = await reader.readMetrics(request(['a']));
    expect(series).toMatchObject([{ points: [], outcome: { kind: 'internal' } }]);
  });

  it('paces datapoints to half of what AWS allows', async () => {
    const { reader, time } = await setUp(complete, (virtual) => virtual.sleep);
    const names = Array.from({ length: 2_240 }, (_, index) => `q-${index}`);
    await time.run(reader.readMetrics(request(names, { from: NOW - 170 * MINUTE, to: NOW })));
    // 380,800 points at 90,000 a second, of which the first second's were saved up.
    expect(time.now() - NOW).toBeGreaterThanOrEqual(3_200);
    expect(time.now() - NOW).toBeLessThan(3_300);
  });

  it.each<[string, Partial<MetricsRequest>]>([
    ['minutes of three weeks ago', { from: NOW - 21 * DAY, to: NOW }],
    ['five minutes of three months ago', { from: NOW - 90 * DAY, to: NOW, periodSeconds: 300 }],
    ['a period AWS does not keep', { periodSeconds: 90 }],
    ['an empty range', { to: FROM }],
    ['a range backwards', { to: FROM - DAY }],
    ['no number', { from: Number.NaN }],
  ])('refuses %s without asking', async (_name, changes) => {
    const { reader, aws } = await setUp(complete);
    await expect(reader.readMetrics(request(['a'], changes))).rejects.toMatchObject({ failure: { kind: 'invalid' } });
    expect(aws.asked).toEqual([]);
  });
});
