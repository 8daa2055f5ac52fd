import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { digest, onceFor } from './stamps.mjs';

/** @type {string} */
let root;

beforeEach(() => {
  root = mkdtempSync(path.join(tmpdir(), 'weir-stamps-'));
  onTestFinished(() => rmSync(root, { recursive: true }));
});

/** @param {Record<string, string>} files */
function write(files) {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(root, name)), { recursive: true });
    writeFileSync(path.join(root, name), text);
  }
}

describe('digest', () => {
  test('sees contents, names, moves, additions and the salt', () => {
    write({ 'src/a.ts': 'one', 'src/b.ts': 'two' });
    const digests = [digest(root, ['src']), digest(root, ['src'], 'salt')];
    write({ 'src/a.ts': 'two', 'src/b.ts': 'one' });
    digests.push(digest(root, ['src']));
    write({ 'src/c.ts': '' });
    digests.push(digest(root, ['src']));
    rmSync(path.join(root, 'src/c.ts'));
    write({ 'src/deep/c.ts': '' });
    digests.push(digest(root, ['src']));
    expect(new Set(digests).size).toBe(digests.length);
  });

  test('does not see what tools write, nor when it was written', () => {
    write({ 'src/a.ts': 'one' });
    const before = digest(root, ['src', 'missing']);
    write({ 'src/a.ts': 'one', 'src/node_modules/x.js': 'x', 'src/dist/a.js': 'y', 'src/generated/client.ts': 'z' });
    expect(digest(root, ['src', 'missing'])).toBe(before);
  });
});

describe('onceFor', () => {
  test('works once per state, and again when an output is gone', async () => {
    let runs = 0;
    const output = path.join(root, 'out.js');
    const task = (/** @type {string} */ state) => ({
      stamp: path.join(root, 'stamps/task'),
      digest: state,
      outputs: [output],
      work: async () => {
        runs += 1;
        writeFileSync(output, '');
      },
    });
    expect(await onceFor(task('a'))).toBe(true);
    expect(await onceFor(task('a'))).toBe(false);
    expect(await onceFor(task('b'))).toBe(true);
    rmSync(output);
    expect(await onceFor(task('b'))).toBe(true);
    expect(runs).toBe(3);
  });

  test('work cut short leaves no claim, not even the one from before', async () => {
    const stamp = path.join(root, 'task');
    const task = { stamp, digest: 'a', outputs: [], work: async () => {} };
    await onceFor(task);
    const cut = onceFor({
      ...task,
      digest: 'b',
      work: async () => {
        throw new Error('cut short');
      },
    });
    await expect(cut).rejects.toThrow('cut short');
    expect(existsSync(stamp)).toBe(false);
    expect(await onceFor(task)).toBe(true);
  });
});
