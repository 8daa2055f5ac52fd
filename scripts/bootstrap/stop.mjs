import { readFileSync } from 'node:fs';
import { systemCode } from './failure.mjs';

/** A terminal, npm and an outer process may each pass on the same Ctrl-C; what arrives this close together is one request. */
const SAME_REQUEST_MS = 1000;

/** How often to look whether npm, which started us, is still there. */
const PARENT_CHECK_MS = 500;

/**
 * Turns everything that can end this program into two abort signals: `requested` on the first request, `forced` on a second one.
 *
 * Sources: Ctrl-C, SIGTERM, a closed terminal, the death of the process that holds our IPC channel, and the death of npm when npm
 * started us (npm killed with -9 tells nobody).
 *
 * @returns {{ requested: AbortSignal, forced: AbortSignal }}
 */
export function listenForStop() {
  const requested = new AbortController();
  const forced = new AbortController();
  let firstAtMs = 0;

  const stop = () => {
    const nowMs = Date.now();
    if (!requested.signal.aborted) {
      firstAtMs = nowMs;
      requested.abort();
    } else if (nowMs - firstAtMs > SAME_REQUEST_MS) {
      forced.abort();
    }
  };

  for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) process.on(signal, stop);
  if (process.connected) {
    process.on('disconnect', stop);
    // Listening must not keep a finished program alive.
    process.channel?.unref();
  }

  if (process.env['npm_lifecycle_event'] !== undefined) {
    const starter = ancestry();
    setInterval(() => {
      if (ancestry() !== starter && !requested.signal.aborted) stop();
    }, PARENT_CHECK_MS).unref();
  }
  return { requested: requested.signal, forced: forced.signal };
}

/**
 * @returns {string} changes when npm is gone: npm is our parent, or that of the shell it runs us with. Where /proc cannot tell the
 *   latter, shells replace themselves by the program they run
 */
function ancestry() {
  const parent = process.ppid;
  try {
    const stat = readFileSync(`/proc/${parent}/stat`, 'utf8');
    const name = stat.slice(stat.indexOf('(') + 1, stat.lastIndexOf(')'));
    const [, grandparent] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return /^(ba|da|z)?sh$/.test(name) ? `${parent} ${grandparent}` : `${parent}`;
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return `${parent}`;
    throw error;
  }
}
