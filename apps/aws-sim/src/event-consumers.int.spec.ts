import { GetMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import { GetPolicyCommand, ListEventSourceMappingsCommand, ListFunctionsCommand } from '@aws-sdk/client-lambda';
import { DescribePipeCommand, ListPipesCommand, StartPipeCommand, StopPipeCommand } from '@aws-sdk/client-pipes';
import { ListScheduleGroupsCommand, ListSchedulesCommand } from '@aws-sdk/client-scheduler';
import { GetQueueAttributesCommand } from '@aws-sdk/client-sqs';
import { PROD } from '@weir/simulator';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { failure, MINUTE, startBench, type Bench } from './testing/bench.js';

let bench: Bench;
beforeAll(async () => {
  bench = await startBench();
});
afterAll(() => bench.close());

const HOME = `eu-west-1:${PROD}`;

describe('pipes', () => {
  it('are listed with their states, and by prefix', async () => {
    const { Pipes = [] } = await bench.pipes.send(new ListPipesCommand({}));
    expect(Pipes.map(({ Name, CurrentState }) => [Name, CurrentState])).toEqual([
      ['large-orders-to-shop', 'RUNNING'],
      ['returns-to-warehouse', 'RUNNING'],
    ]);
    const first = await bench.pipes.send(new ListPipesCommand({ Limit: 1 }));
    const second = await bench.pipes.send(new ListPipesCommand({ Limit: 1, NextToken: first.NextToken }));
    expect([first, second].flatMap((page) => page.Pipes?.map(({ Name }) => Name))).toEqual(Pipes.map(({ Name }) => Name));
    const ofQueues = await bench.pipes.send(new ListPipesCommand({ SourcePrefix: 'arn:aws:sqs:' }));
    expect(ofQueues.Pipes).toEqual([Pipes[1]]);
  });

  it('are described with filter, enrichment and dead letters', async () => {
    expect(await bench.pipes.send(new DescribePipeCommand({ Name: 'returns-to-warehouse' }))).toMatchObject({
      Arn: `arn:aws:pipes:${HOME}:pipe/returns-to-warehouse`,
      Source: `arn:aws:sqs:${HOME}:warehouse-returns`,
      Enrichment: `arn:aws:lambda:${HOME}:function:returns-enricher`,
      Target: `arn:aws:sqs:${HOME}:warehouse-inbound`,
      SourceParameters: {
        FilterCriteria: { Filters: [{ Pattern: '{"body":{"country":["DE","AT"]}}' }] },
        SqsQueueParameters: { BatchSize: 10 },
      },
      Tags: { team: 'shipping' },
    });
    expect(await bench.pipes.send(new DescribePipeCommand({ Name: 'large-orders-to-shop' }))).toMatchObject({
      Source: `arn:aws:kinesis:${HOME}:stream/order-events`,
      Target: `arn:aws:events:${HOME}:event-bus/shop`,
      SourceParameters: { KinesisStreamParameters: { DeadLetterConfig: { Arn: `arn:aws:sqs:${HOME}:shop-events-dlq` } } },
      TargetParameters: { EventBridgeEventBusParameters: { DetailType: 'LargeOrder' } },
    });
    expect(await failure(bench.pipes.send(new DescribePipeCommand({ Name: 'none' })))).toMatchObject({
      name: 'NotFoundException',
      status: 404,
    });
  });

  it('stop within the minute, leave their queue alone, and catch up afterwards', async () => {
    const waiting = async (): Promise<number> => {
      const QueueUrl = bench.urlOf('warehouse-returns');
      const { Attributes = {} } = await bench.sqs.send(
        new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['ApproximateNumberOfMessages'] }),
      );
      return Number(Attributes['ApproximateNumberOfMessages']);
    };
    const Name = 'returns-to-warehouse';
    expect(await waiting()).toBeLessThan(50);
    expect(await bench.pipes.send(new StopPipeCommand({ Name }))).toMatchObject({ DesiredState: 'STOPPED', CurrentState: 'STOPPING' });
    expect(await failure(bench.pipes.send(new StopPipeCommand({ Name })))).toMatchObject({ name: 'ConflictException', status: 409 });
    await bench.advance(10 * MINUTE);
    expect(await bench.pipes.send(new DescribePipeCommand({ Name }))).toMatchObject({
      CurrentState: 'STOPPED',
      StateReason: 'User initiated',
    });
    expect(await waiting()).toBeGreaterThan(500);
    await bench.pipes.send(new StartPipeCommand({ Name }));
    await bench.advance(2 * MINUTE);
    expect(await waiting()).toBeLessThan(50);
  });
});

describe('schedules', () => {
  it('are listed in their groups, beside the one that every account has', async () => {
    const { ScheduleGroups = [] } = await bench.scheduler.send(new ListScheduleGroupsCommand({}));
    expect(ScheduleGroups.map(({ Name, Arn, State }) => [Name, Arn, State])).toEqual([
      ['default', `arn:aws:scheduler:${HOME}:schedule-group/default`, 'ACTIVE'],
      ['shop-upkeep', `arn:aws:scheduler:${HOME}:schedule-group/shop-upkeep`, 'ACTIVE'],
    ]);
    const { Schedules = [] } = await bench.scheduler.send(new ListSchedulesCommand({}));
    expect(Schedules.map(({ Name }) => Name)).toEqual(['feed-export', 'reprice', 'sitemap']);
    expect(Schedules[0]).toMatchObject({ GroupName: 'shop-upkeep', State: 'ENABLED', Target: { Arn: `arn:aws:sqs:${HOME}:feed-exports` } });
    expect((await bench.scheduler.send(new ListSchedulesCommand({ GroupName: 'default' }))).Schedules).toEqual([]);
    const unknown = bench.scheduler.send(new ListSchedulesCommand({ GroupName: 'none' }));
    expect(await failure(unknown)).toMatchObject({ name: 'ResourceNotFoundException', status: 404 });
  });
});

