import type { Page } from '@playwright/test';
import { expectAccessible, expectNoSidewaysScroll } from './page-checks.js';
import { expect, test } from './test.js';
import type { Weir } from './weir.js';

/** Names of queues or accounts are on every page that shows the estate. */
const OF_THE_ESTATE = /payments|prod/;

/** Address, the heading, and what shows that the page has its content, which comes with the first snapshot or answer. */
const PAGES: readonly (readonly [address: string, heading: RegExp, content: RegExp])[] = [
  ['/', /Estate/, OF_THE_ESTATE],
  ['/queues', /Queues/, OF_THE_ESTATE],
  ['/dlq', /Dead letters/, OF_THE_ESTATE],
  ['/trace', /Trace an event/, OF_THE_ESTATE],
  ['/incidents', /Incidents/, /open/i],
  ['/silences', /Silences/, /Nothing is silenced/],
  ['/notifications', /Notifications/, /Nobody was told of anything yet/],
  ['/settings', /Settings/, OF_THE_ESTATE],
  ['/settings/alarms', /Alarm/, /alarm/i],
  ['/settings/users', /Users/, /Ines/],
  ['/audit-log', /Audit log/, /Ines/],
];

async function open(page: Page, [address, heading, content]: (typeof PAGES)[number]): Promise<void> {
  await page.goto(address);
  await expect(page.getByRole('heading', { level: 1 }).filter({ hasText: heading })).toBeVisible();
  await expect(page.getByRole('main').getByText(content).first()).toBeVisible({ timeout: 90_000 });
}

async function everyPage(weir: Weir): Promise<typeof PAGES> {
  const { id, name } = await weir.queue('payments-capture');
  return [...PAGES, [`/queues/${id}`, new RegExp(name), OF_THE_ESTATE]];
}

for (const theme of ['dark', 'light'] as const) {
  test(`every page is accessible, ${theme}`, async ({ page, weir }) => {
    const search = theme === 'light' ? '?theme=light' : '';
    for (const [address, ...shows] of await everyPage(weir)) {
      await test.step(address, async () => {
        await open(page, [address + search, ...shows]);
        expect(await page.evaluate(() => document.documentElement.dataset['theme'] ?? 'dark')).toBe(theme);
        await expectAccessible(page);
      });
    }
  });
}

test('every page can be used on a phone', async ({ page, weir }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  for (const one of await everyPage(weir)) {
    await test.step(one[0], async () => {
      await open(page, one);
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
