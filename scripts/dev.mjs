/**
 * `npm run dev`: compiles on change, restarts the server on change, and serves the pages with hot reload (which pass /api on to it).
 */
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { ensureBuild, TSC } from './bootstrap/build.mjs';
import { ensureDependencies } from './bootstrap/dependencies.mjs';
import { homeOf, ROOT } from './bootstrap/paths.mjs';
import { runProgram } from './bootstrap/program.mjs';
import { supervise } from './bootstrap/supervise.mjs';

const GRACE_MS = 20_000;

await runProgram(fileURLToPath(import.meta.url), async (context) => {
  const { env, stopping, target } = context;
  const node = process.execPath;
  await ensureDependencies(node, target, context);
  await ensureBuild(node, context);

  /** @type {[string[], string][]} */
  const programs = [
    [[...TSC, '--watch', '--preserveWatchOutput'], ROOT],
    [['--watch', '--watch-preserve-output', path.join(ROOT, 'apps/server/dist/main.js')], ROOT],
    [[path.join(ROOT, 'node_modules/vite/bin/vite.js')], path.join(ROOT, 'apps/web')],
  ];
  const codes = await Promise.all(
    programs.map(([args, cwd]) =>
      supervise(node, args, { cwd, env: { ...env, WEIR_HOME: homeOf(env) }, stop: stopping, kind: 'server', graceMs: GRACE_MS }),
    ),
  );
  return Math.max(...codes);
});
