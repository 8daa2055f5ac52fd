import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { runToEnd } from './child.mjs';
import { Interruption } from './failure.mjs';

/** @param {string} code */
const program = (code) => /** @type {const} */ ([process.execPath, ['-e', code]]);

test('exit code and both outputs come back, and reach the log', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'weir-child-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const logFile = path.join(folder, 'logs/child.log');
  const result = await runToEnd(...program('console.log("out"); console.error("err"); process.exit(3)'), { cwd: folder, logFile });
  expect(result.code).toBe(3);
  expect(result.output.split('\n').sort()).toEqual(['', 'err', 'out']);
  expect(readFileSync(logFile, 'utf8')).toBe(result.output);
});

test('a death by signal is not a success', async () => {
  expect((await runToEnd(...program('process.kill(process.pid, "SIGKILL")'), { cwd: tmpdir() })).code).toBe(-1);
});

test('a stop ends the program and is told as such', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'weir-child-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const started = path.join(folder, 'started');
  const stopping = new AbortController();
  const running = runToEnd(...program(`require("fs").writeFileSync(${JSON.stringify(started)}, ""); setTimeout(() => {}, 60_000)`), {
    cwd: folder,
    stop: stopping.signal,
  });
  await expect.poll(() => existsSync(started), { timeout: 10_000 }).toBe(true);
  stopping.abort();
  await expect(running).rejects.toThrow(Interruption);
});

test('nothing is started once a stop was requested', async () => {
  await expect(runToEnd(...program(''), { cwd: tmpdir(), stop: AbortSignal.abort() })).rejects.toThrow(Interruption);
});

test('a program that does not exist is an error', async () => {
  await expect(runToEnd(path.join(tmpdir(), 'no-such-program'), [], { cwd: tmpdir() })).rejects.toThrow('ENOENT');
});
