import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { ROOT } from '../bootstrap/paths.mjs';
import { figure } from './measure.mjs';

const SPEC = 'apps/server/src/pipeline/streams/time-to-key.int.spec.ts';
const SECONDS_AIM = 60;
const SHARE_AIM = 2;

/**
 * From the first throttle to the key named on screen, and what that took of the stream: every scenario with a hot key, over the wire in
 * virtual time. The integration tests hold two of them to the aims; here all are measured, whether they meet them or not.
 *
 * @param {import('./run-benchmarks.mjs').Bench} bench
 */
export async function timeToKey({ signal }) {
  const folder = mkdtempSync(path.join(tmpdir(), 'weir-bench-'));
  const file = path.join(folder, 'figures.json');
  try {
    const vitest = path.join(ROOT, 'node_modules/vitest/vitest.mjs');
    const child = spawn(process.execPath, [vitest, 'run', '--project', 'integration', SPEC], {
      cwd: ROOT,
      env: { ...process.env, WEIR_BENCH_FILE: file },
      stdio: ['ignore', 'ignore', 'inherit'],
      signal,
    });
    await once(child, 'exit');
    if (!existsSync(file)) throw new Error(`${SPEC} measured nothing`);
    /** @type {{ name: string, seconds: number | null, shareOfBytes: number, shareOfReadCalls: number }[]} */
    const figures = JSON.parse(readFileSync(file, 'utf8'));
    return figures.flatMap(({ name, seconds, shareOfBytes, shareOfReadCalls }) => [
      figure(`${name}: from the first throttle to its key named`, 's', seconds ?? Infinity, SECONDS_AIM),
      figure('  … of the bytes of the stream', '%', 100 * shareOfBytes, SHARE_AIM),
      figure('  … of the read calls of the stream', '%', 100 * shareOfReadCalls, SHARE_AIM),
    ]);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
