import type { CatalogueQueue } from '@weir/domain';
import { expect, test } from 'vitest';
import { idOf, NOON, queueNamed } from '../testing/fixtures.js';
import { planDiscovery } from './plan-discovery.js';

const known = (name: string, change: Partial<CatalogueQueue> = {}): CatalogueQueue => ({
  ...queueNamed(name),
  id: idOf(name),
  firstSeen: 1,
  lastSeen: 2,
  deletedAt: null,
  ...change,
});
const summary = (plan: ReturnType<typeof planDiscovery>) => plan.records.map(({ resourceId, change }) => [resourceId, change]);

test('what is new is added, what is gone is deleted, what came back is restored, what is the same is no news', () => {
  const plan = planDiscovery(
    [known('same'), known('gone'), known('back', { deletedAt: 3 }), known('long-gone', { deletedAt: 3 })],
    [queueNamed('same'), queueNamed('back'), queueNamed('new')],
    NOON,
  );
  expect(summary(plan)).toEqual([
    [idOf('back'), 'restored'],
    [idOf('new'), 'added'],
    [idOf('gone'), 'deleted'],
  ]);
  expect(plan.deleted).toEqual([idOf('gone')]);
  expect(plan.present.map(({ id, firstSeen, lastSeen, deletedAt }) => ({ id, firstSeen, lastSeen, deletedAt }))).toEqual([
    { id: idOf('same'), firstSeen: 1, lastSeen: NOON, deletedAt: null },
    { id: idOf('back'), firstSeen: 1, lastSeen: NOON, deletedAt: null },
    { id: idOf('new'), firstSeen: NOON, lastSeen: NOON, deletedAt: null },
  ]);
});

test('a change of settings or tags is told with before and after', () => {
  const old = known('orders', { tags: { team: 'a' } });
  const now = queueNamed('orders', { tags: { team: 'b' } });
  const [record] = planDiscovery([old], [now], NOON).records;
  expect(record).toMatchObject({ change: 'changed', before: { tags: { team: 'a' } }, after: { tags: { team: 'b' } } });
});

test('a resource listed twice counts once, as it was listed last', () => {
  const plan = planDiscovery([], [queueNamed('orders', { tags: { v: '1' } }), queueNamed('orders', { tags: { v: '2' } })], NOON);
  expect(plan.present.map(({ tags }) => tags)).toEqual([{ v: '2' }]);
  expect(summary(plan)).toEqual([[idOf('orders'), 'added']]);
});

test('an empty listing deletes everything once', () => {
  const plan = planDiscovery([known('orders'), known('payments')], [], NOON);
  expect(plan.deleted).toEqual([idOf('orders'), idOf('payments')]);
});
