import {
  CreateStreamCommand,
  DeleteStreamCommand,
  DescribeStreamSummaryCommand,
  DisableEnhancedMonitoringCommand,
  EnableEnhancedMonitoringCommand,
  ListShardsCommand,
  MergeShardsCommand,
  SplitShardCommand,
  UpdateShardCountCommand,
  type ShardFilter,
} from '@aws-sdk/client-kinesis';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { failure, MINUTE, startBench, type Bench } from './testing/bench.js';
import { keysOf, streamTools } from './testing/stream-tools.js';

let bench: Bench;
beforeAll(async () => {
  bench = await startBench();
});
afterAll(() => bench.close());

const SECOND = 1_000;
const HALF = 2n ** 127n;
const { newStream, shardsOf, put, iterator, read } = streamTools(() => bench);

describe('shards', () => {
  it('split and merge; a closed one ends with its children', async () => {
    const name = await newStream();
    await put(name, 'before');
    const before = await iterator(name);
    await bench.kinesis.send(
      new SplitShardCommand({ StreamName: name, ShardToSplit: 'shardId-000000000000', NewStartingHashKey: String(HALF) }),
    );
    const summary = await bench.kinesis.send(new DescribeStreamSummaryCommand({ StreamName: name }));
    expect(summary.StreamDescriptionSummary?.StreamStatus).toBe('UPDATING');
    const early = bench.kinesis.send(new MergeShardsCommand({ StreamName: name, ShardToMerge: 'a', AdjacentShardToMerge: 'b' }));
    expect(await failure(early)).toMatchObject({ name: 'ResourceInUseException' });
    await bench.advance(3 * SECOND);
    const [parent, lower, upper] = await shardsOf(name);
    expect(parent?.SequenceNumberRange?.EndingSequenceNumber).toBeDefined();
    expect(lower).toMatchObject({
      ShardId: 'shardId-000000000001',
      ParentShardId: 'shardId-000000000000',
      HashKeyRange: { StartingHashKey: '0', EndingHashKey: String(HALF - 1n) },
    });
    expect(upper).toMatchObject({ HashKeyRange: { StartingHashKey: String(HALF), EndingHashKey: String(2n * HALF - 1n) } });
    expect(lower?.SequenceNumberRange).not.toHaveProperty('EndingSequenceNumber');
    expect(await put(name, 'a')).toMatchObject({ ShardId: 'shardId-000000000001' });
    const end = await read(before);
    expect(keysOf(end)).toEqual(['before']);
    expect(end.NextShardIterator).toBeUndefined();
    expect(end.ChildShards?.map(({ ShardId, ParentShards }) => [ShardId, ParentShards])).toEqual([
      ['shardId-000000000001', ['shardId-000000000000']],
      ['shardId-000000000002', ['shardId-000000000000']],
    ]);
    const ids = { ShardToMerge: 'shardId-000000000002', AdjacentShardToMerge: 'shardId-000000000001' };
    await bench.kinesis.send(new MergeShardsCommand({ StreamName: name, ...ids }));
    await bench.advance(3 * SECOND);
    expect((await shardsOf(name))[3]).toMatchObject({
      ParentShardId: 'shardId-000000000001',
      AdjacentParentShardId: 'shardId-000000000002',
      HashKeyRange: { StartingHashKey: '0', EndingHashKey: String(2n * HALF - 1n) },
    });
  });

  it('are listed page by page, by filter, and no longer when their retention has ended', async () => {
    const name = await newStream(5);
    const first = await bench.kinesis.send(new ListShardsCommand({ StreamName: name, MaxResults: 3 }));
    expect(first.Shards).toHaveLength(3);
    const second = await bench.kinesis.send(new ListShardsCommand({ NextToken: first.NextToken }));
    expect(second.Shards?.map(({ ShardId }) => ShardId)).toEqual(['shardId-000000000003', 'shardId-000000000004']);
    const both = bench.kinesis.send(new ListShardsCommand({ NextToken: first.NextToken, StreamName: name }));
    expect(await failure(both)).toMatchObject({ name: 'InvalidArgumentException' });
    const splitAt = new Date(bench.now());
    await bench.kinesis.send(new SplitShardCommand({ StreamName: name, ShardToSplit: 'shardId-000000000000', NewStartingHashKey: '1' }));
    await bench.advance(5 * MINUTE + 1);
    expect(await failure(bench.kinesis.send(new ListShardsCommand({ NextToken: first.NextToken })))).toMatchObject({
      name: 'ExpiredNextTokenException',
    });
    const filtered = async (ShardFilter: ShardFilter): Promise<number> =>
      (await bench.kinesis.send(new ListShardsCommand({ StreamName: name, ShardFilter }))).Shards?.length ?? 0;
    expect(await filtered({ Type: 'AT_LATEST' })).toBe(6);
    expect(await filtered({ Type: 'FROM_TRIM_HORIZON' })).toBe(7);
    expect(await filtered({ Type: 'AT_TIMESTAMP', Timestamp: splitAt })).toBe(5);
    expect(await filtered({ Type: 'AFTER_SHARD_ID', ShardId: 'shardId-000000000004' })).toBe(2);
    await bench.advance(24 * 60 * MINUTE);
    expect(await filtered({ Type: 'FROM_TRIM_HORIZON' })).toBe(6);
  });

  it('are counted up and down within what UpdateShardCount allows', async () => {
    const name = await newStream(4);
    const update = (TargetShardCount: number) =>
      bench.kinesis.send(new UpdateShardCountCommand({ StreamName: name, TargetShardCount, ScalingType: 'UNIFORM_SCALING' }));
    expect(await failure(update(9))).toMatchObject({ name: 'InvalidArgumentException' });
    expect(await failure(update(1))).toMatchObject({ name: 'InvalidArgumentException' });
    expect(await update(6)).toMatchObject({ CurrentShardCount: 4, TargetShardCount: 6 });
    await bench.advance(3 * SECOND);
    const { Shards = [] } = await bench.kinesis.send(new ListShardsCommand({ StreamName: name, ShardFilter: { Type: 'AT_LATEST' } }));
    expect(Shards).toHaveLength(6);
    for (let count = 1; count < 10; count++) {
      await update(count % 2 ? 5 : 6);
      await bench.advance(3 * SECOND);
    }
    expect(await failure(update(6))).toMatchObject({ name: 'LimitExceededException' });
    await bench.advance(24 * 60 * MINUTE);
    await update(6);
  });

  it.each([
    ['at its own start', '0'],
    ['beyond the ring', String(2n ** 128n)],
    ['at what is no number', 'half'],
  ])('do not split %s', async (_name, NewStartingHashKey) => {
    const name = await newStream();
    const call = bench.kinesis.send(new SplitShardCommand({ StreamName: name, ShardToSplit: 'shardId-000000000000', NewStartingHashKey }));
    expect(await failure(call)).toMatchObject({ name: 'InvalidArgumentException' });
  });
});

