import { expect, test } from 'vitest';
import { idOf, NOON, queueNamed, SCOPE } from '../testing/fixtures.js';
import { useServer } from '../testing/use-server.js';

const server = useServer();

test('what reading took is added up by topic and day', async () => {
  const { store } = await server.openStore();
  await store.catalogue.record(SCOPE, 'queue', [queueNamed('orders'), queueNamed('returns')], NOON);
  await store.deliveryLogs.addReading('2026-11-24', idOf('orders'), { pages: 2, bytes: 900, usd: 0.25 });
  await store.deliveryLogs.addReading('2026-11-24', idOf('orders'), { pages: 3, bytes: 100, usd: 0.5 });
  await store.deliveryLogs.addReading('2026-11-25', idOf('returns'), { pages: 1, bytes: 7, usd: 0 });
  expect(await store.deliveryLogs.readingOf('2026-11-24')).toEqual(new Map([[idOf('orders'), { pages: 5, bytes: 1000, usd: 0.75 }]]));
  expect(await store.deliveryLogs.readingOf('2026-11-26')).toEqual(new Map());
});
