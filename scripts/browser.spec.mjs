import { expect, test } from 'vitest';
import { findBrowser } from './browser.mjs';

test('a browser named by the environment comes before an installed one', () => {
  expect(findBrowser({ CHROME_PATH: '/opt/chrome' }, () => true)?.executablePath).toBe('/opt/chrome');
  expect(findBrowser({ CHROME_PATH: '/opt/gone' }, (file) => file === '/usr/bin/chromium')?.executablePath).toBe('/usr/bin/chromium');
});

test('without any browser it is up to Playwright', () => {
  expect(findBrowser({}, () => false)).toBeUndefined();
});

test('only root needs to do without the sandbox', () => {
  const args = findBrowser({}, (file) => file === '/usr/bin/chromium')?.args;
  expect(args).toEqual(process.getuid?.() === 0 ? ['--no-sandbox'] : []);
});
