import type { ScopeStatus } from '@weir/contract';
import { resourceIdOf, type ResourceState, type VerdictTransition } from '@weir/domain';
import pg from 'pg';
import { beforeEach, expect, test } from 'vitest';
import type { Store, StoreChange } from '../store.js';
import { consumerNamed, idOf, MINUTE, NOON, queueNamed, SCOPE, streamNamed } from '../testing/fixtures.js';
import { query } from '../testing/query.js';
import { PATIENCE } from '../testing/patience.js';
import { useServer } from '../testing/use-server.js';

const server = useServer();
let store: Store;
let url: string;
let problems: readonly Error[];
beforeEach(async () => {
  ({ store, url, problems } = await server.openStore());
});

const stateOf = (name: string, because = 'nobody receives'): ResourceState => ({
  resourceId: idOf(name),
  verdict: { state: 'stopped', reason: 'nobody-receiving', because, since: NOON, judgedAt: NOON, standing: null },
  latest: { visible: { value: 9, at: NOON, state: 'live' } },
  rates: { in: 0.2, out: null },
  drain: { kind: 'never' },
  loss: { earliestAt: NOON, latestAt: NOON + MINUTE, count: 3, kind: 'backlog-expiry' },
  growthPerSecond: null,
  liveBudgetSeconds: 30,
});
const transitionOf = (name: string, at = NOON): VerdictTransition => ({
  resourceId: idOf(name),
  at,
  from: 'ok',
  to: 'stopped',
  reason: 'nobody-receiving',
  because: 'x',
});
const freshness = { at: NOON, budgetSeconds: 30, state: 'ok' as const, since: null, detail: null, nextTryAt: null };
const scope: ScopeStatus = {
  ...SCOPE,
  accountName: 'shop',
  resources: 1,
  live: freshness,
  cloudwatch: freshness,
  discovery: freshness,
  listings: {},
};
const transitionsStored = () => store.state.transitions({ from: NOON - MINUTE, to: NOON + 10 * MINUTE, limit: 10 });
const known = (...names: string[]) =>
  store.catalogue.record(
    SCOPE,
    'queue',
    names.map((name) => queueNamed(name)),
    NOON,
  );

test('what was committed is loaded again, the newest state of each resource', async () => {
  await known('orders');
  await store.state.commit({ states: [stateOf('orders')], transitions: [], scopes: [scope], at: NOON });
  await store.state.commit({ states: [stateOf('orders', 'a'), stateOf('orders', 'b')], transitions: [], at: NOON });
  expect(await store.state.load()).toEqual([stateOf('orders', 'b')]);
  expect(await store.state.scopes()).toEqual([scope]);
});

test('streams and their readers have states of their own metrics', async () => {
  const stream = streamNamed('clicks');
  const reader = consumerNamed('reporting', stream);
  await store.catalogue.record(SCOPE, 'stream', [stream], NOON);
  await store.catalogue.record(SCOPE, 'consumer', [reader], NOON);
  const states: ResourceState[] = [
    {
      ...stateOf('clicks'),
      resourceId: resourceIdOf(stream.arn),
      latest: {
        incomingBytes: { value: 60_000, at: NOON, state: 'settled' },
        writeThrottled: { value: null, at: null, state: 'not-emitted' },
      },
    },
    {
      ...stateOf('reporting'),
      resourceId: resourceIdOf(reader.arn),
      latest: { lag: { value: 90_000, at: NOON, state: 'provisional' } },
      loss: { earliestAt: NOON, latestAt: NOON + MINUTE, count: 0, kind: 'lag-expiry' },
    },
  ];
  await store.state.commit({ states, transitions: [], at: NOON });
  expect(new Set(await store.state.load())).toEqual(new Set(states));
  expect(problems).toEqual([]);
});

