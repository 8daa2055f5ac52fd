import { beforeEach, expect, test } from 'vitest';
import type { AuditedFinding, Store } from '../store.js';
import { DAY, idOf, MINUTE, NOON, queueNamed, SCOPE } from '../testing/fixtures.js';
import { useServer } from '../testing/use-server.js';

const server = useServer();
const ELSEWHERE = { ...SCOPE, region: 'us-east-1' };
let store: Store;
beforeEach(async () => {
  ({ store } = await server.openStore());
  await store.catalogue.record(SCOPE, 'queue', [queueNamed('orders'), queueNamed('mails')], NOON);
  await store.catalogue.record(ELSEWHERE, 'queue', [queueNamed('bills', { scope: ELSEWHERE })], NOON);
});

const findingOf = (name: string, part = 'a', change: Partial<AuditedFinding> = {}): AuditedFinding => ({
  id: `no-dead-letters:${name}:${part}`,
  rule: 'no-dead-letters',
  severity: 'loss',
  resourceId: idOf(name),
  document: { title: `${name} has nowhere to send failures`, part },
  ...change,
});
const standing = async () => (await store.findings.list()).map(({ id, firstSeen }) => [id, (firstSeen - NOON) / MINUTE]);

test('a finding stands from when it was first seen until it is not found any more, and anew when it comes back', async () => {
  const [orders, mails] = [findingOf('orders'), findingOf('mails')];
  expect(await store.findings.record(SCOPE, [orders, mails], NOON)).toEqual({ added: [orders.id, mails.id], gone: [] });
  expect(await store.findings.record(SCOPE, [orders, mails], NOON + MINUTE)).toEqual({ added: [], gone: [] });
  expect(await store.findings.record(SCOPE, [mails], NOON + 2 * MINUTE)).toEqual({ added: [], gone: [orders.id] });
  expect(await standing()).toEqual([[mails.id, 0]]);
  const [, gone] = await store.findings.list({ goneSince: NOON + 2 * MINUTE });
  expect(gone).toEqual({ ...orders, firstSeen: NOON, lastSeen: NOON + MINUTE, goneAt: NOON + 2 * MINUTE, accepted: null });
  expect(await store.findings.list({ goneSince: NOON + 3 * MINUTE })).toHaveLength(1);
  expect(await store.findings.record(SCOPE, [orders, mails], NOON + 4 * MINUTE)).toEqual({ added: [orders.id], gone: [] });
  expect(await standing()).toEqual([
    [mails.id, 0],
    [orders.id, 4],
  ]);
});

test('what it says and how much it matters are as found last', async () => {
  await store.findings.record(SCOPE, [findingOf('orders')], NOON);
  const worse = findingOf('orders', 'a', { severity: 'security', document: { title: 'worse', '\0': ['\uD800'] } });
  await store.findings.record(SCOPE, [worse, worse], NOON + DAY);
  expect(await store.findings.list({ resourceIds: [idOf('orders')] })).toEqual([
    { ...worse, document: { title: 'worse', '\uFFFD': ['\uFFFD'] }, firstSeen: NOON, lastSeen: NOON + DAY, goneAt: null, accepted: null },
  ]);
  expect(await store.findings.list({ resourceIds: [idOf('mails')] })).toEqual([]);
});

test('an audit speaks for its own scope only, and is stored whole or not at all', async () => {
  const bills = findingOf('bills', 'a', {
    resourceId: (await store.catalogue.list()).find(({ name }) => name === 'bills')?.id ?? idOf('bills'),
  });
  await store.findings.record(ELSEWHERE, [bills], NOON);
  await store.findings.record(SCOPE, [findingOf('orders')], NOON);
  expect(await store.findings.record(SCOPE, [], NOON + MINUTE)).toEqual({ added: [], gone: [findingOf('orders').id] });
  expect(await standing()).toEqual([[bills.id, 0]]);
  await expect(store.findings.record(SCOPE, [findingOf('orders'), bills], NOON + 2 * MINUTE)).rejects.toThrow(RangeError);
  await expect(store.findings.record(SCOPE, [findingOf('unheard-of')], NOON + 2 * MINUTE)).rejects.toThrow(RangeError);
  expect(await standing()).toEqual([[bills.id, 0]]);
});

test('what somebody can live with stays accepted until somebody cannot', async () => {
  const finding = findingOf('orders');
  await store.findings.record(SCOPE, [finding], NOON);
  expect(await store.findings.accept(finding.id, { by: 'ann', reason: 'a\0 test queue' }, NOON + MINUTE)).toBe(true);
  await store.findings.record(SCOPE, [], NOON + 2 * MINUTE);
  await store.findings.record(SCOPE, [finding], NOON + 3 * MINUTE);
  const accepted = { at: NOON + MINUTE, by: 'ann', reason: 'a\uFFFD test queue' };
  expect(await store.findings.list()).toMatchObject([{ id: finding.id, accepted, goneAt: null }]);
  expect(await store.findings.unaccept(finding.id)).toBe(true);
  expect(await store.findings.list()).toMatchObject([{ id: finding.id, accepted: null }]);
  expect(await store.findings.accept('unheard-of', { by: 'ann', reason: 'why not' }, NOON)).toBe(false);
  expect(await store.findings.unaccept('unheard-of')).toBe(false);
});

test('audits of one scope at the same time count every finding once', async () => {
  const found = Array.from({ length: 40 }, (_, index) => findingOf('orders', String(index)));
  const changes = await Promise.all([1, 2, 3].map(() => store.findings.record(SCOPE, found, NOON)));
  expect(changes.map(({ added }) => added.length).toSorted((a, b) => a - b)).toEqual([0, 0, 40]);
  expect(changes.flatMap(({ gone }) => gone)).toEqual([]);
});
