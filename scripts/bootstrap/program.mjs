import { Failure, Interruption } from './failure.mjs';
import { requireWritable } from './disk.mjs';
import { WORK } from './paths.mjs';
import { platformFailure, thisMachine } from './platform.mjs';
import { createSteps } from './steps.mjs';
import { listenForStop } from './stop.mjs';
import { supervise } from './supervise.mjs';
import { ensureNode } from './toolchain.mjs';

/** Longer than anything this program itself waits for when it is told to stop. */
const GRACE_MS = 40_000;

/** What a shell reports for a program ended by Ctrl-C. */
const INTERRUPTED = 130;

/**
 * @typedef {import('./toolchain.mjs').Context & { stopping: { requested: AbortSignal, forced: AbortSignal },
 *   target: import('./dependencies.mjs').Target }} ProgramContext
 */

/**
 * The frame of both commands: finds or fetches a Node that can run Weir, continues in it, and turns failures into words.
 *
 * @param {string} script path of the program, to be run again by the other Node
 * @param {(context: ProgramContext) => Promise<number>} main
 *   what to do under a supported Node; returns the exit code
 * @param {{ lastWords?: string }} [options] what to print at the very end when it fails
 */
export async function runProgram(script, main, { lastWords } = {}) {
  const stopping = listenForStop();
  const stop = stopping.requested;
  const { env } = process;
  const steps = createSteps(process.stderr);
  try {
    const machine = thisMachine(env);
    const unsupported = platformFailure(machine);
    if (unsupported) throw unsupported;
    requireWritable(WORK);

    const node = await ensureNode({ env, steps, stop });
    process.exitCode =
      node === process.execPath
        ? await main({
            env,
            steps,
            stop,
            stopping,
            target: { platform: machine.platform, arch: machine.arch, libc: machine.musl ? 'musl' : 'glibc' },
          })
        : await supervise(node, [script, ...process.argv.slice(2)], {
            cwd: process.cwd(),
            env,
            stop: stopping,
            kind: 'outer',
            graceMs: GRACE_MS,
          });
  } catch (error) {
    process.exitCode = report(error);
    if (lastWords !== undefined) process.stdout.write(`${lastWords}\n`);
  }
  // An open channel to an outer process must not keep this one alive.
  if (process.connected) process.disconnect();
}

/**
 * @param {unknown} error
 * @returns {number} exit code
 */
function report(error) {
  if (error instanceof Interruption) {
    process.stderr.write('\nStopped before it was complete. The same command continues from here.\n');
    return INTERRUPTED;
  }
  if (error instanceof Failure) {
    process.stderr.write(`\n${error.message}\nWhat to do: ${error.remedy}\n`);
    return error.exitCode;
  }
  throw error;
}
