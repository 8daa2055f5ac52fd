import { fork, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import path from 'node:path';
import { ROOT } from '../bootstrap/paths.mjs';

const READY_WITHIN_MS = 60_000;
/** Longer than any of these programs takes to stop by itself. */
const GRACE_MS = 20_000;

/** @typedef {Pick<import('./run-benchmarks.mjs').Bench, 'closing' | 'signal'>} Scope */

/**
 * Starts a program of Weir's as a process of its own; it is stopped with the benchmark.
 *
 * @param {Scope} scope
 * @param {readonly string[]} program options for Node, then its path from the root of the clone
 * @param {NodeJS.ProcessEnv} env beside the environment of this process
 * @param {RegExp} ready first line of its output that says it is ready
 * @returns {Promise<RegExpExecArray>} the match
 */
export async function startProgram({ closing, signal }, program, env, ready) {
  const child = spawn(process.execPath, [...program], {
    cwd: ROOT,
    env: { ...process.env, ...env },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  closing.push(() => end(child));
  return inTime(program.join(' '), signal, (resolve, reject) => {
    child.once('exit', (code) => reject(new Error(`${program.at(-1)} ended with code ${code} while starting`)));
    createInterface({ input: child.stdout }).on('line', (line) => {
      const match = ready.exec(line);
      if (match) resolve(match);
    });
  });
}

/**
 * A helper program of the benchmarks that is talked to in messages. It reports trouble as `failed`.
 *
 * @param {Scope} scope
 * @param {URL} file
 * @param {readonly string[]} [args]
 */
export function forkHelper({ closing, signal }, file, args = []) {
  const name = path.basename(file.pathname);
  const child = fork(file, [...args], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  closing.push(() => end(child));
  return {
    /** @param {object} message */
    tell: (message) => void child.send(message),
    /**
     * The next message that is wanted.
     *
     * @param {(message: any) => boolean} isWanted
     * @returns {Promise<any>}
     */
    hear: (isWanted) =>
      inTime(`an answer of ${name}`, signal, (resolve, reject) => {
        const settled = (/** @type {() => void} */ settle) => {
          child.off('message', onMessage).off('exit', onExit);
          settle();
        };
        const onExit = (/** @type {number | null} */ code) => settled(() => reject(new Error(`${name} ended with code ${code}`)));
        const onMessage = (/** @type {any} */ message) => {
          if (message.event === 'failed') settled(() => reject(new Error(`${name}: ${message.message}`)));
          else if (isWanted(message)) settled(() => resolve(message));
        };
        child.on('message', onMessage).once('exit', onExit);
      }),
  };
}

/**
 * @template Value
 * @param {string} what
 * @param {AbortSignal} signal
 * @param {(resolve: (value: Value) => void, reject: (error: Error) => void) => void} wait
 * @returns {Promise<Value>}
 */
export function inTime(what, signal, wait) {
  return new Promise((resolve, reject) => {
    const limit = AbortSignal.any([signal, AbortSignal.timeout(READY_WITHIN_MS)]);
    const giveUp = () => reject(new Error(`waited for ${what} in vain`, { cause: limit.reason }));
    if (limit.aborted) giveUp();
    limit.addEventListener('abort', giveUp, { once: true });
    const settled = (/** @type {() => void} */ settle) => {
      limit.removeEventListener('abort', giveUp);
      settle();
    };
    wait(
      (value) => settled(() => resolve(value)),
      (error) => settled(() => reject(error)),
    );
  });
}

/** @param {import('node:child_process').ChildProcess} child */
async function end(child) {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGTERM');
  const force = setTimeout(() => child.kill('SIGKILL'), GRACE_MS);
  await ended;
  clearTimeout(force);
}
