import type { Page } from '@playwright/test';
import type { Series } from '@weir/contract';
import { expect, test } from './test.js';
import type { Weir } from './weir.js';

type Point = Series['points'][number];

/** What the wall allows itself before it says that it shows the past, seconds; and what a loaded machine needs on top. */
const LOST_AFTER_SECONDS = 30;
const GRACE_SECONDS = 10;

const answer = (page: Page) => page.getByRole('heading', { level: 1 });

async function openWall(page: Page): Promise<void> {
  await page.goto('/wall');
  await expect(answer(page)).toHaveText(/^\d+ broken$/, { timeout: 120_000 });
}

/** The wall turns to its face without a present, in the time it states, and never shows anything else meanwhile. */
async function expectLost(page: Page): Promise<void> {
  await expect(page.getByText(/^reconnecting, try \d+/)).toBeVisible({ timeout: 25_000 });
  await expect(answer(page)).toHaveText(/^No data for /, { timeout: (LOST_AFTER_SECONDS + GRACE_SECONDS) * 1000 });
  await expect(page.getByText(/^at \d\d:\d\d: \d+ broken$/)).toBeVisible();
}

/** Minutes of the hour before `to` that will not change any more, of a queue with traffic; waits until there are some. */
async function settledPoints(weir: Weir, to: number): Promise<readonly Point[]> {
  const { id } = await weir.queue('shipping-quotes');
  let settled: readonly Point[] = [];
  await expect
    .poll(
      async () => {
        const { points, provisionalFrom } = await weir.series(id, 'sent', to - 3_600_000, to);
        settled = points.filter(([at, value]) => value !== null && at < (provisionalFrom ?? to));
        return settled.length;
      },
      { timeout: 60_000 },
    )
    .toBeGreaterThan(0);
  return settled;
}

/** Counts how often a page was loaded from now on. */
function countLoads(page: Page): () => number {
  let loads = 0;
  page.on('load', () => (loads += 1));
  return () => loads;
}

test('a killed server leaves the wall honest; its return brings everything back', async ({ page, weir }) => {
  await openWall(page);
  const loads = countLoads(page);
  const until = Math.floor(Date.now() / 60_000) * 60_000;
  const settledBefore = await settledPoints(weir, until);

  await weir.kill();
  await expectLost(page);
  await weir.start();
  await expect(answer(page)).toHaveText(/^\d+ broken$/, { timeout: 45_000 });
  await expect(page.getByRole('article').first()).toContainText('payments-capture');

  expect(loads()).toBe(0);
  expect(await settledPoints(weir, until)).toEqual(expect.arrayContaining([...settledBefore]));
});

test('a lost network is told, and its return noticed', async ({ page, context }) => {
  await openWall(page);
  const loads = countLoads(page);
  await context.setOffline(true);
  await expectLost(page);
  await context.setOffline(false);
  await expect(answer(page)).toHaveText(/^\d+ broken$/, { timeout: 30_000 });
  expect(loads()).toBe(0);
});
