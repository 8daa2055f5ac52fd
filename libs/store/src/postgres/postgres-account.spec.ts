import { chmodSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { canReach } from './postgres-account.js';

const STRANGER = { uid: 64_001, gid: 64_001 };
let home: string;
beforeEach(() => {
  home = mkdtempSync(path.join(tmpdir(), 'weir-account-'));
  mkdirSync(path.join(home, 'inner'));
});
afterEach(() => {
  rmSync(home, { recursive: true });
});

test('a stranger reaches a folder when every folder above lets others in', () => {
  const inner = path.join(home, 'inner');
  chmodSync(home, 0o700);
  chmodSync(inner, 0o755);
  expect(canReach(STRANGER, inner)).toBe(false);
  chmodSync(home, 0o711);
  expect(canReach(STRANGER, inner)).toBe(true);
  chmodSync(inner, 0o750);
  expect(canReach(STRANGER, inner)).toBe(false);
});

test('the caller reaches what it can, and what does not exist yet will be made to fit', () => {
  chmodSync(home, 0o700);
  expect(canReach(null, home)).toBe(true);
  chmodSync(home, 0o755);
  expect(canReach(STRANGER, path.join(home, 'later', 'still'))).toBe(true);
});
