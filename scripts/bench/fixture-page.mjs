import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { ROOT } from '../bootstrap/paths.mjs';
import { findBrowser } from '../browser.mjs';
import { borrow } from './borrow.mjs';

/**
 * The little that is used of Playwright's.
 *
 * @typedef {{ goto(url: string): Promise<unknown>, waitForFunction(code: string): Promise<unknown>, evaluate(code: string): Promise<unknown> }} Page
 * @typedef {{ send(method: string): Promise<{ processInfo: { cpuTime: number }[] }> }} Devtools
 * @typedef {{ newPage(options: object): Promise<Page>, newBrowserCDPSession(): Promise<Devtools>, close(): Promise<void> }} OpenBrowser
 */

const { chromium } = /** @type {{ chromium: { launch(options: object): Promise<OpenBrowser> } }} */ (borrow('e2e', '@playwright/test'));
const { build, preview } = /** @type {typeof import('vite')} */ (borrow('apps/web', 'vite'));

const WEB = path.join(ROOT, 'apps/web');

/**
 * The pages as built for production, on an invented estate, in the browser of the tests: opened where the drawings to measure are.
 *
 * @param {string} name of what the page offers: `heatBench` is at `#heat-bench`
 * @param {import('./run-benchmarks.mjs').Bench['closing']} closing takes what is opened here
 * @returns {Promise<{ page: Page, cpuMs: () => Promise<number> }>} the page, and the processor time that all processes of the browser took so far
 */
export async function openFixturePage(name, closing) {
  const outDir = mkdtempSync(path.join(tmpdir(), 'weir-pages-'));
  closing.push(() => rmSync(outDir, { recursive: true, force: true }));
  const shared = /** @type {const} */ ({ root: WEB, mode: 'fixture', configFile: path.join(WEB, 'vite.config.ts'), logLevel: 'error' });
  await build({ ...shared, build: { outDir, emptyOutDir: true } });
  const server = await preview({ ...shared, build: { outDir }, preview: { host: '127.0.0.1', port: 0 } });
  closing.push(() => server.close());
  const browser = await chromium.launch(findBrowser() ?? {});
  closing.push(() => browser.close());
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  await page.goto(`${server.resolvedUrls?.local[0] ?? ''}#${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`);
  await page.waitForFunction(`window.${name}`);
  const devtools = await browser.newBrowserCDPSession();
  const cpuMs = async () => {
    const { processInfo } = await devtools.send('SystemInfo.getProcessInfo');
    return processInfo.reduce((sum, { cpuTime }) => sum + cpuTime, 0) * 1_000;
  };
  return { page, cpuMs };
}
