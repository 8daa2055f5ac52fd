import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { requireWritable, writeFailure } from './disk.mjs';
import { Failure, Interruption, systemCode } from './failure.mjs';
import { identify, isRunning } from './process-identity.mjs';

/** A Weir whose npm was killed notices within this time, and says in the lock that it is stopping. */
const NOTICE_MS = 1500;
/** A Weir that is stopping, or a server whose starter was killed, is gone within this time. */
const STOPPING_MS = 20_000;
const CHECK_MS = 100;

/**
 * @typedef {import('./process-identity.mjs').ProcessIdentity} ProcessIdentity
 * @typedef {{ starter: ProcessIdentity, server: ProcessIdentity | null, stopping: boolean, port: number }} Holder
 * @typedef {{ recordServer(pid: number): void, recordStopping(): void, release(): void }} HomeLock
 */

/**
 * Takes the data folder for this process. The lock file names the processes that use the folder, so a lock whose processes are
 * gone (kill -9, power cut) is recognised and taken over, and one that is being left is waited for.
 *
 * @param {string} home the data folder (`WEIR_HOME`), created when missing
 * @param {number} port what this Weir will listen on, told to whoever finds the folder taken
 * @param {{ stop?: AbortSignal, noticeMs?: number, stoppingMs?: number }} [options]
 * @returns {Promise<HomeLock>}
 * @throws {Failure} when another Weir uses the folder, or when it cannot be written to
 */
export async function lockHome(home, port, { stop, noticeMs = NOTICE_MS, stoppingMs = STOPPING_MS } = {}) {
  requireWritable(home);
  const file = path.join(home, 'weir.lock');
  const starter = identify(process.pid);
  if (starter === undefined) throw new Error('this process is not in the process table');
  /** @type {Holder} */
  const mine = { starter, server: null, stopping: false, port };
  const startedMs = Date.now();

  while (!tryCreate(file, mine)) {
    const holder = readHolder(file);
    const running = [holder?.starter, holder?.server].find((process) => process && isRunning(process));
    if (holder === undefined || !running) {
      rmSync(file, { force: true });
      continue;
    }
    const leaving = holder.stopping || running !== holder.starter;
    if (Date.now() - startedMs >= (leaving ? stoppingMs : noticeMs)) throw inUse(home, running.pid, holder.port);
    if (stop?.aborted) throw new Interruption();
    await new Promise((resolve) => setTimeout(resolve, CHECK_MS));
  }

  let held = true;
  const record = (/** @type {Partial<Holder>} */ change) => {
    if (!held) return;
    Object.assign(mine, change);
    renameSync(writeDraft(file, mine), file);
  };
  return {
    recordServer: (pid) => record({ server: identify(pid) ?? null }),
    recordStopping: () => record({ stopping: true }),
    release() {
      held = false;
      if (readHolder(file)?.starter.pid === process.pid) rmSync(file, { force: true });
    },
  };
}

/**
 * @param {string} file
 * @param {Holder} holder
 * @returns {boolean} whether the file is ours now
 */
function tryCreate(file, holder) {
  try {
    const draft = writeDraft(file, holder);
    try {
      // Unlike a write, a link is there at once and complete, or not at all.
      linkSync(draft, file);
      return true;
    } finally {
      rmSync(draft);
    }
  } catch (error) {
    if (systemCode(error) === 'EEXIST') return false;
    throw writeFailure(path.dirname(file), error);
  }
}

/**
 * @param {string} file
 * @param {Holder} holder
 */
function writeDraft(file, holder) {
  const draft = `${file}.${process.pid}`;
  writeFileSync(draft, JSON.stringify(holder));
  return draft;
}

/**
 * @param {string} file
 * @returns {Holder | undefined} nothing for a file that is gone, or damaged by a full disk or power cut: nobody holds the folder then
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
  return (
    isIdentity(holder.starter) &&
    (holder.server === null || isIdentity(holder.server)) &&
    typeof holder.stopping === 'boolean' &&
    typeof holder.port === 'number'
  );
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
