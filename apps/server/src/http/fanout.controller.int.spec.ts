import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type Audit,
  type Estate,
  type EventSample,
  type FanoutList,
  type Ledger,
  type ListingFailure,
  type Problem,
  type ScopeStatus,
  type Topology,
  type TopologyChange,
  type TraceAnswer,
  weirConfig,
} from '@weir/contract';
import { migrate, openStore, startPostgres, type Store } from '@weir/store';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ApiServer } from '../api-server.js';
import { readEnvironment } from '../config/environment.js';
import { EstateService } from '../estate/estate-service.js';
import { Log } from '../log.js';
import { SelfMetrics } from '../self-metrics.js';
import { busId, EMAILS_ARN, recordFanout, ruleId, subscriptionId, TOPIC_ARN, topicId } from '../testing/fanout-estate.js';

const NOW = Date.now();
const SEEN = { at: NOW - 60_000, budgetSeconds: 600, state: 'ok' as const, since: null, detail: null, nextTryAt: null };
const WHOLE = { at: NOW - 60_000, failure: null };
const REFUSED: ListingFailure = {
  state: 'denied',
  actions: ['pipes:ListPipes'],
  detail: 'pipes:ListPipes denied for role/weir-reader',
  since: NOW - 600_000,
  nextTryAt: NOW + 240_000,
  hides: ['pipe'],
};
/** Pipes are refused, Firehose was not listed yet. */
const SCOPE: ScopeStatus = {
  accountId: '111122223333',
  accountName: 'prod',
  region: 'eu-north-1',
  resources: 2,
  live: SEEN,
  cloudwatch: SEEN,
  discovery: SEEN,
  listings: {
    sqs: WHOLE,
    sns: WHOLE,
    events: WHOLE,
    pipes: { at: null, failure: REFUSED },
    scheduler: WHOLE,
    lambda: WHOLE,
    kinesis: WHOLE,
  },
};
const BIG = { source: 'shop', detail: { total: 250, note: 'x","admin":"yes' } };

