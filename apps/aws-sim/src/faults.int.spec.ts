import { GetMetricDataCommand, ListMetricsCommand } from '@aws-sdk/client-cloudwatch';
import { ListQueuesCommand } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { PROD } from '@weir/simulator';
import { failure, MINUTE, START, startBench, type Bench } from './testing/bench.js';

let bench: Bench;
beforeAll(async () => {
  bench = await startBench();
});
afterAll(() => bench.close());
beforeEach(() => bench.admin('DELETE', 'faults'));

describe('faults', () => {
  const listQueues = (): Promise<unknown> => bench.sqs.send(new ListQueuesCommand({}));
  const listMetrics = (): Promise<unknown> => bench.cloudwatch.send(new ListMetricsCommand({}));

  it.each([
    ['throttled SQS', { kind: 'throttle' }, listQueues, 'RequestThrottled', 400],
    ['throttled CloudWatch', { kind: 'throttle' }, listMetrics, 'Throttling', 400],
    ['an error of the server', { kind: 'server-error' }, listQueues, 'InternalFailure', 500],
    ['a service away', { kind: 'server-error', status: 503 }, listMetrics, 'ServiceUnavailable', 503],
    ['access denied', { kind: 'deny' }, listQueues, 'AccessDenied', 403],
    ['a region forbidden', { kind: 'deny', by: 'organization' }, listMetrics, 'AccessDenied', 403],
    ['a token expired', { kind: 'expired-token' }, listQueues, 'ExpiredToken', 403],
    ['a clock a day off', { kind: 'clock-skew', milliseconds: 86_400_000 }, listQueues, 'SignatureDoesNotMatch', 403],
  ])('%s', async (_name, effect, call, name, status) => {
    await bench.fault(effect);
    expect(await failure(call())).toMatchObject({ name, status });
    await bench.admin('DELETE', 'faults');
    await call();
  });

  it('words a denial as IAM does', async () => {
    await bench.fault({ kind: 'deny' }, { service: 'sqs' });
    expect((await failure(listQueues())).message).toBe(
      `User: arn:aws:iam::${PROD}:user/weir-demo is not authorized to perform: sqs:listqueues on resource: arn:aws:sqs:eu-west-1:${PROD}: because no identity-based policy allows the sqs:listqueues action`,
    );
    await listMetrics();
  });

  it('drops connections', async () => {
    await bench.fault({ kind: 'drop' });
    expect((await failure(listQueues())).status).toBeUndefined();
  });

  it('fails single results inside a success', async () => {
    await bench.fault({ kind: 'result-status', status: 'Forbidden', share: 0.5 });
    const MetricDataQueries = Array.from({ length: 40 }, (_, at) => ({
      Id: `m${at}`,
      MetricStat: {
        Metric: {
          Namespace: 'AWS/SQS',
          MetricName: 'NumberOfMessagesSent',
          Dimensions: [{ Name: 'QueueName', Value: 'payments-capture' }],
        },
        Period: 60,
        Stat: 'Sum',
      },
    }));
    const { MetricDataResults = [] } = await bench.cloudwatch.send(
      new GetMetricDataCommand({ StartTime: new Date(START - 10 * MINUTE), EndTime: new Date(START), MetricDataQueries }),
    );
    const forbidden = MetricDataResults.filter(({ StatusCode }) => StatusCode === 'Forbidden');
    expect(forbidden.length).toBeGreaterThan(8);
    expect(forbidden.length).toBeLessThan(32);
    expect(forbidden.every(({ Values }) => Values?.length === 0)).toBe(true);
    expect(MetricDataResults).toHaveLength(40);
  });

  it('makes pages small', async () => {
    await bench.fault({ kind: 'small-pages', size: 3 });
    const page = await bench.sqs.send(new ListQueuesCommand({ MaxResults: 1000 }));
    expect(page.QueueUrls).toHaveLength(3);
    expect(page.NextToken).toBeDefined();
    expect((await bench.cloudwatch.send(new ListMetricsCommand({}))).Metrics).toHaveLength(3);
  });
});
