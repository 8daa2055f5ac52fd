/** `npm run build`: makes what is made from sources, where it is stale. The packages must be installed. */
import { fileURLToPath } from 'node:url';
import { ensureBuild } from './bootstrap/build.mjs';
import { runProgram } from './bootstrap/program.mjs';

await runProgram(fileURLToPath(import.meta.url), async (context) => {
  await ensureBuild(process.execPath, context);
  return 0;
});
