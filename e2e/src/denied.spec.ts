import { expectAccessible } from './page-checks.js';
import { expect, test } from './test.js';

const REGION = 'us-east-1';

test.describe('a region that AWS refuses', () => {
  test.beforeAll(async ({ weir, simulator }) => {
    // Seen once, so that there are figures that could pass for the present.
    await expect
      .poll(async () => (await weir.queues()).filter(({ region }) => region === REGION).length, { timeout: 60_000 })
      .toBeGreaterThan(9);
    await simulator.deny(REGION);
  });
  test.afterAll(async ({ simulator }) => {
    await simulator.allowAll();
  });

  test('is told on the wall', async ({ page }) => {
    await page.goto('/wall');
    for (const account of ['prod', 'data']) {
      await expect(page.getByText(new RegExp(`${account} ${REGION}: access denied`))).toBeVisible({ timeout: 60_000 });
    }
  });

  test('has no figure that looks like the present', async ({ page }) => {
    await page.goto(`/queues?q=region:${REGION}`);
    const rows = page.getByRole('row').filter({ has: page.getByRole('link') });
    await expect(rows.filter({ hasText: 'the role may not read it' }).first()).toBeVisible({ timeout: 90_000 });
    // A depth is a dash, or an old figure that says why there is no newer one.
    await expect(page.getByTitle(/SQS, read directly/)).toHaveCount(0);
    const old = await page.getByTitle(/no newer reading: denied/).count();
    expect(old).toBeGreaterThan(0);
  });

  test('is named in the settings with the action that is missing', async ({ page }) => {
    await page.goto('/settings');
    await expect(page.getByText(/^sqs:\w+ denied for arn:aws:sts::111122223333:assumed-role\/weir-reader/).first()).toBeVisible({
      timeout: 60_000,
    });
    await expectAccessible(page);
  });
});
