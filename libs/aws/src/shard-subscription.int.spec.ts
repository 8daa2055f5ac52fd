import { readFileSync } from 'node:fs';
import { createSecureServer } from 'node:http2';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { dirname, join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { SubscriptionRead, SubscriptionRequest } from './shard-subscription.js';
import { eventFrame, exceptionFrame, frame } from './testing/event-frames.js';
import { openScripted, outcomesOf, type ScriptedAccess } from './testing/scripted-access.js';
import { awsErrorReply, type AskedAws, type Reply } from './testing/scripted-aws.js';
import { consumerArnOf, rawShards } from './testing/scripted-streams.js';

const opened: ScriptedAccess[] = [];
afterEach(async () => {
  for (const scripted of opened.splice(0)) await scripted.close();
  vi.unstubAllEnvs();
});

async function setUp(answer: (asked: AskedAws, earlier: number) => Reply, endpoint?: string): Promise<ScriptedAccess> {
  const scripted = await openScripted(answer, endpoint === undefined ? {} : { endpoint });
  opened.push(scripted);
  return scripted;
}

const SHARD = 'shardId-000000000000';
const REQUEST: SubscriptionRequest = {
  consumerArn: consumerArnOf('orders', 'weir'),
  shardId: SHARD,
  start: { at: 1_794_000_000_500 },
  enough: { records: 3, bytes: 1_000 },
};
const ARRIVED = 1_794_000_000;
const record = (sequenceNumber: number, changes: object = {}): object => ({
  SequenceNumber: String(sequenceNumber),
  ApproximateArrivalTimestamp: ARRIVED,
  Data: Buffer.from('hello').toString('base64'),
  PartitionKey: `k${String(sequenceNumber)}`,
  ...changes,
});
const INITIAL = eventFrame('initial-response', {});
const event = (records: readonly unknown[], changes: object = {}): Buffer =>
  eventFrame('SubscribeToShardEvent', { Records: records, ContinuationSequenceNumber: '9', MillisBehindLatest: 700, ...changes });
const numbersIn = (read: SubscriptionRead): readonly string[] =>
  read.kind === 'read' ? read.records.map(({ sequenceNumber }) => sequenceNumber) : [];

/** Until what happens on the other side of the wire has happened. */
async function eventually(holds: () => boolean): Promise<void> {
  await vi.waitFor(() => {
    expect(holds()).toBe(true);
  });
}

describe('subscribeToShard', () => {
  it.each([
    ['latest' as const, { Type: 'LATEST' }],
    ['oldest' as const, { Type: 'TRIM_HORIZON' }],
    [{ at: 1_794_000_000_500 }, { Type: 'AT_TIMESTAMP', Timestamp: 1_794_000_000.5 }],
    [{ afterSequence: '4' }, { Type: 'AFTER_SEQUENCE_NUMBER', SequenceNumber: '4' }],
  ])('begins at %j', async (start, StartingPosition) => {
    const { reader, aws, calls } = await setUp(() => ({ pushes: [INITIAL, event([], { MillisBehindLatest: 0 })] }));
    await reader.subscribeToShard({ ...REQUEST, start });
    expect(aws.asked.map(({ operation, input }) => [operation, input])).toEqual([
      ['SubscribeToShard', { ConsumerARN: REQUEST.consumerArn, ShardId: SHARD, StartingPosition }],
    ]);
    expect(calls).toMatchObject([{ service: 'kinesis', api: 'kinesis:SubscribeToShard', outcome: 'ok', billedUnits: 0 }]);
  });

  it('takes records as GetRecords gives them, and tells where to go on', async () => {
    const { reader } = await setUp(() => ({ pushes: [INITIAL, event([record(1)], { MillisBehindLatest: 0 })] }));
    expect(await reader.subscribeToShard(REQUEST)).toEqual({
      kind: 'read',
      records: [{ partitionKey: 'k1', data: expect.any(Uint8Array) as Uint8Array, arrivedAt: ARRIVED * 1_000, sequenceNumber: '1' }],
      unreadable: 0,
      next: { afterSequence: '9' },
      behindMs: 0,
      childShards: [],
      cutShort: null,
    });
  });

  it.each<[string, readonly Buffer[], readonly string[]]>([
    ['as many records as asked for', [event([record(1)]), event([record(2), record(3)]), event([record(4)])], ['1', '2', '3']],
    ['as many bytes', [event([record(1, { Data: Buffer.alloc(1_000).toString('base64') })]), event([record(2)])], ['1']],
    ['the tip', [event([]), event([record(1)], { MillisBehindLatest: 0 }), event([record(2)])], ['1']],
  ])('hangs up when it has %s', async (_name, events, taken) => {
    const { reader, aws } = await setUp(() => ({ pushes: [INITIAL, ...events, 'hold'] }));
    const read = await reader.subscribeToShard(REQUEST);
    expect(numbersIn(read)).toEqual(taken);
    expect(read).toMatchObject({ cutShort: null });
    await eventually(() => aws.hungUp() === 1);
  });

  it('ends with the children where the shard ends', async () => {
    const [lower] = rawShards(2) as readonly { readonly HashKeyRange: object }[];
    const ChildShards = [
      { ShardId: 'shardId-000000000001', ParentShards: [SHARD], HashKeyRange: lower?.HashKeyRange },
      { ShardId: 'shardId-000000000002', ParentShards: [SHARD], HashKeyRange: { StartingHashKey: '7', EndingHashKey: '6' } },
    ];
    const { reader } = await setUp(() => ({
      pushes: [INITIAL, event([record(1)], { ContinuationSequenceNumber: undefined, ChildShards })],
    }));
    expect(await reader.subscribeToShard(REQUEST)).toMatchObject({
      next: null,
      childShards: [{ shardId: 'shardId-000000000001', parentShardId: SHARD }],
      cutShort: null,
    });
  });

  it('leaves out what is no record', async () => {
    const records = [record(1, { PartitionKey: undefined }), record(-2), record(3, { Data: undefined }), null];
    const { reader } = await setUp(() => ({ pushes: [INITIAL, event(records, { MillisBehindLatest: -5 })] }));
    expect(await reader.subscribeToShard(REQUEST)).toMatchObject({
      records: [{ partitionKey: null, sequenceNumber: '1' }],
      unreadable: 3,
      behindMs: null,
    });
  });

  it.each<[string, Reply]>([
    ['at once', awsErrorReply('ResourceInUseException', 'Another active subscription exists')],
    ['on the stream', { pushes: [INITIAL, exceptionFrame('ResourceInUseException', 'Another active subscription exists')] }],
  ])('takes a shard in use, told %s, for an answer', async (_name, reply) => {
    const { reader, aws } = await setUp(() => reply);
    expect(await reader.subscribeToShard(REQUEST)).toEqual({ kind: 'in-use', message: 'Another active subscription exists' });
    expect(aws.asked).toHaveLength(1);
  });

  it.each<[string, Reply, string]>([
    ['throttling', awsErrorReply('LimitExceededException', 'Rate exceeded'), 'throttled'],
    ['a consumer that is gone', awsErrorReply('ResourceNotFoundException', 'Consumer not found'), 'not-found'],
    ['a refusal', awsErrorReply('AccessDeniedException', 'User: x is not authorized to perform: kinesis:SubscribeToShard'), 'denied'],
    ['a dropped connection', { drop: 'before-reply' }, 'unreachable'],
    ['a stream dropped before its first event', { pushes: [INITIAL, 'drop'] }, 'unreachable'],
    ['a stream that ends without an event', { pushes: [INITIAL] }, 'unreachable'],
    ['no stream at all', { body: {} }, 'unreachable'],
    ['a refused key', { pushes: [INITIAL, exceptionFrame('KMSAccessDeniedException', 'no')] }, 'denied'],
    ['a throttled key', { pushes: [INITIAL, exceptionFrame('KMSThrottlingException', 'slower')] }, 'throttled'],
    ['a failure', { pushes: [INITIAL, exceptionFrame('InternalFailureException', 'oops')] }, 'internal'],
    ['an exception nobody knows', { pushes: [INITIAL, exceptionFrame('NewException', 'new')] }, 'internal'],
    [
      'an error frame',
      { pushes: [INITIAL, frame({ ':message-type': 'error', ':error-code': 'Odd', ':error-message': 'odd' })] },
      'internal',
    ],
  ])('tells %s at once and does not repeat it', async (_name, answer, kind) => {
    const { reader, aws, calls } = await setUp(() => answer);
    await expect(reader.subscribeToShard(REQUEST)).rejects.toMatchObject({ failure: { kind, action: 'kinesis:SubscribeToShard' } });
    expect(aws.asked).toHaveLength(1);
    expect(outcomesOf(calls)).toEqual([`kinesis:SubscribeToShard ${kind === 'throttled' ? 'throttled' : 'failed'}`]);
  });

  const broken = event([record(2)]);
  broken[40] = (broken[40] ?? 0) ^ 1;
  it.each<[string, Reply['pushes'] & object, string]>([
    ['a dropped connection', ['drop'], 'unreachable'],
    ['an exception', [exceptionFrame('ResourceInUseException', 'taken over')], 'internal'],
    ['an event without records', [eventFrame('SubscribeToShardEvent', { ContinuationSequenceNumber: '9' })], 'internal'],
    ['records that are no list', [eventFrame('SubscribeToShardEvent', { Records: 7, ContinuationSequenceNumber: '9' })], 'internal'],
    ['an event that is no JSON', [frame({ ':event-type': 'SubscribeToShardEvent', ':message-type': 'event' }, 'oops')], 'internal'],
    ['an end without children', [event([], { ContinuationSequenceNumber: undefined })], 'internal'],
    ['a place that is none', [event([], { ContinuationSequenceNumber: 'x', ChildShards: [{}] })], 'internal'],
    ['a wrong checksum', [broken], 'internal'],
    ['a message cut short', [event([record(2)]).subarray(0, 50)], 'internal'],
    ['a message that claims gigabytes', [Buffer.from([255, 255, 255, 255, 0, 0, 0, 0])], 'internal'],
    ['a message that claims nothing', [Buffer.alloc(16)], 'internal'],
    ['a message without headers', [frame({})], 'internal'],
    ['an exception sent as an event', [eventFrame('InternalFailureException', { message: 'oops' })], 'internal'],
    ['events without end', Array.from({ length: 1_100 }, () => event([])), 'internal'],
  ])('keeps what came before %s, and says what cut it short', async (_name, pushes, kind) => {
    const { reader, calls } = await setUp(() => ({ pushes: [INITIAL, event([record(1)]), ...pushes] }));
    const read = await reader.subscribeToShard(REQUEST);
    expect(numbersIn(read)).toEqual(['1']);
    expect(read).toMatchObject({ next: { afterSequence: '9' }, cutShort: { kind, action: 'kinesis:SubscribeToShard' } });
    expect(outcomesOf(calls)).toEqual(['kinesis:SubscribeToShard ok']);
  });

  it('passes over events it does not know', async () => {
    const { reader } = await setUp(() => ({
      pushes: [INITIAL, eventFrame('NewEvent', {}), event([record(1)], { MillisBehindLatest: 0 })],
    }));
    expect(numbersIn(await reader.subscribeToShard(REQUEST))).toEqual(['1']);
  });

  it('is repeated with fresh credentials, for the shard noticed nothing', async () => {
    const { reader, aws } = await setUp((_asked, earlier) =>
      earlier === 0 ? awsErrorReply('ExpiredTokenException', 'old') : { pushes: [INITIAL, event([], { MillisBehindLatest: 0 })] },
    );
    expect(await reader.subscribeToShard(REQUEST)).toMatchObject({ kind: 'read' });
    expect(aws.asked).toHaveLength(2);
  });

  it.each<[string, Reply]>([
    ['before the reply', { holdUntil: new AbortController().signal }],
    ['before the first event', { pushes: [INITIAL, 'hold'] }],
    ['between events', { pushes: [INITIAL, event([record(1)]), 'hold'] }],
  ])('stops at an abort %s', async (_name, reply) => {
    const controller = new AbortController();
    const { reader, aws } = await setUp(() => reply);
    const read = reader.subscribeToShard(REQUEST, controller.signal);
    const settled = expect(read).rejects.toThrow('enough of it');
    await eventually(() => aws.asked.length === 1);
    controller.abort(new Error('enough of it'));
    await settled;
    if (reply.pushes) await eventually(() => aws.hungUp() === 1);
  });

  it('gives up on silence, and keeps what came before it', async () => {
    const { reader, aws } = await setUp((_asked, earlier) => ({
      pushes: earlier === 0 ? [INITIAL, event([record(1)]), 'hold'] : [INITIAL, 'hold'],
    }));
    const first = reader.subscribeToShard(REQUEST);
    await eventually(() => aws.asked.length === 1);
    const second = expect(reader.subscribeToShard(REQUEST)).rejects.toMatchObject({
      failure: { kind: 'unreachable', message: 'no event came' },
    });
    expect(await first).toMatchObject({ records: [{ sequenceNumber: '1' }], cutShort: null });
    await second;
  }, 30_000);

  it('leaves discovery its connections while a hundred shards are silent', async () => {
    const controller = new AbortController();
    const { reader } = await setUp((asked) =>
      asked.operation === 'SubscribeToShard' ? { pushes: [INITIAL, 'hold'] } : { body: { StreamNames: [], HasMoreStreams: false } },
    );
    const reads = Promise.allSettled(Array.from({ length: 100 }, () => reader.subscribeToShard(REQUEST, controller.signal)));
    expect((await reader.discoverStreams()).streams).toEqual([]);
    controller.abort();
    expect((await reads).every(({ status }) => status === 'rejected')).toBe(true);
  });
});

describe('subscribeToShard over HTTP/2', () => {
  /** A certificate that an emulator brings along for its tests. */
  const ssl = join(dirname(createRequire(import.meta.url).resolve('kinesalite')), 'ssl');
  const pem = (name: string): Buffer => readFileSync(join(ssl, name));

  it('is how it goes where the endpoint is encrypted', async () => {
    vi.stubEnv('NODE_TLS_REJECT_UNAUTHORIZED', '0');
    const versions: string[] = [];
    let closed = 0;
    const server = createSecureServer({ key: pem('server-key.pem'), cert: pem('server-crt.pem'), allowHTTP1: true });
    server.on('request', (request, response) => {
      versions.push(request.httpVersion);
      response.writeHead(200, { 'content-type': 'application/vnd.amazon.eventstream' });
      response.write(INITIAL);
      response.write(event([record(1), record(2), record(3)]));
      response.stream.on('close', () => (closed += 1));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    try {
      const { reader } = await setUp(() => ({ body: {} }), `https://127.0.0.1:${String((server.address() as AddressInfo).port)}`);
      for (let round = 1; round <= 2; round += 1) {
        expect(numbersIn(await reader.subscribeToShard(REQUEST))).toEqual(['1', '2', '3']);
        await eventually(() => closed === round);
      }
      expect(versions).toEqual(['2.0', '2.0']);
    } finally {
      await new Promise((resolve) => server.close(resolve));
    }
  });
});
