import { expect, test as base } from '@playwright/test';
import { resourceList } from '@weir/contract';
import { expectAccessible, expectNoSidewaysScroll } from './page-checks.js';
import { Weir } from './weir.js';

/** The simulated company has topics, buses and pipes; one demo serves all tests of this file. */
const test = base.extend<object, { readonly demo: Weir }>({
  demo: [
    async ({}, use) => {
      const demo = await Weir.prepare(null);
      try {
        await demo.start();
        await use(demo);
      } finally {
        await demo.remove();
      }
    },
    { scope: 'worker', timeout: 240_000 },
  ],
  baseURL: async ({ demo }, use) => {
    await use(demo.url);
  },
});

const FIRST_FIGURES_MS = 90_000;

test('topics and rules tell what became of what was due', async ({ page }) => {
  await page.goto('/fanout?kind=topic');
  const rows = page.getByRole('row').filter({ has: page.getByRole('link') });
  await expect(rows.first()).toBeVisible({ timeout: FIRST_FIGURES_MS });
  await expect(rows.first().getByRole('img', { name: /due/ })).toBeVisible({ timeout: FIRST_FIGURES_MS });
  await expectAccessible(page);
  await page.keyboard.press('j');
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/\/fanout\/[a-z2-7]{16}/);
  await expect(page.getByRole('heading', { name: 'What became of it' })).toBeVisible({ timeout: FIRST_FIGURES_MS });
  await expect(page.getByRole('heading', { name: /^\d+ subscribers?$/ })).toBeVisible();
  await page.getByRole('button', { name: '1 h', exact: true }).click();
  await expect(page).toHaveURL(/range=1h/);
  await expect(page.getByText(/minutes? read/)).toBeVisible();
  const oneOverTime = page.getByRole('group', { name: /over time, \d+ steps?; arrow keys tell each/ }).first();
  await oneOverTime.press('ArrowLeft');
  await expect(page.getByRole('status').filter({ hasText: /due: / })).toBeVisible();
  await page.keyboard.press('Shift+T');
  await expect(page.getByRole('region', { name: 'Ledger over time as a table' })).toBeVisible();
  await expect(page.getByRole('region', { name: /. over time as a table$/ }).nth(1)).toBeVisible();
  await expectAccessible(page);
  await page.setViewportSize({ width: 390, height: 844 });
  await expectNoSidewaysScroll(page);
});

test('a bus shows its rules, what they match and where they send', async ({ page }) => {
  await page.goto('/bus');
  const buses = page
    .getByRole('region', { name: 'Buses' })
    .getByRole('row')
    .filter({ has: page.getByRole('link') });
  await expect(buses.first()).toBeVisible({ timeout: FIRST_FIGURES_MS });
  await expectAccessible(page);
  await buses.first().getByRole('link').first().click();
  await expect(page).toHaveURL(/\/bus\/[a-z2-7]{16}/);
  const rules = page.getByRole('region', { name: 'Rules' });
  await expect(rules.getByText('matched').first()).toBeVisible({ timeout: FIRST_FIGURES_MS });
  await expectAccessible(page);
  await rules.getByRole('listitem').first().getByRole('link').first().click();
  await expect(page).toHaveURL(/\/fanout\/[a-z2-7]{16}/);
});

test('a finding is accepted with a reason and reopened', async ({ page }) => {
  await page.goto('/audit');
  const accept = page.getByRole('button', { name: 'Accept with a reason' }).first();
  await expect(accept).toBeVisible({ timeout: FIRST_FIGURES_MS });
  await expectAccessible(page);
  await accept.click();
  const dialog = page.getByRole('dialog');
  const title = (await dialog.getByRole('paragraph').first().textContent()) ?? '';
  await dialog.getByRole('button', { name: 'Accept' }).click();
  await expect(dialog.getByRole('alert')).toContainText('say why');
  await dialog.getByRole('textbox').fill('known, and mended next week');
  await dialog.getByRole('button', { name: 'Accept' }).click();
  await expect(dialog).toBeHidden();
  await page.getByRole('button', { name: /^Accepted/ }).click();
  await expect(page).toHaveURL(/state=accepted/);
  const taken = page.getByRole('listitem').filter({ hasText: 'known, and mended next week' });
  await expect(taken).toContainText(title);
  await taken.getByRole('button', { name: 'Reopen' }).click();
  await expect(taken).toBeHidden();
});

test('a function says who invokes it, by what and with which filter', async ({ page, demo }) => {
  const answer = await fetch(`${demo.url}/api/v1/resources?kind=function&limit=500`);
  const worker = resourceList.parse(await answer.json()).items.find(({ name }) => name === 'loyalty-award');
  await page.goto('/fanout?kind=function&q=loyalty-award');
  await expect(page.getByRole('button', { name: /^Functions \d/ })).toHaveAttribute('aria-pressed', 'true', { timeout: FIRST_FIGURES_MS });
  await page.getByRole('row').getByRole('link', { name: 'loyalty-award' }).click();
  await expect(page).toHaveURL(new RegExp(`/fanout/${worker?.id ?? ''}`));
  const ways = page.getByRole('region', { name: 'Invoked by' }).getByRole('listitem');
  await expect(ways.first()).toContainText('event source mapping', { timeout: FIRST_FIGURES_MS });
  await expect(ways.first()).toContainText('batches of 10');
  await expect(ways.first()).toContainText('enabled');
  await expect(ways.first().getByText('Lets in what has')).toBeVisible();
  await expectAccessible(page);
  await ways.first().getByRole('link', { name: 'loyalty-points' }).click();
  await expect(page).toHaveURL(/\/queues\/[a-z2-7]{16}/);
});

