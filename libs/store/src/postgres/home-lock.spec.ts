import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { lockHome } from './home-lock.js';

let home: string;
beforeEach(() => {
  home = mkdtempSync(path.join(tmpdir(), 'weir-lock-'));
});
afterEach(() => {
  rmSync(home, { recursive: true });
});
const owner = () => path.join(home, 'owner.json');

test('a home has one holder at a time, and the next after it let go', () => {
  const lock = lockHome(home);
  expect(() => lockHome(home)).toThrow(`in use by another Weir (process ${process.pid})`);
  lock.release();
  lockHome(home).release();
});

test.each([
  ['a process that is gone', () => JSON.stringify({ pid: spawnSync(process.execPath, ['--version']).pid, startedAt: '1' })],
  ['a process whose number another one has now', () => JSON.stringify({ pid: process.pid, startedAt: '1' })],
  ['a torn file', () => '{"pid": 12'],
  ['an empty file', () => ''],
])('%s is no holder', (_, content) => {
  writeFileSync(owner(), content());
  lockHome(home).release();
});

test('letting go removes only the own lock', () => {
  const lock = lockHome(home);
  writeFileSync(owner(), 'of another');
  lock.release();
  expect(readFileSync(owner(), 'utf8')).toBe('of another');
});
