import type { Browser, Page } from '@playwright/test';
import { expectAccessible, expectNoSidewaysScroll } from './page-checks.js';
import { expect, test } from './test.js';

const PASSWORD = 'mistig lagune oever';
const LAPTOP = { width: 1440, height: 900 };
const PHONE = { width: 390, height: 844 };

/** A browser that nobody is signed in with. */
async function stranger(browser: Browser, baseURL: string, viewport: { width: number; height: number }): Promise<Page> {
  const context = await browser.newContext({ baseURL, viewport, storageState: { cookies: [], origins: [] } });
  return context.newPage();
}

test('an admin adds a viewer, who may look and not act, and whose session the admin ends', async ({ browser, weir }) => {
  const admin = await stranger(browser, weir.url, LAPTOP);
  await admin.goto('/settings/users');
  await expect(admin).toHaveURL(/\/login\?next=/);
  await expectAccessible(admin);
  await admin.keyboard.type('Ines');
  await admin.keyboard.press('Tab');
  await admin.keyboard.type('correct horse battery');
  await admin.keyboard.press('Enter');
  await expect(admin).toHaveURL(/\/settings\/users$/);

  await admin.getByRole('button', { name: 'Add a user' }).click();
  await admin.keyboard.type('vera');
  await admin.keyboard.press('Enter');
  const link = await admin.getByRole('group', { name: 'the link' }).innerText();
  await admin.getByRole('button', { name: 'I have it' }).click();
  await expectAccessible(admin);

  const viewer = await stranger(browser, weir.url, PHONE);
  await viewer.goto(link);
  await viewer.getByLabel('Password', { exact: true }).fill(PASSWORD);
  await expect(viewer.getByRole('status')).toContainText('Strong');
  await expectAccessible(viewer);
  await viewer.keyboard.press('Enter');
  await expect(viewer.getByRole('heading', { level: 1 })).toContainText('Estate');

  await viewer.goto('/silences');
  await expect(viewer.getByRole('button', { name: 'New silence' })).toBeDisabled();
  await expect(viewer.getByText('You are a viewer: responders and admins silence.')).toBeVisible();
  await viewer.goto('/settings/users');
  await expect(viewer.getByRole('heading', { name: 'This page is for admins' })).toBeVisible();
  await viewer.goto('/trace');
  await expectNoSidewaysScroll(viewer);

  await admin.reload();
  await admin.getByRole('button', { name: 'Sign out vera everywhere' }).click();
  const dialog = viewer.getByRole('dialog', { name: 'Sign in again' });
  await expect(dialog).toBeVisible();
  await expectAccessible(viewer);
  await dialog.getByLabel('Password', { exact: true }).fill(PASSWORD);
  await viewer.keyboard.press('Enter');
  await expect(dialog).toBeHidden();
  await expect(viewer).toHaveURL(/\/trace/);

  await admin.goto('/audit-log');
  await expect(admin.getByRole('region', { name: 'Entries' }).getByText('vera').first()).toBeVisible();
  await expectAccessible(admin);
  await Promise.all([admin.context().close(), viewer.context().close()]);
});
