import type { Page } from '@playwright/test';
import { expectAccessible, expectNoSidewaysScroll } from './page-checks.js';
import { expect, test } from './test.js';

const map = (page: Page) => page.getByRole('group', { name: /^Flow map/ });

async function openMap(page: Page, search = ''): Promise<void> {
  await page.goto(`/${search}`);
  await expect(map(page)).toBeVisible({ timeout: 60_000 });
  await expect(
    map(page)
      .getByRole('button', { name: /payments-capture/ })
      .first(),
  ).toBeVisible({ timeout: 60_000 });
}

test('the map is walked by keys, and leads to the page of a queue', async ({ page }) => {
  await openMap(page, '?group=nothing&find=payments-capture');
  const queue = map(page)
    .getByRole('button', { name: /^payments-capture, queue/ })
    .first();
  await queue.focus();
  await page.keyboard.press('ArrowRight');
  const next = map(page).locator(':focus');
  await expect(next).not.toHaveText(/^payments-capture, queue/);
  await page.keyboard.press('ArrowLeft');
  await expect(queue).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/\/queues\/[a-z2-7]{16}/);
});

test('what is chosen about the map is in the address', async ({ page }) => {
  // Other tests of this world leave troubles of their own behind, on which the map may open.
  await openMap(page, '?group=nothing&find=payments-capture');
  await map(page)
    .getByRole('button', { name: /^payments-capture, queue/ })
    .first()
    .click();
  const panel = page.getByRole('region', { name: 'Selected on the map' });
  await expect(panel.getByRole('heading', { level: 2 })).toContainText('payments-capture');
  await panel.getByRole('button', { name: 'Only its paths' }).click();
  await expect(page).toHaveURL(/root=/);
  await page.reload();
  await expect(map(page)).toBeVisible({ timeout: 60_000 });
  await expect(page.getByText('only paths of')).toBeVisible();
  await page.keyboard.press('Shift+T');
  await expect(page.getByRole('region', { name: 'Flow map as a table' })).toBeVisible();
  await expect(page).toHaveURL(/view=table/);
  await expectAccessible(page);
});

test('the map is accessible in both themes, and a table on phones', async ({ page }) => {
  for (const search of ['', '?theme=light', '?group=account']) {
    await page.goto(`/${search}`);
    await expect(map(page)).toBeVisible({ timeout: 60_000 });
    await expectAccessible(page);
  }
  await page.getByRole('combobox', { name: 'Group boxes by' }).selectOption('by AWS service');
  await expect(page).toHaveURL(/group=service/);
  await expect(
    map(page)
      .getByRole('button', { name: /^SQS, group of/ })
      .first(),
  ).toBeVisible();
  await page.setViewportSize({ width: 390, height: 844 });
  await page.goto('/');
  await expect(page.getByRole('region', { name: 'Flow map as a table' })).toBeVisible({ timeout: 60_000 });
  await expectNoSidewaysScroll(page);
});

test('the place of a JSON error is told, and a trace is in the address', async ({ page }) => {
  await page.goto('/trace');
  await page.getByRole('searchbox', { name: 'Where it enters' }).fill('payments-capture');
  await page
    .getByRole('button', { name: /payments-capture/ })
    .first()
    .click();
  await page.getByRole('textbox', { name: 'Message', exact: true }).fill('{"a": 1,\n "b" 2}');
  await expect(page.getByText('Text, no JSON: line 2, column 6 wants a colon')).toBeVisible();
  await page.getByRole('textbox', { name: 'Message', exact: true }).fill('{"a": 1}');
  await page.getByRole('button', { name: 'Trace', exact: true }).click();
  const hops = page.getByRole('region', { name: 'Hops' });
  await expect(hops.getByRole('heading')).toContainText('It reaches', { timeout: 30_000 });
  await expect(page).toHaveURL(/event=/);
  await expectAccessible(page);
  await page.reload();
  await expect(hops.getByRole('heading')).toContainText('It reaches', { timeout: 60_000 });
});
