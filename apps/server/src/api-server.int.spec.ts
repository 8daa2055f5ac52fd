import { createHash } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  decodeHeatmap,
  DELETED_KEPT_DAYS,
  type EventSample,
  type Heatmap,
  HEATMAP_CONTENT_TYPE,
  type identityRoutes,
  keyMinuteDocument,
  type Problem,
  type Resource,
  type ResourceList,
  type Route,
  routes,
  type StreamDetail,
  weirConfig,
} from '@weir/contract';
import { resourceIdOf, ShardTally, showKey } from '@weir/domain';
import { migrate, openStore, startPostgres, type Store } from '@weir/store';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ApiServer } from './api-server.js';
import { readEnvironment } from './config/environment.js';
import { DeadLetterService } from './dead-letters/dead-letter-service.js';
import { EstateService } from './estate/estate-service.js';
import { Log } from './log.js';
import { SelfMetrics } from './self-metrics.js';
import { CLICKS as stream, CLICKS_ID as streamId } from './testing/clicks-stream.js';
import { deadLetterExamples, deadMessage, lookingAt } from './testing/dead-letter-estate.js';
import { recordIncident, triageExamples } from './testing/incident-estate.js';
import { postJson } from './testing/post-json.js';
import { recordRedrives, redriveExamples } from './testing/redrive-estate.js';
import { CHANNELS, channelExamples, serviceWith } from './testing/told-channels.js';
import { busId, FINDING, recordFanout, subscriptionId, topicId } from './testing/fanout-estate.js';

const NOW = Date.now();
const scope = { accountId: '111122223333', region: 'eu-west-1' };
/** A region in which no queue is left. */
const abandoned = { ...scope, region: 'eu-south-1' };
const DAY_MS = 86_400_000;
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

