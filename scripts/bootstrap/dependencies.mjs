import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { INSTALL_BYTES, requireSpace } from './disk.mjs';
import { findNpm, isOlderThanLock, NpmFailure, runNpm } from './npm.mjs';
import { LOGS, ROOT } from './paths.mjs';
import { digest, onceFor } from './stamps.mjs';
import { ensureOwnNpm } from './toolchain.mjs';

/**
 * @typedef {import('./npm.mjs').Npm} Npm
 * @typedef {(npm: Npm, args: readonly string[]) => Promise<void>} RunNpm
 * @typedef {{ version?: string, integrity?: string, optional?: boolean, link?: boolean, os?: string[], cpu?: string[], libc?: string[] }} LockedPackage
 * @typedef {{ packages: Record<string, LockedPackage> }} LockFile
 * @typedef {{ platform: string, arch: string, libc: 'glibc' | 'musl' }} Target
 */

/**
 * Installs exactly what package-lock.json says, when that is not what is there.
 *
 * Install scripts run only for the packages approved in `allowScripts`, with every npm and whatever its `ignore-scripts` setting.
 *
 * @param {string} node
 * @param {Target} target
 * @param {import('./toolchain.mjs').Context} context
 */
export async function ensureDependencies(node, target, context) {
  const { env, steps, stop } = context;
  await onceFor({
    // Inside node_modules, so that removing the folder removes the claim that it is complete.
    stamp: path.join(ROOT, 'node_modules/.weir-stamp'),
    digest: digest(ROOT, ['package-lock.json'], JSON.stringify(target)),
    outputs: [],
    async work() {
      /** @type {RunNpm} */
      const run = (npm, args) => runNpm({ node, npm, args, cwd: ROOT, env, stop, logFile: path.join(LOGS, 'install.log') });
      const atHand = findNpm(env);
      let npm = atHand;
      if (!isInstalled(target)) {
        requireSpace(ROOT, INSTALL_BYTES);
        npm = await steps.run('Installing packages', () => install(run, atHand, () => ensureOwnNpm(node, atHand, context)));
      }
      const approved = approvedScripts().filter((name) => existsSync(path.join(ROOT, 'node_modules', name)));
      // Without names npm would run the scripts of every package.
      if (approved.length > 0) {
        await steps.run('Finishing the installation', () => run(npm, ['rebuild', '--ignore-scripts=false', ...approved]));
      }
    },
  });
}

/**
 * @param {RunNpm} run
 * @param {Npm} atHand
 * @param {() => Promise<Npm>} getOwn
 * @returns {Promise<Npm>} the npm that did it: the one at hand, or the one that wrote the lock file when the other cannot read it
 */
async function install(run, atHand, getOwn) {
  const args = ['ci', '--ignore-scripts', '--include=dev', '--include=optional', '--prefer-offline', '--engine-strict=false'];
  try {
    await run(atHand, args);
    return atHand;
  } catch (error) {
    if (!(error instanceof NpmFailure && error.code === 'EUSAGE' && isOlderThanLock(atHand))) throw error;
    const own = await getOwn();
    await run(own, args);
    return own;
  }
}

/** @returns {string[]} the packages whose install scripts may run */
function approvedScripts() {
  /** @type {{ allowScripts: Record<string, boolean> }} */
  const { allowScripts } = JSON.parse(readFileSync(path.join(ROOT, 'package.json'), 'utf8'));
  return Object.keys(allowScripts).filter((name) => allowScripts[name]);
}

/**
 * @param {Target} target
 * @returns {boolean} whether node_modules already holds what the lock file says, as after a developer's own `npm install`
 */
function isInstalled(target) {
  const hidden = path.join(ROOT, 'node_modules/.package-lock.json');
  if (!existsSync(hidden)) return false;
  /** @type {LockFile} */
  const wanted = JSON.parse(readFileSync(path.join(ROOT, 'package-lock.json'), 'utf8'));
  /** @type {LockFile} */
  const present = JSON.parse(readFileSync(hidden, 'utf8'));
  return satisfies(present, wanted, target);
}

/**
 * @param {LockFile} present what npm recorded inside node_modules
 * @param {LockFile} wanted package-lock.json
 * @param {Target} target
 * @returns {boolean} whether every wanted package that fits the machine is present in the wanted version
 */
export function satisfies(present, wanted, target) {
  return Object.entries(wanted.packages)
    .filter(([place, locked]) => place.includes('node_modules/') && fits(locked, target))
    .every(([place, locked]) => {
      const found = present.packages[place];
      // npm leaves an optional package out when one of its own dependencies does not fit.
      if (found === undefined) return locked.optional === true && locked.os === undefined && locked.cpu === undefined;
      return found.version === locked.version && found.integrity === locked.integrity;
    });
}

/**
 * @param {LockedPackage} locked
 * @param {Target} target
 */
function fits({ os, cpu, libc }, target) {
  return allows(os, target.platform) && allows(cpu, target.arch) && (target.platform !== 'linux' || allows(libc, target.libc));
}

/**
 * @param {readonly string[] | undefined} list names, or names to exclude written `!name`
 * @param {string} value
 */
function allows(list, value) {
  if (list === undefined || list.length === 0) return true;
  const excluded = list.filter((name) => name.startsWith('!'));
  if (excluded.includes(`!${value}`)) return false;
  return excluded.length === list.length || list.includes(value);
}
