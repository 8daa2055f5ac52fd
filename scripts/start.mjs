/**
 * `npm start`: from a fresh clone, or any later state of it, to a running Weir.
 *
 * Runs on Node 18 or newer and uses nothing but Node, because it is what installs everything else.
 */
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { ensureBuild } from './bootstrap/build.mjs';
import { ensureDependencies } from './bootstrap/dependencies.mjs';
import { requireSpace, RUN_BYTES } from './bootstrap/disk.mjs';
import { lockHome } from './bootstrap/home.mjs';
import { homeOf, ROOT } from './bootstrap/paths.mjs';
import { readAddress, requireFreePort } from './bootstrap/port.mjs';
import { runProgram } from './bootstrap/program.mjs';
import { SERVER_FLAGS } from './bootstrap/server-flags.mjs';
import { supervise } from './bootstrap/supervise.mjs';

/** The server drains its writes and stops PostgreSQL; if that takes longer, it hangs. */
const GRACE_MS = 20_000;

await runProgram(fileURLToPath(import.meta.url), async (context) => {
  const { env, stop, stopping, target } = context;
  const home = homeOf(env);
  const { host, port } = readAddress(env);
  if (process.getuid?.() === 0) {
    process.stderr.write('  Running as root. Weir works, but an account of its own would be safer.\n');
  }

  // Everything that can be wrong with the situation is found before minutes of installation.
  const lock = await lockHome(home, port, { stop });
  stop.addEventListener('abort', () => lock.recordStopping(), { once: true });
  try {
    await requireFreePort(host, port);
    requireSpace(home, RUN_BYTES);
    await ensureDependencies(process.execPath, target, context);
    await ensureBuild(process.execPath, context);

    const code = await supervise(process.execPath, [...SERVER_FLAGS, path.join(ROOT, 'apps/server/dist/main.js')], {
      cwd: ROOT,
      env: { ...env, WEIR_HOME: home },
      stop: stopping,
      kind: 'server',
      graceMs: GRACE_MS,
      onStarted: (pid) => lock.recordServer(pid),
    });
    if (code !== 0 && !stop.aborted) process.stderr.write(`\nWeir stopped by itself (exit code ${code}). Its last words are above.\n`);
    return code;
  } finally {
    lock.release();
  }
});
