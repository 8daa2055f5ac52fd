import { createHash } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, readFileSync, realpathSync, statfsSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { canReach, type PostgresAccount } from './postgres-account.js';
import { explainWriteFailure, PostgresError } from './postgres-error.js';

/**
 * For what root's Postgres must reach and cannot under a private home. Not a temporary folder: data must outlive a reboot, and
 * nobody else may be able to plant binaries there.
 */
export const SHARED_FOLDER = '/var/lib/weir';

const LEAST_FREE_BYTES = 200 * 1024 * 1024;

/** Names where the data went, in a home whose Postgres cannot reach it. */
const POINTER = 'data-location.json';

/** Creates a folder, and everything above it, with exactly this mode. An existing one keeps its own. */
export function makeFolder(folder: string, mode: number): void {
  try {
    if (existsSync(folder)) return;
    mkdirSync(folder, { recursive: true, mode });
    chmodSync(folder, mode);
  } catch (error) {
    throw explainWriteFailure(folder, error);
  }
}

/**
 * Where this home's data are, or are to be: in the home, or, when root's Postgres cannot reach that, in a folder of its own under
 * `SHARED_FOLDER`, which the home remembers.
 */
export function placeData(
  home: string,
  account: (dataFolder: string) => PostgresAccount | null,
): { area: string; account: PostgresAccount | null } {
  const remembered = readPointer(home);
  if (remembered) return { area: remembered, account: account(path.join(remembered, 'data')) };

  const chosen = account(path.join(home, 'data'));
  if (canReach(chosen, home)) return { area: home, account: chosen };

  const digest = createHash('sha256').update(realpathSync(home)).digest('hex').slice(0, 16);
  const area = path.join(SHARED_FOLDER, digest);
  makeFolder(SHARED_FOLDER, 0o755);
  makeFolder(area, 0o755);
  try {
    writeFileSync(path.join(home, POINTER), `${JSON.stringify({ area }, null, 2)}\n`);
  } catch (error) {
    throw explainWriteFailure(home, error);
  }
  return { area, account: chosen };
}

/** @throws PostgresError `no-space` when too little is free for Postgres to work */
export function requireSpace(folder: string): void {
  const { bavail, bsize } = statfsSync(folder);
  const free = bavail * bsize;
  if (free < LEAST_FREE_BYTES) {
    const mebibytes = (bytes: number) => Math.floor(bytes / 1024 / 1024);
    throw new PostgresError(
      'no-space',
      `Only ${mebibytes(free)} MiB are free on the disk that holds ${folder}; Postgres needs ${mebibytes(LEAST_FREE_BYTES)} MiB. Free some space, or move WEIR_HOME.`,
    );
  }
}

function readPointer(home: string): string | undefined {
  const file = path.join(home, POINTER);
  if (!existsSync(file)) return undefined;
  const value: unknown = JSON.parse(readFileSync(file, 'utf8'));
  if (value !== null && typeof value === 'object' && 'area' in value && typeof value.area === 'string' && path.isAbsolute(value.area)) {
    return value.area;
  }
  throw new PostgresError('unreadable-data', `${file} does not name a folder. Restore it, or remove it to start with an empty database.`);
}