test('an event stops at the field that a filter of a mapping asks for; a sample of it is kept and removed', async ({ page, demo }) => {
  await page.goto(`/trace?from=${(await demo.queue('loyalty-points')).id}`);
  const message = page.getByRole('textbox', { name: 'Message', exact: true });
  await expect(message).toBeVisible({ timeout: FIRST_FIGURES_MS });
  await message.fill('{"detail-type": "CheckoutCompleted", "detail": {"member": false}}');
  await page.getByRole('button', { name: 'Trace', exact: true }).click();
  await expect(page.getByText('body.detail.member is false').first()).toBeVisible({ timeout: 30_000 });
  await page.getByRole('button', { name: 'Keep as a sample' }).click();
  await page.getByRole('textbox', { name: 'Name of the sample' }).fill('a guest');
  await page.getByRole('button', { name: 'Keep', exact: true }).click();
  await page.getByRole('button', { name: 'Remove a guest' }).click();
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Press again to remove a guest' }).click();
  await expect(page.getByText('None is kept yet.')).toBeVisible();
});

/** A rule that fires at once opens its incident with the next look at its verdicts. */
const OPENED_WITHIN_MS = 90_000;

test('an incident is found, answered, noted and resolved from the keyboard', async ({ page, demo }) => {
  const rules = { verdict: { forSeconds: 0 } };
  const set = await page.request.post(`${demo.url}/api/v1/alarm-settings`, { data: { scope: { scope: 'estate' }, settings: { rules } } });
  expect(set.ok()).toBe(true);
  await page.goto('/incidents');
  // Which troubles the demo has depends on the hour: the worst of them will do.
  const named = page
    .getByRole('row')
    .filter({ has: page.getByRole('link') })
    .first();
  await expect(named).toBeVisible({ timeout: OPENED_WITHIN_MS });
  const id = /INC-\d+/.exec(await named.innerText())?.[0] ?? 'no id';
  const row = page.getByRole('row').filter({ hasText: new RegExp(`${id}\\b`) });
  for (const [address, shown] of [
    ['/silences', 'A silence keeps alarms from being told'],
    ['/settings/alarms', 'How alarms are set'],
    ['/incidents?theme=light', id],
    ['/incidents', id],
  ] as const) {
    await page.goto(address);
    await expect(page.getByRole('main').getByText(shown).first()).toBeVisible();
    await expectAccessible(page);
  }
  await expect(row).toBeVisible();
  await page.keyboard.press('/');
  await page.keyboard.type(id);
  await page.keyboard.press('Escape');
  await expect(page).toHaveURL(new RegExp(`q=${id}`));
  await page.keyboard.press('j');
  await expect(page).toHaveURL(new RegExp(`at=${id}`));
  await expect(row).toContainText('not acknowledged');
  await page.keyboard.press('a');
  await expect(row).toContainText('acknowledged by');
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(new RegExp(`/incidents/${id}`));
  await expect(page.getByRole('heading', { level: 1, name: new RegExp(id) })).toBeVisible();
  const timeline = page.getByRole('region', { name: 'Timeline' });
  await expect(timeline.getByRole('listitem').filter({ hasText: /acknowledged/ })).toBeVisible();
  await page.keyboard.press('m');
  await page.keyboard.type('**Started** the printer, `label-printer` <b>is back</b>');
  await page.keyboard.press('Control+Enter');
  await expect(timeline.getByText('Started', { exact: true })).toBeVisible();
  await expect(timeline).toContainText('<b>is back</b>');
  await page.keyboard.press('Escape');
  for (const theme of ['dark', 'light']) {
    await page.goto(`${new URL(page.url()).pathname}${theme === 'light' ? '?theme=light' : ''}`);
    await expect(timeline).toContainText('is back');
    await expectAccessible(page);
  }
  await page.setViewportSize({ width: 390, height: 844 });
  await expectNoSidewaysScroll(page);
  await page.setViewportSize({ width: 1440, height: 900 });
  await page.keyboard.press('e');
  await page.getByRole('dialog').getByRole('textbox').fill('started the printer again');
  await page.getByRole('dialog').getByRole('button', { name: 'Resolve' }).press('Enter');
  await expect(page.getByRole('heading', { name: 'What fixed it' })).toBeVisible();
  await expect(page.getByText('started the printer again').first()).toBeVisible();
  await page.goto('/incidents');
  await expect(page.getByRole('heading', { level: 1, name: /Incidents/ })).toBeVisible();
  await expect(row).toBeHidden();
});
