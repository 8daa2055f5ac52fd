import { expect, test as base } from '@playwright/test';
import { Weir } from './weir.js';

/** Weir as it runs for somebody who has just cloned it: nothing configured. */
const test = base.extend<{ readonly demo: Weir }>({
  demo: async ({}, use) => {
    const demo = await Weir.prepare(null);
    try {
      await demo.start();
      await use(demo);
    } finally {
      await demo.remove();
    }
  },
});

// The whole company is simulated, beside whatever else the machine does.
test.setTimeout(300_000);

test('without AWS, Weir shows its demo and says so', async ({ page, demo }) => {
  await page.goto(`${demo.url}/wall`);
  await expect(page.getByText('Demo: a simulated company, no AWS account is read')).toBeVisible({ timeout: 60_000 });
  await expect(page.getByRole('article').first()).toBeVisible({ timeout: 120_000 });
  await page.goto(demo.url);
  await expect(page.getByText('Demo estate: simulated company, no AWS account is read.')).toBeVisible();
});
