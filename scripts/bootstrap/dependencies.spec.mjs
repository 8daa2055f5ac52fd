import { expect, test } from 'vitest';
import { satisfies } from './dependencies.mjs';

const target = /** @type {const} */ ({ platform: 'linux', arch: 'x64', libc: 'glibc' });
const wanted = {
  packages: {
    '': { version: '0.1.0' },
    'libs/store': { version: '0.1.0' },
    'node_modules/pg': { version: '8.0.0', integrity: 'sha512-pg' },
    'node_modules/binary-linux-x64': {
      version: '1.0.0',
      integrity: 'sha512-x64',
      optional: true,
      os: ['linux'],
      cpu: ['x64'],
      libc: ['glibc'],
    },
    'node_modules/binary-linux-x64-musl': { version: '1.0.0', optional: true, os: ['linux'], cpu: ['x64'], libc: ['musl'] },
    'node_modules/binary-darwin': { version: '1.0.0', optional: true, os: ['darwin'] },
    'node_modules/not-on-windows': { version: '1.0.0', integrity: 'sha512-not', os: ['!win32'] },
    'node_modules/needed-by-darwin': { version: '1.0.0', optional: true },
    'libs/store/node_modules/nested': { version: '2.0.0', integrity: 'sha512-nested' },
  },
};
const present = {
  packages: {
    'node_modules/pg': wanted.packages['node_modules/pg'],
    'node_modules/binary-linux-x64': wanted.packages['node_modules/binary-linux-x64'],
    'node_modules/not-on-windows': wanted.packages['node_modules/not-on-windows'],
    'libs/store/node_modules/nested': wanted.packages['libs/store/node_modules/nested'],
    'node_modules/left-over': { version: '1.0.0' },
  },
};

/** @param {string} place */
const without = (place) => ({ packages: Object.fromEntries(Object.entries(present.packages).filter(([key]) => key !== place)) });

test('what fits the machine is there', () => {
  expect(satisfies(present, wanted, target)).toBe(true);
});

test.each(Object.keys(present.packages).filter((place) => place !== 'node_modules/left-over'))('%s is missed', (place) => {
  expect(satisfies(without(place), wanted, target)).toBe(false);
});

test('another version, or other contents, are not what was wanted', () => {
  const altered = (/** @type {object} */ change) => ({
    packages: { ...present.packages, 'node_modules/pg': { ...present.packages['node_modules/pg'], ...change } },
  });
  expect(satisfies(altered({ version: '8.0.1' }), wanted, target)).toBe(false);
  expect(satisfies(altered({ integrity: 'sha512-other' }), wanted, target)).toBe(false);
});

test('an installation made on another machine lacks the binaries of this one', () => {
  expect(satisfies(present, wanted, { ...target, platform: 'darwin' })).toBe(false);
  expect(satisfies(present, wanted, { ...target, libc: 'musl' })).toBe(false);
});
