import { expect, test } from 'vitest';
import { platformFailure, thisMachine } from './platform.mjs';

const linux = { platform: 'linux', arch: 'x64', musl: false, externalDatabase: false };

test.each([
  ['linux on x64', linux],
  ['macOS on arm64', { ...linux, platform: 'darwin', arch: 'arm64' }],
  ['an unusual processor with a database of its own', { ...linux, arch: 's390x', externalDatabase: true }],
  ['Alpine with a database of its own', { ...linux, musl: true, externalDatabase: true }],
])('%s is supported', (_, machine) => {
  expect(platformFailure(machine)).toBeUndefined();
});

test.each([
  ['Windows', { ...linux, platform: 'win32' }, /WSL 2/],
  ['an unusual processor', { ...linux, arch: 's390x' }, /DATABASE_URL/],
  ['Alpine', { ...linux, musl: true }, /DATABASE_URL/],
])('%s is refused with a way out', (_, machine, remedy) => {
  expect(platformFailure(machine)?.remedy).toMatch(remedy);
});

test('a DATABASE_URL counts as a database of its own', () => {
  expect(thisMachine({ DATABASE_URL: 'postgres://db/weir' }).externalDatabase).toBe(true);
  expect(thisMachine({ DATABASE_URL: '' }).externalDatabase).toBe(false);
});
