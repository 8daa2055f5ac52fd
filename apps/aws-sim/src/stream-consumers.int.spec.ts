import { GetMetricDataCommand, ListMetricsCommand } from '@aws-sdk/client-cloudwatch';
import { DescribeDeliveryStreamCommand, ListDeliveryStreamsCommand } from '@aws-sdk/client-firehose';
import { DescribeLimitsCommand, GetRecordsCommand, ListStreamsCommand } from '@aws-sdk/client-kinesis';
import { GetEventSourceMappingCommand, ListEventSourceMappingsCommand } from '@aws-sdk/client-lambda';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { DATA } from '@weir/simulator';
import { failure, MINUTE, START, startBench, type Bench } from './testing/bench.js';

let bench: Bench;
beforeAll(async () => {
  bench = await startBench();
});
afterAll(() => bench.close());
beforeEach(() => bench.admin('DELETE', 'faults'));

const ARN = `arn:aws:kinesis:eu-west-1:${DATA}:stream`;

async function maximaOf(Namespace: string, MetricName: string, dimension: readonly [string, string]): Promise<readonly number[]> {
  const Metric = { Namespace, MetricName, Dimensions: [{ Name: dimension[0], Value: dimension[1] }] };
  const { MetricDataResults = [] } = await bench.metrics.send(
    new GetMetricDataCommand({
      StartTime: new Date(bench.now() - 15 * MINUTE),
      EndTime: new Date(bench.now() - 5 * MINUTE),
      ScanBy: 'TimestampAscending',
      MetricDataQueries: [{ Id: 'm', MetricStat: { Metric, Period: 60, Stat: 'Maximum' } }],
    }),
  );
  return MetricDataResults[0]?.Values ?? [];
}

describe('event source mappings', () => {
  it('are listed with their settings, page by page', async () => {
    const { EventSourceMappings = [], NextMarker } = await bench.lambda.send(new ListEventSourceMappingsCommand({}));
    expect(EventSourceMappings.map(({ FunctionArn }) => FunctionArn?.split(':').at(-1)).sort()).toEqual([
      'clickstream-enricher',
      'eta-predictor',
    ]);
    expect(NextMarker).toBeUndefined();
    const first = await bench.lambda.send(new ListEventSourceMappingsCommand({ MaxItems: 1 }));
    const second = await bench.lambda.send(new ListEventSourceMappingsCommand({ MaxItems: 1, Marker: first.NextMarker }));
    expect([first, second].flatMap((page) => page.EventSourceMappings?.map(({ UUID }) => UUID))).toEqual(
      EventSourceMappings.map(({ UUID }) => UUID),
    );
    expect(second.NextMarker).toBeUndefined();
  });

  it('are found by stream and by function, and have an iterator age', async () => {
    const { EventSourceMappings = [] } = await bench.lambda.send(
      new ListEventSourceMappingsCommand({ EventSourceArn: `${ARN}/clickstream`, FunctionName: 'clickstream-enricher' }),
    );
    const [mapping] = EventSourceMappings;
    expect(mapping).toMatchObject({
      EventSourceArn: `${ARN}/clickstream`,
      FunctionArn: `arn:aws:lambda:eu-west-1:${DATA}:function:clickstream-enricher`,
      State: 'Enabled',
      LastProcessingResult: 'OK',
      BatchSize: 200,
      MaximumRetryAttempts: -1,
      MaximumRecordAgeInSeconds: -1,
      BisectBatchOnFunctionError: false,
      ParallelizationFactor: 1,
    });
    const UUID = mapping?.UUID ?? '';
    expect((await bench.lambda.send(new GetEventSourceMappingCommand({ UUID }))).UUID).toBe(UUID);
    const ages = await maximaOf('AWS/Lambda', 'IteratorAge', ['EventSourceMappingUUID', UUID]);
    expect(ages).toHaveLength(10);
    expect(Math.max(...ages)).toBeLessThan(3_000);
    expect(await maximaOf('AWS/Lambda', 'IteratorAge', ['FunctionName', 'clickstream-enricher'])).toEqual(ages);
    expect(await failure(bench.lambda.send(new GetEventSourceMappingCommand({ UUID: 'abc' })))).toMatchObject({
      name: 'ResourceNotFoundException',
      status: 404,
    });
  });
});

