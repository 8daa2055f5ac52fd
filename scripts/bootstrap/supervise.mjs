import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { systemCode } from './failure.mjs';

const EXIT_CODE_OF_SIGNAL = 128;

/**
 * Runs a long-lived program until it ends or a stop is requested, and never leaves it behind.
 *
 * An IPC channel ties the program to this process: when this process dies in whatever way, the program sees `disconnect` and is
 * expected to stop by itself. A request to stop becomes SIGTERM, and SIGKILL after a bounded wait.
 *
 * @param {string} command
 * @param {readonly string[]} args
 * @param {{ cwd: string, env: NodeJS.ProcessEnv, stop: { requested: AbortSignal, forced: AbortSignal }, kind: 'server' | 'outer',
 *   graceMs: number, onStarted?: (pid: number) => void }} options
 *   a `server` gets a process group of its own, so that a terminal's Ctrl-C reaches it once and through here, and on a second request
 *   its whole group is killed; `outer` is for this same program under another Node, which is only told of each request
 * @returns {Promise<number>} its exit code, or 128 + the signal it died of
 */
export async function supervise(command, args, { cwd, env, stop, kind, graceMs, onStarted }) {
  const ownGroup = kind === 'server';
  const child = spawn(command, args, { cwd, env, stdio: ['inherit', 'inherit', 'inherit', 'ipc'], detached: ownGroup });
  /** @type {NodeJS.Timeout | undefined} */
  let killTimer;
  const kill = () => {
    if (child.pid !== undefined) signalTree(child.pid, 'SIGKILL', ownGroup);
  };
  const end = () => {
    child.kill('SIGTERM');
    killTimer = setTimeout(kill, graceMs);
  };

  const force = ownGroup ? kill : () => child.kill('SIGTERM');

  const ended = new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code, signal) => resolve(code ?? EXIT_CODE_OF_SIGNAL + signalNumber(signal)));
  });
  try {
    if (child.pid !== undefined) onStarted?.(child.pid);
    if (stop.requested.aborted) end();
    else stop.requested.addEventListener('abort', end, { once: true });
    stop.forced.addEventListener('abort', force, { once: true });
    return await ended;
  } finally {
    clearTimeout(killTimer);
    stop.requested.removeEventListener('abort', end);
    stop.forced.removeEventListener('abort', force);
  }
}

/**
 * @param {number} pid
 * @param {NodeJS.Signals} signal
 * @param {boolean} wholeGroup
 */
function signalTree(pid, signal, wholeGroup) {
  try {
    process.kill(wholeGroup ? -pid : pid, signal);
  } catch (error) {
    // Already gone, which is what was wanted.
    if (systemCode(error) !== 'ESRCH') throw error;
  }
}

/** @param {NodeJS.Signals | null} signal */
function signalNumber(signal) {
  return signal === null ? 0 : constants.signals[signal];
}
