import { expect, test } from 'vitest';
import { MINUTE, NOON } from '../testing/fixtures.js';
import { query } from '../testing/query.js';
import { PATIENCE } from '../testing/patience.js';
import { useServer } from '../testing/use-server.js';

const server = useServer();

test('the newest heartbeat of any collector is the status', async () => {
  const { store } = await server.openStore();
  expect(await store.collector.status()).toBeNull();
  await store.collector.heartbeat('a', NOON, 'starting', { done: 1, total: 10 });
  await store.collector.heartbeat('b', NOON - MINUTE, 'stopped', null);
  expect(await store.collector.status()).toEqual({ state: 'starting', heartbeatAt: NOON, backfill: { done: 1, total: 10 } });
  await store.collector.heartbeat('a', NOON + MINUTE, 'running', null);
  expect(await store.collector.status()).toEqual({ state: 'running', heartbeatAt: NOON + MINUTE, backfill: null });
});

test('one process at a time collects from an account', async () => {
  const { store: one, url } = await server.openStore();
  const { store: two } = await server.openStore(url);
  const lease = await one.collector.lease('111122223333');
  expect(lease?.held).toBe(true);
  expect(await one.collector.lease('111122223333')).toBeNull();
  expect(await two.collector.lease('111122223333')).toBeNull();
  const other = await two.collector.lease('444455556666');
  expect(other?.held).toBe(true);

  await lease?.release();
  expect(lease?.held).toBe(false);
  expect((await two.collector.lease('111122223333'))?.held).toBe(true);
});

test('a process that lost its connection lost its leases, and can take them again', async () => {
  const { store: one, url } = await server.openStore();
  const { store: two } = await server.openStore(url);
  const lease = await one.collector.lease('111122223333');
  await query(
    url,
    `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'weir-session' AND datname = current_database()`,
  );
  await expect.poll(() => lease?.held, PATIENCE).toBe(false);
  const taken = await two.collector.lease('111122223333');
  expect(taken?.held).toBe(true);
  await taken?.release();
  expect((await one.collector.lease('111122223333'))?.held).toBe(true);
});
