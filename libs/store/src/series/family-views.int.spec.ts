import { FAMILIES, type FamilyName } from '@weir/domain';
import { expect, test } from 'vitest';
import { viewName, viewQuery } from '../testing/family-view.js';
import { idOf, NOON, queueNamed, row, SCOPE } from '../testing/fixtures.js';
import { query } from '../testing/query.js';
import { useServer } from '../testing/use-server.js';

const server = useServer();

test.each(Object.keys(FAMILIES) as FamilyName[])('the view of %s names its values as the family does', async (family) => {
  const url = await server.createDatabase('migrated');
  await query(url, `CREATE VIEW expected AS ${viewQuery(family)}`);
  const definitions = await query<{ actual: string; expected: string }>(
    url,
    `SELECT pg_get_viewdef($1::regclass) AS actual, pg_get_viewdef('expected'::regclass) AS expected`,
    [viewName(family)],
  );
  expect(definitions[0]?.actual).toBe(definitions[0]?.expected);
});

test('a view shows a sample under its names', async () => {
  const { store, url } = await server.openStore();
  await store.catalogue.record(SCOPE, 'queue', [queueNamed('orders')], NOON);
  await store.series.write([row(idOf('orders'), 'sqs.cloudwatch', NOON, { 3: 42, 8: 512.5 })]);
  expect(await query(url, 'SELECT name, at, settled, visible, oldest_age, sent_size FROM sqs_cloudwatch')).toEqual([
    { name: 'orders', at: new Date(NOON), settled: true, visible: null, oldest_age: 42, sent_size: 512.5 },
  ]);
});
