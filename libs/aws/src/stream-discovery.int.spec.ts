import { equalRanges } from '@weir/domain';
import { afterEach, describe, expect, it } from 'vitest';
import { openScripted, outcomesOf, type ScriptedAccess } from './testing/scripted-access.js';
import { awsErrorReply, type AskedAws, type Reply } from './testing/scripted-aws.js';
import {
  consumerArnOf,
  deliveryStreamArnOf,
  functionArnOf,
  rawMapping,
  rawSummary,
  scriptedStreams,
  streamArnOf,
  streamIn,
  uuidOf,
} from './testing/scripted-streams.js';

const opened: ScriptedAccess[] = [];
afterEach(async () => {
  for (const scripted of opened.splice(0)) await scripted.close();
});

async function setUp(names: readonly string[], special?: (asked: AskedAws, earlier: number) => Reply | null): Promise<ScriptedAccess> {
  const scripted = await openScripted(scriptedStreams(names, special));
  opened.push(scripted);
  return scripted;
}

const denial = (action: string) =>
  `User: arn:aws:sts::111122223333:assumed-role/weir-reader/weir is not authorized to perform: ${action} on resource: x`;

const QUEUE = 'arn:aws:sqs:eu-west-1:111122223333:parcels';

const NOTHING = {
  uuid: null,
  functionArn: null,
  consumerArn: null,
  batchSize: null,
  parallelisation: null,
  bisectOnError: null,
  maximumRetries: null,
  maximumRecordAgeSeconds: null,
  failureDestinationArn: null,
  lastResult: null,
  filters: null,
  modifiedAt: null,
  problems: [],
};

const DESTINATIONS: Readonly<Record<string, object>> = {
  lake: {
    Source: { KinesisStreamSourceDescription: { KinesisStreamARN: streamArnOf('orders') } },
    Destinations: [{ ExtendedS3DestinationDescription: {} }],
  },
  direct: {
    DeliveryStreamType: 'DirectPut',
    Destinations: [{ HttpEndpointDestinationDescription: { BufferingHints: { IntervalInSeconds: 60 }, S3DestinationDescription: {} } }],
  },
  kafka: { DeliveryStreamType: 'MSKAsSource', Source: { MSKSourceDescription: { TopicName: 'orders' } } },
};

