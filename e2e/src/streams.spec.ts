import { readFile } from 'node:fs/promises';
import type { Page } from '@playwright/test';
import { expectAccessible, expectNoSidewaysScroll } from './page-checks.js';
import { expect, test } from './test.js';

test.use({ scenario: 'one-hot-key' });

const heat = (page: Page) => page.getByRole('application', { name: /open shards/ });

async function openClickstream(page: Page): Promise<void> {
  await page.goto('/streams');
  const row = page.getByRole('row').filter({ hasText: 'clickstream' });
  await expect(row).toContainText('slow', { timeout: 90_000 });
  await row.getByRole('link').click();
  await expect(page.getByRole('heading', { level: 1 })).toContainText('clickstream');
  await expect(heat(page)).toBeVisible({ timeout: 60_000 });
}

test('the list shows the stream in trouble first, and why', async ({ page }) => {
  await page.goto('/streams');
  const rows = page.getByRole('row').filter({ has: page.getByRole('link') });
  await expect(rows.first()).toContainText('clickstream', { timeout: 90_000 });
  await expect(rows.first()).toContainText(/shard 7 refuses records/);
  await expect(rows.first()).toContainText('tenant-acme', { timeout: 60_000 });
  await expect(rows).toHaveCount(5);
});

test('a stream names the shard, the key and the remedy', async ({ page }) => {
  await openClickstream(page);
  await expect(page.getByText(/shard 7 refuses records/)).toBeVisible();
  await expect(page.getByRole('region', { name: 'Hot keys' }).getByText('tenant-acme')).toBeVisible({ timeout: 60_000 });
  await expect(page.getByRole('heading', { name: /^Salt .*tenant-acme.* over \d suffixes$/ })).toBeVisible();
  await expect(page.getByText('clickstream-enricher').first()).toBeVisible();
});

test('heat is read by keys, zoomed by the mouse, and kept in the address', async ({ page }) => {
  await openClickstream(page);
  await heat(page).focus();
  await page.keyboard.press('ArrowLeft');
  await page.keyboard.press('ArrowLeft');
  await expect(page.getByRole('status').filter({ hasText: /shard \d/ })).toContainText(/0x/);
  await page.keyboard.press('Escape');

  const box = await heat(page).boundingBox();
  if (box === null) throw new Error('the heatmap has no size');
  await page.mouse.move(box.x + box.width * 0.4, box.y + box.height * 0.5);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width * 0.6, box.y + box.height * 0.5, { steps: 6 });
  await page.mouse.up();
  await expect(page).toHaveURL(/from=.*to=|to=.*from=/);
  await page.getByRole('button', { name: 'Shard', exact: true }).click();
  await page.getByRole('button', { name: 'Throttles', exact: true }).click();
  await expect(page).toHaveURL(/axis=shard/);
  await expect(page).toHaveURL(/metric=throttled/);
  await page.reload();
  await expect(page.getByRole('button', { name: 'Throttles', exact: true })).toHaveAttribute('aria-pressed', 'true');
  await page.keyboard.press('Shift+T');
  await expect(page.getByRole('region', { name: 'Heatmap as a table' })).toBeVisible();
});

test('heat can be taken along', async ({ page }) => {
  await openClickstream(page);
  const taken = async (name: string) => {
    const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name }).click()]);
    return readFile(await download.path());
  };
  expect((await taken('PNG')).subarray(1, 4).toString('latin1')).toBe('PNG');
  const csv = (await taken('CSV')).toString('utf8').split('\r\n');
  expect(csv[0]).toMatch(/shard/i);
  expect(csv.length).toBeGreaterThan(8);
});

test('what a split would do is foretold', async ({ page }) => {
  await openClickstream(page);
  const whatIf = page.locator('section', { has: page.getByRole('heading', { name: 'What if' }) });
  await whatIf.getByRole('button', { name: 'Split', exact: true }).click();
  await whatIf.getByRole('button', { name: /^Predict/ }).click();
  await expect(whatIf.getByText(/upper/).first()).toBeVisible();
});

test('the wall shows the hottest streams', async ({ page }) => {
  await page.goto('/wall');
  await expect(page.getByRole('region', { name: 'Hottest streams' })).toContainText('clickstream', { timeout: 60_000 });
});

for (const theme of ['dark', 'light'] as const) {
  test(`streams are accessible, ${theme}`, async ({ page }) => {
    const search = theme === 'light' ? '?theme=light' : '';
    await page.goto(`/streams${search}`);
    await expect(page.getByRole('row').filter({ hasText: 'clickstream' }).getByRole('link')).toBeVisible({ timeout: 60_000 });
    await expectAccessible(page);
    await page.getByRole('row').filter({ hasText: 'clickstream' }).getByRole('link').click();
    await expect(heat(page)).toBeVisible({ timeout: 60_000 });
    await expectAccessible(page);
  });
}

test('streams can be used on a phone', async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await page.goto('/streams');
  await expect(page.getByRole('row').filter({ hasText: 'clickstream' }).getByRole('link')).toBeVisible({ timeout: 60_000 });
  await expectNoSidewaysScroll(page);
  await page.getByRole('row').filter({ hasText: 'clickstream' }).getByRole('link').click();
  await expect(heat(page)).toBeVisible({ timeout: 60_000 });
  await expectNoSidewaysScroll(page);
});
