import { afterEach, describe, expect, it } from 'vitest';
import type { ShardCursor } from './shard-records.js';
import { openScripted, outcomesOf, type ScriptedAccess } from './testing/scripted-access.js';
import { awsErrorReply, type AskedAws, type Reply } from './testing/scripted-aws.js';
import { rawShards, refOf, scriptedStreams } from './testing/scripted-streams.js';

const opened: ScriptedAccess[] = [];
afterEach(async () => {
  for (const scripted of opened.splice(0)) await scripted.close();
});

async function setUp(answer: (asked: AskedAws, earlier: number) => Reply): Promise<ScriptedAccess> {
  const scripted = await openScripted(answer);
  opened.push(scripted);
  return scripted;
}

const STREAM = refOf('orders');
const SHARD = 'shardId-000000000000';
const CURSOR: ShardCursor = { stream: STREAM, shardId: SHARD, iterator: 'here' };
const ARRIVED = 1_794_000_000;
const record = (changes: object = {}): object => ({
  SequenceNumber: '49600000000000000000000000000000000000000000000000000017',
  ApproximateArrivalTimestamp: ARRIVED,
  Data: Buffer.from('hello').toString('base64'),
  PartitionKey: 'k',
  ...changes,
});
const reply = (changes: object = {}): Reply => ({
  body: { Records: [], NextShardIterator: 'there', MillisBehindLatest: 0, ...changes },
});

describe('openShard', () => {
  it.each([
    ['latest' as const, { ShardIteratorType: 'LATEST' }],
    ['oldest' as const, { ShardIteratorType: 'TRIM_HORIZON' }],
    [{ at: 1_794_000_000_500 }, { ShardIteratorType: 'AT_TIMESTAMP', Timestamp: 1_794_000_000.5 }],
    [{ afterSequence: '4' }, { ShardIteratorType: 'AFTER_SEQUENCE_NUMBER', StartingSequenceNumber: '4' }],
  ])('begins at %j', async (start, asked) => {
    const { reader, aws, calls } = await setUp(() => ({ body: { ShardIterator: 'here' } }));
    expect(await reader.openShard(STREAM, SHARD, start)).toEqual(CURSOR);
    expect(aws.asked.map(({ input }) => input)).toEqual([{ StreamName: 'orders', ShardId: SHARD, ...asked }]);
    expect(calls).toMatchObject([{ service: 'kinesis', api: 'kinesis:GetShardIterator', outcome: 'ok', billedUnits: 0 }]);
  });

  it.each([{}, { ShardIterator: '' }, { ShardIterator: 'x'.repeat(5_000) }])('gives no cursor for %j', async (body) => {
    const { reader } = await setUp(() => ({ body }));
    await expect(reader.openShard(STREAM, SHARD, 'latest')).rejects.toMatchObject({
      failure: { kind: 'internal', action: 'kinesis:GetShardIterator' },
    });
  });
});

