import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { requireWritable, writeFailure } from './disk.mjs';
import { Failure, Interruption, systemCode } from './failure.mjs';
import { identify, isRunning } from './process-identity.mjs';

/** A server whose starter was killed shuts down by itself; the next start waits this long for it. */
const ORPHAN_WAIT_MS = 10_000;
const ORPHAN_CHECK_MS = 100;

/**
 * @typedef {import('./process-identity.mjs').ProcessIdentity} ProcessIdentity
 * @typedef {{ starter: ProcessIdentity, server: ProcessIdentity | null, port: number }} Holder
 * @typedef {{ recordServer(pid: number): void, release(): void }} HomeLock
 */

/**
 * Takes the data folder for this process. The lock file names the processes that use the folder, so a lock whose processes are
 * gone (kill -9, power cut) is recognised and taken over.
 *
 * @param {string} home the data folder (`WEIR_HOME`), created when missing
 * @param {number} port what this Weir will listen on, told to whoever finds the folder taken
 * @param {{ stop?: AbortSignal, orphanWaitMs?: number }} [options]
 * @returns {Promise<HomeLock>}
 * @throws {Failure} when another Weir uses the folder, or when it cannot be written to
 */
export async function lockHome(home, port, { stop, orphanWaitMs = ORPHAN_WAIT_MS } = {}) {
  requireWritable(home);
  const file = path.join(home, 'weir.lock');
  const starter = identify(process.pid);
  if (starter === undefined) throw new Error('this process is not in the process table');
  /** @type {Holder} */
  const mine = { starter, server: null, port };
  const deadlineMs = Date.now() + orphanWaitMs;

  while (!tryCreate(file, mine)) {
    const holder = readHolder(file);
    if (holder !== undefined && isRunning(holder.starter)) throw inUse(home, holder.starter.pid, holder.port);
    if (holder?.server && isRunning(holder.server)) {
      if (Date.now() >= deadlineMs) throw inUse(home, holder.server.pid, holder.port);
      if (stop?.aborted) throw new Interruption();
      await new Promise((resolve) => setTimeout(resolve, ORPHAN_CHECK_MS));
      continue;
    }
    rmSync(file, { force: true });
  }

  return {
    recordServer(pid) {
      mine.server = identify(pid) ?? null;
      writeFileSync(file, JSON.stringify(mine));
    },
    release() {
      if (readHolder(file)?.starter.pid === process.pid) rmSync(file, { force: true });
    },
  };
}

/**
 * @param {string} file
 * @param {Holder} holder
 */
function tryCreate(file, holder) {
  try {
    writeFileSync(file, JSON.stringify(holder), { flag: 'wx' });
    return true;
  } catch (error) {
    if (systemCode(error) === 'EEXIST') return false;
    throw writeFailure(path.dirname(file), error);
  }
}

/**
 * @param {string} file
 * @returns {Holder | undefined} nothing for a file that is gone or torn, which both mean that nobody holds the folder
 */
function readHolder(file) {
  try {
    /** @type {unknown} */
    const parsed = JSON.parse(readFileSync(file, 'utf8'));
    return isHolder(parsed) ? parsed : undefined;
  } catch (error) {
    if (error instanceof SyntaxError || systemCode(error) === 'ENOENT') return undefined;
    throw error;
  }
}

/**
 * @param {unknown} value
 * @returns {value is Holder}
 */
function isHolder(value) {
  if (value === null || typeof value !== 'object') return false;
  const holder = /** @type {Partial<Record<keyof Holder, unknown>>} */ (value);
  return isIdentity(holder.starter) && (holder.server === null || isIdentity(holder.server)) && typeof holder.port === 'number';
}

/**
 * @param {unknown} value
 * @returns {value is ProcessIdentity}
 */
function isIdentity(value) {
  if (value === null || typeof value !== 'object') return false;
  const identity = /** @type {Partial<Record<keyof ProcessIdentity, unknown>>} */ (value);
  return Number.isInteger(identity.pid) && typeof identity.startedAt === 'string';
}

/**
 * @param {string} home
 * @param {number} pid
 * @param {number} port
 */
function inUse(home, pid, port) {
  return new Failure(
    `The data folder ${home} is in use by another Weir (process ${pid}, port ${port}).`,
    'Use that one, stop it first, or give this one a folder and a port of its own with WEIR_HOME and WEIR_PORT.',
  );
}
