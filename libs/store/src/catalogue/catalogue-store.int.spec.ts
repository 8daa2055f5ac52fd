import { resourceIdOf } from '@weir/domain';
import { beforeEach, expect, test } from 'vitest';
import type { Store } from '../store.js';
import { consumerNamed, idOf, MINUTE, NOON, queueNamed, SCOPE, streamNamed } from '../testing/fixtures.js';
import { query } from '../testing/query.js';
import { useServer } from '../testing/use-server.js';

const server = useServer();
let store: Store;
let url: string;
beforeEach(async () => {
  ({ store, url } = await server.openStore());
});
const nothing = { added: [], changed: [], deleted: [], restored: [] };
const deadLetterTo = (name: string, maxReceiveCount: number) => ({
  redrive: { deadLetterTargetArn: queueNamed(name).arn, maxReceiveCount },
});

test('the catalogue follows a queue from its discovery over its deletion to its return', async () => {
  const id = idOf('orders');
  const found = [queueNamed('orders', { tags: { team: 'shop' } })];
  expect(await store.catalogue.record(SCOPE, 'queue', found, NOON)).toEqual({ ...nothing, added: [id] });
  expect(await store.catalogue.record(SCOPE, 'queue', found, NOON + MINUTE)).toEqual(nothing);
  expect(await store.catalogue.record(SCOPE, 'queue', [], NOON + 2 * MINUTE)).toEqual({ ...nothing, deleted: [id] });
  expect(await store.catalogue.record(SCOPE, 'queue', [], NOON + 3 * MINUTE)).toEqual(nothing);
  expect(await store.catalogue.list()).toEqual([
    { ...found[0], id, firstSeen: NOON, lastSeen: NOON + MINUTE, deletedAt: NOON + 2 * MINUTE },
  ]);

  expect(await store.catalogue.record(SCOPE, 'queue', found, NOON + 4 * MINUTE)).toEqual({ ...nothing, restored: [id] });
  expect(await store.catalogue.list()).toEqual([{ ...found[0], id, firstSeen: NOON, lastSeen: NOON + 4 * MINUTE, deletedAt: null }]);
  const changes = await query<{ change: string; minute: number }>(
    url,
    `SELECT change, (date_part('epoch', at) * 1000 - $1) / 60000 AS minute FROM resource_change ORDER BY id`,
    [NOON],
  );
  expect(changes).toEqual([
    { change: 'added', minute: 0 },
    { change: 'deleted', minute: 2 },
    { change: 'restored', minute: 4 },
  ]);
});

test('what was deleted before a moment can be left out', async () => {
  const at = (minute: number) => NOON + minute * MINUTE;
  const record = (minute: number, ...names: string[]) =>
    store.catalogue.record(
      SCOPE,
      'queue',
      names.map((name) => queueNamed(name)),
      at(minute),
    );
  await record(0, 'first', 'second', 'third', 'back');
  await record(1, 'second', 'third');
  await record(2, 'third', 'back');
  const namesSince = async (deletedSince: number) => (await store.catalogue.list({ deletedSince })).map(({ name }) => name);
  expect(await namesSince(at(1))).toEqual(['back', 'first', 'second', 'third']);
  expect(await namesSince(at(2))).toEqual(['back', 'second', 'third']);
  expect(await namesSince(at(3))).toEqual(['back', 'third']);
  expect(await store.catalogue.list()).toHaveLength(4);
});

test('a listing speaks only for its own scope', async () => {
  const elsewhere = { ...SCOPE, region: 'us-east-1' };
  await store.catalogue.record(SCOPE, 'queue', [queueNamed('orders')], NOON);
  await store.catalogue.record(elsewhere, 'queue', [queueNamed('orders', { scope: elsewhere })], NOON);
  await store.catalogue.record(elsewhere, 'queue', [], NOON + MINUTE);
  expect((await store.catalogue.list()).map(({ region, deletedAt }) => ({ region, deletedAt }))).toEqual(
    expect.arrayContaining([
      { region: 'eu-west-1', deletedAt: null },
      { region: 'us-east-1', deletedAt: NOON + MINUTE },
    ]),
  );
});

