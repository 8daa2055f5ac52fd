import { GetMetricDataCommand, ListMetricsCommand, type GetMetricDataInput, type MetricDataResult } from '@aws-sdk/client-cloudwatch';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PROD } from '@weir/simulator';
import { failure, MINUTE, signatureFor, START, startBench, type Bench } from './testing/bench.js';

let bench: Bench;
beforeAll(async () => {
  bench = await startBench();
});
afterAll(() => bench.close());

describe('CloudWatch', () => {
  const queries = (metrics: readonly string[], queue = 'payments-capture'): NonNullable<GetMetricDataInput['MetricDataQueries']> =>
    metrics.map((MetricName, at) => ({
      Id: `m${at}`,
      MetricStat: {
        Metric: { Namespace: 'AWS/SQS', MetricName, Dimensions: [{ Name: 'QueueName', Value: queue }] },
        Period: 60,
        Stat: MetricName.startsWith('Approximate') ? 'Maximum' : 'Sum',
      },
    }));
  const range = (minutes: number): { readonly StartTime: Date; readonly EndTime: Date } => ({
    StartTime: new Date(START - minutes * MINUTE),
    EndTime: new Date(START),
  });

  async function readAll(
    input: GetMetricDataInput,
  ): Promise<{ readonly pages: MetricDataResult[][]; readonly joined: Map<string, Map<number, number>> }> {
    const pages: MetricDataResult[][] = [];
    const joined = new Map<string, Map<number, number>>();
    let NextToken: string | undefined;
    do {
      const page = await bench.cloudwatch.send(new GetMetricDataCommand({ ...input, ...(NextToken && { NextToken }) }));
      pages.push(page.MetricDataResults ?? []);
      for (const { Id = '', Timestamps = [], Values = [] } of page.MetricDataResults ?? []) {
        const points = joined.get(Id) ?? new Map<number, number>();
        Timestamps.forEach((at, index) => points.set(at.getTime(), Values[index] ?? Number.NaN));
        joined.set(Id, points);
      }
      NextToken = page.NextToken;
    } while (NextToken);
    return { pages, joined };
  }

  it('tells every settled minute as it was, though pages split the series', async () => {
    const metrics = ['NumberOfMessagesSent', 'ApproximateNumberOfMessagesNotVisible', 'NumberOfMessagesDeleted'];
    const { pages, joined } = await readAll({
      ...range(120),
      MetricDataQueries: queries(metrics),
      MaxDatapoints: 50,
      ScanBy: 'TimestampAscending',
    });
    expect(pages.length).toBeGreaterThan(6);
    expect(pages.flat().filter(({ StatusCode }) => StatusCode === 'PartialData').length).toBeGreaterThan(3);
    const truth = (
      await bench.admin('GET', `truth?account=${PROD}&region=eu-west-1&queue=payments-capture&from=${START - 120 * MINUTE}&to=${START}`)
    ).body;
    const settledUntil = Number(truth['settledUntil']);
    metrics.forEach((metric, at) => {
      const told = [...(joined.get(`m${at}`) ?? [])].filter(([minute]) => minute < settledUntil).sort(([a], [b]) => a - b);
      const samples = (truth['metrics'] as Record<string, [number, { sum: number }][]>)[metric] ?? [];
      expect(told).toEqual(samples.filter(([minute]) => minute < settledUntil).map(([minute, { sum }]) => [minute, sum]));
      expect(told.length).toBeGreaterThan(100);
    });
  });

  it('gives the newest first unless asked otherwise, and nothing of the last minute', async () => {
    const { MetricDataResults } = await bench.cloudwatch.send(
      new GetMetricDataCommand({
        StartTime: new Date(bench.now() - 10 * MINUTE),
        EndTime: new Date(bench.now()),
        MetricDataQueries: queries(['NumberOfMessagesSent']),
      }),
    );
    const times = MetricDataResults?.[0]?.Timestamps?.map((at) => at.getTime()) ?? [];
    expect(times).toEqual(times.toSorted((a, b) => b - a));
    expect(times.every((at) => at <= bench.now() - 2 * MINUTE)).toBe(true);
    expect(times.length).toBeGreaterThan(6);
  });

  it('has no points for what does not exist, and no error either', async () => {
    const strange = queries(['NumberOfMessagesSent'], 'no-such-queue');
    const { MetricDataResults } = await bench.cloudwatch.send(new GetMetricDataCommand({ ...range(10), MetricDataQueries: strange }));
    expect(MetricDataResults).toMatchObject([{ Id: 'm0', Timestamps: [], Values: [], StatusCode: 'Complete' }]);
  });

  it.each([
    [
      '501 queries',
      { MetricDataQueries: Array.from({ length: 501 }, (_, at) => ({ ...queries(['NumberOfMessagesSent'])[0], Id: `q${at}` })) },
      'ValidationException',
    ],
    ['an id in capitals', { MetricDataQueries: [{ ...queries(['NumberOfMessagesSent'])[0], Id: 'Q' }] }, 'ValidationException'],
    [
      'one id twice',
      { MetricDataQueries: [queries(['NumberOfMessagesSent']), queries(['NumberOfMessagesSent'])].flat() },
      'ValidationException',
    ],
    ['no query', { MetricDataQueries: [] }, 'MissingRequiredParameterException'],
    ['a range that runs backwards', { EndTime: new Date(START - 60 * MINUTE) }, 'InvalidParameterValueException'],
    ['a page too large', { MaxDatapoints: 100_801 }, 'InvalidParameterValueException'],
    ['a token it never gave', { NextToken: 'rubbish' }, 'InvalidNextToken'],
  ])('refuses %s', async (_name, changes, name) => {
    const input = { ...range(10), MetricDataQueries: queries(['NumberOfMessagesSent']), ...changes } as GetMetricDataInput;
    expect(await failure(bench.cloudwatch.send(new GetMetricDataCommand(input)))).toMatchObject({ name, status: 400 });
  });

  it('lists the metrics of queues that were active, FIFO ones with their own', async () => {
    const { Metrics = [] } = await bench.cloudwatch.send(
      new ListMetricsCommand({ Namespace: 'AWS/SQS', Dimensions: [{ Name: 'QueueName', Value: 'payments-ledger.fifo' }] }),
    );
    expect(Metrics).toHaveLength(11);
    const silent = await bench.cloudwatch.send(new ListMetricsCommand({ Dimensions: [{ Name: 'QueueName', Value: 'payments-disputes' }] }));
    expect(silent.Metrics ?? []).toEqual([]);
  });

  it('reads a body that comes zipped', async () => {
    const body = gzipSync(JSON.stringify({ Namespace: 'AWS/SQS', MetricName: 'NumberOfMessagesSent' }));
    const response = await fetch(bench.url, {
      method: 'POST',
      body,
      headers: {
        'content-encoding': 'gzip',
        'x-amz-target': 'GraniteServiceVersion20100801.ListMetrics',
        authorization: signatureFor('monitoring'),
      },
    });
    expect(response.status).toBe(200);
    expect(((await response.json()) as { Metrics: object[] }).Metrics.length).toBeGreaterThan(10);
  });
});