describe('discoverStreams', () => {
  it('gives a stream with its settings, shards and tags', async () => {
    const { reader, calls } = await setUp(['orders'], (asked) =>
      asked.operation === 'DescribeStreamSummary'
        ? {
            body: {
              StreamDescriptionSummary: rawSummary('orders', {
                StreamModeDetails: { StreamMode: 'ON_DEMAND' },
                RecordDistributionStrategy: 'AUTO',
                RetentionPeriodHours: 168,
                MaxRecordSizeInKiB: 10_240,
                EncryptionType: 'KMS',
                EnhancedMonitoring: [{ ShardLevelMetrics: ['IncomingBytes', 'ALL', 'Made-up'] }],
              }),
            },
          }
        : null,
    );
    const { streams, consumers, failures, complete } = await reader.discoverStreams();
    expect(streams).toEqual([
      {
        kind: 'stream',
        accountId: '111122223333',
        region: 'eu-west-1',
        arn: streamArnOf('orders'),
        name: 'orders',
        tags: { system: 'orders' },
        config: {
          status: 'ACTIVE',
          mode: 'ON_DEMAND',
          distribution: 'AUTO',
          retentionHours: 168,
          openShards: 2,
          shardLimit: 500,
          maxRecordKibibytes: 10_240,
          shardMetrics: [
            'IncomingBytes',
            'IncomingRecords',
            'OutgoingBytes',
            'OutgoingRecords',
            'WriteProvisionedThroughputExceeded',
            'ReadProvisionedThroughputExceeded',
            'IteratorAgeMilliseconds',
          ],
          encrypted: true,
          createdAt: 1_794_000_000_000,
          problems: [],
        },
        shards: equalRanges(2).map((range, index) => ({
          shardId: `shardId-00000000000${index}`,
          range,
          parentShardId: null,
          adjacentParentShardId: null,
          open: true,
        })),
      },
    ]);
    expect({ consumers, failures, complete }).toEqual({
      consumers: [],
      failures: [],
      complete: { streams: true, consumers: true, deliveryStreams: true },
    });
    expect([...outcomesOf(calls)].sort()).toEqual([
      'firehose:ListDeliveryStreams ok',
      'kinesis:DescribeLimits ok',
      'kinesis:DescribeStreamSummary ok',
      'kinesis:ListShards ok',
      'kinesis:ListStreamConsumers ok',
      'kinesis:ListStreams ok',
      'kinesis:ListTagsForStream ok',
      'lambda:ListEventSourceMappings ok',
    ]);
    expect(new Set(calls.map(({ service, billedUnits }) => `${service} ${billedUnits}`))).toEqual(
      new Set(['kinesis 0', 'lambda 0', 'firehose 0']),
    );
  });

  it('finds every reader of a stream, in one listing of all mappings', async () => {
    const { reader, aws } = await setUp(['orders'], (asked) => {
      switch (asked.operation) {
        case 'ListStreamConsumers':
          return { body: { Consumers: [{ ConsumerName: 'fan', ConsumerARN: consumerArnOf('orders', 'fan'), ConsumerStatus: 'ACTIVE' }] } };
        case 'ListEventSourceMappings':
          return asked.input['Marker'] === undefined
            ? {
                body: {
                  EventSourceMappings: [
                    rawMapping({
                      DestinationConfig: { OnFailure: { Destination: 'arn:aws:sqs:eu-west-1:111122223333:failed' } },
                      FilterCriteria: { Filters: [{ Pattern: '{"data":{"a":[1]}}' }, { Pattern: '{"data":{"b":[2]}}' }] },
                    }),
                    rawMapping({ UUID: uuidOf(8), EventSourceArn: 'arn:aws:kafka:eu-west-1:111122223333:cluster/c/1' }),
                    rawMapping({
                      UUID: uuidOf(7),
                      EventSourceArn: QUEUE,
                      FunctionArn: functionArnOf('pack'),
                      ParallelizationFactor: undefined,
                      KMSKeyArn: 'arn:aws:kms:eu-west-1:111122223333:key/1',
                      FilterCriteriaError: { ErrorCode: 'KMSAccessDeniedException', Message: 'no' },
                    }),
                    { UUID: uuidOf(9), SelfManagedEventSource: {} },
                  ],
                  NextMarker: 'more',
                },
              }
            : {
                body: {
                  EventSourceMappings: [
                    rawMapping({
                      UUID: uuidOf(2),
                      EventSourceArn: consumerArnOf('orders', 'fan'),
                      FunctionArn: `${functionArnOf('ship')}:live`,
                      State: 'Disabled',
                      LastProcessingResult: 'PROBLEM: Function call failed\u0000<b>',
                      MaximumRetryAttempts: 3,
                      BisectBatchOnFunctionError: true,
                    }),
                  ],
                },
              };
        case 'ListDeliveryStreams':
          return { body: { DeliveryStreamNames: ['lake', 'direct', 'kafka', 'gone'], HasMoreDeliveryStreams: false } };
        case 'DescribeDeliveryStream':
          if (asked.input['DeliveryStreamName'] === 'gone') return awsErrorReply('ResourceNotFoundException', 'no such');
          return {
            body: {
              DeliveryStreamDescription: { DeliveryStreamStatus: 'ACTIVE', ...DESTINATIONS[String(asked.input['DeliveryStreamName'])] },
            },
          };
        default:
          return null;
      }
    });
    const { consumers, deliveryStreams, failures, complete } = await reader.discoverStreams();
    expect([...consumers, ...deliveryStreams].map(({ kind, arn, name, config }) => ({ kind, arn, name, ...config }))).toEqual([
      {
        ...NOTHING,
        kind: 'consumer',
        arn: consumerArnOf('orders', 'fan'),
        name: 'fan',
        type: 'enhanced-fan-out',
        sourceArn: streamArnOf('orders'),
        state: 'ACTIVE',
      },
      {
        ...NOTHING,
        kind: 'consumer',
        arn: `arn:aws:lambda:eu-west-1:111122223333:event-source-mapping:${uuidOf(1)}`,
        name: 'bill',
        type: 'event-source-mapping',
        sourceArn: streamArnOf('orders'),
        state: 'Enabled',
        uuid: uuidOf(1),
        functionArn: functionArnOf('bill'),
        batchSize: 100,
        parallelisation: 2,
        bisectOnError: false,
        maximumRetries: -1,
        maximumRecordAgeSeconds: -1,
        failureDestinationArn: 'arn:aws:sqs:eu-west-1:111122223333:failed',
        lastResult: 'OK',
        filters: ['{"data":{"a":[1]}}', '{"data":{"b":[2]}}'],
      },
      {
        ...NOTHING,
        kind: 'consumer',
        arn: `arn:aws:lambda:eu-west-1:111122223333:event-source-mapping:${uuidOf(7)}`,
        name: 'pack',
        type: 'event-source-mapping',
        sourceArn: QUEUE,
        state: 'Enabled',
        uuid: uuidOf(7),
        functionArn: functionArnOf('pack'),
        batchSize: 100,
        bisectOnError: false,
        maximumRetries: -1,
        maximumRecordAgeSeconds: -1,
        lastResult: 'OK',
        problems: ['Filters are encrypted and not shown to Weir'],
      },
      {
        ...NOTHING,
        kind: 'consumer',
        arn: `arn:aws:lambda:eu-west-1:111122223333:event-source-mapping:${uuidOf(2)}`,
        name: 'ship',
        type: 'event-source-mapping',
        sourceArn: streamArnOf('orders'),
        state: 'Disabled',
        uuid: uuidOf(2),
        functionArn: `${functionArnOf('ship')}:live`,
        consumerArn: consumerArnOf('orders', 'fan'),
        batchSize: 100,
        parallelisation: 2,
        bisectOnError: true,
        maximumRetries: 3,
        maximumRecordAgeSeconds: -1,
        lastResult: 'PROBLEM: Function call failed <b>',
        filters: [],
      },
      {
        ...NOTHING,
        kind: 'delivery-stream',
        arn: deliveryStreamArnOf('lake'),
        name: 'lake',
        type: 'delivery-stream',
        sourceArn: streamArnOf('orders'),
        state: 'ACTIVE',
        destination: 'S3',
      },
      {
        kind: 'delivery-stream',
        arn: deliveryStreamArnOf('direct'),
        name: 'direct',
        state: 'ACTIVE',
        destination: 'HttpEndpoint',
        bufferSeconds: 60,
        problems: [],
      },
    ]);
    expect(failures).toEqual([]);
    expect(Object.values(complete)).toEqual([true, true, true]);
    const listings = aws.asked.filter(({ operation }) => operation === 'ListEventSourceMappings');
    expect(listings.map(({ input }) => input)).toEqual([{ MaxItems: '100' }, { MaxItems: '100', Marker: 'more' }]);
  });

  it('hides no stream when Lambda and Firehose are refused, and names the permission that is missing', async () => {
    const { reader } = await setUp(['orders'], ({ operation }) => {
      if (operation === 'ListEventSourceMappings') {
        const { body } = awsErrorReply('AccessDeniedException', '');
        return { status: 403, body: { ...(body as object), Message: denial('lambda:ListEventSourceMappings') } };
      }
      return operation === 'ListDeliveryStreams' ? awsErrorReply('AccessDeniedException', denial('firehose:ListDeliveryStreams')) : null;
    });
    const { streams, failures, complete, listings } = await reader.discoverStreams();
    expect(streams.map(({ name }) => name)).toEqual(['orders']);
    expect(listings).toMatchObject([
      { service: 'kinesis', whole: true, problems: [] },
      { service: 'firehose', whole: false, problems: [{ hides: ['delivery-stream'] }] },
    ]);
    const principal = 'arn:aws:sts::111122223333:assumed-role/weir-reader/weir';
    expect(failures).toMatchObject([
      { arn: null, service: 'lambda', error: { kind: 'denied', action: 'lambda:ListEventSourceMappings', principal } },
      { arn: null, service: 'firehose', error: { kind: 'denied', action: 'firehose:ListDeliveryStreams', principal } },
    ]);
    expect(complete).toEqual({ streams: true, consumers: false, deliveryStreams: false });
  });

  it('keeps a stream of which everything is refused, without settings', async () => {
    const { reader } = await setUp(['open', 'closed'], (asked) =>
      asked.operation !== 'ListStreams' && streamIn(asked) === 'closed'
        ? awsErrorReply('AccessDeniedException', denial(`kinesis:${asked.operation}`))
        : null,
    );
    const { streams, failures, complete } = await reader.discoverStreams();
    expect(streams.map(({ name, config, shards, tags }) => [name, config?.status, shards?.length, tags])).toEqual([
      ['open', 'ACTIVE', 2, { system: 'orders' }],
      ['closed', undefined, undefined, {}],
    ]);
    expect(streams[1]).toMatchObject({ arn: streamArnOf('closed'), config: null, shards: null });
    expect(failures.map(({ arn, error }) => [arn, error.kind, error.action])).toEqual([
      [streamArnOf('closed'), 'denied', 'kinesis:DescribeStreamSummary'],
      [streamArnOf('closed'), 'denied', 'kinesis:ListShards'],
      [streamArnOf('closed'), 'denied', 'kinesis:ListStreamConsumers'],
    ]);
    expect(complete).toEqual({ streams: true, consumers: false, deliveryStreams: true });
  });

  it('tells in the settings that the shards are not readable', async () => {
    const { reader } = await setUp(['orders'], ({ operation }) =>
      operation === 'ListShards' ? awsErrorReply('AccessDeniedException', denial('kinesis:ListShards')) : null,
    );
    const { streams } = await reader.discoverStreams();
    expect(streams[0]?.shards).toBeNull();
    expect(streams[0]?.config?.problems).toEqual([expect.stringMatching(/^Shards not readable: .*kinesis:ListShards/)]);
  });

  it('leaves out a stream deleted in between, and loses none over a call the endpoint does not know', async () => {
    const { reader } = await setUp(['a', 'gone', 'b'], (asked) => {
      if (asked.operation === 'ListStreamConsumers') return { status: 400, body: { __type: 'UnknownOperationException' } };
      return asked.operation === 'DescribeStreamSummary' && streamIn(asked) === 'gone'
        ? awsErrorReply('ResourceNotFoundException', 'Stream gone not found')
        : null;
    });
    const { streams, failures, complete } = await reader.discoverStreams();
    expect(streams.map(({ name }) => name)).toEqual(['a', 'b']);
    expect(failures).toMatchObject([
      { arn: null, service: 'kinesis', error: { kind: 'invalid', message: 'UnknownOperationException, HTTP 400' } },
    ]);
    expect(complete).toEqual({ streams: true, consumers: false, deliveryStreams: true });
  });

  it('knows nothing of streams when their listing is refused, and says so', async () => {
    const { reader } = await setUp([], ({ operation }) =>
      operation === 'ListStreams' ? awsErrorReply('AccessDeniedException', denial('kinesis:ListStreams')) : null,
    );
    expect(await reader.discoverStreams()).toMatchObject({
      streams: [],
      failures: [{ arn: null, service: 'kinesis', error: { kind: 'denied', action: 'kinesis:ListStreams' } }],
      complete: { streams: false, consumers: false, deliveryStreams: true },
      listings: [
        { service: 'kinesis', whole: false, problems: [{ error: { action: 'kinesis:ListStreams' }, hides: ['stream', 'consumer'] }] },
        { service: 'firehose', whole: true, problems: [] },
      ],
    });
  });

  it('stops asking a Kinesis that answers for no stream', async () => {
    const names = Array.from({ length: 200 }, (_, index) => `s${index}`);
    const { reader, calls } = await setUp(names, ({ operation }) =>
      operation === 'DescribeStreamSummary' ? { drop: 'before-reply' } : null,
    );
    const { streams, failures } = await reader.discoverStreams();
    expect(streams).toHaveLength(200);
    expect(streams.every(({ config, shards }) => config === null && shards === null)).toBe(true);
    expect(failures).toMatchObject([{ arn: null, service: 'kinesis', error: { kind: 'unreachable' } }]);
    expect(calls.filter(({ api }) => api === 'kinesis:DescribeStreamSummary').length).toBeLessThan(16 * 6);
  });

  it('says which delivery streams could not be described', async () => {
    const { reader } = await setUp([], ({ operation }) =>
      operation === 'ListDeliveryStreams'
        ? { body: { DeliveryStreamNames: ['lake'], HasMoreDeliveryStreams: false } }
        : operation === 'DescribeDeliveryStream'
          ? awsErrorReply('AccessDeniedException', denial('firehose:DescribeDeliveryStream'))
          : null,
    );
    expect(await reader.discoverStreams()).toMatchObject({
      consumers: [],
      failures: [{ arn: deliveryStreamArnOf('lake'), service: 'firehose', error: { action: 'firehose:DescribeDeliveryStream' } }],
      complete: { streams: true, consumers: true, deliveryStreams: false },
    });
  });

  it('ends when it is told to', async () => {
    const { reader } = await setUp(['orders']);
    await expect(reader.discoverStreams(AbortSignal.abort(new Error('enough')))).rejects.toThrow('enough');
  });
});
