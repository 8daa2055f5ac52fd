import { afterEach, describe, expect, it } from 'vitest';
import { openScripted, type ScriptedAccess } from './testing/scripted-access.js';
import { awsErrorReply, type AskedAws, type Reply } from './testing/scripted-aws.js';
import {
  consumerArnOf,
  rawMapping,
  rawShards,
  rawSummary,
  refOf,
  scriptedStreams,
  streamArnOf,
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

/** Answers one operation with a body, and leaves the others. */
const answering =
  (operation: string, body: unknown) =>
  (asked: AskedAws): Reply | null =>
    asked.operation === operation ? { body } : null;

const shardWith = (changes: object): object => ({ ...rawShards(1)[0], ...changes });

describe('what Kinesis, Lambda and Firehose would hardly say', () => {
  it('loses nothing but the number of shards the account may have where that is denied, unknown or nonsense', async () => {
    const without = async (reply: Reply) => {
      const { reader } = await setUp(['orders'], ({ operation }) => (operation === 'DescribeLimits' ? reply : null));
      const { streams, failures } = await reader.discoverStreams();
      return [streams.map(({ name, config }) => [name, config?.shardLimit]), failures.map(({ error }) => [error.kind, error.action])];
    };
    const orders = [['orders', undefined]];
    expect(await without(awsErrorReply('AccessDeniedException', 'not authorized to perform: kinesis:DescribeLimits'))).toEqual([
      orders,
      [['denied', 'kinesis:DescribeLimits']],
    ]);
    expect(await without(awsErrorReply('UnknownOperationException', 'no such call'))).toEqual([orders, []]);
    expect(await without({ body: { ShardLimit: 'many' } })).toEqual([orders, []]);
  });

  it('assumes what streams had before there was a choice', async () => {
    const { reader } = await setUp(
      ['orders'],
      answering('DescribeStreamSummary', {
        StreamDescriptionSummary: { StreamARN: streamArnOf('orders'), StreamStatus: 'ACTIVE', RetentionPeriodHours: 48 },
      }),
    );
    const { streams, failures } = await reader.discoverStreams();
    expect(streams[0]?.config).toEqual({
      status: 'ACTIVE',
      mode: 'PROVISIONED',
      distribution: 'USER_PARTITION_KEY',
      retentionHours: 48,
      openShards: 2,
      shardLimit: 500,
      maxRecordKibibytes: 1_024,
      shardMetrics: [],
      encrypted: false,
      createdAt: null,
      problems: [],
    });
    expect(failures).toEqual([]);
  });

  it('keeps the streams found before a listing broke off', async () => {
    const { reader, aws } = await setUp([], (asked) => {
      if (asked.operation !== 'ListStreams') return null;
      return asked.input['ExclusiveStartStreamName'] === undefined
        ? { body: { StreamNames: ['a', 'b'], HasMoreStreams: true } }
        : { body: { StreamNames: [], HasMoreStreams: true } };
    });
    const { streams, failures, complete } = await reader.discoverStreams();
    expect(streams.map(({ name }) => name)).toEqual(['a', 'b']);
    expect(failures).toMatchObject([{ arn: null, error: { action: 'kinesis:ListStreams', message: /breaks off/ } }]);
    expect(complete.streams).toBe(false);
    expect(aws.asked.filter(({ operation }) => operation === 'ListStreams').map(({ input }) => input)).toEqual([
      { Limit: 1_000 },
      { Limit: 1_000, ExclusiveStartStreamName: 'b' },
    ]);
  });

  it.each<[string, unknown]>([
    ['goes round in circles', { StreamNames: ['a'], HasMoreStreams: true }],
    ['gives names that are none', { StreamNames: ['a', '../b', 7, '', 'x'.repeat(129)], HasMoreStreams: false }],
    ['is huge', { StreamNames: Array.from({ length: 50_001 }, (_, index) => `s${index}`), HasMoreStreams: false }],
    ['lacks its list', {}],
  ])('calls a listing incomplete that %s', async (_name, body) => {
    const { reader } = await setUp([], answering('ListStreams', body));
    const { streams, complete, failures } = await reader.discoverStreams();
    expect(streams.length).toBeLessThanOrEqual(1);
    expect(complete.streams).toBe(false);
    expect(failures).toMatchObject([{ arn: null, error: { kind: 'internal', action: 'kinesis:ListStreams' } }]);
  });

  it('keeps every stream when one of the calls always fails', async () => {
    const names = Array.from({ length: 20 }, (_, index) => `s${index}`);
    const { reader } = await setUp(names, ({ operation }) => (operation === 'ListStreamConsumers' ? { status: 500, body: {} } : null));
    const { streams, failures, complete } = await reader.discoverStreams();
    expect(streams.map(({ config, shards }) => [config?.status, shards?.length])).toEqual(names.map(() => ['ACTIVE', 2]));
    expect(failures).toMatchObject([{ arn: null, error: { kind: 'internal', action: 'kinesis:ListStreamConsumers' } }]);
    expect(complete).toEqual({ streams: true, consumers: false, deliveryStreams: true });
  });

  it('takes no settings of a stream that was not asked for', async () => {
    const { reader } = await setUp(['orders'], answering('DescribeStreamSummary', { StreamDescriptionSummary: rawSummary('other') }));
    const { streams, failures } = await reader.discoverStreams();
    expect(streams).toMatchObject([{ name: 'orders', config: null }]);
    expect(failures).toMatchObject([{ arn: streamArnOf('orders'), error: { kind: 'invalid', message: /whose credentials/ } }]);
  });

  it('gives up on settings that do not count the open shards, when the listing does not either', async () => {
    const { reader } = await setUp(['orders'], ({ operation }) => {
      if (operation === 'ListShards') return { body: { Shards: [{}] } };
      const summary = { ...rawSummary('orders'), OpenShardCount: undefined };
      return operation === 'DescribeStreamSummary' ? { body: { StreamDescriptionSummary: summary } } : null;
    });
    const { streams, failures } = await reader.discoverStreams();
    expect(streams).toMatchObject([{ config: null, shards: null }]);
    expect(failures.map(({ error }) => error.action)).toEqual(['kinesis:ListShards', 'kinesis:DescribeStreamSummary']);
  });

  it('keeps the readers that make sense and says that there are others', async () => {
    const { reader } = await setUp(['orders'], ({ operation }) => {
      switch (operation) {
        case 'ListStreamConsumers':
          return {
            body: {
              Consumers: [
                { ConsumerARN: consumerArnOf('orders', 'fan'), ConsumerStatus: 'ACTIVE' },
                { ConsumerARN: consumerArnOf('other', 'fan'), ConsumerStatus: 'ACTIVE' },
                null,
              ],
            },
          };
        case 'ListEventSourceMappings':
          return {
            body: {
              EventSourceMappings: [
                rawMapping({ UUID: '../../evil' }),
                rawMapping({ FunctionArn: 'bill' }),
                rawMapping({ UUID: uuidOf(3), State: 'Enabled; DROP', BatchSize: -1, MaximumRetryAttempts: 1.5 }),
              ],
            },
          };
        default:
          return null;
      }
    });
    const { consumers, failures, complete } = await reader.discoverStreams();
    expect(consumers.map(({ name }) => name)).toEqual(['fan', 'bill']);
    expect(consumers[1]?.config).toMatchObject({
      state: 'UNKNOWN',
      batchSize: null,
      maximumRetries: null,
      problems: ['State is no state', 'BatchSize is no whole number from 1 up', 'MaximumRetryAttempts is no whole number from -1 up'],
    });
    expect(failures.map(({ arn, error }) => [arn, error.action, error.kind])).toEqual([
      [streamArnOf('orders'), 'kinesis:ListStreamConsumers', 'internal'],
      [null, 'lambda:ListEventSourceMappings', 'internal'],
    ]);
    expect(complete).toEqual({ streams: true, consumers: false, deliveryStreams: true });
  });
});

describe('listShards', () => {
  it('follows pages by their token alone, and gives each shard once', async () => {
    const { reader, aws } = await setUp(['orders'], (asked) =>
      asked.operation === 'ListShards'
        ? { body: asked.input['NextToken'] === undefined ? { Shards: rawShards(3), NextToken: 't' } : { Shards: rawShards(4).slice(2) } }
        : null,
    );
    const shards = await reader.listShards(refOf('orders'));
    expect(shards.map(({ shardId }) => shardId)).toEqual([0, 1, 2, 3].map((index) => `shardId-00000000000${index}`));
    expect(aws.asked.map(({ input }) => input)).toEqual([
      { StreamName: 'orders', MaxResults: 1_000 },
      { NextToken: 't', MaxResults: 1_000 },
    ]);
  });

  it.each<[string, unknown]>([
    [
      'a range that ends before it starts',
      { Shards: [...rawShards(1), shardWith({ HashKeyRange: { StartingHashKey: '9', EndingHashKey: '8' } })] },
    ],
    ['a hash beyond the ring', { Shards: [shardWith({ HashKeyRange: { StartingHashKey: '0', EndingHashKey: String(2n ** 128n) } })] }],
    ['a shard without a range', { Shards: [shardWith({ HashKeyRange: undefined })] }],
    ['a shard of which it cannot be told whether it is open', { Shards: [shardWith({ SequenceNumberRange: undefined })] }],
    ['pages without end', { Shards: [], NextToken: 'again' }],
    ['more shards than there can be', { Shards: Array.from({ length: 100_001 }, () => ({})) }],
  ])('rather fails than takes %s for the whole', async (_name, body) => {
    const { reader } = await setUp(['orders'], answering('ListShards', body));
    await expect(reader.listShards(refOf('orders'))).rejects.toMatchObject({
      failure: { kind: 'internal', action: 'kinesis:ListShards', retryable: true },
    });
  });
});
