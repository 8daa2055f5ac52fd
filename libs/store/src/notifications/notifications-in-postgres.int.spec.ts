import { incidentId } from '@weir/contract';
import type { Said } from '@weir/domain';
import { expect, test, vi } from 'vitest';
import { openStore } from '../open-store.js';
import type { Store } from '../store.js';
import { query } from '../testing/query.js';
import { useServer } from '../testing/use-server.js';
import type { PlannedNotification, Turn } from './notification-store.js';

const server = useServer();

const AT = Date.UTC(2026, 10, 24, 14);
const INCIDENT = incidentId.parse('INC-7');
const SAID: Said = { title: 'orders is stopped', severity: 2, resources: 3, acknowledgedBy: null, assignee: null };
/** As quick as pg-boss goes. */
const QUICK = { retrySeconds: 1, pollSeconds: 0.5 };
const SOON = { timeout: 10_000, interval: 50 };

function planned(changes: Partial<PlannedNotification> = {}): PlannedNotification {
  const { channel = 'ops', thread = 0, kind = 'opened' } = changes;
  const key = `INC-7/${channel}/${String(thread)}/${kind}/0`;
  return { key, channel, thread, kind, because: 'route 1', said: SAID, version: 1, incident: INCIDENT, ...changes };
}

const plan = (store: Store, due: readonly PlannedNotification[], at = AT, superseded: readonly string[] = []) =>
  store.notifications.plan([INCIDENT], () => ({ due, superseded }), at);
const jobs = (url: string) => query<{ id: string }>(url, `SELECT data->>'id' AS id FROM weir_jobs.job WHERE name = 'notification'`);

test('what is planned by several processes at a time is stored once, with one job', async () => {
  const { store, url } = await server.openStore();
  const { store: other } = await server.openStore(url);
  const counts = await Promise.all([plan(store, [planned()]), plan(other, [planned()]), plan(store, [planned()])]);
  expect(counts.sort()).toEqual([0, 0, 1]);
  expect(await jobs(url)).toHaveLength(1);
  const [entry] = await store.notifications.log({ limit: 10 });
  expect(entry).toMatchObject({
    channel: 'ops',
    kind: 'opened',
    incident: 'INC-7',
    title: 'orders is stopped',
    severity: 2,
    state: 'waiting',
    tries: 0,
  });

  let told: unknown;
  await store.notifications.plan([INCIDENT], (all) => ((told = all.get('INC-7')), { due: [], superseded: [] }), AT);
  expect(told).toMatchObject([{ channel: 'ops', thread: 0, kind: 'opened', state: 'waiting', inFlight: false, said: SAID, version: 1 }]);
});

test('a decision that fails leaves neither a message nor a job', async () => {
  const { store, url } = await server.openStore();
  await plan(store, []);
  await expect(plan(store, [planned(), planned({ key: 'other', thread: Number.NaN })])).rejects.toThrow();
  expect(await store.notifications.log({ limit: 10 })).toEqual([]);
  expect(await jobs(url)).toEqual([]);
});

test('a message is tried by one at a time, and again when its process died', async () => {
  const { store } = await server.openStore();
  await plan(store, [planned()]);
  const [{ id } = { id: '' }] = await store.notifications.log({ limit: 1 });
  expect(await store.notifications.claim(id, AT)).toMatchObject({
    key: 'INC-7/ops/0/opened/0',
    incident: INCIDENT,
    tries: 1,
    reference: null,
  });
  expect(await store.notifications.claim(id, AT + 59_000)).toBeNull();
  // What may be on its way is not superseded.
  await plan(store, [], AT + 1000, [id]);
  expect(await store.notifications.claim(id, AT + 60_000)).toMatchObject({ tries: 2 });
  await store.notifications.settle(
    { id, channel: 'ops' },
    { kind: 'sent', said: { ...SAID, severity: 1 }, version: 4, reference: 'C1 17' },
    AT + 61_000,
  );
  expect(await store.notifications.claim(id, AT + 200_000)).toBeNull();
  expect(await store.notifications.log({ limit: 1 })).toMatchObject([{ state: 'sent', severity: 1, settledAt: AT + 61_000, tries: 2 }]);

  // The next message of the thread goes to the same place, one of another thread does not.
  await plan(store, [planned({ kind: 'resolved' }), planned({ thread: 1 })]);
  const [second, resolved] = await store.notifications.log({ limit: 2 });
  expect(await store.notifications.claim(resolved?.id ?? '', AT)).toMatchObject({ reference: 'C1 17' });
  expect(await store.notifications.claim(second?.id ?? '', AT)).toMatchObject({ reference: null });
});

