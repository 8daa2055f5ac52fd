import { execFile } from 'node:child_process';
import { chownSync, existsSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import type { PostgresAccount } from './postgres-account.js';
import { explainWriteFailure, PostgresError } from './postgres-error.js';

const run = promisify(execFile);
const UNFINISHED = 'data.init-';

export interface InitialiseOptions {
  readonly area: string;
  readonly initdb: string;
  readonly account: PostgresAccount | null;
  readonly user: string;
  readonly password: string;
}

/**
 * Creates `<area>/data`, whole or not at all: it is made under another name and renamed, so that an interrupted attempt is never
 * taken for a database.
 * @throws PostgresError `not-writable`, `no-space`, `failed`
 */
export async function initialiseData({ area, initdb, account, user, password }: InitialiseOptions): Promise<void> {
  const data = path.join(area, 'data');
  if (existsSync(data)) return;
  const unfinished = path.join(area, `${UNFINISHED}${process.pid}`);
  const passwordFile = path.join(area, `initdb-password-${process.pid}`);
  try {
    for (const name of readdirSync(area)) if (name.startsWith(UNFINISHED)) rmSync(path.join(area, name), { recursive: true });
    mkdirSync(unfinished, { mode: 0o700 });
    writeFileSync(passwordFile, password, { mode: 0o600 });
    if (account) for (const place of [unfinished, passwordFile]) chownSync(place, account.uid, account.gid);
    await run(
      initdb,
      [
        `--pgdata=${unfinished}`,
        `--username=${user}`,
        `--pwfile=${passwordFile}`,
        '--auth=scram-sha-256',
        '--encoding=UTF8',
        // The built-in collation sorts the same on every machine, and an upgrade of the operating system cannot break an index.
        '--locale-provider=builtin',
        '--builtin-locale=C.UTF-8',
        '--locale=C',
        '--data-checksums',
      ],
      { ...account, cwd: area, env: { PATH: process.env['PATH'], LC_ALL: 'C', TZ: 'UTC' } },
    );
    renameSync(unfinished, data);
  } catch (error) {
    throw explainInitdb(area, error);
  } finally {
    rmSync(passwordFile, { force: true });
    rmSync(unfinished, { recursive: true, force: true });
  }
}

function explainInitdb(area: string, error: unknown): unknown {
  if (!(error instanceof Error) || !('stderr' in error) || typeof error.stderr !== 'string') return explainWriteFailure(area, error);
  const full = error.stderr.includes('No space left on device');
  return new PostgresError(
    full ? 'no-space' : 'failed',
    `The database could not be created in ${area}. initdb said:\n${error.stderr.trim()}`,
  );
}
