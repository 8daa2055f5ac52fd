import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { SERVER_FLAGS } from '../bootstrap/server-flags.mjs';
import { startProgram } from './processes.mjs';

const ACCESS_TOKEN = 'the-access-token-of-the-benches';
/** What a call of that server carries. */
export const AUTHORIZED = { headers: { authorization: `Bearer ${ACCESS_TOKEN}` } };

/**
 * Weir's own server as a process, on any free port and with a home that is removed afterwards.
 *
 * @param {import('./processes.mjs').Scope} scope
 * @param {NodeJS.ProcessEnv} env
 * @param {object} config as in `weir.yaml`
 * @returns {Promise<string>} its URL
 */
export async function startWeirServer(scope, env, config) {
  const home = mkdtempSync(path.join(tmpdir(), 'weir-bench-'));
  scope.closing.push(() => rmSync(home, { recursive: true, force: true }));
  // Root's Postgres runs as somebody else, who must be able to enter.
  chmodSync(home, 0o755);
  const configFile = path.join(home, 'weir.yaml');
  // What is JSON is YAML too.
  writeFileSync(configFile, JSON.stringify(config));
  const own = { WEIR_HOME: home, WEIR_CONFIG: configFile, WEIR_PORT: '0', WEIR_HOST: '127.0.0.1', WEIR_LOG_LEVEL: 'error' };
  // Set to nothing is not set: what the caller's environment says must not reach the measurement.
  const foreign = { DATABASE_URL: '', WEIR_ROLES: '', WEIR_ACCESS_TOKEN: ACCESS_TOKEN, WEIR_DEMO: '' };
  const ready = /^ {2}(http:\S+)$/;
  const [, url = ''] = await startProgram(scope, [...SERVER_FLAGS, 'apps/server/dist/main.js'], { ...foreign, ...own, ...env }, ready);
  return url;
}
