import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { beforeEach, expect, onTestFinished, test } from 'vitest';
import { Failure } from './failure.mjs';
import { lockHome } from './home.mjs';
import { identify } from './process-identity.mjs';

const GONE = { pid: 1, startedAt: 'at another time' };
/** @type {string} */
let home;
/** @type {string} */
let file;

beforeEach(() => {
  home = mkdtempSync(path.join(tmpdir(), 'weir-home-'));
  file = path.join(home, 'weir.lock');
  onTestFinished(() => rmSync(home, { recursive: true }));
});

test('the folder is locked, told to whoever comes next, and released', async () => {
  const lock = await lockHome(home, 4400);
  await expect(lockHome(home, 4401, { noticeMs: 0 })).rejects.toThrow(`in use by another Weir (process ${process.pid}, port 4400)`);
  lock.release();
  expect(existsSync(file)).toBe(false);
  (await lockHome(home, 4401)).release();
});

test('a lock whose starter is gone is taken over', async () => {
  writeFileSync(file, JSON.stringify({ starter: GONE, server: null, stopping: false, port: 4400 }));
  const lock = await lockHome(home, 4401);
  expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual({ starter: identify(process.pid), server: null, stopping: false, port: 4401 });
  lock.release();
});

test.each(['', '{"starter"', 'null', '{"starter":{"pid":"1"}}'])('a torn lock file is taken over: %s', async (text) => {
  writeFileSync(file, text);
  (await lockHome(home, 4400)).release();
});

test('a server that outlived its starter is waited for', async () => {
  const server = sleeper();
  writeFileSync(file, JSON.stringify({ starter: GONE, server: identify(server.pid), stopping: false, port: 4400 }));
  const locking = lockHome(home, 4401);
  server.end();
  (await locking).release();
});

test('a server that outlives its starter for too long holds the folder', async () => {
  const server = sleeper();
  writeFileSync(file, JSON.stringify({ starter: GONE, server: identify(server.pid), stopping: false, port: 4400 }));
  await expect(lockHome(home, 4401, { stoppingMs: 0 })).rejects.toThrow(`process ${server.pid}, port 4400`);
});

test('a Weir that says it is stopping is waited for', async () => {
  const lock = await lockHome(home, 4400);
  lock.recordStopping();
  const locking = lockHome(home, 4401, { noticeMs: 0 });
  lock.release();
  (await locking).release();
});

test('a released lock of someone else stays', async () => {
  const lock = await lockHome(home, 4400);
  const others = JSON.stringify({ starter: GONE, server: null, stopping: false, port: 4402 });
  writeFileSync(file, others);
  lock.release();
  expect(readFileSync(file, 'utf8')).toBe(others);
});

test('the server is recorded beside its starter', async () => {
  const server = sleeper();
  const lock = await lockHome(home, 4400);
  lock.recordServer(server.pid);
  expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({ server: { pid: server.pid }, port: 4400 });
  lock.release();
});

test('a folder that cannot be is a failure with a remedy', async () => {
  writeFileSync(path.join(home, 'file'), '');
  await expect(lockHome(path.join(home, 'file/data'), 4400)).rejects.toThrow(Failure);
});

test('a process is recognised until it ends', async () => {
  const server = sleeper();
  expect(identify(server.pid)).toEqual(identify(server.pid));
  await server.end();
  expect(identify(server.pid)).toBeUndefined();
});

function sleeper() {
  const child = spawn(process.execPath, ['-e', 'setTimeout(() => {}, 60_000)'], { stdio: 'ignore' });
  const exited = once(child, 'exit');
  const end = async () => {
    child.kill('SIGKILL');
    await exited;
  };
  onTestFinished(end);
  const { pid } = child;
  if (pid === undefined) throw new Error('no process was started');
  return { pid, end };
}