describe('readShard', () => {
  it('gives the records and where to go on', async () => {
    const { reader, aws, calls } = await setUp(() => reply({ Records: [record()], MillisBehindLatest: 1_500 }));
    const read = await reader.readShard(CURSOR, 100);
    expect(read).toEqual({
      kind: 'read',
      records: [
        {
          partitionKey: 'k',
          data: expect.any(Uint8Array) as Uint8Array,
          arrivedAt: ARRIVED * 1_000,
          sequenceNumber: '49600000000000000000000000000000000000000000000000000017',
        },
      ],
      unreadable: 0,
      next: { ...CURSOR, iterator: 'there' },
      behindMs: 1_500,
      childShards: [],
    });
    expect(read.kind === 'read' && Buffer.from(read.records[0]!.data).toString()).toBe('hello');
    expect(aws.asked.map(({ operation, input }) => [operation, input])).toEqual([['GetRecords', { ShardIterator: 'here', Limit: 100 }]]);
    expect(calls).toMatchObject([{ api: 'kinesis:GetRecords', outcome: 'ok', billedUnits: 0 }]);
  });

  it('takes missing keys for what they are, and drops only what is no record', async () => {
    const Records = [
      record({ PartitionKey: undefined }),
      record({ PartitionKey: '' }),
      record({ PartitionKey: 'x'.repeat(513) }),
      record({ PartitionKey: '\u0000🦀' }),
      record({ ApproximateArrivalTimestamp: undefined }),
      record({ SequenceNumber: '-1' }),
      record({ SequenceNumber: undefined }),
      record({ Data: undefined }),
      null,
    ];
    const { reader } = await setUp(() => reply({ Records, MillisBehindLatest: -5 }));
    const read = await reader.readShard(CURSOR, 100);
    expect(read).toMatchObject({ kind: 'read', unreadable: 4, behindMs: null });
    expect(read.kind === 'read' && read.records.map(({ partitionKey, arrivedAt }) => [partitionKey, arrivedAt])).toEqual([
      [null, ARRIVED * 1_000],
      [null, ARRIVED * 1_000],
      [null, ARRIVED * 1_000],
      ['\u0000🦀', ARRIVED * 1_000],
      ['k', null],
    ]);
  });

  it('ends with the children where AWS gives no next iterator', async () => {
    const [lower, upper] = rawShards(2) as readonly { readonly HashKeyRange: object }[];
    const ChildShards = [
      { ShardId: 'shardId-000000000001', ParentShards: [SHARD], HashKeyRange: lower?.HashKeyRange },
      { ShardId: 'shardId-000000000002', ParentShards: [SHARD, 'shardId-000000000009'], HashKeyRange: upper?.HashKeyRange },
      { ShardId: 'shardId-000000000003', ParentShards: [SHARD], HashKeyRange: { StartingHashKey: '7', EndingHashKey: '6' } },
      { ShardId: 'shardId-000000000004', ParentShards: [], HashKeyRange: upper?.HashKeyRange },
    ];
    const { reader } = await setUp(() => reply({ NextShardIterator: undefined, ChildShards }));
    expect(await reader.readShard(CURSOR, 100)).toMatchObject({
      next: null,
      childShards: [
        { shardId: 'shardId-000000000001', parentShardId: SHARD, adjacentParentShardId: null, open: true },
        { shardId: 'shardId-000000000002', parentShardId: SHARD, adjacentParentShardId: 'shardId-000000000009', open: true },
      ],
    });
  });

  it('takes an expired cursor for an answer', async () => {
    const { reader, calls } = await setUp(() => awsErrorReply('ExpiredIteratorException', 'Iterator expired.'));
    expect(await reader.readShard(CURSOR, 100)).toEqual({ kind: 'expired' });
    expect(outcomesOf(calls)).toEqual(['kinesis:GetRecords ok']);
  });

  it.each<[string, Reply, string]>([
    ['throttling', awsErrorReply('ProvisionedThroughputExceededException', 'Rate exceeded for shard'), 'throttled'],
    ['throttling of the key', awsErrorReply('KMSThrottlingException', 'slower'), 'throttled'],
    ['a failure', awsErrorReply('InternalFailureException', 'oops', 500), 'internal'],
    ['a dropped connection', { drop: 'before-reply' }, 'unreachable'],
    ['a body cut short', { ...reply(), drop: 'within-body' }, 'unreachable'],
    ['a stream that is gone', awsErrorReply('ResourceNotFoundException', 'Stream orders not found'), 'not-found'],
  ])('tells %s at once and does not repeat it', async (_name, answer, kind) => {
    const { reader, aws } = await setUp(() => answer);
    await expect(reader.readShard(CURSOR, 100)).rejects.toMatchObject({ failure: { kind, action: 'kinesis:GetRecords' } });
    expect(aws.asked).toHaveLength(1);
  });

  it('slows no other shard when one is throttled', async () => {
    const { reader, time } = await setUp((asked) =>
      asked.input['ShardIterator'] === 'here' ? awsErrorReply('ProvisionedThroughputExceededException', 'Rate exceeded') : reply(),
    );
    const before = time.now();
    for (let index = 0; index < 300; index += 1) {
      await expect(reader.readShard(CURSOR, 1)).rejects.toMatchObject({ failure: { kind: 'throttled' } });
      await reader.readShard({ ...CURSOR, iterator: 'elsewhere' }, 1);
    }
    expect(time.now()).toBe(before);
  });

  it('says who lacks which permission', async () => {
    const message = (action: string) => `User: arn:aws:iam::111122223333:user/weir is not authorized to perform: ${action} on resource: x`;
    const { reader } = await setUp((_asked, earlier) =>
      earlier === 0
        ? awsErrorReply('AccessDeniedException', message('kinesis:GetRecords'))
        : awsErrorReply('KMSAccessDeniedException', message('kms:Decrypt')),
    );
    for (const action of ['kinesis:GetRecords', 'kms:Decrypt']) {
      await expect(reader.readShard(CURSOR, 100)).rejects.toMatchObject({
        failure: { kind: 'denied', action, principal: 'arn:aws:iam::111122223333:user/weir' },
      });
    }
  });

  it('asks again with fresh credentials, for the shard noticed nothing', async () => {
    const { reader, aws } = await setUp((_asked, earlier) => (earlier === 0 ? awsErrorReply('ExpiredTokenException', 'old') : reply()));
    expect(await reader.readShard(CURSOR, 100)).toMatchObject({ kind: 'read' });
    expect(aws.asked).toHaveLength(2);
  });

  it.each<[string, object]>([
    ['no list of records', { Records: undefined }],
    ['more records than asked for', { Records: [record(), record(), record()] }],
    ['an iterator longer than any', { NextShardIterator: 'x'.repeat(5_000) }],
    ['an empty iterator', { NextShardIterator: '' }],
  ])('fails on %s rather than guess', async (_name, changes) => {
    const { reader } = await setUp(() => reply(changes));
    await expect(reader.readShard(CURSOR, 2)).rejects.toMatchObject({ failure: { kind: 'internal', action: 'kinesis:GetRecords' } });
  });

  it.each([
    [0, 1],
    [2.7, 2],
    [1e9, 10_000],
  ])('asks for %d records within what AWS takes: %i', async (limit, asked) => {
    const { reader, aws } = await setUp(() => reply());
    await reader.readShard(CURSOR, limit);
    expect(aws.asked[0]?.input['Limit']).toBe(asked);
  });

  it('leaves discovery its connections while a thousand shards hang', async () => {
    const streams = scriptedStreams(['orders']);
    const controller = new AbortController();
    const { reader } = await setUp((asked, earlier) =>
      asked.operation === 'GetRecords' ? { ...reply(), holdUntil: controller.signal } : streams(asked, earlier),
    );
    let ended = 0;
    const reads = Array.from({ length: 1_000 }, () => reader.readShard(CURSOR, 1).finally(() => (ended += 1)));
    const settled = Promise.allSettled(reads);
    expect((await reader.discoverStreams()).streams).toHaveLength(1);
    expect(ended).toBe(0);
    controller.abort();
    await settled;
  });
});
