import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { Failure } from './failure.mjs';
import { findNpm, LOCK_WRITER, npmAt, runNpm } from './npm.mjs';
import { LOGS, WORK } from './paths.mjs';

/**
 * @typedef {import('./npm.mjs').Npm} Npm
 * @typedef {{ run<T>(title: string, work: () => Promise<T>): Promise<T> }} Steps
 * @typedef {{ env: NodeJS.ProcessEnv, steps: Steps, stop: AbortSignal }} Context
 */

/** The npm packages `node-<platform>-<arch>` carry the Node binary. */
const NODE_MAJOR = 24;

/**
 * @param {string} version such as `v22.12.0`
 * @returns {boolean} whether Weir and the tools that build it run on this Node
 */
export function isSupportedNode(version) {
  const [major = 0, minor = 0] = version.replace(/^v/, '').split('.').map(Number);
  return (major === 22 && minor >= 12) || major === 24 || major >= 26;
}

/**
 * @param {Context} context
 * @returns {Promise<string>} path of a Node that runs Weir: the one that runs this, else one of our own
 * @throws {Failure} when none can be had
 */
export async function ensureNode({ env, steps, stop }) {
  if (isSupportedNode(process.version)) return process.execPath;
  const name = `node-${process.platform}-${process.arch}`;
  const node = path.join(WORK, 'runtime/node/node_modules', name, 'bin/node');
  if (!existsSync(node)) {
    await steps.run(`Fetching Node ${NODE_MAJOR}, because this is ${process.version}`, () =>
      installAside('node', `${name}@${NODE_MAJOR}`, process.execPath, findNpm(env), env, stop),
    );
  }
  try {
    execFileSync(node, ['--version'], { stdio: 'ignore' });
  } catch (error) {
    throw new Failure(
      `Node ${NODE_MAJOR} was fetched but does not run on this system.`,
      `Install Node 22.12 or newer yourself, remove ${path.join(WORK, 'runtime')}, then run the same command again.`,
      { cause: error },
    );
  }
  return node;
}

/**
 * @param {string} node what runs npm
 * @param {Npm} atHand
 * @param {Context} context
 * @returns {Promise<Npm>} the npm that wrote our lock file
 */
export async function ensureOwnNpm(node, atHand, { env, steps, stop }) {
  const cli = path.join(WORK, 'runtime/npm/node_modules/npm/bin/npm-cli.js');
  if (!existsSync(cli)) {
    await steps.run(`Fetching npm ${LOCK_WRITER}, because npm ${atHand.version} reads the lock file differently`, () =>
      installAside('npm', `npm@${LOCK_WRITER}`, node, atHand, env, stop),
    );
  }
  return npmAt(cli);
}

/**
 * Installs one package into `.weir/runtime/<name>`, complete or not at all.
 *
 * @param {string} name
 * @param {string} spec
 * @param {string} node
 * @param {Npm} npm
 * @param {NodeJS.ProcessEnv} env
 * @param {AbortSignal} stop
 */
async function installAside(name, spec, node, npm, env, stop) {
  const target = path.join(WORK, 'runtime', name);
  const draft = `${target}.${process.pid}`;
  try {
    mkdirSync(draft, { recursive: true });
    // A package of its own, so that npm does not take the clone around it for the project.
    writeFileSync(path.join(draft, 'package.json'), '{ "private": true }\n');
    const args = ['install', spec, '--prefix', draft, '--ignore-scripts', '--no-package-lock', '--prefer-offline'];
    await runNpm({ node, npm, args, cwd: draft, env, stop, logFile: path.join(LOGS, `${name}.log`) });
    rmSync(target, { recursive: true, force: true });
    renameSync(draft, target);
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
}