test('a failure is kept with its channel until the channel works again', async () => {
  const { store } = await server.openStore();
  await plan(store, [planned()]);
  const [{ id } = { id: '' }] = await store.notifications.log({ limit: 1 });
  const settle = async (at: number, outcome: Parameters<Store['notifications']['settle']>[1]) => {
    await store.notifications.claim(id, at);
    await store.notifications.settle({ id, channel: 'ops' }, outcome, at + 10);
  };
  await settle(AT, { kind: 'failed', error: 'hooks.example answered 503', final: false });
  await settle(AT + 1000, { kind: 'failed', error: 'hooks.example answered 500\0', final: false });
  expect(await store.notifications.channels()).toEqual([
    { name: 'ops', ok: false, since: AT + 10, okAt: null, error: 'hooks.example answered 500\uFFFD' },
  ]);
  expect(await store.notifications.waiting()).toEqual(new Map([['ops', 1]]));
  expect(await store.notifications.log({ limit: 1, states: ['waiting'] })).toMatchObject([
    { tries: 2, lastError: 'hooks.example answered 500\uFFFD' },
  ]);
  await settle(AT + 2000, { kind: 'sent', said: SAID, version: 1, reference: null });
  expect(await store.notifications.channels()).toMatchObject([{ ok: true, since: AT + 2010, okAt: AT + 2010, error: null }]);
  expect(await store.notifications.waiting()).toEqual(new Map());
  await store.notifications.recordTest({ key: 'test/1', channel: 'ops', title: 'Test', error: 'refused' }, AT + 3000);
  expect(await store.notifications.channels()).toMatchObject([{ ok: false, since: AT + 3000, okAt: AT + 2010, error: 'refused' }]);
  expect(await store.notifications.log({ limit: 1, channel: 'ops', before: '2' })).toMatchObject([{ kind: 'opened' }]);
});

test('a message given up stays so; one not worth telling was never tried', async () => {
  const { store } = await server.openStore();
  await plan(store, [planned(), planned({ channel: 'mail' })]);
  const [mail, ops] = await store.notifications.log({ limit: 2 });
  for (const entry of [mail, ops]) await store.notifications.claim(entry?.id ?? '', AT);
  await store.notifications.settle({ id: ops?.id ?? '', channel: 'ops' }, { kind: 'failed', error: 'gone', final: true }, AT + 5);
  await store.notifications.settle({ id: mail?.id ?? '', channel: 'mail' }, { kind: 'superseded' }, AT + 5);
  expect(await store.notifications.log({ limit: 2 })).toMatchObject([
    { channel: 'mail', state: 'superseded', tries: 0 },
    { channel: 'ops', state: 'failed', tries: 1, settledAt: AT + 5, lastError: 'gone' },
  ]);
  expect(await store.notifications.channels()).toMatchObject([{ name: 'ops' }]);
});

test('jobs run where somebody works, also those of a process that died, and again when they must', async () => {
  const { store, url } = await server.openStore();
  const dead = await openStore({ url });
  await plan(dead, [planned(), planned({ channel: 'slow' })]);
  await dead.close();

  const turns: Record<string, Turn[]> = { ops: ['done'], slow: [{ againInSeconds: 1 }, 'done'], flaky: ['again', 'done'] };
  const seen: string[] = [];
  const working = await store.notifications.work(async (id) => {
    const claimed = await store.notifications.claim(id, AT + seen.length * 60_000);
    const channel = claimed?.channel ?? '';
    seen.push(channel);
    return turns[channel]?.shift() ?? 'done';
  }, QUICK);
  await plan(store, [planned({ channel: 'flaky' })]);
  await vi.waitFor(() => {
    expect(seen.toSorted()).toEqual(['flaky', 'flaky', 'ops', 'slow', 'slow']);
  }, SOON);
  await working.stop();
});

test('a message whose job is lost gets another', async () => {
  const { store, url } = await server.openStore();
  await plan(store, [planned()]);
  await query(url, 'DELETE FROM weir_jobs.job');
  await plan(store, [], AT + 19 * 60_000);
  expect(await jobs(url)).toEqual([]);
  await plan(store, [], AT + 21 * 60_000);
  await plan(store, [], AT + 22 * 60_000);
  expect(await jobs(url)).toHaveLength(1);
});