/** A minute in which nine records in ten of the lower shard were of the key "a". */
function sampledMinute(): unknown {
  const [shard] = stream.shards;
  if (!shard) throw new Error('the stream has no shard');
  const md5 = (bytes: Uint8Array) => createHash('md5').update(bytes).digest();
  const tally = new ShardTally(shard.shardId, shard.range, 512, showKey('show'), md5);
  const record = (partitionKey: string) => ({ partitionKey, data: new Uint8Array(1000), arrivedAt: null });
  tally.take({
    records: Array.from({ length: 2_000 }, (_, index) => record(index % 10 === 0 ? `k${String(index)}` : 'a')),
    from: 0,
    to: 2_000,
  });
  const sampling = {
    state: 'reading',
    because: 'reading 2 shards',
    since: NOW,
    shardsRead: 1,
    callsPerSecond: 0.2,
    shareOfBytes: 0.01,
    shareOfReadCalls: 0.02,
    recordsRead: 2_000,
    bytesRead: 2_000_000,
    spentUsd: 0,
    budgetUsd: 0.5,
    aggregatedShare: 0,
    missingKeyShare: 0,
  };
  return keyMinuteDocument.parse({ version: 1, shards: [tally.toSample(20)], sampling });
}

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
    const gone = (name: string) => ({ ...queue(name), ...abandoned });
    await store.catalogue.record(abandoned, 'queue', [gone('gone-lately'), gone('gone-long')], NOW - 20 * DAY_MS);
    await store.catalogue.record(abandoned, 'queue', [gone('gone-lately')], NOW - (DELETED_KEPT_DAYS + 1) * DAY_MS);
    await store.catalogue.record(abandoned, 'queue', [], NOW - (DELETED_KEPT_DAYS - 1) * DAY_MS);
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
    await recordFanout(store, NOW);
    await recordRedrives(store, home, arn('orders-dlq'), NOW);
    await store.catalogue.record(scope, 'stream', [stream], NOW);
    await store.streams.recordShards(streamId, stream.shards, NOW);
    await store.streams.writeShardMinutes(
      Array.from({ length: 30 }, (_, index) => ({
        streamId,
        at: minute - (index + 2) * 60_000,
        source: 'metrics' as const,
        settled: index > 5,
        values: { incomingBytes: [60 * 1_048_576, 6_000], incomingRecords: [60_000, 60], writeThrottled: [120, 0] },
      })),
    );
    await recordIncident(store, id, NOW);
    await store.streams.writeKeyMinutes([{ streamId, at: minute - 60_000, document: sampledMinute() }]);
    const log = new Log('fatal');
    const config = weirConfig.parse({
      accounts: [{ id: scope.accountId, name: 'prod', regions: [scope.region], inspect: { enabled: true } }],
      channels: CHANNELS,
    });
    estate = new EstateService(store, { mode: 'demo', config, awsEndpoint: undefined }, log, Date.now, home);
    await estate.start();
    const environment = readEnvironment({ WEIR_PORT: '0', WEIR_HOME: home });
    const deadLetters = new DeadLetterService({ estate, aws: lookingAt(deadMessage()), log });
    api = new ApiServer({
      environment,
      store,
      estate,
      log,
      metrics: new SelfMetrics(),
      notifications: serviceWith(store, log),
      deadLetters,
    });
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
    const isJson = /^application\/(problem\+)?json/.test(response.headers.get('content-type') ?? '');
    const json = isJson ? (JSON.parse(text) as unknown) : null;
    return { status: response.status, type: response.headers.get('content-type'), text, json };
  };

  const from = new Date(NOW - 3_600_000).toISOString();
  const to = String(NOW);
  /** Keeps a sample and says where it can be removed: an example that is there only once. */
  const keptSample = async (): Promise<string> => {
    const kept = (await ask(`/api/v1/fanout/${topicId}/samples`, postJson({ name: 'kept', event: 'hello' }))).json as EventSample;
    return `/api/v1/fanout/${topicId}/samples/${kept.id}`;
  };
  /** Identity is walked by a test of its own. */
  const examples: Record<
    Exclude<keyof typeof routes, keyof typeof identityRoutes>,
    string | readonly [path: string, body: unknown] | (() => Promise<string>)
  > = {
    live: '/api/health/live',
    ready: '/api/health/ready',
    estate: '/api/v1/estate',
    resources: '/api/v1/resources?kind=queue&verdict=unknown,ok&limit=2',
    resource: `/api/v1/resources/${id}`,
    series: `/api/v1/resources/${id}/series?metric=visible&from=${from}&to=${to}&step=300`,
    sparklines: `/api/v1/sparklines?ids=${id}&from=${from}&to=${to}`,
    duplicates: `/api/v1/resources/${id}/duplicates?hours=1`,
    hash: ['/api/v1/hash', { key: 'a', streamId }],
    adviseShards: [
      '/api/v1/advise/shards',
      { mode: 'PROVISIONED', shards: [{ id: 'only', start: '0', end: String(2n ** 128n - 1n) }], keys: [] },
    ],
    matchEventPattern: ['/api/v1/match/event-pattern', { pattern: { source: ['shop'] }, event: { source: 'shop' } }],
    matchFilterPolicy: ['/api/v1/match/filter-policy', { policy: { tier: ['gold'] }, attributes: { tier: 'gold' } }],
    streams: '/api/v1/streams',
    stream: `/api/v1/streams/${streamId}`,
    heatmap: `/api/v1/streams/${streamId}/heatmap?from=${from}&to=${to}`,
    hotKeys: `/api/v1/streams/${streamId}/hot-keys?from=${from}&to=${to}`,
    streamShards: `/api/v1/streams/${streamId}/shards`,
    streamConsumers: `/api/v1/streams/${streamId}/consumers`,
    whatIf: [`/api/v1/streams/${streamId}/what-if`, { splitAt: '7' }],
    topology: `/api/v1/topology?root=${topicId}`,
    topologyChanges: `/api/v1/topology/changes?from=${from}&to=${to}`,
    fanout: '/api/v1/fanout?kind=topic',
    fanoutLedger: `/api/v1/fanout/${topicId}?window=1h`,
    samples: `/api/v1/fanout/${busId}/samples`,
    addSample: [`/api/v1/fanout/${busId}/samples`, { name: 'a big order', event: { source: 'shop', detail: { total: 250 } } }],
    removeSample: keptSample,
    trace: ['/api/v1/trace', { from: busId, event: { source: 'shop', detail: { total: 250 } } }],
    traceCompare: ['/api/v1/trace/compare', { id: subscriptionId, proposed: { tier: ['silver'] } }],
    audit: '/api/v1/audit?state=all',
    acceptFinding: [`/api/v1/audit/${FINDING.id}/accept`, { reason: 'known and wanted' }],
    reopenFinding: [`/api/v1/audit/${FINDING.id}/reopen`, {}],
    ...deadLetterExamples(arn('orders-dlq')),
    ...channelExamples,
    ...redriveExamples(arn('orders-dlq')),
    ...triageExamples(id, NOW + DAY_MS, ask),
  };

  it.each(Object.entries(examples))('answers %s as its schema says', async (name, example) => {
    const route: Route = routes[name as keyof typeof routes];
    const path = typeof example === 'string' ? example : typeof example === 'function' ? await example() : example[0];
    const { json, text, status } = await ask(path, typeof example === 'object' ? postJson(example[1]) : { method: route.method });
    expect([200, 503]).toContain(status);
    expect(route.response.safeParse(json ?? text)).toMatchObject({ success: true });
  });

  it('shows a hot shard, the key that heats it, and what to do', async () => {
    const detail = (await ask(`/api/v1/streams/${streamId}`)).json as StreamDetail;
    expect(detail.hottest).toMatchObject({ shardId: 'shardId-000000000000', throttledPerMinute: 120 });
    expect(1 + ((detail.hottest?.utilisationBounds?.high ?? 0) - 1) / 3).toBeCloseTo(detail.hottest?.writeUtilisation ?? 0, 6);
    expect(detail.topKey).toMatchObject({ key: 'a', shardId: 'shardId-000000000000' });
    expect(detail.topKey?.shareOfShardLimit.estimate).toBeCloseTo(0.9, 1);
    expect(detail.advice[0]).toMatchObject({ remedy: 'salt', key: 'a' });
    expect(detail.advice[0]?.after.every(({ writeUtilisation }) => writeUtilisation.estimate < 0.8)).toBe(true);
  });

  it('sends the same heatmap compact and as JSON', async () => {
    const path = `/api/v1/streams/${streamId}/heatmap?from=${from}&to=${to}&metric=write`;
    const json = (await ask(path)).json as Heatmap;
    const response = await fetch(`${url}${path}&format=binary`);
    expect(response.headers.get('content-type')).toBe(HEATMAP_CONTENT_TYPE);
    const decoded = decodeHeatmap(await response.arrayBuffer());
    if (!decoded.ok) throw new Error(decoded.because);
    const rounded = (value: number | null) => (value === null || Number.isNaN(value) ? null : Number(value.toFixed(4)));
    const { rows, values } = decoded.heatmap;
    expect([rows, [...values].map(rounded)]).toEqual([json.rows, json.values.flat().map(rounded)]);
    expect(json.values[0]?.filter((value) => value !== null)).toEqual(new Array(30).fill(Math.fround(1 + 0.002 / 3)));
  });

  it('says which shard owns a key', async () => {
    const { json } = await ask('/api/v1/hash', postJson({ key: 'a', streamId }));
    expect(json).toMatchObject({ hash: '16955237001963240173058271559858726497', shard: { id: 'shardId-000000000000' }, reason: null });
  });

  it.each([
    ['heatmap?from=5&to=4', 'to'],
    [`heatmap?from=${String(NOW - 40 * 86_400_000)}&to=${to}`, 'from'],
    [`heatmap?from=${from}&to=${to}&step=61`, 'step'],
    [`heatmap?from=${from}&to=${to}&metric=heat`, 'metric'],
    [`hot-keys?from=${String(NOW - 86_400_000)}&to=${to}`, 'from'],
    [`hot-keys?from=${from}&to=${to}&shard=shardId-9`, 'shard'],
  ])('refuses %s and names %s', async (query, field) => {
    const { json, status } = await ask(`/api/v1/streams/${streamId}/${query}`);
    expect(status).toBe(400);
    expect((json as Problem).errors?.map((error) => error.field)).toContain(field);
  });

  it.each([
    [{ splitAt: '0' }, 400],
    [{ splitAt: '340282366920938463463374607431768211456' }, 400],
    [{ mergeWith: ['shardId-000000000000', 'shardId-000000000009'] }, 400],
    [{ salt: { key: 'nobody', suffixes: 3 } }, 400],
    [{ salt: { key: 'a', suffixes: 3 } }, 200],
    [{ splitAt: '7', salt: { key: 'a', suffixes: 3 } }, 400],
    [{}, 400],
  ])('answers the question what if %j with %d', async (question, expected) => {
    expect((await ask(`/api/v1/streams/${streamId}/what-if`, postJson(question))).status).toBe(expected);
  });

  it('knows no stream by a queue id', async () => {
    expect((await ask(`/api/v1/streams/${id}`)).status).toBe(404);
  });

  it('pages through the catalogue without a gap or a repeat', async () => {
    const names: string[] = [];
    let cursor: string | null = null;
    do {
      const { json } = await ask(`/api/v1/resources?region=eu-west-1&limit=1${cursor === null ? '' : `&cursor=${cursor}`}`);
      const page = json as ResourceList;
      names.push(...page.items.map(({ name }) => name));
      cursor = page.nextCursor;
    } while (cursor !== null);
    expect(names.sort()).toEqual([HOSTILE, 'clicks', 'orders', 'orders-dlq']);
  });

  it('lists what was deleted lately when asked to, and says that it knows no more of what was deleted long ago', async () => {
    const names = async (query: string) =>
      ((await ask(`/api/v1/resources?region=${abandoned.region}${query}`)).json as ResourceList).items.map(({ name }) => name);
    expect(await names('')).toEqual([]);
    expect(await names('&deleted=include')).toEqual(['gone-lately']);
    const { json, status } = await ask(`/api/v1/resources/${resourceIdOf(arn('gone-long'))}`);
    expect(status).toBe(404);
    expect((json as Problem).detail).toContain('deleted within the last 15 days');
    const described = (await ask('/api/openapi.json')).text;
    expect(described).toContain('also what was deleted within the last 15 days');
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
