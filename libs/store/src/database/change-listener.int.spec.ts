import { expect, test } from 'vitest';
import type { StoreChange } from '../store.js';
import { idOf, NOON, queueNamed, SCOPE } from '../testing/fixtures.js';
import { query } from '../testing/query.js';
import { PATIENCE } from '../testing/patience.js';
import { useServer } from '../testing/use-server.js';

const server = useServer();
const cutListeners = (url: string) =>
  query(
    url,
    `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'weir-session' AND datname = current_database()`,
  );

test('every process hears what any of them committed', async () => {
  const { store: writer, url } = await server.openStore();
  const { store: reader } = await server.openStore(url);
  const heard: StoreChange[] = [];
  await reader.onChange((change) => heard.push(change));
  await writer.catalogue.record(SCOPE, 'queue', [queueNamed('orders')], NOON);
  await expect.poll(() => heard, PATIENCE).toEqual([{ catalogue: true }]);
});

test('a listener that lost its connection listens again, and is told that anything may have changed', async () => {
  const { store, url } = await server.openStore();
  const heard: StoreChange[] = [];
  await store.onChange((change) => heard.push(change));
  await cutListeners(url);
  await expect.poll(() => heard, PATIENCE).toEqual([{ all: true }]);
  await cutListeners(url);
  await expect.poll(() => heard, PATIENCE).toEqual([{ all: true }, { all: true }]);

  await store.catalogue.record(SCOPE, 'queue', [queueNamed('orders')], NOON);
  await expect.poll(() => heard, PATIENCE).toEqual([{ all: true }, { all: true }, { catalogue: true }]);
});

test('one handler that fails, or stopped, does not keep the others from hearing', async () => {
  const { store, problems } = await server.openStore();
  const heard: StoreChange[] = [];
  await store.onChange(() => {
    throw new Error('not my day');
  });
  const stopped = await store.onChange(() => heard.push({ scopes: true }));
  await store.onChange((change) => heard.push(change));
  await stopped.stop();
  await store.catalogue.record(SCOPE, 'queue', [queueNamed('orders')], NOON);
  await expect.poll(() => heard, PATIENCE).toEqual([{ catalogue: true }]);
  expect(problems.map(({ message }) => message)).toEqual(['not my day']);
});

test('listening starts again after everyone had stopped', async () => {
  const { store, url } = await server.openStore();
  await (await store.onChange(() => undefined)).stop();
  const heard: StoreChange[] = [];
  await store.onChange((change) => heard.push(change));
  await query(url, `SELECT pg_notify('weir_change', $1)`, [idOf('orders')]);
  await expect.poll(() => heard, PATIENCE).toEqual([{ ids: [idOf('orders')] }]);
});
