import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { requireSpace, requireWritable, writeFailure } from './disk.mjs';
import { Failure } from './failure.mjs';

test('too little space is told in numbers a person reads', () => {
  expect(() => requireSpace('/data', 1.5e9, () => 812_345_678)).toThrow('812 MB free where /data lies, 1.5 GB needed');
  expect(() => requireSpace('/data', 300e6, () => 300e6)).not.toThrow();
});

test('the space of a real folder can be read', () => {
  expect(() => requireSpace(tmpdir(), 1)).not.toThrow();
  expect(() => requireSpace(tmpdir(), Number.MAX_SAFE_INTEGER)).toThrow(Failure);
});

test('a folder is created, proven and left clean', () => {
  const folder = path.join(temporary(), 'a/b');
  requireWritable(folder);
  expect(existsSync(folder)).toBe(true);
  expect(readdirSync(folder)).toEqual([]);
});

test('a file in the place of the folder is told', () => {
  const file = path.join(temporary(), 'file');
  writeFileSync(file, '');
  expect(() => requireWritable(file)).toThrow(Failure);
  expect(() => requireWritable(path.join(file, 'below'))).toThrow('cannot be a folder');
});

test.each([
  ['EACCES', /may not write/],
  ['EROFS', /may not write/],
  ['ENOSPC', /no disk space/],
])('%s becomes a sentence', (code, sentence) => {
  const failure = writeFailure('/data', Object.assign(new Error('raw'), { code }));
  expect(failure).toBeInstanceOf(Failure);
  expect(/** @type {Failure} */ (failure).message).toMatch(sentence);
});

test('an error of another kind stays what it is', () => {
  const error = new TypeError('a defect');
  expect(writeFailure('/data', error)).toBe(error);
});

function temporary() {
  const folder = mkdtempSync(path.join(tmpdir(), 'weir-disk-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return folder;
}
