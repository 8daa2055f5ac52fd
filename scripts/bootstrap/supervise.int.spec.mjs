import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { beforeEach, expect, onTestFinished, test } from 'vitest';
import { identify, isRunning } from './process-identity.mjs';
import { supervise } from './supervise.mjs';

/** A server that keeps a child of its own, as Weir's keeps PostgreSQL, and writes down why it stops. */
const SERVER = `
  const { spawn } = require('node:child_process');
  const { writeFileSync } = require('node:fs');
  const [folder, manner] = process.argv.slice(1);
  const database = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' });
  const stop = (why) => {
    if (manner === 'deaf') return;
    database.kill();
    writeFileSync(folder + '/stopped', why);
    process.exit(0);
  };
  process.on('SIGTERM', () => stop('SIGTERM'));
  process.on('disconnect', () => stop('disconnect'));
  setInterval(() => {}, 1000);
  writeFileSync(folder + '/started', JSON.stringify([process.pid, database.pid]));
`;

/** @type {string} */
let folder;

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'weir-supervise-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
});

/** @param {'obedient' | 'deaf'} manner */
function start(manner, graceMs = 60_000) {
  const requested = new AbortController();
  const forced = new AbortController();
  const ended = supervise(process.execPath, ['-e', SERVER, folder, manner], {
    cwd: folder,
    env: process.env,
    stop: { requested: requested.signal, forced: forced.signal },
    kind: 'server',
    graceMs,
  });
  return { ended, request: () => requested.abort(), force: () => forced.abort() };
}

/** @returns {Promise<import('./process-identity.mjs').ProcessIdentity[]>} the server and its child */
async function started() {
  const file = path.join(folder, 'started');
  await expect.poll(() => existsSync(file) && readFileSync(file, 'utf8').endsWith(']'), { timeout: 20_000 }).toBe(true);
  /** @type {number[]} */
  const pids = JSON.parse(readFileSync(file, 'utf8'));
  return pids.map((pid) => identify(pid) ?? { pid, startedAt: 'already gone' });
}

/** @param {readonly import('./process-identity.mjs').ProcessIdentity[]} processes */
function gone(processes) {
  return expect.poll(() => processes.some(isRunning), { timeout: 20_000 }).toBe(false);
}

const whyStopped = () => readFileSync(path.join(folder, 'stopped'), 'utf8');

test('a request to stop lets the server put its things in order', async () => {
  const { ended, request } = start('obedient');
  const processes = await started();
  request();
  expect(await ended).toBe(0);
  expect(whyStopped()).toBe('SIGTERM');
  await gone(processes);
});

test('a second request kills the server and what it started', async () => {
  const { ended, request, force } = start('deaf');
  const processes = await started();
  request();
  force();
  expect(await ended).toBe(128 + 9);
  await gone(processes);
});

test('a server that does not stop is killed after its time', async () => {
  const { ended, request } = start('deaf', 50);
  const processes = await started();
  request();
  expect(await ended).toBe(128 + 9);
  await gone(processes);
});

test('a starter that is killed takes the server along, which may still put its things in order', async () => {
  const starter = path.join(folder, 'starter.mjs');
  const stop = 'stop: { requested: new AbortController().signal, forced: new AbortController().signal }';
  const args = JSON.stringify(['-e', SERVER, folder, 'obedient']);
  writeFileSync(
    starter,
    `import { supervise } from ${JSON.stringify(new URL('supervise.mjs', import.meta.url).href)};
     await supervise(process.execPath, ${args}, { cwd: ${JSON.stringify(folder)}, env: process.env, kind: 'server', graceMs: 1000, ${stop} });`,
  );
  const child = spawn(process.execPath, [starter], { stdio: 'ignore' });
  const processes = await started();
  child.kill('SIGKILL');
  await once(child, 'exit');
  await gone(processes);
  expect(whyStopped()).toBe('disconnect');
});

test('the same program under another Node is told of every request, and ends by itself', async () => {
  const requested = new AbortController();
  const forced = new AbortController();
  const counter = `
    const { writeFileSync } = require('node:fs');
    let requests = 0;
    process.on('SIGTERM', () => {
      requests += 1;
      writeFileSync(${JSON.stringify(folder)} + '/request-' + requests, '');
      if (requests === 2) process.exit(5);
    });
    setInterval(() => {}, 1000);
    writeFileSync(${JSON.stringify(folder)} + '/ready', '');
  `;
  const ended = supervise(process.execPath, ['-e', counter], {
    cwd: folder,
    env: process.env,
    stop: { requested: requested.signal, forced: forced.signal },
    kind: 'outer',
    graceMs: 60_000,
  });
  const appears = (/** @type {string} */ name) => expect.poll(() => existsSync(path.join(folder, name)), { timeout: 20_000 }).toBe(true);
  await appears('ready');
  requested.abort();
  await appears('request-1');
  forced.abort();
  expect(await ended).toBe(5);
});

test('the exit code of a server that fails comes back', async () => {
  const never = new AbortController().signal;
  const options = /** @type {const} */ ({ cwd: folder, env: process.env, kind: 'server', graceMs: 1000 });
  expect(await supervise(process.execPath, ['-e', 'process.exit(7)'], { ...options, stop: { requested: never, forced: never } })).toBe(7);
});
