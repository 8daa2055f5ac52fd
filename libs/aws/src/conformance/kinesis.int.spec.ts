import { randomBytes } from 'node:crypto';
import {
  AddTagsToStreamCommand,
  CreateStreamCommand,
  DeleteStreamCommand,
  DescribeStreamSummaryCommand,
  KinesisClient,
  MergeShardsCommand,
  PutRecordCommand,
  PutRecordsCommand,
  RegisterStreamConsumerCommand,
  SplitShardCommand,
} from '@aws-sdk/client-kinesis';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { childrenOf, coversRing, equalRanges, hashOf, ownerOf, type DiscoveredStream, type Shard } from '@weir/domain';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createAwsAccess, type AwsAccess, type ScopeReader } from '../access.js';
import type { StreamRef } from '../kinesis.js';
import type { ApiCall } from '../metered-caller.js';
import type { ShardCursor, ShardRead, ShardRecord, ShardStart } from '../shard-records.js';
import { emptySimulator, kinesalite, type KinesisTarget } from './targets.js';

/** What another author's Kinesis may leave out; the tests of it are skipped by name. */
type Part = 'consumers' | 'children in replies' | 'mappings and delivery streams';

interface Kinesis {
  readonly start: () => Promise<KinesisTarget>;
  readonly lacks: readonly Part[];
}

const SETTLE = { timeout: 15_000, interval: 50 };
const ITERATOR_LIFE_MS = 300_000;

