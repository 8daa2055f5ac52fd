import 'reflect-metadata';
import { Module } from '@nestjs/common';
import { APP_FILTER, NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { eventPatternAnswer, filterPolicyAnswer, problem } from '@weir/contract';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Log } from '../log.js';
import { jsonBodies } from './body-limits.js';
import { MatchingController } from './matching.controller.js';
import { ProblemFilter } from './problem-filter.js';

@Module({
  controllers: [MatchingController],
  providers: [
    { provide: Log, useValue: new Log('fatal') },
    { provide: APP_FILTER, useClass: ProblemFilter },
  ],
})
class MatchingModule {}

const PATTERN = '/api/v1/match/event-pattern';
const POLICY = '/api/v1/match/filter-policy';

describe('matching over HTTP', () => {
  let app: NestExpressApplication;
  let url: string;

  beforeAll(async () => {
    app = await NestFactory.create<NestExpressApplication>(MatchingModule, { logger: false, bodyParser: false });
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
  const ask = async (body: object) => eventPatternAnswer.parse((await post(PATTERN, body)).json);
  const filter = async (body: object) => filterPolicyAnswer.parse((await post(POLICY, body)).json);

  const pattern = { source: ['shop.checkout'], detail: { country: [{ 'anything-but': ['XX'] }], total: [{ numeric: ['>', 500] }] } };
  const event = { source: 'shop.checkout', detail: { country: 'DE', total: 400 } };

  it('says field by field why an event does not match', async () => {
    expect(await ask({ pattern, event })).toEqual({
      matched: false,
      because: [
        { path: 'source', rule: 'is "shop.checkout"', seen: '"shop.checkout"', ok: true },
        { path: 'detail.country', rule: 'exists and is not "XX"', seen: '"DE"', ok: true },
        { path: 'detail.total', rule: 'is a number above 500', seen: '400', ok: false },
      ],
    });
  });

  it('takes texts of JSON too, and then tells long numbers apart', async () => {
    expect(
      (await ask({ pattern: JSON.stringify(pattern), event: JSON.stringify({ ...event, detail: { country: 'DE', total: 501 } }) })).matched,
    ).toBe(true);
    expect((await ask({ pattern: '{"id":[12345678901234567890]}', event: '{"id":12345678901234567891}' })).matched).toBe(false);
  });

  it('filters messages by their attributes', async () => {
    const policy = { store: ['a'], price: [{ numeric: ['>=', 100] }] };
    const attributes = { store: { type: 'String.Array', value: '["b","a"]' }, price: { type: 'Number', value: '100' } };
    expect(await filter({ policy, scope: 'MessageAttributes', attributes, body: 'x' })).toMatchObject({ matched: true, filteredBy: null });
    expect(await filter({ policy, attributes: { store: ['b', 'a'], price: 99 } })).toMatchObject({
      matched: false,
      filteredBy: 'MessageAttributes',
    });
    expect(await filter({ policy, body: 'x' })).toMatchObject({ matched: false, filteredBy: 'NoMessageAttributes' });
  });

  it('filters messages by their body', async () => {
    const policy = '{"order":{"tier":["gold"]}}';
    const scope = 'MessageBody';
    expect(await filter({ policy, scope, body: '{"order":{"tier":"gold"}}' })).toMatchObject({ matched: true, filteredBy: null });
    expect(await filter({ policy, scope, body: { order: { tier: 'tin' } } })).toMatchObject({ matched: false, filteredBy: 'MessageBody' });
    expect(await filter({ policy, scope, body: 'gold' })).toMatchObject({ matched: false, filteredBy: 'InvalidMessageBody' });
  });

  it('knows what the filters of pipes lack', async () => {
    const body = { pattern: { body: { a: [{ wildcard: 'x*' }] } }, event: { body: { a: 'xy' } } };
    expect((await ask(body)).matched).toBe(true);
    expect((await post(PATTERN, { ...body, dialect: 'pipe' })).status).toBe(400);
  });

  it.each<[string, string, unknown, string, string]>([
    ['no pattern', PATTERN, { event }, 'pattern', 'give the event pattern'],
    ['no event', PATTERN, { pattern }, 'event', 'give the event'],
    ['a field it does not know', PATTERN, { pattern, event, x: 1 }, 'x', 'unknown'],
    ['a pattern that is no JSON', PATTERN, { pattern: '{"a": [1}', event }, 'pattern.a', 'at character 9'],
    ['a pattern that is no object', PATTERN, { pattern: [], event }, 'pattern', 'JSON object'],
    ['a value without brackets', PATTERN, { pattern: { source: 'x' }, event }, 'pattern.source', 'brackets (rule: list)'],
    ['an unknown operator', PATTERN, { pattern: { a: [{ regex: 'x' }] }, event }, 'pattern.a[0].regex', 'no operator'],
    ['a number out of range', PATTERN, { pattern: { a: [{ numeric: ['>', 1e10] }] }, event }, 'pattern.a[0].numeric[1]', 'rule: number'],
    ['an event that is no object', PATTERN, { pattern, event: [] }, 'event', 'JSON object'],
    ['an event that is no JSON', PATTERN, { pattern, event: 'hello' }, 'event', 'is no JSON'],
    ['a key twice', PATTERN, { pattern, event: '{"detail":{"a":1,"a":2}}' }, 'event.detail.a', 'rule: duplicate-key'],
    ['a policy with too many keys', POLICY, { policy: { a: [1], b: [1], c: [1], d: [1], e: [1], f: [1] } }, 'policy', 'rule: keys'],
    ['a nested policy on attributes', POLICY, { policy: { a: { b: [1] } } }, 'policy.a', 'rule: nesting'],
    ['an unknown scope', POLICY, { policy: { a: [1] }, scope: 'Body' }, 'scope', 'MessageBody'],
    ['no body to look at', POLICY, { policy: { a: [1] }, scope: 'MessageBody' }, 'body', 'give the body'],
    ['an attribute of no type', POLICY, { policy: { a: [1] }, attributes: { a: { value: 1 } } }, 'attributes.a', 'must have a type'],
    ['attributes that are no object', POLICY, { policy: { a: [1] }, attributes: [] }, 'attributes', 'JSON object'],
  ])('refuses %s and names the place', async (_, path, body, field, message) => {
    const answer = await post(path, body);
    expect([answer.status, answer.type]).toEqual([400, 'application/problem+json; charset=utf-8']);
    const [error] = problem.parse(answer.json).errors ?? [];
    expect([error?.field, error?.message]).toEqual([field, expect.stringContaining(message)]);
  });

  const nested = (depth: number) => `${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`;
  const many = (count: number, item: (index: number) => string) => Array.from({ length: count }, (_, index) => item(index)).join(',');
  it.each<[string, string, string, number]>([
    ['an event nested a hundred thousand deep', PATTERN, `{"pattern":{"a":[1]},"event":${nested(100_000)}}`, 400],
    ['the same as text', PATTERN, JSON.stringify({ pattern: { a: [1] }, event: nested(100_000) }), 400],
    ['a pattern nested a hundred thousand deep', PATTERN, `{"pattern":${nested(100_000)},"event":{}}`, 400],
    ['a policy nested a hundred thousand deep', POLICY, `{"policy":${nested(100_000)}}`, 400],
    [
      'arrays nested a hundred thousand deep',
      PATTERN,
      `{"pattern":{"a":[1]},"event":{"a":${'['.repeat(100_000)}${']'.repeat(100_000)}}}`,
      400,
    ],
    ['a key named __proto__', PATTERN, '{"pattern":{"__proto__":{"polluted":["x"]}},"event":{"__proto__":{"polluted":"x"}}}', 200],
    ['an attribute named __proto__', POLICY, '{"policy":{"__proto__":["x"]},"attributes":{"__proto__":"x"}}', 200],
    ['a constructor', PATTERN, '{"pattern":{"constructor":{"name":["Object"]}},"event":{"x":1}}', 200],
    [
      'three hundred thousand values',
      PATTERN,
      `{"pattern":{"a":[{"anything-but":"1"}]},"event":{"a":[${many(300_000, () => '"1"')}]}}`,
      200,
    ],
    [
      'elements that never agree',
      PATTERN,
      `{"pattern":{"a":{"x":[1],"y":[1],"z":[1]}},"event":{"a":[${many(60_000, (index) => `{"${'xyz'[index % 3] ?? ''}":1}`)}]}}`,
      200,
    ],
    [
      'a wildcard that backtracks',
      PATTERN,
      JSON.stringify({ pattern: { a: [{ wildcard: `${'*a'.repeat(500)}*b` }] }, event: { a: 'a'.repeat(1_000_000) } }),
      200,
    ],
    [
      'a long part between wildcards',
      POLICY,
      JSON.stringify({
        policy: { a: [{ wildcard: `*b${'a'.repeat(200_000)}*` }] },
        scope: 'MessageBody',
        body: { a: 'a'.repeat(1_000_000) },
      }),
      200,
    ],
  ])('answers %s within a second and a half of processor time', async (_, path, body, status) => {
    const before = process.cpuUsage();
    const answer = await post(path, body);
    expect(answer.status).toBe(status);
    // Asking and answering: both run in this process, and others on the machine should not count.
    const { user, system } = process.cpuUsage(before);
    expect((user + system) / 1_000).toBeLessThan(1_500);
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });

  it('takes no body larger than any event', async () => {
    expect((await post(PATTERN, `"${'x'.repeat(2_200_000)}"`)).status).toBe(413);
  });
});
