import { spawn, type ChildProcessByStdio } from 'node:child_process';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import type { PostgresAccount } from './postgres-account.js';
import { PostgresError, systemCode } from './postgres-error.js';
import { commandOf } from './process-identity.js';

/**
 * Runs Postgres, and ends it when the pipe on standard input closes, which happens when Weir asks and also when Weir is killed. So
 * no Postgres outlives its Weir. A fast shutdown loses nothing: it writes a checkpoint.
 */
const WATCHDOG = `
exec 3<&0
"$@" </dev/null 3<&- &
server=$!
{ read -r _ <&3; kill -INT "$server"; } 2>/dev/null &
watcher=$!
exec 3<&-
wait "$server"
status=$?
kill "$watcher" 2>/dev/null
exit "$status"
`;

const READY = 'database system is ready to accept connections';
/** Recovery after a crash replays the log since the last checkpoint, which takes its time on a slow disk. */
const READY_WITHIN_MS = 5 * 60_000;
const FAST_SHUTDOWN_WITHIN_MS = 30_000;
const IMMEDIATE_SHUTDOWN_WITHIN_MS = 5_000;
const CHECK_EVERY_MS = 25;

export interface PostmasterOptions {
  readonly binary: string;
  readonly dataFolder: string;
  readonly account: PostgresAccount | null;
  readonly settings: Readonly<Record<string, string>>;
  readonly log: (line: string) => void;
}

/** A running server process. */
export interface Postmaster {
  /** Resolves when the process has ended, for whatever reason. */
  readonly ended: Promise<void>;
  /** A fast shutdown, an immediate one when that takes too long. */
  stop(): Promise<void>;
}

/**
 * Starts a server on an initialised data folder and waits until it answers.
 * @throws PostgresError `failed` with the server's last words
 */
export async function runPostmaster(options: PostmasterOptions): Promise<Postmaster> {
  const settings = Object.entries(options.settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const child: ChildProcessByStdio<Writable, null, Readable> = spawn(
    '/bin/sh',
    ['-c', WATCHDOG, 'sh', options.binary, '-D', options.dataFolder, ...settings],
    {
      // A group of its own: Ctrl-C reaches everything in the terminal's, and Weir still has things to commit then.
      detached: true,
      stdio: ['pipe', 'ignore', 'pipe'],
      cwd: path.dirname(options.dataFolder),
      env: { PATH: process.env['PATH'], TZ: 'UTC' },
      ...options.account,
    },
  );
  child.stdin.on('error', (error) => {
    options.log(`postgres: watchdog pipe: ${error.message}`);
  });
  const ended = new Promise<void>((resolve) => {
    child.on('close', () => {
      child.stdin.destroy();
      resolve();
    });
    // Without a shell there is no process, and no `close` either.
    child.on('error', (error) => {
      options.log(`postgres: ${error.message}`);
      resolve();
    });
  });

  const stop = async (): Promise<void> => {
    child.stdin.end();
    if (await within(ended, FAST_SHUTDOWN_WITHIN_MS)) return;
    options.log('postgres: the shutdown takes too long, ending it at once; the log is replayed at the next start');
    const pid = readPid(options.dataFolder);
    if (pid !== undefined) signal(pid, 'SIGQUIT');
    await within(ended, IMMEDIATE_SHUTDOWN_WITHIN_MS);
  };

  const lastWords: string[] = [];
  const ready = new Promise<void>((resolve) => {
    createInterface({ input: child.stderr }).on('line', (line) => {
      lastWords.push(line);
      if (lastWords.length > 20) lastWords.shift();
      options.log(`postgres: ${line}`);
      if (line.includes(READY)) resolve();
    });
  });
  const outcome = await Promise.race([
    ready.then(() => 'ready' as const),
    ended.then(() => 'ended' as const),
    sleep(READY_WITHIN_MS, 'late' as const, { ref: false }),
  ]);
  if (outcome === 'ready') return { ended, stop };
  await stop();
  throw new PostgresError(
    lastWords.some((line) => line.includes('No space left on device')) ? 'no-space' : 'failed',
    `Postgres did not start. It said:\n${lastWords.join('\n')}`,
  );
}

/**
 * Ends a server that outlived its Weir, and removes what a killed one left in the way. The caller holds the lock of the folder, so
 * whatever runs on it has no owner.
 * @throws PostgresError `in-use` when it does not end
 */
export async function stopOrphan(dataFolder: string, log: (line: string) => void): Promise<void> {
  const pid = readPid(dataFolder);
  if (pid === undefined) return;
  if (!isServerOn(dataFolder, pid)) {
    // Postgres itself takes any living process of that number for a server, and would refuse to start: numbers are reused.
    if (commandOf(pid) !== undefined) rmSync(pidFile(dataFolder), { force: true });
    return;
  }
  log(`postgres: process ${pid} outlived its Weir, stopping it`);
  for (const [name, patienceMs] of [
    ['SIGINT', FAST_SHUTDOWN_WITHIN_MS],
    ['SIGQUIT', IMMEDIATE_SHUTDOWN_WITHIN_MS],
  ] as const) {
    signal(pid, name);
    const deadline = performance.now() + patienceMs;
    while (performance.now() < deadline) {
      if (!isServerOn(dataFolder, pid)) return;
      await sleep(CHECK_EVERY_MS);
    }
  }
  throw new PostgresError('in-use', `A Postgres (process ${pid}) still runs on ${dataFolder} and does not stop. End it, then start again.`);
}

const pidFile = (dataFolder: string) => path.join(dataFolder, 'postmaster.pid');

/** Process number of the server that uses, or last used, the folder. */
function readPid(dataFolder: string): number | undefined {
  const file = pidFile(dataFolder);
  if (!existsSync(file)) return undefined;
  const pid = Number.parseInt(readFileSync(file, 'utf8'), 10);
  return Number.isSafeInteger(pid) && pid > 1 ? pid : undefined;
}

function isServerOn(dataFolder: string, pid: number): boolean {
  // Our own call, in which settings follow the folder.
  return commandOf(pid)?.includes(` -D ${dataFolder} -c `) === true;
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch (error) {
    if (systemCode(error) !== 'ESRCH') throw error;
  }
}

async function within(promise: Promise<void>, ms: number): Promise<boolean> {
  const timer = new AbortController();
  try {
    return await Promise.race([promise.then(() => true), sleep(ms, false, { signal: timer.signal })]);
  } finally {
    timer.abort();
  }
}
