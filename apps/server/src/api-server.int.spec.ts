import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Resource, type ResourceList, type Route, routes, weirConfig } from '@weir/contract';
import { resourceIdOf } from '@weir/domain';
import { migrate, openStore, startPostgres, type Store } from '@weir/store';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ApiServer } from './api-server.js';
import { readEnvironment } from './config/environment.js';
import { EstateService } from './estate/estate-service.js';
import { Log } from './log.js';
import { SelfMetrics } from './self-metrics.js';

const NOW = Date.now();
const scope = { accountId: '111122223333', region: 'eu-west-1' };
const HOSTILE = '<script>alert(1)</script>';
const arn = (name: string) => `arn:aws:sqs:eu-west-1:111122223333:${name}`;
const queue = (name: string, target?: string) => ({
  kind: 'queue' as const,
  ...scope,
  arn: arn(name),
  name,
  tags: { system: HOSTILE, owner: '\u202Egnp.exe' },
  config: {
    url: `https://sqs/${name}`,
    fifo: false,
    visibilityTimeoutSeconds: 30,
    retentionSeconds: 345_600,
    delaySeconds: 0,
    maximumMessageBytes: 262_144,
    createdAt: null,
    redrive: target === undefined ? null : { deadLetterTargetArn: arn(target), maxReceiveCount: 5 },
    problems: [],
  },
});
const id = resourceIdOf(arn('orders'));

