import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { systemCode } from './failure.mjs';

const GENERATED = new Set(['node_modules', 'dist', 'dist-types', 'generated', 'test-results', 'playwright-report']);

/**
 * @param {string} root
 * @param {readonly string[]} inputs files and folders below it; a missing one counts as such. What tools write is left out
 * @param {string} [salt] anything else the result depends on
 * @returns {string} a digest that changes when a name or a content changes
 */
export function digest(root, inputs, salt = '') {
  const hash = createHash('sha256').update(salt);
  for (const file of inputs.flatMap((input) => filesBelow(path.join(root, input)))) {
    hash.update(`\0${path.relative(root, file)}\0`).update(readFileSync(file));
  }
  return hash.digest('hex');
}

/**
 * @param {string} entry
 * @returns {string[]} the files there, in an order that does not depend on the file system
 */
function filesBelow(entry) {
  const stat = statSync(entry, { throwIfNoEntry: false });
  if (stat === undefined) return [];
  if (!stat.isDirectory()) return [entry];
  return readdirSync(entry)
    .filter((name) => !GENERATED.has(name))
    .sort()
    .flatMap((name) => filesBelow(path.join(entry, name)));
}

/**
 * Does work once per state of its inputs. The stamp is removed before and written after it, so that work cut short is done again.
 *
 * @param {{ stamp: string, digest: string, outputs: readonly string[], work: () => Promise<void> }} task
 *   `stamp`: file that remembers the digest; `outputs`: files without which the work is due whatever the stamp says
 * @returns {Promise<boolean>} whether there was anything to do
 */
export async function onceFor({ stamp, digest: current, outputs, work }) {
  if (readStamp(stamp) === current && outputs.every((output) => existsSync(output))) return false;
  rmSync(stamp, { force: true });
  await work();
  mkdirSync(path.dirname(stamp), { recursive: true });
  writeFileSync(stamp, current);
  return true;
}

/** @param {string} stamp */
function readStamp(stamp) {
  try {
    return readFileSync(stamp, 'utf8');
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return undefined;
    throw error;
  }
}
