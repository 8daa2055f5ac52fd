import { expectAccessible, expectNoSidewaysScroll } from './page-checks.js';
import { expect, test } from './test.js';

const SCRIPT = '<script>alert(1)</script>';
const IMAGE = '"><img src=x onerror=alert(1)>';
const LONG = 'x'.repeat(80);

test.use({ scenario: 'hostile-settings' });

/** What the `page` fixture adds to every test here: no script ran, no dialog opened, nothing was tried that the content policy forbids. */
test.describe('names and tags that people should not choose', () => {
  test('are text in the list', async ({ page }) => {
    await page.goto('/queues?q=odd');
    await expect(page.getByRole('row').filter({ hasText: 'odd-script-tags' })).toContainText(SCRIPT, { timeout: 60_000 });
    await expect(page.getByRole('row').filter({ hasText: 'odd-rtl-tags' })).toBeVisible();
    await expectAccessible(page);
    await page.getByRole('textbox', { name: 'Filter queues' }).fill('xxxx');
    await expect(page.getByRole('link').filter({ hasText: LONG })).toBeVisible();
    await expectNoSidewaysScroll(page);
  });

  test('are text on the page of a queue', async ({ page, weir }) => {
    await page.goto(`/queues/${(await weir.queue('odd-script-tags')).id}`);
    await expect(page.getByText(IMAGE)).toBeVisible({ timeout: 30_000 });
    await expect(page.getByText(SCRIPT).first()).toBeVisible();
    expect(await page.locator('img').count()).toBe(0);
    await page.goto(`/queues/${(await weir.queue(LONG)).id}`);
    await expect(page.getByRole('heading', { level: 1 })).toContainText(LONG);
    await expectNoSidewaysScroll(page);
  });

  test('are shown with what could not be understood of them', async ({ page, weir }) => {
    await page.goto(`/queues/${(await weir.queue('odd-redrive-not-json')).id}`);
    await expect(page.getByText(/not understood/)).toBeVisible({ timeout: 30_000 });
    await expect(page.getByText(/RedrivePolicy/).first()).toBeVisible();
  });

  test('do not burst the wall or a phone', async ({ page }) => {
    await page.goto('/wall');
    await expect(page.getByText(/^\d+ watched/)).toBeVisible({ timeout: 60_000 });
    await expectNoSidewaysScroll(page);
    await page.setViewportSize({ width: 390, height: 844 });
    await page.goto('/queues?q=xxxx');
    await expect(page.getByRole('link').filter({ hasText: LONG })).toBeVisible({ timeout: 30_000 });
    await expectNoSidewaysScroll(page);
  });
});
