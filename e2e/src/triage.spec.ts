import type { Page } from '@playwright/test';
import { expectAccessible, expectNoSidewaysScroll } from './page-checks.js';
import { expect, test } from './test.js';

const QUEUE = 'payments-capture';
const LAPTOP = { width: 1440, height: 900 };
const PHONE = { width: 390, height: 844 };

test.use({ viewport: LAPTOP });

/** Moves the focus on until it is on what is wanted, as people without a pointer do. */
async function tabTo(page: Page, name: RegExp): Promise<void> {
  for (let pressed = 0; pressed < 120; pressed += 1) {
    await page.keyboard.press('Tab');
    const focused = await page.evaluate(
      () => document.activeElement?.getAttribute('aria-label') ?? document.activeElement?.textContent ?? '',
    );
    if (name.test(focused)) return;
  }
  throw new Error(`the keys lead to nothing that is called ${String(name)}`);
}

test('from the alarm to the failing message, a guarded redrive and the end, by keys alone', async ({ page }) => {
  await page.goto('/incidents');
  const incident = page.getByRole('link', { name: new RegExp(QUEUE) }).first();
  await expect(incident).toBeVisible({ timeout: 90_000 });
  await incident.focus();
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/\/incidents\/INC-\d+/);
  const address = page.url();
  await expect(page.getByRole('button', { name: /^Acknowledge/ })).toBeVisible();
  await page.keyboard.press('a');
  await expect(page.getByRole('button', { name: /^Resolve/ }).first()).toBeVisible();
  await expectAccessible(page);

  await tabTo(page, /^Put [\d\s]+ dead letters? back/);
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/\/dlq\/[a-z2-7]{16}/);
  await expect(page.getByRole('heading', { level: 2, name: new RegExp(`dead letters from ${QUEUE}`) })).toBeVisible();
  await expect(page.getByText(/receive count rises by one/)).toBeVisible();
  await tabTo(page, /^Look at 100 messages$/);
  await page.keyboard.press('Enter');
  await expect(page.getByText(/looked at, \d+ causes?/)).toBeVisible({ timeout: 30_000 });
  await expect(page.getByLabel(/^The body/)).toContainText('"event": "OrderPlaced"');
  await expect(page.locator('mark').first()).toContainText('hidden');
  await page.keyboard.press('n');
  await expect(page.getByText(/^2 of \d+/)).toBeVisible();
  await page.keyboard.press('x');
  await expect(page.getByText(/^1 cause chosen/)).toBeVisible();
  await expectAccessible(page);

  await tabTo(page, /^none$/);
  await page.keyboard.press('Enter');
  await tabTo(page, /^Dry run$/);
  await page.keyboard.press('Enter');
  await expect(page.getByText('Stops by itself when messages come back.')).toBeVisible({ timeout: 30_000 });
  await tabTo(page, /^Redrive [\d\s]+/);
  await page.keyboard.press('Enter');
  await expect(page.getByText(/^RDV-\d+$/)).toBeVisible();
  await expect(page.locator('.redrive-counts')).toContainText(/moved\s*[1-9]/, { timeout: 60_000 });
  await expectAccessible(page);
  await tabTo(page, /^Stop$/);
  await page.keyboard.press('Enter');
  await expect(page.locator('.redrive-state')).toContainText(/cancelled|stopped by itself/, { timeout: 60_000 });

  await page.goto(address);
  await expect(page.getByRole('button', { name: /^Resolve/ }).first()).toBeVisible();
  await page.keyboard.press('e');
  await page.getByLabel(/^What fixed it/).fill('Took the release back.');
  await tabTo(page, /^Resolve$/);
  await page.keyboard.press('Enter');
  await expect(page.getByText('Took the release back.').first()).toBeVisible();
  await expect(page.getByText(/RDV-\d+/).first()).toBeVisible();
});

test('the bench is for phones too', async ({ page }) => {
  await page.setViewportSize(PHONE);
  await page.goto('/dlq');
  await page
    .getByRole('link', { name: `${QUEUE}-dlq` })
    .first()
    .click({ timeout: 60_000 });
  await expect(page.getByRole('heading', { name: 'Redrive, guarded' })).toBeVisible();
  await expectNoSidewaysScroll(page);
  await expectAccessible(page);
});