/** What any Kinesis must do for Weir: one suite, run against authors who do not know of each other. */
describe.each<[string, Kinesis]>([
  ['kinesalite', { start: kinesalite, lacks: ['consumers', 'children in replies', 'mappings and delivery streams'] }],
  ['the simulator', { start: emptySimulator, lacks: [] }],
])('Kinesis as told by %s', (_name, { start, lacks }) => {
  let target: KinesisTarget;
  let access: AwsAccess;
  let reader: ScopeReader;
  let owner: KinesisClient;
  const calls: ApiCall[] = [];
  const has = (part: Part) => !lacks.includes(part);

  beforeAll(async () => {
    target = await start();
    const { endpoint, accountId, region, credentials } = target;
    owner = new KinesisClient({
      endpoint,
      region,
      credentials: () => credentials({ force: false }),
      requestHandler: new NodeHttpHandler(),
    });
    access = createAwsAccess({
      accounts: [{ id: accountId, name: 'conformance', regions: [region] }],
      endpoint,
      now: () => Date.now(),
      random: Math.random,
      onCall: (call) => {
        calls.push(call);
      },
      quotas: { 'kinesis:ListTagsForStream': 1_000, 'kinesis:ListStreams': 1_000, 'kinesis:DescribeStreamSummary': 1_000 },
      credentials,
    });
    reader = access.scope({ accountId, region });
  });

  afterAll(async () => {
    access.close();
    owner.destroy();
    await target.stop();
  });

  const arnOf = (name: string) => `arn:aws:kinesis:${target.region}:${target.accountId}:stream/${name}`;
  const bytes = (text: string) => new TextEncoder().encode(text);

  async function untilActive(name: string): Promise<void> {
    const status = async () =>
      (await owner.send(new DescribeStreamSummaryCommand({ StreamName: name }))).StreamDescriptionSummary?.StreamStatus;
    await expect.poll(status, SETTLE).toBe('ACTIVE');
  }

  /** A stream no other test uses. */
  async function create(shards: number, prefix = 'stream'): Promise<StreamRef> {
    const name = `${prefix}-${randomBytes(4).toString('hex')}`;
    await owner.send(new CreateStreamCommand({ StreamName: name, ShardCount: shards }));
    await untilActive(name);
    return { name, arn: arnOf(name) };
  }

  async function put(stream: StreamRef, keys: readonly string[]): Promise<void> {
    const Records = keys.map((key) => ({ PartitionKey: key, Data: bytes(`of ${key}`) }));
    const { FailedRecordCount } = await owner.send(new PutRecordsCommand({ StreamName: stream.name, Records }));
    expect(FailedRecordCount).toBe(0);
  }

  async function discovered(stream: StreamRef): Promise<DiscoveredStream | undefined> {
    const { streams } = await reader.discoverStreams();
    return streams.find(({ arn }) => arn === stream.arn);
  }

  async function read(cursor: ShardCursor, limit = 1_000): Promise<Extract<ShardRead, { kind: 'read' }>> {
    const reply = await reader.readShard(cursor, limit);
    if (reply.kind !== 'read') throw new Error('the cursor has expired');
    return reply;
  }

  /** Opens a cursor in every open shard, as a sampler does. */
  async function openAll(stream: StreamRef, start: ShardStart): Promise<Map<string, ShardCursor>> {
    const open = (await reader.listShards(stream)).filter((shard) => shard.open);
    return new Map(await Promise.all(open.map(async ({ shardId }) => [shardId, await reader.openShard(stream, shardId, start)] as const)));
  }

  /** Reads a shard to its end; fails when it has none. */
  async function readToEnd(
    first: ShardCursor,
  ): Promise<{ readonly records: readonly ShardRecord[]; readonly childShards: readonly Shard[] }> {
    const records: ShardRecord[] = [];
    let cursor = first;
    for (let reads = 0; reads < 50; reads += 1) {
      const reply = await read(cursor);
      records.push(...reply.records);
      if (reply.next === null) return { records, childShards: reply.childShards };
      cursor = reply.next;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    throw new Error(`${first.shardId} does not end`);
  }

  const keysIn = (records: readonly ShardRecord[]) => records.map(({ partitionKey }) => partitionKey);

  it('discovers a stream with its settings and shards', async () => {
    const before = Date.now();
    const stream = await create(2);
    const found = await discovered(stream);
    expect(found).toMatchObject({
      kind: 'stream',
      accountId: target.accountId,
      region: target.region,
      name: stream.name,
      tags: {},
      config: {
        status: 'ACTIVE',
        mode: 'PROVISIONED',
        distribution: 'USER_PARTITION_KEY',
        retentionHours: 24,
        openShards: 2,
        maxRecordKibibytes: 1_024,
        shardMetrics: [],
        encrypted: false,
        problems: [],
      },
    });
    expect(Math.abs((found?.config?.createdAt ?? 0) - before)).toBeLessThan(60_000);
    expect(found?.shards?.map(({ range, open, parentShardId }) => ({ range, open, parentShardId }))).toEqual(
      equalRanges(2).map((range) => ({ range, open: true, parentShardId: null })),
    );
  });

  it('reads the tags of a stream, all of them', async () => {
    const stream = await create(1);
    const tags = Object.fromEntries(Array.from({ length: 10 }, (_, index) => [`key-${index}`, `value of ${index}`]));
    await owner.send(new AddTagsToStreamCommand({ StreamName: stream.name, Tags: tags }));
    await owner.send(new AddTagsToStreamCommand({ StreamName: stream.name, Tags: { system: 'orders', team: '' } }));
    expect((await discovered(stream))?.tags).toEqual({ ...tags, system: 'orders', team: '' });
  });

  it('loses no stream over services and calls that are missing, and says which they are', async () => {
    const stream = await create(1);
    const { streams, failures, complete } = await reader.discoverStreams();
    expect(streams.map(({ arn }) => arn)).toContain(stream.arn);
    expect(failures.map(({ error }) => error.action).sort()).toEqual(
      [
        has('mappings and delivery streams') ? [] : ['firehose:ListDeliveryStreams', 'lambda:ListEventSourceMappings'],
        has('consumers') ? [] : ['kinesis:ListStreamConsumers'],
      ]
        .flat()
        .sort(),
    );
    expect(complete).toEqual({ streams: true, consumers: has('consumers'), deliveryStreams: has('mappings and delivery streams') });
  });

  it('reads what is put, each key in the shard that owns its hash', async () => {
    const stream = await create(4);
    const shards = await reader.listShards(stream);
    expect(coversRing(shards).complete).toBe(true);
    const cursors = await openAll(stream, 'latest');
    const keys = ['a', 'tenant-7', 'ünïcödé', ' ', '\u0000', '🦀', ...Array.from({ length: 40 }, (_, index) => `key-${index}`)];
    const before = Date.now();
    await put(stream, keys);
    const seen: string[] = [];
    for (const [shardId, cursor] of cursors) {
      const { records, unreadable, next, behindMs } = await read(cursor);
      expect([unreadable, behindMs]).toEqual([0, 0]);
      expect(next).not.toBeNull();
      for (const { partitionKey, data, arrivedAt } of records) {
        expect(ownerOf(shards, hashOf(partitionKey ?? ''))?.shardId).toBe(shardId);
        expect(new TextDecoder().decode(data)).toBe(`of ${partitionKey}`);
        expect(Math.abs((arrivedAt ?? 0) - before)).toBeLessThan(5_000);
        seen.push(partitionKey ?? '');
      }
    }
    expect(seen.sort()).toEqual([...keys].sort());
  });

  it('keeps every byte of the data', async () => {
    const stream = await create(1);
    const [cursor] = (await openAll(stream, 'latest')).values();
    const data = Uint8Array.from({ length: 512 }, (_, index) => index % 256);
    await owner.send(new PutRecordCommand({ StreamName: stream.name, PartitionKey: 'k', Data: data }));
    expect((await read(cursor!)).records.map((record) => [...record.data])).toEqual([[...data]]);
  });

  it('gives no more than asked, and goes on where it ended', async () => {
    const stream = await create(1);
    const [cursor] = (await openAll(stream, 'latest')).values();
    await put(stream, ['1', '2', '3', '4', '5']);
    const first = await read(cursor!, 2);
    const second = await read(first.next!, 2);
    const third = await read(second.next!, 2);
    const empty = await read(third.next!, 2);
    expect([first, second, third, empty].map(({ records }) => keysIn(records))).toEqual([['1', '2'], ['3', '4'], ['5'], []]);
    expect(empty.next).not.toBeNull();
    const sequence = [first, second, third].flatMap(({ records }) => records.map(({ sequenceNumber }) => BigInt(sequenceNumber)));
    expect(sequence).toEqual([...sequence].sort((a, b) => (a < b ? -1 : 1)));
  });

  it('begins at an instant, and after a record', async () => {
    const stream = await create(1);
    const shardId = (await reader.listShards(stream))[0]!.shardId;
    const before = Date.now() - 1_000;
    await put(stream, ['1', '2', '3']);
    const { records } = await read(await reader.openShard(stream, shardId, { at: before }));
    expect(keysIn(records)).toEqual(['1', '2', '3']);
    const after = await reader.openShard(stream, shardId, { afterSequence: records[1]!.sequenceNumber });
    expect(keysIn((await read(after)).records)).toEqual(['3']);
  });

  it('follows a split: the parent ends, its records are all read, the children own what comes', async () => {
    const stream = await create(1);
    const [cursor] = (await openAll(stream, 'latest')).values();
    await put(stream, ['before-1', 'before-2']);
    const [, upper] = equalRanges(2);
    await owner.send(
      new SplitShardCommand({ StreamName: stream.name, ShardToSplit: cursor!.shardId, NewStartingHashKey: String(upper!.start) }),
    );
    await untilActive(stream.name);
    const shards = await reader.listShards(stream);
    const children = childrenOf(shards, cursor!.shardId);
    expect(children.map(({ range, open }) => ({ range, open }))).toEqual(equalRanges(2).map((range) => ({ range, open: true })));
    expect(shards.find(({ shardId }) => shardId === cursor!.shardId)).toMatchObject({ open: false });
    expect(coversRing(shards).complete).toBe(true);
    const keys = Array.from({ length: 20 }, (_, index) => `after-${index}`);
    await put(stream, keys);
    const ended = await readToEnd(cursor!);
    expect(keysIn(ended.records)).toEqual(['before-1', 'before-2']);
    const followed = await Promise.all(
      children.map(async (child) => {
        const { records } = await read(await reader.openShard(stream, child.shardId, 'oldest'));
        for (const key of keysIn(records)) expect(ownerOf(shards, hashOf(key ?? ''))?.shardId).toBe(child.shardId);
        return keysIn(records);
      }),
    );
    expect(followed.flat().sort()).toEqual([...keys].sort());
  });

  it('follows a merge: both parents end in one child', async () => {
    const stream = await create(2);
    const [lower, upper] = await reader.listShards(stream);
    const cursors = await openAll(stream, 'latest');
    await owner.send(
      new MergeShardsCommand({ StreamName: stream.name, ShardToMerge: lower!.shardId, AdjacentShardToMerge: upper!.shardId }),
    );
    await untilActive(stream.name);
    const shards = await reader.listShards(stream);
    const [child, ...others] = shards.filter(({ open }) => open);
    expect(others).toEqual([]);
    expect(child).toMatchObject({ parentShardId: lower!.shardId, adjacentParentShardId: upper!.shardId, range: equalRanges(1)[0] });
    for (const cursor of cursors.values()) expect((await readToEnd(cursor)).records).toEqual([]);
    const merged = await reader.openShard(stream, child!.shardId, 'latest');
    await put(stream, ['a', 'tenant-7']);
    expect(keysIn((await read(merged)).records)).toEqual(['a', 'tenant-7']);
    expect((await discovered(stream))?.config).toMatchObject({ openShards: 1, problems: [] });
  });

  it.skipIf(!has('children in replies'))('names the children where a closed shard ends', async () => {
    const stream = await create(1);
    const [cursor] = (await openAll(stream, 'latest')).values();
    const [, upper] = equalRanges(2);
    await owner.send(
      new SplitShardCommand({ StreamName: stream.name, ShardToSplit: cursor!.shardId, NewStartingHashKey: String(upper!.start) }),
    );
    await untilActive(stream.name);
    const { childShards } = await readToEnd(cursor!);
    expect(childShards).toEqual(childrenOf(await reader.listShards(stream), cursor!.shardId));
    expect(childShards).toHaveLength(2);
  });

  it('says when a cursor has expired, and opens the shard again after the last record seen', async () => {
    const stream = await create(1);
    const [cursor] = (await openAll(stream, 'latest')).values();
    await put(stream, ['seen']);
    const { records, next } = await read(cursor!);
    await put(stream, ['missed']);
    await target.pass(ITERATOR_LIFE_MS + 1_000);
    expect(await reader.readShard(next!, 10)).toEqual({ kind: 'expired' });
    const again = await reader.openShard(stream, cursor!.shardId, { afterSequence: records.at(-1)!.sequenceNumber });
    expect(keysIn((await read(again)).records)).toEqual(['missed']);
  });

  it('refuses a cursor that is none', async () => {
    const stream = await create(1);
    const [cursor] = (await openAll(stream, 'latest')).values();
    await expect(reader.readShard({ ...cursor!, iterator: 'AAAAAAAAAAE=' }, 10)).rejects.toMatchObject({
      failure: { kind: 'invalid', action: 'kinesis:GetRecords', retryable: false },
    });
  });

  it('says that a shard or a stream is not there', async () => {
    const stream = await create(1);
    await expect(reader.openShard(stream, 'shardId-000000000077', 'latest')).rejects.toMatchObject({ failure: { kind: 'not-found' } });
    const gone = { name: `${stream.name}-gone`, arn: `${stream.arn}-gone` };
    await expect(reader.openShard(gone, 'shardId-000000000000', 'latest')).rejects.toMatchObject({ failure: { kind: 'not-found' } });
    await expect(reader.listShards(gone)).rejects.toMatchObject({ failure: { kind: 'not-found', action: 'kinesis:ListShards' } });
  });

  it('no longer finds a deleted stream', async () => {
    const stream = await create(1);
    expect((await discovered(stream))?.name).toBe(stream.name);
    await owner.send(new DeleteStreamCommand({ StreamName: stream.name }));
    await expect.poll(() => discovered(stream), SETTLE).toBeUndefined();
  });

  it.skipIf(!has('consumers'))('finds who reads with enhanced fan-out', async () => {
    const stream = await create(1);
    const { Consumer } = await owner.send(new RegisterStreamConsumerCommand({ StreamARN: stream.arn, ConsumerName: 'billing' }));
    const { consumers } = await reader.discoverStreams();
    expect(consumers.filter(({ config }) => config.sourceArn === stream.arn)).toMatchObject([
      { kind: 'consumer', name: 'billing', arn: Consumer?.ConsumerARN, config: { type: 'enhanced-fan-out', problems: [] } },
    ]);
  });

  it('counted each of its calls, free of charge', () => {
    for (const call of calls) expect(call).toMatchObject({ accountId: target.accountId, region: target.region, billedUnits: 0 });
    const read = calls.filter(({ api }) => api === 'kinesis:GetRecords');
    expect(read.length).toBeGreaterThan(10);
    expect(read[0]).toMatchObject({ service: 'kinesis' });
  });
});
