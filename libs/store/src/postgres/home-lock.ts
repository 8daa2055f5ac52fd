import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { explainWriteFailure, PostgresError, systemCode } from './postgres-error.js';
import { identify, isRunning, type ProcessIdentity } from './process-identity.js';

export interface HomeLock {
  release(): void;
}

/**
 * Takes a Postgres home for this process. The lock names its holder, so that one left behind by `kill -9` or a power cut is
 * recognised and taken over.
 * @throws PostgresError `in-use` when another living process, or this one, holds it; `not-writable`, `no-space`
 */
export function lockHome(home: string): HomeLock {
  const file = path.join(home, 'owner.json');
  const me = identify(process.pid);
  if (!me) throw new Error('this process is not in the process table');
  const mine = JSON.stringify(me);

  while (!tryCreate(file, mine)) {
    const held = readText(file);
    if (held === undefined) continue;
    const holder = parseIdentity(held);
    if (holder && isRunning(holder)) throw inUse(home, holder.pid);
    takeAside(file, held, home);
  }
  return {
    release() {
      if (readText(file) === mine) rmSync(file, { force: true });
    },
  };
}

/** Moves a dead holder's lock away. Renaming is atomic, so of several that try, one moves the dead lock and none a fresh one for good. */
function takeAside(file: string, expected: string, home: string): void {
  const aside = `${file}.${process.pid}`;
  try {
    renameSync(file, aside);
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return;
    throw error;
  }
  const moved = readText(aside);
  try {
    if (moved !== undefined && moved !== expected) {
      linkSync(aside, file);
      throw inUse(home, parseIdentity(moved)?.pid);
    }
  } finally {
    rmSync(aside, { force: true });
  }
}

function tryCreate(file: string, content: string): boolean {
  try {
    writeFileSync(file, content, { flag: 'wx', mode: 0o600 });
    return true;
  } catch (error) {
    if (systemCode(error) === 'EEXIST') return false;
    throw explainWriteFailure(path.dirname(file), error);
  }
}

function readText(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return undefined;
    throw error;
  }
}

/** Nothing for a torn file: its writer died while writing, so nobody holds the home. */
function parseIdentity(text: string): ProcessIdentity | undefined {
  try {
    const value: unknown = JSON.parse(text);
    if (value === null || typeof value !== 'object' || !('pid' in value) || !('startedAt' in value)) return undefined;
    const { pid, startedAt } = value;
    return typeof pid === 'number' && typeof startedAt === 'string' ? { pid, startedAt } : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function inUse(home: string, pid: number | undefined): PostgresError {
  return new PostgresError(
    'in-use',
    `The database folder ${home} is in use by another Weir${pid === undefined ? '' : ` (process ${pid})`}. Stop it first, or give this one its own WEIR_HOME.`,
  );
}
