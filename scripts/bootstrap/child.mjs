import { spawn } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { Interruption } from './failure.mjs';

/** What a step may take to end after being asked, before it is killed. */
const GRACE_MS = 2000;

/** Output beyond this is dropped from the front: the end of a failing tool's output is what explains it. */
const KEPT_OUTPUT_CHARS = 200_000;

/**
 * Runs a program to its end and keeps what it prints.
 *
 * @param {string} command
 * @param {readonly string[]} args
 * @param {{ cwd: string, env?: NodeJS.ProcessEnv, stop?: AbortSignal | undefined, echo?: boolean, logFile?: string }} options
 *   `stop` ends the program (SIGTERM, then SIGKILL); `echo` shows its output as it comes; `logFile` receives the output
 * @returns {Promise<{ code: number, output: string }>} exit code; -1 for a death by signal
 * @throws {Interruption} when `stop` was raised
 */
export async function runToEnd(command, args, { cwd, env = process.env, stop, echo = false, logFile }) {
  if (stop?.aborted) throw new Interruption();
  const child = spawn(command, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const [from, to] of /** @type {const} */ ([
    [child.stdout, process.stdout],
    [child.stderr, process.stderr],
  ])) {
    from.setEncoding('utf8');
    from.on('data', (/** @type {string} */ text) => {
      output = (output + text).slice(-KEPT_OUTPUT_CHARS);
      if (echo) to.write(text);
    });
  }

  /** @type {NodeJS.Timeout | undefined} */
  let killTimer;
  const end = () => {
    child.kill('SIGTERM');
    killTimer = setTimeout(() => child.kill('SIGKILL'), GRACE_MS);
  };
  stop?.addEventListener('abort', end, { once: true });
  try {
    const code = await new Promise((resolve, reject) => {
      child.once('error', reject);
      child.once('close', (status) => resolve(status ?? -1));
    });
    if (logFile !== undefined) {
      mkdirSync(path.dirname(logFile), { recursive: true });
      writeFileSync(logFile, output);
    }
    if (stop?.aborted) throw new Interruption();
    return { code, output };
  } finally {
    clearTimeout(killTimer);
    stop?.removeEventListener('abort', end);
  }
}
