import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';

const PRISMA_FOLDER = path.join(import.meta.dirname, '../../../../prisma');

export interface Migration {
  /** Folder name: a timestamp and what it brings. Names sort in the order of application. */
  readonly name: string;
  readonly script: string;
  /** SHA-256 of the script in hexadecimal, as Prisma records it. */
  readonly checksum: string;
}

/** Folder of the migrations, absolute. */
export const MIGRATIONS_FOLDER = path.join(PRISMA_FOLDER, 'migrations');

/** The migrations this version of Weir brings, in order. */
export async function readMigrations(): Promise<readonly Migration[]> {
  const entries = await readdir(MIGRATIONS_FOLDER, { withFileTypes: true });
  const names = entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
  return Promise.all(
    names.sort().map(async (name) => {
      const script = await readFile(path.join(MIGRATIONS_FOLDER, name, 'migration.sql'), 'utf8');
      return { name, script, checksum: createHash('sha256').update(script).digest('hex') };
    }),
  );
}

/** Text of schema.prisma. */
export function readDatamodel(): Promise<string> {
  return readFile(path.join(PRISMA_FOLDER, 'schema.prisma'), 'utf8');
}

/** Text of the file in which Prisma notes the database these migrations are for. */
export function readLockFile(): Promise<string> {
  return readFile(path.join(MIGRATIONS_FOLDER, 'migration_lock.toml'), 'utf8');
}
