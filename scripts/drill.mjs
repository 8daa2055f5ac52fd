/**
 * `npm run drill`: faults of random kinds at random places, watched by Weir in virtual time, and its incidents compared with the truth.
 * docs/DRILL.md says how, and what came out.
 *
 *   npm run drill -- --seeds 1..200         these drills: a range, or numbers with commas
 *   npm run drill -- --json file            where a line of JSON of each goes; .weir/drill.ndjson by default
 */
import { mkdir, readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { ensureCompiled } from './bootstrap/build.mjs';
import { runToEnd } from './bootstrap/child.mjs';
import { ensureDependencies } from './bootstrap/dependencies.mjs';
import { ROOT, WORK } from './bootstrap/paths.mjs';
import { runProgram } from './bootstrap/program.mjs';
import { readSeeds } from './drill/read-seeds.mjs';
import { readResults, tellOfDrills } from './drill/tell-of-drills.mjs';

await runProgram(fileURLToPath(import.meta.url), async (context) => {
  const { values } = parseArgs({ options: { seeds: { type: 'string', default: '1..20' }, json: { type: 'string' } } });
  const seeds = readSeeds(values.seeds);
  const file = path.resolve(values.json ?? path.join(WORK, 'drill.ndjson'));
  await ensureDependencies(process.execPath, context.target, context);
  await ensureCompiled(process.execPath, context);
  await mkdir(path.dirname(file), { recursive: true });
  await rm(file, { force: true });
  const env = { ...context.env, WEIR_DRILL_SEEDS: seeds.join(','), WEIR_DRILL_FILE: file };
  const vitest = [path.join(ROOT, 'node_modules/vitest/vitest.mjs'), 'run', '--project', 'integration'];
  const { code } = await runToEnd(process.execPath, [...vitest, 'apps/server/src/pipeline/triage/drill.int.spec.ts'], {
    ...{ cwd: ROOT, env, stop: context.stop, echo: true },
  });
  process.stdout.write(tellOfDrills(readResults(await readFile(file, 'utf8'))));
  return code;
});
