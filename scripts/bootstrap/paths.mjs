import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** The clone. */
export const ROOT = fileURLToPath(new URL('../..', import.meta.url)).replace(/[/\\]$/, '');

/** What the two commands keep for themselves in the clone: runtime, stamps, logs. */
export const WORK = path.join(ROOT, '.weir');

export const LOGS = path.join(WORK, 'logs');

/**
 * @param {NodeJS.ProcessEnv} env
 * @returns {string} the data folder, absolute
 */
export function homeOf(env) {
  return path.resolve(ROOT, env['WEIR_HOME'] || '.weir');
}