describe('delivery streams', () => {
  it('are listed and described with the stream that feeds them, or as fed by others', async () => {
    const first = await bench.firehose.send(new ListDeliveryStreamsCommand({ Limit: 1 }));
    expect(first).toMatchObject({ DeliveryStreamNames: ['clickstream-to-lake'], HasMoreDeliveryStreams: true });
    const rest = await bench.firehose.send(new ListDeliveryStreamsCommand({ ExclusiveStartDeliveryStreamName: 'clickstream-to-lake' }));
    expect(rest).toMatchObject({ DeliveryStreamNames: ['driver-locations-archive', 'media-events'], HasMoreDeliveryStreams: false });
    const direct = await bench.firehose.send(new ListDeliveryStreamsCommand({ DeliveryStreamType: 'DirectPut' }));
    expect(direct.DeliveryStreamNames).toEqual(['media-events']);
    const put = await bench.firehose.send(new DescribeDeliveryStreamCommand({ DeliveryStreamName: 'media-events' }));
    expect(put.DeliveryStreamDescription).toMatchObject({
      DeliveryStreamType: 'DirectPut',
      Destinations: [{ ExtendedS3DestinationDescription: { BufferingHints: { IntervalInSeconds: 300 } } }],
    });
    expect(put.DeliveryStreamDescription?.Source).toBeUndefined();
    const putIn = await maximaOf('AWS/Firehose', 'IncomingRecords', ['DeliveryStreamName', 'media-events']);
    expect(putIn.length).toBeGreaterThan(0);
    expect(Math.min(...putIn)).toBeGreaterThan(0);
    const DeliveryStreamName = 'clickstream-to-lake';
    const { DeliveryStreamDescription } = await bench.firehose.send(new DescribeDeliveryStreamCommand({ DeliveryStreamName }));
    expect(DeliveryStreamDescription).toMatchObject({
      DeliveryStreamStatus: 'ACTIVE',
      DeliveryStreamType: 'KinesisStreamAsSource',
      Source: { KinesisStreamSourceDescription: { KinesisStreamARN: `${ARN}/clickstream` } },
    });
    expect(await maximaOf('AWS/Firehose', 'DeliveryToS3.Success', ['DeliveryStreamName', DeliveryStreamName])).toEqual(Array(10).fill(1));
    expect(await failure(bench.firehose.send(new DescribeDeliveryStreamCommand({ DeliveryStreamName: 'none' })))).toMatchObject({
      name: 'ResourceNotFoundException',
      status: 400,
    });
  });
});

describe('metrics', () => {
  it('of streams, shards, consumers, functions and delivery streams are listed', async () => {
    const count = async (Namespace: string, dimension: string): Promise<number> => {
      const Dimensions = [{ Name: dimension }];
      return (await bench.metrics.send(new ListMetricsCommand({ Namespace, Dimensions }))).Metrics?.length ?? 0;
    };
    expect(await count('AWS/Kinesis', 'ShardId')).toBe(14 * 7);
    expect(await count('AWS/Kinesis', 'ConsumerName')).toBe(6);
    expect(await count('AWS/Lambda', 'EventSourceMappingUUID')).toBe(2);
    expect(await count('AWS/Firehose', 'DeliveryStreamName')).toBe(25);
  });

  it.each([
    ['one dimension too many', 'AWS/Kinesis', 'IncomingBytes', ['QueueName', 'clickstream']],
    ['no such stream', 'AWS/Kinesis', 'IncomingBytes', ['StreamName', 'nowhere']],
    ['no such metric', 'AWS/Kinesis', 'constructor', ['StreamName', 'clickstream']],
  ] as const)('are empty for %s', async (_name, namespace, metric, dimension) => {
    expect(await maximaOf(namespace, metric, dimension)).toEqual([]);
  });
});

