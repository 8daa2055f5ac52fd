import type { Page } from '@playwright/test';
import { expect, test } from './test.js';

const rows = (page: Page) => page.getByRole('row').filter({ has: page.getByRole('link') });
const filter = (page: Page) => page.getByRole('textbox', { name: 'Filter queues' });

test.describe('the list of queues', () => {
  test('keeps the whole view in its address', async ({ page }) => {
    await page.goto('/queues');
    await expect(rows(page).first()).toContainText('payments-capture', { timeout: 120_000 });
    await page.keyboard.press('/');
    await expect(filter(page)).toBeFocused();
    await page.keyboard.type('region:eu-west-1 payments');
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: /^Queue/ }).click();
    await expect(rows(page).first()).toContainText('charge-settlements');
    await expect(page).toHaveURL(/[?&]q=.*payments/);
    await expect(page).toHaveURL(/[?&]sort=name/);
    const found = await rows(page).count();

    await page.reload();
    await expect(page.getByRole('button', { name: 'Remove region:eu-west-1' })).toBeVisible();
    await expect(filter(page)).toHaveValue('payments');
    await expect(rows(page)).toHaveCount(found);
    await expect(rows(page).first()).toContainText('charge-settlements');
  });

  test('names the word to drop when nothing passes', async ({ page }) => {
    await page.goto('/queues?q=payments%20nowhere');
    await page.getByRole('button', { name: /^Drop nowhere, show \d+$/ }).click({ timeout: 60_000 });
    await expect(filter(page)).toHaveValue('payments');
    await expect(rows(page).first()).toBeVisible();
  });

  test('is worked by keys alone, and back leads back', async ({ page }) => {
    await page.goto('/queues?sort=name&q=payments');
    await expect(rows(page).first()).toBeVisible({ timeout: 60_000 });
    const names = await rows(page).getByRole('link').allTextContents();
    for (const key of ['j', 'j', 'j', 'k']) await page.keyboard.press(key);
    await page.keyboard.press('Enter');
    await expect(page).toHaveURL(/\/queues\/[a-z2-7]{16}/);
    await expect(page.getByRole('heading', { level: 1 })).toContainText(names[1] ?? 'no second row');
    await page.goBack();
    await expect(page).toHaveURL(/\/queues\?.*sort=name/);
    await expect(rows(page)).toHaveCount(names.length);
  });

  test('keeps the row that keys chose in view', async ({ page }) => {
    await page.goto('/queues?sort=name');
    await expect(rows(page).first()).toBeVisible({ timeout: 60_000 });
    const chosen = page.locator('tr.sel');
    for (let pressed = 0; pressed < 30; pressed += 1) await page.keyboard.press('j');
    await expect(chosen.getByRole('link').first()).toBeInViewport({ ratio: 1 });
    for (let pressed = 0; pressed < 30; pressed += 1) await page.keyboard.press('k');
    await expect(chosen.getByRole('link').first()).toBeInViewport({ ratio: 1 });
  });
});

test.describe('the page of a queue', () => {
  test('opens with its verdict in a sentence and draws its past', async ({ page, weir }) => {
    await expect.poll(async () => (await weir.queues())[0]?.verdict.state, { timeout: 120_000 }).toBe('poisoned');
    await page.goto(`/queues/${(await weir.queue('payments-capture')).id}`);
    await expect(page.getByText(/^payments-capture is poisoned since \d\d:\d\d.* dead/)).toBeVisible();
    await expect(page.getByRole('heading', { name: 'Time to loss' })).toBeVisible();
    const depth = page.getByRole('group', { name: /^Depth/ });
    await expect(depth).toHaveAttribute('aria-label', /highest \d/);

    await page.getByRole('button', { name: '1 h', exact: true }).click();
    await expect(page).toHaveURL(/range=1h/);
    await page.reload();
    await expect(page.getByRole('button', { name: '1 h', exact: true })).toHaveAttribute('aria-pressed', 'true');
    await page.keyboard.press('Shift+T');
    await expect(page.getByRole('table').first()).toBeVisible();
    await page.goBack();
    await expect(page.getByRole('table')).toHaveCount(0);
  });

  test('says so when there is no such queue', async ({ page }) => {
    for (const id of ['aaaaaaaaaaaaaaaa', 'no-id', '%3Cscript%3E']) {
      await page.goto(`/queues/${id}`);
      await expect(page.getByRole('heading', { name: 'There is no such queue' })).toBeVisible();
    }
  });
});
