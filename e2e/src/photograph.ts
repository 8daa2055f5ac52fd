import { mkdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { expect, test as base } from '@playwright/test';
import { Weir } from './weir.js';

const FOLDER = fileURLToPath(new URL('../../docs/images/', import.meta.url));
/** Verdicts, rates and an hour of history are there by then. */
const WARM_UP_MS = 120_000;

/** Takes the pictures of the documentation, from the demo as anybody sees it: `npm run photograph -w e2e`. */
base('the demo', async ({ page }) => {
  base.setTimeout(WARM_UP_MS + 180_000);
  const demo = await Weir.prepare(null);
  try {
    await demo.start();
    await page.goto(`${demo.url}/wall`);
    await page.waitForTimeout(WARM_UP_MS);
    await expect(page.getByRole('article').first()).toBeVisible();
    await mkdir(FOLDER, { recursive: true });
    const take = async (name: string, width: number, height: number) => {
      await page.setViewportSize({ width, height });
      // Charts and sparklines are fetched after the first drawing.
      await page.waitForTimeout(3_000);
      await page.screenshot({ path: `${FOLDER}${name}.png`, animations: 'disabled' });
    };
    await take('wall', 1920, 1080);
    await page.goto(`${demo.url}/queues`);
    await take('queues', 1440, 900);
    const worst = (await demo.queues()).find(({ deadLetterSources }) => deadLetterSources.length === 0);
    await page.goto(`${demo.url}/queues/${worst?.id ?? ''}`);
    await take('queue', 1440, 900);
    await page.goto(`${demo.url}/settings`);
    await take('settings', 1440, 900);
  } finally {
    await demo.remove();
  }
});
