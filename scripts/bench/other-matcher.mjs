import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { LOGS, WORK } from '../bootstrap/paths.mjs';
import { findNpm, runNpm } from '../bootstrap/npm.mjs';

const NAME = 'serverless-offline-aws-eventbridge';
const VERSION = '2.2.4';
/** Of what the package needs only this takes part in matching. The others, a broker, servers and the SDK, would be a quarter of a gigabyte. */
const NEEDED = 'jsonpath';
const NOT_NEEDED = ['express', 'aedes', 'cors', 'mqtt', 'node-cron', 'deepmerge', '@aws-sdk/client-eventbridge'];

/**
 * @typedef {{ Source: string, DetailType: string, Detail: string }} Entry as PutEvents takes it
 * @typedef {(pattern: object, entry: Entry) => boolean} OtherMatcher
 */

/**
 * The matcher of event patterns that npm has and somebody keeps, a method of a plugin for another program. It is no dependency of Weir: the
 * first run fetches it into `.weir`.
 *
 * @param {AbortSignal} signal
 * @returns {Promise<OtherMatcher>}
 * @throws {import('../bootstrap/npm.mjs').NpmFailure} when it cannot be fetched
 */
export async function otherMatcher(signal) {
  const folder = path.join(WORK, 'bench', `${NAME}-${VERSION}`);
  if (!existsSync(path.join(folder, 'node_modules', NAME))) await fetchInto(folder, signal);
  const Plugin = createRequire(path.join(folder, 'package.json'))(NAME);
  // Its constructor wants the program it plugs into; matching wants none of it.
  const plugin = Object.create(Plugin.prototype);
  return (pattern, entry) => plugin.verifyIsSubscribed({ event: { pattern } }, entry);
}

/**
 * @param {string} folder
 * @param {AbortSignal} signal
 */
async function fetchInto(folder, signal) {
  const empty = path.join(folder, 'empty');
  mkdirSync(empty, { recursive: true });
  writeFileSync(path.join(empty, 'package.json'), '{"name":"empty","version":"0.0.0"}\n');
  writeFileSync(path.join(empty, 'index.js'), 'module.exports = {};\n');
  const wanted = {
    private: true,
    dependencies: { [NAME]: VERSION, [NEEDED]: '^1.1.1', ...Object.fromEntries(NOT_NEEDED.map((name) => [name, 'file:./empty'])) },
    overrides: { [NAME]: Object.fromEntries(NOT_NEEDED.map((name) => [name, `$${name}`])) },
  };
  writeFileSync(path.join(folder, 'package.json'), `${JSON.stringify(wanted, null, 2)}\n`);
  mkdirSync(LOGS, { recursive: true });
  await runNpm({
    node: process.execPath,
    npm: findNpm(process.env),
    args: ['install', '--ignore-scripts', '--legacy-peer-deps', '--no-package-lock'],
    cwd: folder,
    env: process.env,
    logFile: path.join(LOGS, 'bench-install.log'),
    stop: signal,
  });
}
