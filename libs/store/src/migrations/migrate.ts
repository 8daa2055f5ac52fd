import type pg from 'pg';
import { MIGRATIONS_FOLDER, readDatamodel, readLockFile, readMigrations, type Migration } from './read-migrations.js';
import { withEngineSession } from './schema-engine.js';

/** The database cannot be brought to this version; nothing was changed. */
export class MigrationError extends Error {
  override readonly name = 'MigrationError';
}

/** Any fixed number serves, as long as every Weir uses the same. */
const MIGRATION_LOCK = 7_140_913_207;
const WAIT_FOR_OTHERS = '120s';

/**
 * Brings a database to this version of Weir. Everything happens in one transaction: processes that start together wait for one
 * another, and a migration that fails or is killed half-way leaves the database as it was.
 * @returns names of the migrations applied, in order; empty when there was nothing to do
 * @throws MigrationError when a migration fails, or the database was written by a newer or altered Weir
 */
export async function migrate(url: string): Promise<readonly string[]> {
  const migrations = await readMigrations();
  return withEngineSession(url, async (session) => {
    await session.client.query(`BEGIN; SET LOCAL lock_timeout = '${WAIT_FOR_OTHERS}'; SELECT pg_advisory_xact_lock(${MIGRATION_LOCK})`);
    if (!isPending(migrations, await readApplied(session.client))) return [];

    const engine = await session.openEngine(await readDatamodel());
    try {
      const { appliedMigrationNames } = await engine.applyMigrations({
        migrationsList: {
          baseDir: MIGRATIONS_FOLDER,
          lockfile: { path: 'migration_lock.toml', content: await readLockFile() },
          shadowDbInitScript: '',
          migrationDirectories: migrations.map(({ name, script }) => ({
            path: name,
            migrationFile: { path: 'migration.sql', content: { tag: 'ok', value: script } },
          })),
        },
        filters: { externalTables: [], externalEnums: [] },
      });
      await session.client.query('COMMIT');
      return appliedMigrationNames;
    } catch (error) {
      throw explain(session.scriptFailure() ?? error);
    } finally {
      engine.free();
    }
  });
}

/** Prisma's code for a database with tables and without a history (Prisma documentation, "Error message reference"). */
const NOT_EMPTY = 'P3005';

function explain(cause: unknown): MigrationError {
  const notOurs = cause instanceof Error && 'code' in cause && cause.code === NOT_EMPTY;
  const message = notOurs
    ? "The database holds tables that are not Weir's. Give Weir a database of its own."
    : `The database could not be migrated: ${cause instanceof Error ? cause.message : String(cause)}`;
  return new MigrationError(message, { cause });
}

/** Name and checksum of every migration the database has had. */
async function readApplied(client: pg.PoolClient): Promise<ReadonlyMap<string, string>> {
  const { rows: tables } = await client.query<{ known: boolean }>(`SELECT to_regclass('_prisma_migrations') IS NOT NULL AS known`);
  if (!tables[0]?.known) return new Map();
  const { rows } = await client.query<{ name: string; checksum: string }>(
    `SELECT migration_name AS name, checksum FROM _prisma_migrations WHERE finished_at IS NOT NULL AND rolled_back_at IS NULL`,
  );
  return new Map(rows.map(({ name, checksum }) => [name, checksum]));
}

function isPending(migrations: readonly Migration[], applied: ReadonlyMap<string, string>): boolean {
  const known = new Map(migrations.map((migration) => [migration.name, migration]));
  for (const [name, checksum] of applied) {
    const migration = known.get(name);
    if (!migration) {
      throw new MigrationError(
        `The database was written by a newer Weir (it has had the migration ${name}). Run that version, or restore a backup.`,
      );
    }
    if (migration.checksum !== checksum) {
      throw new MigrationError(
        `The migration ${name} was altered after the database had it. Restore the file as it was, and add a new migration instead.`,
      );
    }
  }
  return migrations.some(({ name }) => !applied.has(name));
}