describe('monitoring and life', () => {
  it('switches metrics of shards on and off', async () => {
    const StreamName = await newStream();
    const on = await bench.kinesis.send(
      new EnableEnhancedMonitoringCommand({ StreamName, ShardLevelMetrics: ['IncomingBytes', 'OutgoingBytes'] }),
    );
    expect(on).toMatchObject({ CurrentShardLevelMetrics: [], DesiredShardLevelMetrics: ['IncomingBytes', 'OutgoingBytes'] });
    const off = await bench.kinesis.send(new DisableEnhancedMonitoringCommand({ StreamName, ShardLevelMetrics: ['ALL'] }));
    expect(off).toMatchObject({ CurrentShardLevelMetrics: ['IncomingBytes', 'OutgoingBytes'], DesiredShardLevelMetrics: [] });
  });

  it('makes streams and deletes them', async () => {
    const StreamName = 'short-lived';
    await bench.patientKinesis.send(new CreateStreamCommand({ StreamName, StreamModeDetails: { StreamMode: 'ON_DEMAND' } }));
    const status = async (): Promise<string | undefined> =>
      (await bench.kinesis.send(new DescribeStreamSummaryCommand({ StreamName }))).StreamDescriptionSummary?.StreamStatus;
    expect(await status()).toBe('CREATING');
    await bench.advance(SECOND);
    expect(await status()).toBe('ACTIVE');
    const { StreamDescriptionSummary: summary } = await bench.kinesis.send(new DescribeStreamSummaryCommand({ StreamName }));
    expect(summary).toMatchObject({ OpenShardCount: 4, RecordDistributionStrategy: 'USER_PARTITION_KEY' });
    const split = bench.kinesis.send(new SplitShardCommand({ StreamName, ShardToSplit: 'shardId-000000000000', NewStartingHashKey: '5' }));
    expect(await failure(split)).toMatchObject({ name: 'ValidationException' });
    await bench.kinesis.send(new DeleteStreamCommand({ StreamName }));
    expect(await status()).toBe('DELETING');
    await bench.advance(SECOND);
    expect(await failure(status())).toMatchObject({ name: 'ResourceNotFoundException' });
  });
});
