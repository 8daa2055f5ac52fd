import 'reflect-metadata';
import { Module } from '@nestjs/common';
import { APP_FILTER, NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { hashAnswer, problem, resourceId, shardLoadAnswer } from '@weir/contract';
import { equalRanges, hashOf, type Shard } from '@weir/domain';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Log } from '../log.js';
import { jsonBodies } from './body-limits.js';
import { ProblemFilter } from './problem-filter.js';
import { ShardAdviceController } from './shard-advice.controller.js';
import { ShardLookup, type StreamShards } from './shard-lookup.js';

const shards = equalRanges(4).map((range, index): Shard => ({
  shardId: `shard-${String(index)}`,
  range,
  parentShardId: null,
  adjacentParentShardId: null,
  open: true,
}));
const wireShards = shards.map(({ shardId, range }) => ({ id: shardId, start: String(range.start), end: String(range.end) }));
const idOf = (letter: string) => resourceId.parse(letter.repeat(16));

const STREAMS = new Map<string, StreamShards>([
  [idOf('a'), { kind: 'found', shards, distribution: 'USER_PARTITION_KEY' }],
  [idOf('b'), { kind: 'found', shards, distribution: 'AUTO' }],
  [idOf('c'), { kind: 'found', shards: shards.slice(1), distribution: 'USER_PARTITION_KEY' }],
  [idOf('d'), { kind: 'not-read' }],
]);

class KnownShards extends ShardLookup {
  shardsOf(streamId: string): Promise<StreamShards> {
    return Promise.resolve(STREAMS.get(streamId) ?? { kind: 'no-such-stream' });
  }
}

@Module({
  controllers: [ShardAdviceController],
  providers: [
    { provide: ShardLookup, useClass: KnownShards },
    { provide: Log, useValue: new Log('fatal') },
    { provide: APP_FILTER, useClass: ProblemFilter },
  ],
})
class AdviceModule {}

