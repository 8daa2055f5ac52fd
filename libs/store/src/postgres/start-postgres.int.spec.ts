import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { PATIENCE } from '../testing/patience.js';
import { query } from '../testing/query.js';
import { runSource } from '../testing/run-source.js';
import { commandOf } from './process-identity.js';
import { SHARED_FOLDER } from './shared-area.js';
import { startPostgres, type RunningPostgres } from './start-postgres.js';

let home: string;
let running: RunningPostgres[];
let lines: string[];
beforeEach(() => {
  home = mkdtempSync(path.join(tmpdir(), 'weir-postgres-'));
  chmodSync(home, 0o755);
  running = [];
  lines = [];
});
afterEach(async () => {
  for (const postgres of running) await postgres.stop();
  rmSync(home, { recursive: true, force: true });
});

async function start(folder = home): Promise<RunningPostgres> {
  const postgres = await startPostgres({ home: folder, log: (line) => lines.push(line) });
  running.push(postgres);
  return postgres;
}
const serverPid = (folder = home) => Number.parseInt(readFileSync(path.join(folder, 'data', 'postmaster.pid'), 'utf8'), 10);
const answers = (url: string) =>
  query(url, 'SELECT 1 AS one').then(
    () => true,
    () => false,
  );
const numbers = async (url: string) =>
  (await query<{ number: number }>(url, 'SELECT number FROM written ORDER BY number')).map(({ number }) => number);

test('a second start finds what the first one stored, under the same address', async () => {
  const first = await start();
  await query(first.url, 'CREATE TABLE written AS SELECT 7 AS number');
  await Promise.all([first.stop(), first.stop()]);
  expect(await answers(first.url)).toBe(false);
  const second = await start();
  expect(second.url).toBe(first.url);
  expect(await numbers(second.url)).toEqual([7]);
  await expect(start()).rejects.toMatchObject({ problem: 'in-use' });
});

test('only a local socket listens, and only the owner of the home knows the password', async () => {
  const { url } = await start();
  expect(await query(url, 'SHOW listen_addresses')).toEqual([{ listen_addresses: '' }]);
  expect(statSync(path.join(home, 'run')).mode & 0o077).toBe(0);

  const password = readFileSync(path.join(home, 'password'), 'utf8').trim();
  expect(url).toContain(password);
  expect(statSync(path.join(home, 'password')).mode & 0o777).toBe(0o600);
  await expect(query(url.replace(password, 'guessed'), `SELECT 1`)).rejects.toThrow(/password authentication failed/);
  expect(lines.join('\n')).not.toContain(password);
});

test('where a path is too long for a socket, Postgres listens on loopback', async () => {
  const long = path.join(home, 'x'.repeat(90));
  const { url } = await start(long);
  expect(new URL(url).hostname).toBe('127.0.0.1');
  expect(await query(url, 'SHOW listen_addresses')).toEqual([{ listen_addresses: '127.0.0.1' }]);
});

test('a server that is killed comes back under the same address, with everything committed', async () => {
  const { url } = await start();
  await query(url, 'CREATE TABLE written AS SELECT 1 AS number');
  process.kill(serverPid(), 'SIGKILL');
  await expect.poll(() => numbers(url).catch(() => 'away'), PATIENCE).toEqual([1]);
  expect(lines).toContainEqual(expect.stringContaining('ended unexpectedly'));
});

test('a number left behind that belongs to another process by now is no server', async () => {
  await (await start()).stop();
  writeFileSync(path.join(home, 'data', 'postmaster.pid'), `${process.pid}\n${path.join(home, 'data')}\n`);
  expect(await answers((await start()).url)).toBe(true);
});

test('an interrupted creation is begun anew', async () => {
  mkdirSync(path.join(home, 'data.init-1'));
  writeFileSync(path.join(home, 'data.init-1', 'PG_VERSION'), '18');
  expect(await answers((await start()).url)).toBe(true);
  expect(readdirSync(home).filter((name) => name.startsWith('data'))).toEqual(['data']);
});

test('a lost password is told, not replaced', async () => {
  await (await start()).stop();
  rmSync(path.join(home, 'password'));
  await expect(start()).rejects.toMatchObject({ problem: 'password-missing' });
});

test('a server that cannot start says why', async () => {
  await (await start()).stop();
  writeFileSync(path.join(home, 'data', 'postgresql.conf'), 'no such setting = 1\n');
  await expect(start()).rejects.toThrow(/Postgres did not start\. It said:[^]*syntax error/);
  writeFileSync(path.join(home, 'data', 'postgresql.conf'), '');
  expect(await answers((await start()).url)).toBe(true);
});