describe('the API over a real store', () => {
  let home: string;
  let postgres: Awaited<ReturnType<typeof startPostgres>>;
  let store: Store;
  let estate: EstateService;
  let api: ApiServer;
  let url: string;

  beforeAll(async () => {
    home = await mkdtemp(join(tmpdir(), 'weir-api-'));
    postgres = await startPostgres({ home: join(home, 'postgres'), log: () => undefined });
    await migrate(postgres.url);
    store = await openStore({ url: postgres.url, onProblem: () => undefined });
    await store.catalogue.record(scope, 'queue', [queue('orders', 'orders-dlq'), queue('orders-dlq'), queue(HOSTILE)], NOW);
    const minute = Math.floor(NOW / 60_000) * 60_000;
    await store.series.write(
      Array.from({ length: 120 }, (_, index) => ({
        resourceId: id,
        family: 'sqs.cloudwatch' as const,
        at: minute - (index + 5) * 60_000,
        values: [index, 0, 0, null, 60, 60, 60, 3, null, null, null],
        settled: index > 5,
      })),
    );
    const log = new Log('fatal');
    const config = weirConfig.parse({ accounts: [{ id: scope.accountId, name: 'prod', regions: [scope.region] }] });
    estate = new EstateService(store, { mode: 'aws', config, awsEndpoint: undefined }, log);
    await estate.start();
    const environment = readEnvironment({ WEIR_PORT: '0', WEIR_HOME: home });
    api = new ApiServer({ environment, store, estate, log, metrics: new SelfMetrics() });
    url = await api.start();
  });

  afterAll(async () => {
    await api.stop();
    await estate.stop();
    await store.close();
    await postgres.stop();
    await rm(home, { recursive: true, force: true });
  });

  const ask = async (path: string, init?: RequestInit) => {
    const response = await fetch(url + path, init);
    const text = await response.text();
    const json = response.headers.get('content-type')?.includes('json') ? (JSON.parse(text) as unknown) : null;
    return { status: response.status, type: response.headers.get('content-type'), text, json };
  };

  const from = new Date(NOW - 3_600_000).toISOString();
  const to = String(NOW);
  const examples: Record<keyof typeof routes, string> = {
    live: '/api/health/live',
    ready: '/api/health/ready',
    estate: '/api/v1/estate',
    resources: '/api/v1/resources?kind=queue&verdict=unknown,ok&limit=2',
    resource: `/api/v1/resources/${id}`,
    series: `/api/v1/resources/${id}/series?metric=visible&from=${from}&to=${to}&step=300`,
    sparklines: `/api/v1/sparklines?ids=${id}&from=${from}&to=${to}`,
  };

  it.each(Object.entries(examples))('answers %s as its schema says', async (name, path) => {
    const route: Route = routes[name as keyof typeof routes];
    const { json, status } = await ask(path);
    expect([200, 503]).toContain(status);
    expect(route.response.safeParse(json)).toMatchObject({ success: true });
  });

  it('pages through the catalogue without a gap or a repeat', async () => {
    const names: string[] = [];
    let cursor: string | null = null;
    do {
      const { json } = await ask(`/api/v1/resources?limit=1${cursor === null ? '' : `&cursor=${cursor}`}`);
      const page = json as ResourceList;
      names.push(...page.items.map(({ name }) => name));
      cursor = page.nextCursor;
    } while (cursor !== null);
    expect(names.sort()).toEqual([HOSTILE, 'orders', 'orders-dlq']);
  });

  it('gives hostile names and tags as data', async () => {
    const { json, type } = await ask(`/api/v1/resources/${resourceIdOf(arn(HOSTILE))}`);
    expect(type).toContain('application/json');
    expect((json as Resource).name).toBe(HOSTILE);
    expect((json as Resource).tags['owner']).toBe('\u202Egnp.exe');
  });

  it('links a queue and its dead-letter queue both ways', async () => {
    const { json } = await ask(`/api/v1/resources/${id}`);
    expect((json as Resource).deadLetter?.name).toBe('orders-dlq');
  });

  const bad: readonly [string, string, RequestInit | undefined, number, string][] = [
    ['an unknown path', '/api/v1/nothing', undefined, 404, '/api/docs'],
    ['an id that is none', '/api/v1/resources/42', undefined, 400, 'id'],
    ['an id that is unknown', `/api/v1/resources/${'a'.repeat(16)}`, undefined, 404, 'deleted=include'],
    ['an unknown field', '/api/v1/resources?knd=queue', undefined, 400, 'knd'],
    ['a limit beyond reason', '/api/v1/resources?limit=1e9', undefined, 400, 'limit'],
    ['a cursor made up', '/api/v1/resources?cursor=made-up', undefined, 400, 'cursor'],
    ['a metric that is none', `/api/v1/resources/${id}/series?metric=joy&from=0&to=1`, undefined, 400, 'metric'],
    ['a range backwards', `/api/v1/resources/${id}/series?metric=visible&from=${to}&to=${from}`, undefined, 400, 'to'],
    ['a range of a thousand years', `/api/v1/resources/${id}/series?metric=visible&from=0&to=9e15`, undefined, 400, 'to'],
    ['a range of fifty years', `/api/v1/resources/${id}/series?metric=visible&from=0&to=${to}`, undefined, 400, 'from'],
    ['a time without a zone', `/api/v1/resources/${id}/series?metric=visible&from=2026-11-24&to=${to}`, undefined, 400, 'from'],
    [
      'a step for a million points',
      `/api/v1/resources/${id}/series?metric=visible&from=${String(NOW - 400 * 86_400_000)}&to=${to}&step=60`,
      undefined,
      400,
      'step',
    ],
    ['a step that is no minute', `/api/v1/resources/${id}/series?metric=visible&from=${from}&to=${to}&step=61`, undefined, 400, 'step'],
    [
      'a thousand ids',
      `/api/v1/sparklines?ids=${Array.from({ length: 101 }, () => id).join()}&from=${from}&to=${to}`,
      undefined,
      400,
      'ids',
    ],
    ['a malformed URL', '/api/v1/resources/%E0%A4%A', undefined, 400, 'URL'],
    ['malformed JSON', '/api/v1/estate', { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{"a":' }, 400, 'JSON'],
    [
      'a body of ten megabytes',
      '/api/v1/estate',
      { method: 'POST', headers: { 'content-type': 'application/json' }, body: `"${'x'.repeat(10_000_000)}"` },
      413,
      '256 kB',
    ],
  ];
  it.each(bad)('answers %s with a problem that says what to do', async (_what, path, init, status, word) => {
    const answer = await ask(path, init);
    expect([answer.status, answer.type]).toEqual([status, 'application/problem+json; charset=utf-8']);
    expect(answer.text).toContain(word);
    expect(answer.text).not.toMatch(/\.[jt]s:\d/);
    expect((await ask('/api/health/live')).status).toBe(200);
  });

  it('describes every route in OpenAPI', async () => {
    const { json } = await ask('/api/openapi.json');
    const paths = Object.keys((json as { paths: object }).paths);
    expect(paths.sort()).toEqual([...new Set(Object.values(routes).map(({ path }) => path))].sort());
    expect((await ask('/api/docs')).text).toContain('/api/v1/resources/{id}/series');
  });

  it('says why it is not ready while no collector has reported', async () => {
    const { status, json } = await ask('/api/health/ready');
    expect(status).toBe(503);
    expect(json).toMatchObject({
      dependencies: [
        { name: 'postgres', status: 'ok' },
        { name: 'collector', status: 'starting', reason: 'no collector has reported yet' },
      ],
    });
  });

  it('forbids inline scripts, framing and sniffing', async () => {
    const { headers } = await fetch(`${url}/api/docs`);
    expect(headers.get('content-security-policy')).toContain("script-src 'self'");
    expect(headers.get('content-security-policy')).toContain("frame-ancestors 'none'");
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('x-powered-by')).toBeNull();
  });
});