describe('hashes and shard advice over HTTP', () => {
  let app: NestExpressApplication;
  let url: string;

  beforeAll(async () => {
    app = await NestFactory.create<NestExpressApplication>(AdviceModule, { logger: false, bodyParser: false });
    app.use(jsonBodies());
    await app.listen(0, '127.0.0.1');
    url = await app.getUrl();
  });

  afterAll(async () => {
    await app.close();
  });

  const post = async (path: string, body: unknown) => {
    const response = await fetch(url + path, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    });
    return { status: response.status, type: response.headers.get('content-type'), json: await response.json() };
  };
  const hash = async (body: object) => hashAnswer.parse((await post('/api/v1/hash', body)).json);

  it.each([
    ['a', '16955237001963240173058271559858726497'],
    ['tenant-7', '252187740820579148453700427974695104153'],
  ])('hashes %s as AWS does', async (key, expected) => {
    expect(await hash({ key })).toEqual({ hash: expected, shard: null, reason: 'no-stream-given' });
  });

  it('names the shard that owns a key, or a hash given outright', async () => {
    expect(await hash({ key: 'a', streamId: idOf('a') })).toEqual({ hash: String(hashOf('a')), shard: wireShards[0], reason: null });
    const edge = wireShards[1]!.start;
    expect(await hash({ explicitHashKey: edge, streamId: idOf('a') })).toEqual({ hash: edge, shard: wireShards[1], reason: null });
  });

  it.each([
    ['b', 'keys-do-not-decide'],
    ['c', 'resharding'],
    ['d', 'shards-not-read'],
  ])('says why it names no shard of stream %s: %s', async (letter, reason) => {
    expect(await hash({ key: 'a', streamId: idOf(letter) })).toMatchObject({ shard: null, reason });
  });

  const question = {
    mode: 'PROVISIONED',
    distribution: 'USER_PARTITION_KEY',
    shards: wireShards,
    keys: [{ key: 'tenant-7', bytesPerSecond: 1_900_000, recordsPerSecond: 900 }],
  };

  it('advises on a load', async () => {
    const { status, json } = await post('/api/v1/advise/shards', question);
    expect(status).toBe(200);
    const { hotShards, advice } = shardLoadAnswer.parse(json);
    expect(hotShards).toEqual(['shard-2']);
    expect(advice).toMatchObject([{ shardId: 'shard-2', remedy: 'salt', key: 'tenant-7', suffixes: 3 }]);
  });

  it('judges the shards it is given, and says what was left out', async () => {
    const { status, json } = await post('/api/v1/advise/shards', { ...question, shards: wireShards.slice(1) });
    expect(status).toBe(200);
    const { hotShards, advice, warnings } = shardLoadAnswer.parse(json);
    expect([hotShards, advice[0]?.remedy]).toEqual([['shard-2'], 'salt']);
    expect(warnings).toEqual([expect.stringContaining('leave 25\u202f% of the ring out (0 to ')]);
  });

  it('takes a question of a megabyte there, and nowhere else', async () => {
    const keys = Array.from({ length: 20_000 }, (_, index) => ({ key: `k${String(index)}`, bytesPerSecond: 1, recordsPerSecond: 1 }));
    expect((await post('/api/v1/advise/shards', { ...question, keys })).status).toBe(200);
    const elsewhere = await post('/api/v1/hash', { key: 'a', filler: 'x'.repeat(1_000_000) });
    expect([elsewhere.status, JSON.stringify(elsewhere.json)]).toEqual([413, expect.stringContaining('256 kB')]);
    const beyond = await post('/api/v1/advise/shards', `"${'x'.repeat(17_000_000)}"`);
    expect([beyond.status, JSON.stringify(beyond.json)]).toEqual([413, expect.stringContaining('16 MB')]);
  });

  it.each<[string, string, unknown, number, string, string]>([
    ['neither key nor hash', '/api/v1/hash', {}, 400, 'key', 'either key or explicitHashKey'],
    ['both key and hash', '/api/v1/hash', { key: 'a', explicitHashKey: '1' }, 400, 'key', 'not both'],
    ['a hash that is none', '/api/v1/hash', { explicitHashKey: '0x1' }, 400, 'explicitHashKey', 'decimal number'],
    ['a stream id that is none', '/api/v1/hash', { key: 'a', streamId: '7' }, 400, 'streamId', 'resource id'],
    ['no body', '/api/v1/hash', '', 400, 'key', 'either key or explicitHashKey'],
    ['a body that is no object', '/api/v1/advise/shards', [], 400, 'body', 'send a JSON object'],
    ['no mode', '/api/v1/advise/shards', { ...question, mode: undefined }, 400, 'mode', 'PROVISIONED or ON_DEMAND'],
    [
      'a negative load',
      '/api/v1/advise/shards',
      { ...question, keys: [{ ...question.keys[0], bytesPerSecond: -1 }] },
      400,
      'keys.0.bytesPerSecond',
      'negative',
    ],
    [
      'a load beyond numbers',
      '/api/v1/advise/shards',
      JSON.stringify(question).replace('1900000', '1e999'),
      400,
      'keys.0.bytesPerSecond',
      'finite',
    ],
    [
      'overlapping shards',
      '/api/v1/advise/shards',
      { ...question, shards: [...wireShards, { id: 'x', start: '5', end: '5' }] },
      400,
      'shards.4.start',
      'both claim 5 to 5',
    ],
  ])('refuses %s', async (_, path, body, status, field, message) => {
    const answer = await post(path, body);
    expect([answer.status, answer.type]).toEqual([status, 'application/problem+json; charset=utf-8']);
    const [error] = problem.parse(answer.json).errors ?? [];
    expect([error?.field, error?.message]).toEqual([field, expect.stringContaining(message)]);
  });

  it('knows no stream by a made-up id', async () => {
    const { status, json } = await post('/api/v1/hash', { key: 'a', streamId: idOf('z') });
    expect([status, JSON.stringify(json)]).toEqual([404, expect.stringContaining('kind=stream')]);
  });
});
