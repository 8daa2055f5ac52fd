import { Failure } from './failure.mjs';

/** Where both the Node and the PostgreSQL binaries that come as npm packages exist. */
const SUPPORTED = new Set(['linux-x64', 'linux-arm64', 'darwin-x64', 'darwin-arm64']);

/**
 * @typedef {{ platform: string, arch: string, musl: boolean, externalDatabase: boolean }} Machine
 * `musl`: a Linux without glibc, such as Alpine, on which the packaged binaries do not run
 */

/**
 * @param {Machine} machine
 * @returns {Failure | undefined} why Weir cannot run on it, if so
 */
export function platformFailure({ platform, arch, musl, externalDatabase }) {
  if (platform === 'win32') {
    return new Failure('Weir does not run on Windows itself.', 'Run the same command inside WSL 2, or use `docker compose up`.');
  }
  if (!SUPPORTED.has(`${platform}-${arch}`) && !externalDatabase) {
    return new Failure(
      `Weir brings no PostgreSQL for ${platform} on ${arch}.`,
      'Set DATABASE_URL to a PostgreSQL 16 or newer, or use `docker compose up` on a supported machine.',
    );
  }
  if (musl && !externalDatabase) {
    return new Failure(
      'Weir brings no PostgreSQL for a Linux without glibc (such as Alpine).',
      'Set DATABASE_URL to a PostgreSQL 16 or newer, or use `docker compose up`.',
    );
  }
  return undefined;
}

/**
 * @param {NodeJS.ProcessEnv} env
 * @returns {Machine} the machine this runs on
 */
export function thisMachine(env) {
  return {
    platform: process.platform,
    arch: process.arch,
    musl: process.platform === 'linux' && !usesGlibc(),
    externalDatabase: Boolean(env['DATABASE_URL']),
  };
}

function usesGlibc() {
  const report = process.report?.getReport();
  const header = report !== null && typeof report === 'object' && 'header' in report ? report.header : undefined;
  return header !== null && typeof header === 'object' && 'glibcVersionRuntime' in /** @type {object} */ (header);
}
