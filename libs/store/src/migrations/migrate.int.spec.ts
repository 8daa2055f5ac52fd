import { expect, test } from 'vitest';
import { query } from '../testing/query.js';
import { useServer } from '../testing/use-server.js';
import { migrate, MigrationError } from './migrate.js';
import { readDatamodel, readMigrations } from './read-migrations.js';
import { withEngineSession } from './schema-engine.js';

const server = useServer();

test('processes that start together migrate once, and starting again changes nothing', async () => {
  const url = await server.createDatabase('empty');
  const names = (await readMigrations()).map(({ name }) => name);
  const applied = await Promise.all([migrate(url), migrate(url), migrate(url)]);
  expect(applied.filter((list) => list.length > 0)).toEqual([names]);
  expect(await migrate(url)).toEqual([]);
});

test('a migration that cannot be applied leaves the database as it was', async () => {
  const url = await server.createDatabase('empty');
  // In the way of the last table of the last migration: everything before it succeeds first.
  const tables = () =>
    query<{ name: string }>(
      url,
      `SELECT relname AS name FROM pg_class WHERE relkind IN ('r', 'p') AND relnamespace = 'public'::regnamespace`,
    );
  await query(url, 'CREATE SEQUENCE rollup_due');
  await expect(migrate(url)).rejects.toThrow(
    new MigrationError('The database could not be migrated: relation "rollup_due" already exists'),
  );
  expect(await tables()).toEqual([]);

  await query(url, 'DROP SEQUENCE rollup_due');
  expect(await migrate(url)).toHaveLength((await readMigrations()).length);
});

test('a database that something else uses is left alone', async () => {
  const url = await server.createDatabase('empty');
  await query(url, 'CREATE TABLE customers ()');
  await expect(migrate(url)).rejects.toThrow("The database holds tables that are not Weir's. Give Weir a database of its own.");
});

test('a database of a newer Weir, and one whose history was altered, are refused', async () => {
  const newer = await server.createDatabase('migrated');
  await query(
    newer,
    `UPDATE _prisma_migrations SET migration_name = '29991231000000_from_the_future' WHERE migration_name LIKE '%time_series'`,
  );
  await expect(migrate(newer)).rejects.toThrow(/newer Weir .* 29991231000000_from_the_future/);

  const altered = await server.createDatabase('migrated');
  await query(altered, `UPDATE _prisma_migrations SET checksum = 'another' WHERE migration_name LIKE '%time_series'`);
  await expect(migrate(altered)).rejects.toThrow(/time_series was altered/);
});

test('the migrations build what the datamodel describes', async () => {
  const migrated = await server.createDatabase('migrated');
  const described = await server.createDatabase('empty');
  const content = await readDatamodel();
  await withEngineSession(described, async ({ client, openEngine }) => {
    const engine = await openEngine(content);
    const { stdout } = await engine.diff({
      from: { tag: 'empty' },
      to: { tag: 'schemaDatamodel', files: [{ path: 'schema.prisma', content }] },
      script: true,
      exitCode: null,
      filters: { externalTables: [], externalEnums: [] },
    });
    await client.query(stdout ?? '');
    engine.free();
  });
  const expected = await describeTables(described);
  expect(expected.size).toBeGreaterThan(10);
  const actual = await describeTables(migrated);
  for (const [table, description] of expected) expect({ [table]: actual.get(table) }).toEqual({ [table]: description });
});

/** Columns, indexes and constraints of every table, as PostgreSQL's own catalogue tells them. The datamodel cannot say indexes on expressions. */
async function describeTables(url: string): Promise<ReadonlyMap<string, readonly string[]>> {
  const rows = await query<{ table: string; line: string }>(
    url,
    `WITH relation AS (SELECT oid, relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace)
     SELECT relname AS table, line FROM relation JOIN LATERAL (
       SELECT concat_ws(' ', 'column', attname, format_type(atttypid, atttypmod), CASE WHEN attnotnull THEN 'not null' END, pg_get_expr(adbin, adrelid)) AS line
         FROM pg_attribute LEFT JOIN pg_attrdef ON adrelid = attrelid AND adnum = attnum WHERE attrelid = relation.oid AND attnum > 0 AND NOT attisdropped
       UNION ALL SELECT pg_get_indexdef(indexrelid) FROM pg_index WHERE indrelid = relation.oid AND indexprs IS NULL
       UNION ALL SELECT conname || ' ' || pg_get_constraintdef(oid) FROM pg_constraint WHERE conrelid = relation.oid AND contype <> 'n'
     ) AS lines ON TRUE
     ORDER BY 1, 2`,
  );
  const tables = new Map<string, string[]>();
  for (const { table, line } of rows) tables.set(table, [...(tables.get(table) ?? []), line]);
  return tables;
}