describe('what passes events on, over a real store', () => {
  let home: string;
  let postgres: Awaited<ReturnType<typeof startPostgres>>;
  let store: Store;
  let estate: EstateService;
  let api: ApiServer;
  let url: string;

  beforeAll(async () => {
    home = await mkdtemp(join(tmpdir(), 'weir-fanout-'));
    postgres = await startPostgres({ home: join(home, 'postgres'), log: () => undefined });
    await migrate(postgres.url);
    store = await openStore({ url: postgres.url, onProblem: () => undefined });
    await recordFanout(store, NOW);
    await store.state.commit({ states: [], transitions: [], scopes: [SCOPE], at: NOW });
    const log = new Log('fatal');
    const config = weirConfig.parse({ accounts: [{ id: '111122223333', name: 'prod', regions: ['eu-north-1'] }] });
    estate = new EstateService(store, { mode: 'demo', config, awsEndpoint: undefined }, log);
    await estate.start();
    api = new ApiServer({
      environment: readEnvironment({ WEIR_PORT: '0', WEIR_HOME: home }),
      store,
      estate,
      log,
      metrics: new SelfMetrics(),
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

  const ask = async (path: string, body?: unknown): Promise<{ status: number; json: unknown }> => {
    const init = body === undefined ? {} : { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
    const response = await fetch(`${url}/api/v1/${path}`, init);
    return { status: response.status, json: await response.json() };
  };
  const faults = ({ json }: { json: unknown }): readonly string[] => ((json as Problem).errors ?? []).map(({ field }) => field);

  it('accounts for every copy of a topic and names the one that filters', async () => {
    const { json } = await ask(`fanout/${topicId}?window=30m`);
    const ledger = json as Ledger;
    expect(ledger.published).toEqual({ low: 300, high: 300 });
    expect(ledger.line).toMatchObject({
      expected: { low: 600, high: 600 },
      delivered: { low: 420, high: 420 },
      filtered: { low: 180, high: 180 },
      unexplained: { low: 0, high: 0 },
    });
    expect(ledger.filteredBy.attributes).toBe(180);
    const emails = ledger.subscribers.find(({ endpoint }) => endpoint === EMAILS_ARN);
    expect(emails).toMatchObject({
      delivered: { low: 120, high: 120 },
      filtered: { low: 180, high: 180 },
      arrived: { count: 120, sharedWithOthers: false },
    });
    expect(emails?.changedAt).toHaveLength(1);
    const { delivered, filtered } = ledger.subscriberSteps[emails?.stepsAt ?? -1] ?? {};
    expect([delivered?.low, filtered?.low].map((counts) => counts?.reduce((sum, count) => sum + count, 0))).toEqual([120, 180]);
    expect(delivered?.high).toHaveLength(ledger.steps.length);
    expect(ledger.steps.reduce((sum, { published }) => sum + published, 0)).toBe(300);
    expect(ledger.unknownMinutes).toBe(0);
  });

  it('accounts for every event of a rule', async () => {
    const { json } = await ask(`fanout/${ruleId}?window=1h`);
    expect((json as Ledger).line).toMatchObject({ expected: { low: 600, high: 600 }, delivered: { low: 600, high: 600 } });
  });

  it('says which minutes it knows nothing of', async () => {
    const { json } = await ask(`fanout/${topicId}?window=4h`);
    expect((json as Ledger).unknownMinutes).toBe(121);
    expect((json as Ledger).published).toEqual({ low: 1180, high: 1180 });
  });

  it('ends with the newest minute that was complete when it was read, and tells what was counted since', async () => {
    const { to, line, provisional, stepSeconds } = (await ask(`fanout/${topicId}?window=30m`)).json as Ledger;
    expect([to, stepSeconds]).toEqual([Math.floor(NOW / 60_000) * 60_000 - 4 * 60_000, 60]);
    expect(line.unexplained).toEqual({ low: 0, high: 0 });
    const half = { knownMinutes: 1, published: 10, delivered: 9, filtered: 0, failed: 0, deadLettered: 0 };
    expect(provisional).toEqual([
      { at: to, ...half },
      { at: to + 60_000, ...half },
    ]);
  });

  it('lists the last hour as the page tells it', async () => {
    const { items, due } = (await ask('fanout?kind=topic')).json as FanoutList;
    const pages = await Promise.all([topicId, ruleId].map(async (id) => (await ask(`fanout/${id}?window=1h`)).json as Ledger));
    const [topic, rule] = pages;
    expect(topic).toMatchObject({ knownMinutes: 59, unknownMinutes: 1, published: { low: 580, high: 580 } });
    const { line, knownMinutes, unknownMinutes } = items.find(({ id }) => id === topicId) ?? {};
    expect({ line, knownMinutes, unknownMinutes }).toEqual({ line: topic?.line, knownMinutes: 59, unknownMinutes: 1 });
    const expected = (topic?.line.expected.low ?? 0) + (rule?.line.expected.low ?? 0);
    expect(due).toMatchObject({ knownMinutes: 119, unknownMinutes: 1, line: { expected: { low: expected } } });
  });

  it('says which parts the audit could not look at, and that none of a kind means nothing there', async () => {
    const { unseen } = (await ask('audit')).json as Audit;
    const scope = { accountId: '111122223333', accountName: 'prod', region: 'eu-north-1' };
    expect(unseen).toEqual([
      { ...scope, service: 'pipes', listing: { at: null, failure: REFUSED } },
      { ...scope, service: 'firehose', listing: { at: null, failure: null } },
    ]);
    const [told] = ((await ask('estate')).json as Estate).scopes;
    expect(told?.listings).toEqual(SCOPE.listings);
    expect((await ask('audit?severity=hygiene')).json).toMatchObject({ unseen: [{ service: 'pipes' }, { service: 'firehose' }] });
  });

  it('draws the map and tells what changed', async () => {
    const { nodes, edges, changes } = (await ask('topology')).json as Topology;
    expect(nodes.map(({ name, column }) => `${column} ${name}`).sort()).toEqual([
      'hubs order-events',
      'hubs shop',
      'stores audit',
      'stores emails',
    ]);
    expect(edges.map(({ kind, via }) => `${kind} ${via?.name}`).sort()).toEqual([
      'rule big-orders',
      'subscription audit',
      'subscription emails',
    ]);
    const edited = changes.find(({ change }) => change === 'edited');
    expect(edited).toMatchObject({
      sentence: 'the filter policy changed',
      before: '{"tier":["silver"]}',
      after: '{"tier":["gold"]}',
      resourceId: subscriptionId,
    });
    const { items } = (await ask(`topology/changes?from=${NOW - 3_600_000 * 2}&to=${NOW}&id=${subscriptionId}`)).json as {
      items: TopologyChange[];
    };
    expect(items.map(({ change }) => change)).toEqual(['edited']);
    expect((await ask(`topology/changes?from=0&to=${NOW}&limit=1`)).json).toMatchObject({ leftOut: { edits: false, others: false } });
  });

  it('traces an event to its last consumer, and warns of what a transformer lets in', async () => {
    const { hops, warnings, consumers } = (await ask('trace', { from: busId, event: JSON.stringify(BIG) })).json as TraceAnswer;
    expect(hops.map(({ node, outcome }) => `${node.name} ${outcome}`)).toEqual([
      'shop passed',
      'order-events passed',
      'audit arrived',
      'emails filtered',
    ]);
    expect(consumers).toBe(1);
    expect(warnings).not.toEqual([]);
    const small = (await ask('trace', { from: ruleId, event: { ...BIG, detail: { total: 5 } } })).json as TraceAnswer;
    expect(small.hops.at(-1)).toMatchObject({ outcome: 'not-matched', because: expect.stringContaining('detail.total is 5') as string });
  });

  it('traces a message with its attributes', async () => {
    const { hops } = (await ask('trace', { from: TOPIC_ARN, event: 'hello', attributes: { tier: { type: 'String', value: 'gold' } } }))
      .json as TraceAnswer;
    expect(hops.map(({ node, outcome }) => `${node.name} ${outcome}`)).toEqual(['order-events passed', 'audit arrived', 'emails arrived']);
  });

  it('keeps samples, makes some up, and compares policies over them', async () => {
    expect((await ask(`fanout/${topicId}/samples`)).json).toMatchObject({
      items: [],
      generated: [{ name: 'passes emails', attributes: { tier: 'gold' } }],
    });
    expect((await ask('trace/compare', { id: subscriptionId, proposed: '{"tier":["silver"]}' })).json).toMatchObject({
      stops: 1,
      starts: 0,
    });
    await ask(`fanout/${topicId}/samples`, { name: 'silver', event: 'hello', attributes: { tier: 'silver' } });
    expect((await ask('trace/compare', { id: subscriptionId, proposed: '{"tier":["silver"]}' })).json).toMatchObject({
      stops: 0,
      starts: 1,
    });
    const { items: [sample] = [] } = (await ask(`fanout/${topicId}/samples`)).json as { items: EventSample[] };
    const remove = (of: string) => fetch(`${url}/api/v1/fanout/${of}/samples/${sample?.id}`, { method: 'DELETE' });
    expect((await remove(busId)).status).toBe(404);
    const removed = await remove(topicId);
    expect([removed.status, await removed.json()]).toMatchObject([200, { items: [], generated: [{ name: 'passes emails' }] }]);
    expect((await remove(topicId)).status).toBe(404);
    const odd = await fetch(`${url}/api/v1/fanout/${topicId}/samples/all`, { method: 'DELETE' });
    expect([odd.status, faults({ json: await odd.json() })]).toEqual([400, ['sample']]);
  });

  it('keeps samples at a rule, and compares patterns over them to the last digit', async () => {
    const event = (id: string) => `{"source":"shop","detail":{"total":250,"id":${id}}}`;
    await ask(`fanout/${ruleId}/samples`, { name: 'one', event: event('9007199254740993'), attributes: {} });
    await ask(`fanout/${ruleId}/samples`, { name: 'the next', event: event('9007199254740992'), attributes: {} });
    const { items } = (await ask(`fanout/${ruleId}/samples`)).json as { items: EventSample[] };
    expect(items.map(({ name }) => name).sort()).toEqual(['one', 'the next']);
    expect((await ask('trace/compare', { id: ruleId, proposed: '{"detail":{"id":[9007199254740993]}}' })).json).toMatchObject({
      stops: 1,
      starts: 0,
    });
  });

  it.each([
    ['fanout/aaaabbbbccccdddd', undefined, 404, []],
    [`fanout/${topicId}?window=16d`, undefined, 400, ['window']],
    [`fanout/${topicId}?window=soon`, undefined, 400, ['window']],
    [`fanout/${busId}`, undefined, 404, []],
    ['topology?root=aaaabbbbccccdddd', undefined, 404, []],
    [`topology/changes?from=${NOW}&to=${NOW - 1}`, undefined, 400, ['from']],
    ['trace', { from: 'nowhere', event: {} }, 404, []],
    ['trace', { from: busId, event: '{"source":' }, 400, ['event.source']],
    ['trace', { from: busId, event: [1] }, 400, ['event']],
    ['trace', { event: {} }, 400, ['from']],
    ['trace', { from: TOPIC_ARN, event: 'x', attributes: { tier: { type: 'Numbre', value: 1 } } }, 400, ['attributes.tier']],
    ['trace/compare', { id: subscriptionId, proposed: { tier: 'gold' } }, 400, ['proposed.tier']],
    ['trace/compare', { id: busId, proposed: null }, 404, []],
    ['trace', { from: TOPIC_ARN }, 400, ['event']],
    ['trace/compare', { proposed: null }, 400, ['id']],
    ['trace/compare', { id: subscriptionId }, 400, ['proposed']],
    ['trace/compare', { id: subscriptionId, proposed: null, events: [{ name: 'a' }] }, 400, ['events.0.event']],
    [`fanout/${topicId}/samples`, { name: 'no event' }, 400, ['event']],
    ['audit/aaaabbbbccccdddd/accept', {}, 400, ['reason']],
    ['audit/bbbbccccddddeeee/accept', { reason: 'known' }, 404, []],
    ['audit/aaaabbbbccccdddd/accept', { reason: ' ' }, 400, ['reason']],
    ['audit?severity=grave', undefined, 400, ['severity']],
  ])('answers %s %j with %d, naming %j', async (path, body, status, fields) => {
    const answer = await ask(path, body);
    expect([answer.status, faults(answer)]).toEqual([status, fields]);
  });

  it.each([
    ['trace/compare', `{"id":"${subscriptionId}","proposed":{"tier":["gold"],"tier":["silver"]}}`, 'proposed.tier'],
    ['trace', `{"from":"${busId}","from":"${topicId}","event":{}}`, 'from'],
    ['trace', `{"from":"${busId}","event":{"source":"shop","source":"other"}}`, 'event.source'],
    [`fanout/${topicId}/samples`, '{"name":"a","event":{"a":1,"a":2}}', 'event.a'],
    ['match/event-pattern', '{"pattern":{"a":[1],"a":[2]},"event":{}}', 'pattern.a'],
    ['audit/aaaabbbbccccdddd/accept', '{"reason":"known","reason":"other"}', 'reason'],
  ])('refuses to %s what says a thing twice, and names it', async (path, body, field) => {
    const response = await fetch(`${url}/api/v1/${path}`, { method: 'POST', headers: { 'content-type': 'application/json' }, body });
    const json: unknown = await response.json();
    expect([response.status, faults({ json })]).toEqual([400, [field]]);
    expect((json as Problem).detail).toBe(`${field}: is given twice in the same object; keep one`);
  });

  it.each([
    [
      'trace',
      {},
      'from: give the id or ARN of the topic, bus, rule, pipe, queue or stream where it enters; event: give the event or message, as JSON or as the text of it',
    ],
    ['trace/compare', { proposed: null }, 'id: a resource id is 16 characters of a-z and 2-7; take it from /api/v1/resources'],
    ['trace', { from: busId, event: {}, attributes: 'none' }, 'attributes: give the attributes as a JSON object, by name'],
    ['audit/aaaabbbbccccdddd/accept', {}, 'reason: say why, in a few words'],
    ['trace', [], 'body: must be a JSON object, not a JSON list'],
  ])('says to %s %j what to give', async (path, body, detail) => {
    expect(((await ask(path, body)).json as Problem).detail).toBe(detail);
  });
});
