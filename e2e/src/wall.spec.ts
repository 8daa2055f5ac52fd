import { expectAccessible, expectNoScroll, expectReadable } from './page-checks.js';
import { expect, test } from './test.js';

/** A first look must tell within two minutes of the start what is broken. */
const FIRST_LOOK_MS = 120_000;

test.describe('the wall', () => {
  test.setTimeout(FIRST_LOOK_MS + 30_000);

  test('answers what is broken, the worst first, with the time left', async ({ page }) => {
    await page.goto('/wall');
    await expect(page.getByRole('heading', { level: 1 })).toHaveText(/^\d+ broken$/, { timeout: FIRST_LOOK_MS });
    const worst = page.getByRole('article').first();
    await expect(worst).toContainText('payments-capture');
    await expect(worst).toContainText(/poisoned since/);
    await expect(worst).toContainText(/\d+\s*h\s*\d+\s*min\s*until the first of [\d\s]+ is lost/);
    await expect(page).toHaveTitle(/Weir/);
    await expect(page.getByText(/^\d\d:\d\d$/)).toBeVisible();
    await expect(page.getByText(/· UTC · data \d+\s*s old/)).toBeVisible();
  });

  for (const [width, height] of [
    [1280, 720],
    [1920, 1080],
    [3840, 2160],
  ] as const) {
    test(`fits ${width} × ${height} and can be read from afar`, async ({ page }) => {
      await page.setViewportSize({ width, height });
      await page.goto('/wall');
      await expect(page.getByRole('heading', { level: 1 })).toHaveText(/^\d+ broken$/, { timeout: FIRST_LOOK_MS });
      await expectNoScroll(page);
      await expectReadable(page, (20 * height) / 1080);
    });
  }

  test('is accessible', async ({ page }) => {
    await page.goto('/wall');
    await expect(page.getByRole('heading', { level: 1 })).toHaveText(/^\d+ broken$/, { timeout: FIRST_LOOK_MS });
    await expectAccessible(page);
  });
});