describe('a scenario set while the world runs', () => {
  it('takes effect from then on, and what was before stays', async () => {
    const truthAt = async (from: number): Promise<{ readonly keys: readonly { readonly key: string; readonly recordShare: number }[] }> => {
      const query = `truth?account=${DATA}&region=eu-west-1&stream=clickstream&from=${from}&to=${from + MINUTE}`;
      return (await bench.admin('GET', query)).body as Awaited<ReturnType<typeof truthAt>>;
    };
    const setAt = Math.ceil(bench.now() / MINUTE) * MINUTE;
    await bench.advance(setAt - bench.now());
    const before = await truthAt(setAt - 10 * MINUTE);
    expect((await bench.admin('POST', 'scenario', { name: 'one-hot-key' })).body).toMatchObject({ scenario: 'one-hot-key' });
    await bench.advance(5 * MINUTE);
    const after = await truthAt(setAt + MINUTE);
    expect(after.keys[0]).toMatchObject({ key: 'tenant-acme' });
    expect(after.keys[0]?.recordShare).toBeGreaterThan(0.85);
    expect((await truthAt(setAt - 10 * MINUTE)).keys).toEqual(before.keys);
    await bench.admin('POST', 'scenario', { name: 'poison-batch' });
    await bench.advance(30 * MINUTE);
    const { EventSourceMappings = [] } = await bench.lambda.send(
      new ListEventSourceMappingsCommand({ FunctionName: 'clickstream-enricher' }),
    );
    expect(EventSourceMappings[0]).toMatchObject({ State: 'Enabled', LastProcessingResult: 'PROBLEM: Function call failed' });
    const ages = await maximaOf('AWS/Lambda', 'IteratorAge', ['EventSourceMappingUUID', EventSourceMappings[0]?.UUID ?? '']);
    expect(Math.abs((ages.at(-1) ?? 0) - (ages[0] ?? 0) - 9 * MINUTE)).toBeLessThan(3_000);
    await bench.admin('POST', 'scenario', { name: 'consumer-stopped' });
    await bench.advance(30 * MINUTE);
    const stopped = await bench.lambda.send(new ListEventSourceMappingsCommand({ FunctionName: 'clickstream-enricher' }));
    expect(stopped.EventSourceMappings?.[0]).toMatchObject({ State: 'Disabled' });
    expect(await maximaOf('AWS/Lambda', 'IteratorAge', ['EventSourceMappingUUID', EventSourceMappings[0]?.UUID ?? ''])).toEqual([]);
    await bench.admin('POST', 'scenario', { name: 'healthy' });
  });
});

describe('records put through the admin endpoint', () => {
  it('meet the limits of their shard', async () => {
    const place = { account: DATA, region: 'eu-west-1', stream: 'clickstream' };
    const { body } = await bench.admin('POST', 'put', { ...place, key: 'tenant-acme', count: 2_000, bytes: 100 });
    expect(Number(body['accepted']) + Number(body['rejected'])).toBe(2_000);
    expect(body['accepted']).toBeGreaterThan(500);
    expect(body['accepted']).toBeLessThan(900);
    const wrong = await bench.admin('POST', 'put', { ...place, key: '', count: 1 });
    expect(wrong).toMatchObject({ status: 400, body: { problems: [{ field: 'key' }] } });
  });
});

describe('faults and quotas', () => {
  const listStreams = (): Promise<unknown> => bench.kinesis.send(new ListStreamsCommand({}));
  const getRecords = (): Promise<unknown> => bench.kinesis.send(new GetRecordsCommand({ ShardIterator: 'x' }));
  const listMappings = (): Promise<unknown> => bench.lambda.send(new ListEventSourceMappingsCommand({}));
  const listDeliveries = (): Promise<unknown> => bench.firehose.send(new ListDeliveryStreamsCommand({}));

  it.each([
    ['kinesis', { kind: 'throttle' }, listStreams, 'LimitExceededException', 400],
    ['kinesis', { kind: 'throttle' }, getRecords, 'ProvisionedThroughputExceededException', 400],
    ['lambda', { kind: 'throttle' }, listMappings, 'TooManyRequestsException', 429],
    ['firehose', { kind: 'throttle' }, listDeliveries, 'ThrottlingException', 400],
    ['kinesis', { kind: 'deny' }, listStreams, 'AccessDeniedException', 403],
    ['lambda', { kind: 'deny' }, listMappings, 'AccessDeniedException', 403],
    ['firehose', { kind: 'deny' }, listDeliveries, 'AccessDeniedException', 403],
    ['lambda', { kind: 'server-error', status: 503 }, listMappings, 'ServiceUnavailable', 503],
  ])('%s: %j', async (service, effect, call, name, status) => {
    await bench.fault(effect, { service });
    expect(await failure(call())).toMatchObject({ name, status });
  });

  it('words a denial with the name of the action', async () => {
    await bench.fault({ kind: 'deny' }, { service: 'lambda', api: 'ListEventSourceMappings' });
    expect((await failure(listMappings())).message).toContain('is not authorized to perform: lambda:ListEventSourceMappings');
  });

  it('holds an account to one DescribeLimits a second', async () => {
    const results = await Promise.allSettled([1, 2, 3].map(() => bench.kinesis.send(new DescribeLimitsCommand({}))));
    const refused = results.filter((result) => result.status === 'rejected').map(({ reason }) => (reason as Error).name);
    expect(refused).toEqual(['LimitExceededException', 'LimitExceededException']);
  });
});

describe('the demo', () => {
  it('tells of its streams in its state', async () => {
    const { body } = await bench.admin('GET', 'state');
    expect(body).toMatchObject({ streams: 5 });
    expect(body['scenarios']).toContain('thousand-shards');
    expect(bench.now()).toBeGreaterThan(START);
  });
});
