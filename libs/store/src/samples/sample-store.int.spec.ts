import { beforeEach, expect, test } from 'vitest';
import type { KeptSample, Store } from '../store.js';
import { idOf, MINUTE, NOON, queueNamed, SCOPE } from '../testing/fixtures.js';
import { useServer } from '../testing/use-server.js';

const server = useServer();
let store: Store;
beforeEach(async () => {
  ({ store } = await server.openStore());
  await store.catalogue.record(SCOPE, 'queue', [queueNamed('orders'), queueNamed('mails')], NOON);
});

const sampleOf = (name: string, event: unknown = { total: 1 }, minute = 0): Omit<KeptSample, 'id'> => ({
  resourceId: idOf('orders'),
  name,
  event,
  createdAt: NOON + minute * MINUTE,
  createdBy: 'ann',
});
const names = async () => (await store.samples.list([idOf('orders')])).map(({ name }) => name);

test('samples are kept by resource, oldest first, until they are removed', async () => {
  const later = await store.samples.add(sampleOf('later', [null, 'x'], 1));
  const first = await store.samples.add(sampleOf('first'));
  await store.samples.add({ ...sampleOf('elsewhere'), resourceId: idOf('mails') });
  if (!('kept' in first) || !('kept' in later)) throw new Error('not kept');
  expect(await store.samples.list([idOf('orders')])).toEqual([first.kept, later.kept]);
  expect(await store.samples.list([idOf('orders'), idOf('mails')])).toHaveLength(3);
  expect(await store.samples.remove(idOf('mails'), first.kept.id)).toBe(false);
  expect(await store.samples.remove(idOf('orders'), first.kept.id)).toBe(true);
  expect(await store.samples.remove(idOf('orders'), first.kept.id)).toBe(false);
  expect(await names()).toEqual(['later']);
});

test('what is too much is refused with its reason, also from several at once', async () => {
  expect(await store.samples.add(sampleOf('large', 'x'.repeat(256 * 1_024)))).toEqual({ refused: 'too-large' });
  expect(await store.samples.add({ ...sampleOf('lost'), resourceId: idOf('unheard-of') })).toEqual({ refused: 'no-such-resource' });
  const answers = await Promise.all(Array.from({ length: 60 }, (_, index) => store.samples.add(sampleOf(String(index)))));
  expect(answers.filter((answer) => 'kept' in answer)).toHaveLength(50);
  expect(answers.filter((answer) => 'refused' in answer && answer.refused === 'too-many')).toHaveLength(10);
  expect(await names()).toHaveLength(50);
});

test('hostile events are kept as they are, but for what PostgreSQL cannot hold', async () => {
  const answer = await store.samples.add(sampleOf(`'; DROP TABLE event_sample; --\0`, { '<b>\0': ['\uD800', 1e300, null] }));
  const kept = { name: `'; DROP TABLE event_sample; --\uFFFD`, event: { '<b>\uFFFD': ['\uFFFD', 1e300, null] } };
  expect(answer).toMatchObject({ kept });
  expect(await store.samples.list([idOf('orders')])).toMatchObject([kept]);
  expect(await store.samples.add(sampleOf('nothing', null))).toMatchObject({ kept: { event: null } });
});
