import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { chooseEndpoint, urlOf } from './endpoint.js';
import { makeFolder, requireSpace } from './folders.js';
import { lockHome, type HomeLock } from './home-lock.js';
import { initialiseData } from './initialise-data.js';
import { accountFor, canReach, type PostgresAccount } from './postgres-account.js';
import { locateBinaries } from './postgres-binaries.js';
import { explainWriteFailure, PostgresError } from './postgres-error.js';
import { findArea, makeArea, SHARED_FOLDER } from './shared-area.js';
import { runPostmaster, stopOrphan, type Postmaster, type PostmasterOptions } from './postmaster.js';

const USER = 'weir';
const DATABASE = 'weir';

/** Beyond PostgreSQL's defaults, which already make a commit survive the death of any process and of the machine. */
const SETTINGS = {
  max_connections: '60',
  timezone: 'UTC',
  log_timezone: 'UTC',
  // The log is read for the line that says "ready".
  lc_messages: 'C',
  // Failed statements can carry what people typed.
  log_min_error_statement: 'panic',
  // Our statements are short; compiling them costs more than it saves.
  jit: 'off',
  max_wal_size: '512MB',
} as const;

const RESTART_DELAYS_MS = [100, 500, 2_000, 10_000] as const;
/** A server that ran this long was well; its next end starts the delays anew. */
const WELL_AFTER_MS = 60_000;

export interface RunningPostgres {
  /** Stays valid for as long as this runs, across restarts of the server. Holds the password: never log it. */
  readonly url: string;
  stop(): Promise<void>;
}

/**
 * Starts the embedded PostgreSQL on the data of `home`, created on the first start. It listens on a Unix socket (or loopback), with
 * a random password kept in `home`, and is restarted when it dies. It ends with this process, however that ends.
 *
 * Root cannot run Postgres: then an unprivileged account does, and where that cannot reach `home`, the data live in
 * a folder of `/var/lib/weir`, named in `home/data-location.json`.
 * @param options.home folder for the data, the password and the lock; created when missing
 * @param options.log receives the server's log lines
 * @throws PostgresError saying what to do about it
 */
export async function startPostgres(options: { readonly home: string; readonly log: (line: string) => void }): Promise<RunningPostgres> {
  const home = path.resolve(options.home);
  makeFolder(home, 0o755);
  const locks: HomeLock[] = [lockHome(home)];
  const unlock = () => {
    for (const lock of locks.splice(0)) lock.release();
  };
  try {
    const { area, account } = placeData(home, options.log);
    // Two homes can name the same data, when one is a copy of the other.
    if (area !== home) locks.push(lockHome(area));
    requireSpace(area);
    const { postgres, initdb } = locateBinaries(account, SHARED_FOLDER);

    const dataFolder = path.join(area, 'data');
    const password = readPassword(home, existsSync(dataFolder));
    await stopOrphan(dataFolder, options.log);
    await initialiseData({ area, initdb, account, user: USER, password });

    const endpoint = await chooseEndpoint(area, account);
    const settings = { ...SETTINGS, ...endpoint.settings };
    const stop = await keepRunning({ binary: postgres, dataFolder, account, settings, log: options.log });
    try {
      await ensureDatabase(urlOf(endpoint, USER, password, 'postgres'));
    } catch (error) {
      await stop();
      throw error;
    }
    return {
      url: urlOf(endpoint, USER, password, DATABASE),
      async stop() {
        await stop();
        unlock();
      },
    };
  } catch (error) {
    unlock();
    throw error;
  }
}

/** Where this home's data are or are to be, and whom Postgres runs as. */
function placeData(home: string, log: (line: string) => void): { area: string; account: PostgresAccount | null } {
  const known = findArea(home);
  const account = accountFor(path.join(known ?? home, 'data'));
  return { account, area: known ?? (canReach(account, home) ? home : makeArea(home, log)) };
}

/** Runs the server and restarts it when it ends unasked; the result stops it for good. */
async function keepRunning(options: PostmasterOptions): Promise<() => Promise<void>> {
  const stopping = new AbortController();
  let current: Postmaster = await runPostmaster(options);

  const supervise = async () => {
    let failures = 0;
    for (;;) {
      const startedAt = performance.now();
      await current.ended;
      if (stopping.signal.aborted) return;
      if (performance.now() - startedAt > WELL_AFTER_MS) failures = 0;
      const delayMs = RESTART_DELAYS_MS[Math.min(failures++, RESTART_DELAYS_MS.length - 1)] ?? 0;
      options.log(`postgres: ended unexpectedly, starting it again in ${delayMs} ms`);
      try {
        await sleep(delayMs, undefined, { signal: stopping.signal });
        await stopOrphan(options.dataFolder, options.log);
        current = await runPostmaster(options);
        if (stopping.signal.aborted) await current.stop();
      } catch (error) {
        if (stopping.signal.aborted) return;
        options.log(`postgres: ${error instanceof Error ? error.message : String(error)}`);
      }
    }
  };
  const supervision = supervise();
  return async () => {
    stopping.abort();
    await current.stop();
    await supervision;
  };
}

function readPassword(home: string, hasData: boolean): string {
  const file = path.join(home, 'password');
  try {
    if (existsSync(file)) return readFileSync(file, 'utf8').trim();
    if (hasData) {
      throw new PostgresError(
        'password-missing',
        `${file} is gone, and the database cannot be opened without it. Restore it from a backup of ${home}.`,
      );
    }
    const password = randomBytes(24).toString('base64url');
    // On the disk before the data that need it.
    writeFileSync(file, `${password}\n`, { mode: 0o600, flag: 'wx', flush: true });
    return password;
  } catch (error) {
    throw explainWriteFailure(file, error);
  }
}

async function ensureDatabase(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 10_000 });
  await client.connect();
  try {
    const { rowCount } = await client.query('SELECT FROM pg_database WHERE datname = $1', [DATABASE]);
    if (rowCount === 0) await client.query(`CREATE DATABASE ${client.escapeIdentifier(DATABASE)}`);
  } finally {
    await client.end();
  }
}
