import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { beforeEach, expect, onTestFinished, test } from 'vitest';
import { runToEnd } from './bootstrap/child.mjs';
import { ROOT } from './bootstrap/paths.mjs';
import { identify } from './bootstrap/process-identity.mjs';

/** @type {string} */
let home;

beforeEach(() => {
  home = mkdtempSync(path.join(tmpdir(), 'weir-start-'));
  onTestFinished(() => rmSync(home, { recursive: true }));
});

/**
 * Every situation below ends the program before it installs, builds or runs anything.
 *
 * @param {NodeJS.ProcessEnv} env
 */
function start(env) {
  const stop = AbortSignal.timeout(30_000);
  return runToEnd(process.execPath, [path.join(ROOT, 'scripts/start.mjs')], {
    cwd: ROOT,
    env: { ...process.env, WEIR_HOME: home, ...env },
    stop,
  });
}

test('a taken port', async () => {
  const server = createServer();
  onTestFinished(() => void server.close());
  await new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(undefined)));
  const address = server.address();
  const port = address !== null && typeof address === 'object' ? address.port : 0;

  const { code, output } = await start({ WEIR_PORT: String(port) });
  expect(output).toContain(`Port ${port} on 127.0.0.1 is taken`);
  expect(output).toContain('What to do: Stop that program, or choose another port');
  expect(code).toBe(1);
});

test('a port that is none', async () => {
  const { code, output } = await start({ WEIR_PORT: 'web' });
  expect(output).toContain('WEIR_PORT is "web"');
  expect(code).toBe(1);
});

test('a data folder in use', async () => {
  writeFileSync(
    path.join(home, 'weir.lock'),
    JSON.stringify({ starter: identify(process.pid), server: null, stopping: false, port: 4444 }),
  );
  const { code, output } = await start({ WEIR_PORT: '0' });
  expect(output).toContain(`in use by another Weir (process ${process.pid}, port 4444)`);
  expect(code).toBe(1);
});

test('a data folder that cannot be', async () => {
  writeFileSync(path.join(home, 'file'), '');
  const { code, output } = await start({ WEIR_PORT: '0', WEIR_HOME: path.join(home, 'file/data') });
  expect(output).toContain('cannot be a folder');
  expect(output).toContain('WEIR_HOME');
  expect(code).toBe(1);
});

test('no stack trace is shown for a situation', async () => {
  const { output } = await start({ WEIR_PORT: 'web' });
  expect(output).not.toMatch(/^\s+at /m);
});