test('states of what was deleted before a moment can be left out', async () => {
  await known('orders', 'payments');
  await store.state.commit({ states: [stateOf('orders'), stateOf('payments')], transitions: [], at: NOON });
  await store.catalogue.record(SCOPE, 'queue', [queueNamed('orders')], NOON + MINUTE);
  const loaded = async (deletedSince: number) => (await store.state.load({ deletedSince })).map(({ resourceId }) => resourceId);
  expect(new Set(await loaded(NOON + MINUTE))).toEqual(new Set([idOf('orders'), idOf('payments')]));
  expect(await loaded(NOON + MINUTE + 1)).toEqual([idOf('orders')]);
});

test('a transition is stored once, however often its commit is repeated', async () => {
  await known('orders');
  const batch = { states: [], transitions: [transitionOf('orders'), transitionOf('orders', NOON + MINUTE)], at: NOON };
  await store.state.commit(batch);
  await store.state.commit(batch);
  expect(await store.state.transitions({ from: NOON, to: NOON + 2 * MINUTE, limit: 10 })).toEqual([...batch.transitions].reverse());
  expect(await store.state.transitions({ from: NOON, to: NOON + MINUTE, limit: 10 })).toEqual([batch.transitions[0]]);
});

test('a commit that fails anywhere leaves nothing, and tells nobody', async () => {
  await known('orders');
  const heard: StoreChange[] = [];
  await store.onChange((change) => heard.push(change));
  const refused = store.state.commit({
    states: [stateOf('orders')],
    transitions: [transitionOf('orders'), transitionOf('unheard-of')],
    scopes: [scope],
    at: NOON,
  });
  await expect(refused).rejects.toThrow(/foreign key/);
  expect([await store.state.load(), await store.state.scopes(), await transitionsStored()]).toEqual([[], [], []]);

  await store.state.commit({ states: [], transitions: [], scopes: [scope], at: NOON });
  await expect.poll(() => heard, PATIENCE).toEqual([{ scopes: true }]);
});

test('a commit whose connection is cut half-way leaves nothing, and the next one succeeds', async () => {
  await known('orders');
  // Holds the commit up after it has written the states.
  const locker = new pg.Client({ connectionString: url });
  await locker.connect();
  await locker.query('BEGIN; LOCK TABLE verdict_transition IN ACCESS EXCLUSIVE MODE');
  const batch = { states: [stateOf('orders')], transitions: [transitionOf('orders')], at: NOON };
  const cut = expect(store.state.commit(batch)).rejects.toThrow(/terminat/);
  const cutWaiting = `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()`;
  await expect.poll(async () => (await locker.query(cutWaiting)).rowCount, PATIENCE).toBe(1);
  await cut;
  await locker.end();
  expect([await store.state.load(), await transitionsStored()]).toEqual([[], []]);

  await store.state.commit(batch);
  expect([await store.state.load(), await transitionsStored()]).toEqual([[stateOf('orders')], [batch.transitions[0]]]);
});

test('more ids than one notification holds are all told', async () => {
  const names = Array.from({ length: 1_000 }, (_, index) => `queue-${index}`);
  await known(...names);
  const heard = new Set<string>();
  await store.onChange((change) => {
    if ('ids' in change) for (const id of change.ids) heard.add(id);
  });
  await store.state.commit({ states: names.map((name) => stateOf(name)), transitions: [], at: NOON });
  await expect.poll(() => heard.size, PATIENCE).toBe(1_000);
});

test('hostile text is kept, and a document that cannot be read is reported and left out', async () => {
  await known('orders', 'payments');
  const because = `<img src=x onerror=alert(1)> \u202E'); --`;
  await store.state.commit({
    states: [stateOf('orders', `${because}\0`), stateOf('payments')],
    transitions: [{ ...transitionOf('orders'), because: '\0' }],
    at: NOON,
  });
  await query(url, `UPDATE resource_state SET document = '{"verdict": 7}' WHERE resource_id = $1`, [idOf('payments')]);
  expect((await store.state.load()).map(({ verdict }) => verdict.because)).toEqual([`${because}\uFFFD`]);
  expect(problems[0]?.message).toContain(`the state of ${idOf('payments')} is not readable`);
  expect((await store.state.transitions({ from: NOON, to: NOON + 1, limit: 1 })).map((transition) => transition.because)).toEqual([
    '\uFFFD',
  ]);
});
