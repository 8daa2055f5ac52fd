import { tmpdir } from 'node:os';
import { expect, test } from 'vitest';
import { requireSpace } from './folders.js';
import { explainWriteFailure } from './postgres-error.js';

const failure = (code: string) => Object.assign(new Error('failed'), { code });

test.each([
  ['EACCES', 'not-writable', /^Cannot write to \/data\. Give Weir a writable WEIR_HOME/],
  ['EROFS', 'not-writable', /^Cannot write to \/data\./],
  ['ENOSPC', 'no-space', /^The disk that holds \/data is full\./],
])('%s is told as %s', (code, problem, message) => {
  expect(explainWriteFailure('/data', failure(code))).toMatchObject({ problem, message: expect.stringMatching(message) as string });
});

test('other failures stay what they are', () => {
  const other = failure('EISDIR');
  expect(explainWriteFailure('/data', other)).toBe(other);
});

test('too little space is told before Postgres runs into it', () => {
  requireSpace(tmpdir(), 1);
  expect(() => {
    requireSpace(tmpdir(), 2 ** 60);
  }).toThrow(/Postgres needs \d+ MiB\. Free some space, or move WEIR_HOME/);
});