describe('functions', () => {
  it('are all listed, whoever invokes them, in pages', async () => {
    const { Functions = [] } = await bench.functions.send(new ListFunctionsCommand({}));
    const names = Functions.map(({ FunctionName }) => FunctionName);
    for (const name of ['fraud-screener', 'loyalty-award', 'order-projector']) expect(names).toContain(name);
    expect(Functions.find(({ FunctionName }) => FunctionName === 'fraud-screener')).toMatchObject({
      FunctionArn: `arn:aws:lambda:${HOME}:function:fraud-screener`,
      Timeout: 3,
      MemorySize: 256,
    });
    const first = await bench.functions.send(new ListFunctionsCommand({ MaxItems: 3 }));
    const second = await bench.functions.send(new ListFunctionsCommand({ MaxItems: 50, Marker: first.NextMarker }));
    expect([...(first.Functions ?? []), ...(second.Functions ?? [])]).toEqual(Functions);
  });

  it('say who may invoke them', async () => {
    const { Policy = '' } = await bench.functions.send(new GetPolicyCommand({ FunctionName: 'fraud-screener' }));
    expect(JSON.parse(Policy)).toMatchObject({
      Statement: [
        {
          Principal: { Service: 'events.amazonaws.com' },
          Condition: { ArnLike: { 'AWS:SourceArn': `arn:aws:events:${HOME}:rule/shop/fraud-screening` } },
        },
      ],
    });
    const none = bench.functions.send(new GetPolicyCommand({ FunctionName: 'loyalty-award' }));
    expect(await failure(none)).toMatchObject({ name: 'ResourceNotFoundException', status: 404 });
  });

  it('read queues through mappings', async () => {
    const EventSourceArn = `arn:aws:sqs:${HOME}:loyalty-points`;
    const { EventSourceMappings = [] } = await bench.functions.send(new ListEventSourceMappingsCommand({ EventSourceArn }));
    expect(EventSourceMappings).toMatchObject([
      {
        ...{ EventSourceArn, FunctionArn: `arn:aws:lambda:${HOME}:function:loyalty-award`, State: 'Enabled', BatchSize: 10 },
        FilterCriteria: { Filters: [{ Pattern: '{"body":{"detail-type":["CheckoutCompleted"],"detail":{"member":[true]}}}' }] },
      },
    ]);
    const { EventSourceMappings: all = [] } = await bench.functions.send(new ListEventSourceMappingsCommand({}));
    expect(all.length).toBe(3);
  });
});

describe('a scenario', () => {
  const truth = (query: string): Promise<Record<string, unknown>> =>
    bench.admin('GET', `truth?account=${PROD}&region=eu-west-1&${query}`).then(({ body }) => body);
  type Told = Readonly<Record<string, readonly (readonly [number, { readonly sum: number }])[]>>;

  it('takes effect in the running world, and CloudWatch tells what the truth is', async () => {
    const name = 'api-destination-failing';
    expect((await bench.admin('POST', 'scenario', { name })).body).toMatchObject({ scenario: name, rules: 20, pipes: 2 });
    await bench.advance(30 * MINUTE);
    const body = await truth('bus=shop&rule=cart-reminders');
    const metrics = body['metrics'] as Told;
    const settledUntil = Number(body['settledUntil']);
    expect(metrics['InvocationsSentToDlq']?.length).toBeGreaterThan(5);
    for (const [MetricName, minutes] of Object.entries(metrics)) {
      const Metric = {
        Namespace: 'AWS/Events',
        MetricName,
        Dimensions: [
          { Name: 'EventBusName', Value: 'shop' },
          { Name: 'RuleName', Value: 'cart-reminders' },
        ],
      };
      const { MetricDataResults = [] } = await bench.cloudwatch.send(
        new GetMetricDataCommand({
          StartTime: new Date(bench.now() - 60 * MINUTE),
          EndTime: new Date(settledUntil),
          ScanBy: 'TimestampAscending',
          MetricDataQueries: [{ Id: 'm', MetricStat: { Metric, Period: 60, Stat: 'Sum' } }],
        }),
      );
      const [told] = MetricDataResults;
      const expected = minutes.filter(([minute]) => minute < settledUntil);
      expect(told?.Timestamps?.map(Number), MetricName).toEqual(expected.map(([minute]) => minute));
      expect(told?.Values, MetricName).toEqual(expected.map(([, { sum }]) => sum));
    }
    expect(await truth('pipe=returns-to-warehouse')).toMatchObject({ state: 'RUNNING', behindMs: null });
    expect(await truth('function=fraud-screener')).toMatchObject({ totals: { dropped: expect.any(Number) as number } });
    expect((await bench.admin('GET', `truth?account=${PROD}&region=eu-west-1&rule=none`)).status).toBe(400);
  });
});
