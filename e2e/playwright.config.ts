import { defineConfig } from '@playwright/test';
import { findBrowser } from '../scripts/browser.mjs';

const browser = findBrowser();

export default defineConfig({
  testDir: 'src',
  outputDir: '../.weir/e2e',
  // Each starts servers with a PostgreSQL and a simulator of their own, and waits for them most of the time.
  workers: 2,
  timeout: 120_000,
  expect: { timeout: 20_000 },
  forbidOnly: Boolean(process.env['CI']),
  reporter: 'list',
  use: {
    viewport: { width: 1920, height: 1080 },
    // Pages answer at once; only data may take long, and who waits for it says so.
    actionTimeout: 20_000,
    trace: 'retain-on-failure',
    launchOptions: browser === undefined ? {} : { ...browser, env: { ...process.env, ...browser.env } },
  },
});
