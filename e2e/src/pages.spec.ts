import type { Page } from '@playwright/test';
import { expectAccessible, expectNoSidewaysScroll } from './page-checks.js';
import { expect, test } from './test.js';
import type { Weir } from './weir.js';

/** Address, and the heading that shows that the page has its content. */
const PAGES: readonly (readonly [string, RegExp])[] = [
  ['/', /Estate/],
  ['/queues', /Queues/],
  ['/dlq', /Dead letters/],
  ['/trace', /Trace an event/],
  ['/settings', /Settings/],
];

async function open(page: Page, address: string, heading: RegExp): Promise<void> {
  await page.goto(address);
  await expect(page.getByRole('heading', { level: 1 }).filter({ hasText: heading })).toBeVisible();
  // Content that comes with the first snapshot; names of queues or accounts are on every page.
  await expect(
    page
      .getByRole('main')
      .getByText(/payments|prod/)
      .first(),
  ).toBeVisible({ timeout: 60_000 });
}

async function everyPage(weir: Weir): Promise<typeof PAGES> {
  const { id, name } = await weir.queue('payments-capture');
  return [...PAGES, [`/queues/${id}`, new RegExp(name)]];
}

for (const theme of ['dark', 'light'] as const) {
  test(`every page is accessible, ${theme}`, async ({ page, weir }) => {
    const search = theme === 'light' ? '?theme=light' : '';
    for (const [address, heading] of await everyPage(weir)) {
      await test.step(address, async () => {
        await open(page, address + search, heading);
        expect(await page.evaluate(() => document.documentElement.dataset['theme'] ?? 'dark')).toBe(theme);
        await expectAccessible(page);
      });
    }
  });
}

test('every page can be used on a phone', async ({ page, weir }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  for (const [address, heading] of await everyPage(weir)) {
    await test.step(address, async () => {
      await open(page, address, heading);
      await expectNoSidewaysScroll(page);
    });
  }
  await page.getByRole('navigation', { name: 'Pages' }).getByRole('link', { name: 'Queues' }).click();
  await expect(page).toHaveURL(/\/queues$/);
});

test('an unknown address is told, with a way out', async ({ page }) => {
  await page.goto('/no/such/page');
  await expect(page.getByRole('heading', { name: 'There is no such page' })).toBeVisible();
  await page.getByRole('link', { name: 'Open the estate' }).click();
  await expect(page).toHaveURL(/\/$/);
});
