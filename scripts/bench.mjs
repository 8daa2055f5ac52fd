/**
 * `npm run bench`: what Weir adds to the bare tools it stands on, side by side in one run on this machine. docs/BENCHMARKS.md says
 * how each row is measured.
 *
 *   npm run bench -- --only writes,reads    these benchmarks alone
 *   npm run bench -- --quick                fewer repetitions: a first look, not a result
 *   npm run bench -- --json file            where the figures go; .weir/bench.json by default
 */
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { ensureClient, ensureCompiled } from './bootstrap/build.mjs';
import { ensureDependencies } from './bootstrap/dependencies.mjs';
import { WORK } from './bootstrap/paths.mjs';
import { runProgram } from './bootstrap/program.mjs';

await runProgram(fileURLToPath(import.meta.url), async (context) => {
  const { values } = parseArgs({
    options: { only: { type: 'string' }, quick: { type: 'boolean', default: false }, json: { type: 'string' } },
  });
  await ensureDependencies(process.execPath, context.target, context);
  await ensureClient(process.execPath, context);
  await ensureCompiled(process.execPath, context);
  // Imports Weir's packages, which exist only now.
  const { runBenchmarks } = await import('./bench/run-benchmarks.mjs');
  return runBenchmarks({
    only: values.only?.split(','),
    quick: values.quick,
    jsonFile: path.resolve(values.json ?? path.join(WORK, 'bench.json')),
    stop: context.stop,
  });
});