describe.runIf(process.platform === 'linux')('when Weir is killed', () => {
  let weir: ChildProcess;
  afterEach(() => {
    weir.kill('SIGKILL');
  });

  /** Runs a Weir until it has committed some numbers; the last it told. */
  async function runWeir(): Promise<number> {
    weir = runSource(new URL('../testing/keep-writing.ts', import.meta.url), [home]);
    if (!weir.stdout) throw new Error('no output');
    for await (const line of createInterface({ input: weir.stdout })) if (Number(line) >= 50) return Number(line);
    throw new Error('Weir ended by itself');
  }
  const childrenOf = (pid: number): number[] =>
    readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name) && parentOf(name) === String(pid))
      .map(Number);
  /** undefined: it has ended meanwhile. */
  const parentOf = (pid: string): string | undefined => {
    try {
      return readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ')[1];
    } catch (error) {
      const code = (error as NodeJS.ErrnoException).code;
      if (code === 'ENOENT' || code === 'ESRCH') return undefined;
      throw error;
    }
  };

  test('its Postgres ends by itself, and the next start finds everything committed', async () => {
    const told = await runWeir();
    const pid = serverPid();
    weir.kill('SIGKILL');
    await expect.poll(() => commandOf(pid) ?? '', PATIENCE).toBe('');
    const { url } = await start();
    expect((await numbers(url)).slice(0, told)).toEqual(Array.from({ length: told }, (_, index) => index + 1));
  });

  test('and its watchdog with it, the next start takes the orphan over', async () => {
    const told = await runWeir();
    const pid = serverPid();
    const shells = childrenOf(weir.pid!);
    for (const shell of shells) for (const watcher of childrenOf(shell)) if (watcher !== pid) process.kill(watcher, 'SIGKILL');
    for (const shell of shells) process.kill(shell, 'SIGKILL');
    weir.kill('SIGKILL');
    await once(weir, 'exit');
    expect(commandOf(pid)).toContain(path.join(home, 'data'));

    const { url } = await start();
    expect(lines).toContainEqual(expect.stringContaining(`process ${pid} outlived its Weir`));
    expect((await numbers(url)).slice(0, told)).toHaveLength(told);
  });
});

describe.runIf(process.getuid?.() === 0)('root, in a home that the account of Postgres cannot enter', () => {
  let privateHome: string;
  beforeEach(() => {
    chmodSync(home, 0o700);
    privateHome = path.join(home, 'postgres');
  });
  const areaOf = (folder: string) => (JSON.parse(readFileSync(path.join(folder, 'data-location.json'), 'utf8')) as { area: string }).area;

  test('keeps the data elsewhere, and finds them again, also from a copy of the home', async () => {
    const first = await start(privateHome);
    const area = areaOf(privateHome);
    expect([path.dirname(area), existsSync(path.join(privateHome, 'data'))]).toEqual([SHARED_FOLDER, false]);
    await query(first.url, 'CREATE TABLE written AS SELECT 7 AS number');
    await first.stop();

    const copy = path.join(home, 'copy');
    mkdirSync(copy);
    for (const file of ['data-location.json', 'password']) writeFileSync(path.join(copy, file), readFileSync(path.join(privateHome, file)));
    const second = await start(copy);
    expect(await numbers(second.url)).toEqual([7]);
    await expect(start(privateHome)).rejects.toMatchObject({ problem: 'in-use' });
    await second.stop();
    rmSync(area, { recursive: true });
  });

  test('begins anew when the home was removed, and tells where the old data are', async () => {
    await (await start(privateHome)).stop();
    const old = areaOf(privateHome);
    rmSync(privateHome, { recursive: true });
    await (await start(privateHome)).stop();
    expect(areaOf(privateHome)).not.toBe(old);
    expect(lines).toContainEqual(expect.stringContaining(`data of an earlier ${privateHome} are still in ${old}`));
    for (const area of [old, areaOf(privateHome)]) rmSync(area, { recursive: true });
  });

  test('leaves nothing of a temporary home that is gone', async () => {
    const gone = path.join(home, 'gone');
    await (await start(gone)).stop();
    const area = areaOf(gone);
    rmSync(gone, { recursive: true });
    await (await start(privateHome)).stop();
    expect(existsSync(area)).toBe(false);
    rmSync(areaOf(privateHome), { recursive: true });
  });
});