test('a redrive link has a beginning and an end, also towards a queue that is not visible', async () => {
  const states = [deadLetterTo('orders-dlq', 5), deadLetterTo('orders-dlq', 3), {}, deadLetterTo('orders-dlq', 3)];
  for (const [minute, config] of states.entries()) {
    await store.catalogue.record(SCOPE, 'queue', [queueNamed('orders', { config })], NOON + minute * MINUTE);
  }
  const minute = (column: string) => `(date_part('epoch', ${column}) * 1000 - ${NOON}) / 60000`;
  expect(
    await query(url, `SELECT to_id, config, ${minute('first_seen')} AS from, ${minute('deleted_at')} AS to FROM link ORDER BY first_seen`),
  ).toEqual([
    { to_id: idOf('orders-dlq'), config: { maxReceiveCount: 5 }, from: 0, to: 1 },
    { to_id: idOf('orders-dlq'), config: { maxReceiveCount: 3 }, from: 1, to: 2 },
    { to_id: idOf('orders-dlq'), config: { maxReceiveCount: 3 }, from: 3, to: null },
  ]);
});

test('readers point at their stream, from when they are first listed until they are not', async () => {
  const stream = streamNamed('clicks');
  const reader = consumerNamed('reporting', stream);
  const firehose = { ...consumerNamed('archive', stream, { type: 'delivery-stream' }), kind: 'delivery-stream' as const };
  await store.catalogue.record(SCOPE, 'stream', [stream], NOON);
  await store.catalogue.record(SCOPE, 'consumer', [reader], NOON);
  await store.catalogue.record(SCOPE, 'delivery-stream', [firehose], NOON);
  await store.catalogue.record(SCOPE, 'consumer', [{ ...reader, config: { ...reader.config, state: 'DELETING' } }], NOON + MINUTE);
  await store.catalogue.record(SCOPE, 'consumer', [], NOON + 2 * MINUTE);
  expect(await query(url, `SELECT from_id, to_id, to_arn, kind, config, deleted_at FROM link ORDER BY config`)).toEqual([
    {
      from_id: resourceIdOf(firehose.arn),
      to_id: resourceIdOf(stream.arn),
      to_arn: stream.arn,
      kind: 'consumer',
      config: { type: 'delivery-stream' },
      deleted_at: null,
    },
    {
      from_id: resourceIdOf(reader.arn),
      to_id: resourceIdOf(stream.arn),
      to_arn: stream.arn,
      kind: 'consumer',
      config: { type: 'enhanced-fan-out' },
      deleted_at: new Date(NOON + 2 * MINUTE),
    },
  ]);
  expect((await store.catalogue.list()).map(({ kind, config, deletedAt }) => ({ kind, config, deletedAt }))).toEqual([
    { kind: 'delivery-stream', config: firehose.config, deletedAt: null },
    { kind: 'stream', config: stream.config, deletedAt: null },
    { kind: 'consumer', config: { ...reader.config, state: 'DELETING' }, deletedAt: NOON + 2 * MINUTE },
  ]);
});

test('discoveries of one scope at the same time count every queue once', async () => {
  const found = Array.from({ length: 50 }, (_, index) => queueNamed(`queue-${index}`));
  const changes = await Promise.all([1, 2, 3].map(() => store.catalogue.record(SCOPE, 'queue', found, NOON)));
  expect(changes.map(({ added }) => added.length).sort((a, b) => a - b)).toEqual([0, 0, 50]);
  expect(await store.catalogue.list()).toHaveLength(50);
});

test('hostile names, tags and settings are kept as they are, but for what PostgreSQL cannot hold', async () => {
  const name = `<script>alert("1")</script>'; DROP TABLE resource; -- \u202E\u200F`;
  const hostile = queueNamed(name, {
    tags: { '<b>': '\0\uD800', constructor: 'x', ['__proto__']: 'y' },
    config: { problems: ['RedrivePolicy: "\0"'] },
  });
  await store.catalogue.record(SCOPE, 'queue', [hostile], NOON);
  const [kept] = await store.catalogue.list();
  expect(kept?.name).toBe(name);
  expect(kept?.tags['<b>']).toBe('\uFFFD\uFFFD');
  expect(kept?.config?.problems).toEqual(['RedrivePolicy: "\uFFFD"']);
  expect(await store.catalogue.record(SCOPE, 'queue', [hostile], NOON + MINUTE)).toEqual(nothing);
});

