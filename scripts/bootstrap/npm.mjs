import { existsSync, readFileSync, realpathSync } from 'node:fs';
import path from 'node:path';
import { runToEnd } from './child.mjs';
import { Failure } from './failure.mjs';

/**
 * The npm at hand: its program, run by the Node named when calling it.
 *
 * @typedef {{ cli: string, version: string }} Npm
 */

/** Gives up on a dead network after about half a minute rather than npm's own several. */
const NETWORK = ['--fetch-retries=2', '--fetch-retry-mintimeout=1000', '--fetch-retry-maxtimeout=8000'];

/** What wrote the lock file. Older versions of npm resolve optional peers differently and may call it incomplete. */
export const LOCK_WRITER = '11.19.1';

/** npm ended with one of its error codes. */
export class NpmFailure extends Failure {
  /**
   * @param {string} code npm's, empty when it named none
   * @param {string} what
   * @param {string} remedy
   */
  constructor(code, what, remedy) {
    super(what, remedy);
    this.code = code;
  }
}

/**
 * Finds the npm that started us, else the one beside this Node, else the one on the PATH.
 *
 * @param {NodeJS.ProcessEnv} env
 * @returns {Npm}
 * @throws {Failure} when there is none
 */
export function findNpm(env) {
  const candidates = [
    env['npm_execpath'],
    path.join(path.dirname(process.execPath), '../lib/node_modules/npm/bin/npm-cli.js'),
    ...(env['PATH'] ?? '').split(path.delimiter).map((folder) => path.join(folder, 'npm')),
  ];
  for (const candidate of candidates) {
    if (!candidate || !existsSync(candidate)) continue;
    const cli = realpathSync(candidate);
    if (path.basename(cli) === 'npm-cli.js') return npmAt(cli);
  }
  throw new Failure('npm was not found.', 'Install Node together with npm, then run the same command again.');
}

/**
 * @param {Npm} npm
 * @returns {boolean} whether it is older than the one that wrote the lock file
 */
export function isOlderThanLock({ version }) {
  return version.localeCompare(LOCK_WRITER, 'en', { numeric: true }) < 0;
}

/**
 * @param {string} cli path of npm-cli.js
 * @returns {Npm}
 */
export function npmAt(cli) {
  /** @type {{ version: string }} */
  const { version } = JSON.parse(readFileSync(path.join(path.dirname(cli), '../package.json'), 'utf8'));
  return { cli, version };
}

/**
 * @param {{ node: string, npm: Npm, args: readonly string[], cwd: string, env: NodeJS.ProcessEnv, logFile: string, stop?: AbortSignal | undefined }} call
 * @throws {NpmFailure} when npm fails
 */
export async function runNpm({ node, npm, args, cwd, env, logFile, stop }) {
  const { code, output } = await runToEnd(node, [npm.cli, ...args, ...NETWORK, '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd,
    // Packages' own scripts find this Node first.
    env: { ...env, PATH: `${path.dirname(node)}${path.delimiter}${env['PATH'] ?? ''}`, NO_UPDATE_NOTIFIER: '1' },
    stop,
    logFile,
  });
  if (code !== 0) throw npmFailure(output, logFile);
}

/**
 * @param {string} output what npm printed
 * @param {string} logFile where that can be read
 * @returns {NpmFailure} the situation behind it
 */
export function npmFailure(output, logFile) {
  const details = `npm's own words are in ${logFile}.`;
  const code =
    /^npm (?:error|ERR!) code (\S+)/m.exec(output)?.[1] ??
    /\b(ENOSPC|EACCES|EROFS|ENOTFOUND|EAI_AGAIN|ECONNREFUSED)\b/.exec(output)?.[1] ??
    '';
  const failure = (/** @type {string} */ what, /** @type {string} */ remedy) => new NpmFailure(code, what, remedy);
  switch (code) {
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
    case 'ECONNREFUSED':
    case 'ECONNRESET':
    case 'ETIMEDOUT':
    case 'EHOSTUNREACH':
    case 'ENETUNREACH':
    case 'ERR_SOCKET_TIMEOUT':
    case 'FETCH_ERROR':
    case 'ENOTCACHED':
      return failure(
        `The npm registry cannot be reached (${code}), and not all packages are in the cache.`,
        `Check the network, the proxy and npm's \`registry\` setting, then run the same command again. ${details}`,
      );
    case 'E401':
    case 'E403':
      return failure(`The npm registry refuses access (${code}).`, `Sign in to it, or correct npm's \`registry\` setting. ${details}`);
    case 'E404':
    case 'ETARGET':
      return failure(
        `The npm registry at hand lacks a package Weir needs (${code}).`,
        `Let npm's \`registry\` setting point at a full mirror, then run the same command again. ${details}`,
      );
    case 'ENOSPC':
    case 'EDQUOT':
      return failure('The disk filled up while installing.', 'Free some space (1.5 GB is enough), then run the same command again.');
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return failure(
        `npm may not write to the clone or to its cache (${code}).`,
        `Give this account write access to both, then run the same command again. ${details}`,
      );
    case 'EINTEGRITY':
      return failure('A package arrived damaged.', `Run \`npm cache verify\`, then the same command again. ${details}`);
    case 'EUSAGE':
      return failure(
        'package-lock.json does not agree with the package.json files.',
        `Run \`npm install\`, then the same command again. ${details}`,
      );
    default:
      return failure(`npm failed${code === '' ? '' : ` (${code})`}.`, `Run the same command again; if it fails again: ${details}`);
  }
}
