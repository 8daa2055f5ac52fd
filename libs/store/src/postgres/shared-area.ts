import { randomBytes } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { makeFolder } from './folders.js';
import { explainWriteFailure, PostgresError } from './postgres-error.js';

/**
 * For what root's Postgres must reach and cannot under a private home. Not a temporary folder: data must outlive a reboot, and
 * nobody else may be able to plant binaries there.
 */
export const SHARED_FOLDER = '/var/lib/weir';

/** In a home: where its data went. */
const POINTER = 'data-location.json';
/** In an area: whose data these are. */
const ORIGIN = 'home.json';

/**
 * The area in `SHARED_FOLDER` that a home's data went to; undefined when they are in the home, or not made yet.
 * @throws PostgresError `unreadable-data` when the home names no folder
 */
export function findArea(home: string): string | undefined {
  const file = path.join(home, POINTER);
  if (!existsSync(file)) return undefined;
  const area = readPath(file, 'area');
  if (area !== undefined) return area;
  throw new PostgresError('unreadable-data', `${file} does not name a folder. Restore it, or remove it to start with an empty database.`);
}

/** Makes an area for a home, which remembers it from then on. A home that was removed and made again gets a new one. */
export function makeArea(home: string, log: (line: string) => void): string {
  makeFolder(SHARED_FOLDER, 0o755);
  tidy(home, log);
  const area = path.join(SHARED_FOLDER, randomBytes(8).toString('hex'));
  makeFolder(area, 0o755);
  try {
    writeFileSync(path.join(area, ORIGIN), `${JSON.stringify({ home: realpathSync(home) })}\n`, { mode: 0o600 });
    writeFileSync(path.join(home, POINTER), `${JSON.stringify({ area })}\n`, { flush: true });
  } catch (error) {
    throw explainWriteFailure(home, error);
  }
  log(`postgres: its account cannot enter ${home}, the data are in ${area}`);
  return area;
}

/** Removes the areas of temporary homes that are gone, and tells of data that an earlier home in the same place left behind. */
function tidy(home: string, log: (line: string) => void): void {
  const temporary = realpathSync(tmpdir()) + path.sep;
  for (const name of readdirSync(SHARED_FOLDER)) {
    const area = path.join(SHARED_FOLDER, name);
    const origin = readPath(path.join(area, ORIGIN), 'home');
    if (origin === undefined) continue;
    if (origin.startsWith(temporary) && !existsSync(origin)) rmSync(area, { recursive: true, force: true });
    else if (origin === realpathSync(home))
      log(`postgres: data of an earlier ${home} are still in ${area}; remove them when nobody needs them`);
  }
}

function readPath(file: string, key: string): string | undefined {
  if (!existsSync(file)) return undefined;
  try {
    const value = new Map(Object.entries(JSON.parse(readFileSync(file, 'utf8')) as object)).get(key) as unknown;
    return typeof value === 'string' && path.isAbsolute(value) ? value : undefined;
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof TypeError) return undefined;
    throw error;
  }
}