test('a row that cannot be read is reported, and hides no other', async () => {
  const { store: reader, problems } = await server.openStore(url);
  await store.catalogue.record(SCOPE, 'queue', [queueNamed('broken'), queueNamed('orders')], NOON);
  await query(url, `UPDATE resource SET config = '{"fifo": "perhaps"}' WHERE name = 'broken'`);
  await query(
    url,
    `INSERT INTO resource (id, kind, arn, account_id, region, name, tags, first_seen, last_seen) VALUES ('?', 'queue', '?', '1', '1', '?', '{}', now(), now())`,
  );
  expect((await reader.catalogue.list()).map(({ name, config }) => [name, config === null])).toEqual([
    ['broken', true],
    ['orders', false],
  ]);
  expect(problems.map(({ message }) => message)).toEqual([
    'resource ? is not readable: unknown id or kind',
    `resource ${idOf('broken')} has unreadable settings or tags`,
  ]);
});

test('changes are told newest first, dated, with both sides, bounded, and of some resources only when asked', async () => {
  for (const [minute, maxReceiveCount] of [5, 3, 3, 9].entries())
    await store.catalogue.record(
      SCOPE,
      'queue',
      [queueNamed('orders', { config: deadLetterTo('dlq', maxReceiveCount) })],
      NOON + minute * MINUTE,
    );
  await store.catalogue.record(SCOPE, 'queue', [queueNamed('mails')], NOON + 4 * MINUTE);
  const all = await store.catalogue.changes({ from: NOON, to: NOON + 5 * MINUTE });
  const told = all.map(({ resourceId, at, change, before, after }) => [
    resourceId,
    (at - NOON) / MINUTE,
    change,
    ...[before, after].map((facts) => (facts?.config && 'redrive' in facts.config ? (facts.config.redrive?.maxReceiveCount ?? 0) : null)),
  ]);
  expect(told).toEqual(
    expect.arrayContaining([
      [idOf('mails'), 4, 'added', null, 0],
      [idOf('orders'), 4, 'deleted', 9, null],
    ]),
  );
  expect(told.slice(2)).toEqual([
    [idOf('orders'), 3, 'changed', 3, 9],
    [idOf('orders'), 1, 'changed', 5, 3],
    [idOf('orders'), 0, 'added', null, 5],
  ]);
  expect(await store.catalogue.changes({ from: NOON, to: NOON + 5 * MINUTE, limit: 2 })).toEqual(all.slice(0, 2));
  const ofSorts = await store.catalogue.changes({ from: NOON, to: NOON + 5 * MINUTE, sorts: ['changed'], limit: 1 });
  expect(ofSorts).toEqual(all.filter(({ change }) => change === 'changed').slice(0, 1));
  const minutes = async (query: { resourceIds?: readonly (typeof all)[number]['resourceId'][] }) =>
    (await store.catalogue.changes({ from: NOON + MINUTE, to: NOON + 4 * MINUTE, ...query })).map(({ at }) => (at - NOON) / MINUTE);
  expect(await minutes({})).toEqual([3, 1]);
  expect(await minutes({ resourceIds: [idOf('mails')] })).toEqual([]);
});

test('a change whose settings no longer pass is told without them, one that cannot be read is reported and hides no other', async () => {
  const { store: reader, problems } = await server.openStore(url);
  await store.catalogue.record(SCOPE, 'queue', [queueNamed('orders')], NOON);
  await store.catalogue.record(SCOPE, 'queue', [queueNamed('orders', { tags: { team: 'shop' } })], NOON + MINUTE);
  await query(url, `UPDATE resource_change SET before = jsonb_set(before, '{config}', '{"fifo": "perhaps"}') WHERE change = 'changed'`);
  await query(url, `UPDATE resource_change SET after = '"what"' WHERE change = 'added'`);
  expect(await reader.catalogue.changes({ from: NOON, to: NOON + 5 * MINUTE })).toMatchObject([
    { change: 'changed', before: { name: 'orders', config: null }, after: { tags: { team: 'shop' }, config: { fifo: false } } },
  ]);
  expect(problems).toHaveLength(1);
});
