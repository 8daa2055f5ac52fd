import { expect, test } from 'vitest';
import { findNpm, isOlderThanLock, npmFailure } from './npm.mjs';

const LOG = '/clone/.weir/logs/install.log';

test.each([
  ['npm error code ENOTFOUND\nnpm error network request to https://registry.example/x failed', 'ENOTFOUND', /registry cannot be reached/],
  ['npm ERR! code ECONNREFUSED\nnpm ERR! errno -111', 'ECONNREFUSED', /registry cannot be reached/],
  ['npm error code ERR_SOCKET_TIMEOUT', 'ERR_SOCKET_TIMEOUT', /registry cannot be reached/],
  ['npm error code E401', 'E401', /refuses access/],
  ['npm error code ETARGET\nnpm error notarget No matching version', 'ETARGET', /lacks a package/],
  ['npm error code ENOSPC', 'ENOSPC', /disk filled up/],
  ['npm warn tar TAR_ENTRY_ERROR ENOSPC: no space left on device, write', 'ENOSPC', /disk filled up/],
  ['npm error code EACCES', 'EACCES', /may not write/],
  ['npm error code EUSAGE', 'EUSAGE', /does not agree/],
  ['npm error code EINTEGRITY', 'EINTEGRITY', /damaged/],
  ['npm error something new', '', /npm failed/],
])('%j is understood as %s', (output, code, sentence) => {
  const failure = npmFailure(output, LOG);
  expect(failure.code).toBe(code);
  expect(failure.message).toMatch(sentence);
});

test("no address out of npm's output reaches the message", () => {
  const failure = npmFailure('npm error code ENOTFOUND\nnpm error network request to https://user:secret@registry.example/x failed', LOG);
  expect(`${failure.message} ${failure.remedy}`).not.toMatch(/secret|example|https/);
});

test('the npm that runs this is found', () => {
  expect(findNpm(process.env).version).toMatch(/^\d+\.\d+\.\d+/);
});

test.each([
  ['9.9.4', true],
  ['10.9.9', true],
  ['11.9.0', true],
  ['11.19.1', false],
  ['12.0.0', false],
])('npm %s may misread the lock file: %s', (version, older) => {
  expect(isOlderThanLock({ cli: '', version })).toBe(older);
});
