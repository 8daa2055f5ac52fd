import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { createServer } from 'node:net';
import { Failure, systemCode } from './failure.mjs';

export const DEFAULT_HOST = '127.0.0.1';
export const DEFAULT_PORT = 4400;

/**
 * @param {NodeJS.ProcessEnv} env
 * @returns {{ host: string, port: number }} where the server will listen; port 0 lets the system choose
 * @throws {Failure} when WEIR_PORT is not a port number
 */
export function readAddress(env) {
  const host = env['WEIR_HOST'] || DEFAULT_HOST;
  const text = env['WEIR_PORT'] || String(DEFAULT_PORT);
  const port = /^\d{1,5}$/.test(text) ? Number(text) : NaN;
  if (!(port <= 65_535)) {
    throw new Failure(
      `WEIR_PORT is "${text}", which is not a port number.`,
      'Set it to a number between 1 and 65535, or leave it out for 4400.',
    );
  }
  return { host, port };
}

/**
 * Fails early, before minutes of installation, when the server could not listen.
 *
 * @param {string} host
 * @param {number} port
 * @throws {Failure} when the address is taken, forbidden or not on this machine
 */
export async function requireFreePort(host, port) {
  const error = await listenOnce(host, port);
  switch (systemCode(error)) {
    case undefined:
      return;
    case 'EADDRINUSE': {
      const holder = findListener(port);
      throw new Failure(
        `Port ${port} on ${host} is taken${holder === undefined ? '' : ` by ${holder}`}.`,
        `Stop that program, or choose another port: WEIR_PORT=${port === 65_535 ? DEFAULT_PORT : port + 1} npm start`,
      );
    }
    case 'EACCES':
      throw new Failure(`This account may not listen on port ${port}.`, `Choose a port from 1024 up, such as WEIR_PORT=${DEFAULT_PORT}.`);
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      throw new Failure(
        `WEIR_HOST is "${host}", which is not an address of this machine.`,
        `Leave it out for ${DEFAULT_HOST}, or name one of its addresses.`,
      );
    default:
      throw error;
  }
}

/**
 * @param {string} host
 * @param {number} port
 * @returns {Promise<unknown>} the error, nothing when it worked
 */
function listenOnce(host, port) {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', resolve);
    server.listen({ host, port }, () => server.close(() => resolve(undefined)));
  });
}

/**
 * @param {number} port
 * @returns {string | undefined} name and number of the process that listens on it, where this account may know
 */
function findListener(port) {
  try {
    return process.platform === 'linux' ? linuxListener(port) : lsofListener(port);
  } catch {
    // Only a courtesy: without it the message still says what to do.
    return undefined;
  }
}

/** @param {number} port */
function linuxListener(port) {
  const sockets = new Set(
    ['/proc/net/tcp', '/proc/net/tcp6']
      .flatMap((table) => listeningInodes(readFileSync(table, 'utf8'), port))
      .map((inode) => `socket:[${inode}]`),
  );
  for (const pid of readdirSync('/proc')) {
    if (/^\d+$/.test(pid) && openFiles(pid).some((target) => sockets.has(target))) {
      return `${readFileSync(`/proc/${pid}/comm`, 'utf8').trim()} (process ${pid})`;
    }
  }
  return undefined;
}

/**
 * @param {string} table the text of /proc/net/tcp
 * @param {number} port
 * @returns {string[]} socket inodes that listen on the port
 */
export function listeningInodes(table, port) {
  const suffix = `:${port.toString(16).toUpperCase().padStart(4, '0')}`;
  const LISTEN = '0A';
  return table
    .split('\n')
    .slice(1)
    .map((line) => line.trim().split(/\s+/))
    .filter((fields) => fields[1]?.endsWith(suffix) && fields[3] === LISTEN)
    .map((fields) => fields[9] ?? '');
}

/** @param {string} pid */
function openFiles(pid) {
  return unlessGone([], () => readdirSync(`/proc/${pid}/fd`)).map((fd) => unlessGone('', () => readlinkSync(`/proc/${pid}/fd/${fd}`)));
}

/**
 * Reads what may vanish at any moment, or belong to another account.
 *
 * @template T
 * @param {T} otherwise
 * @param {() => T} read
 */
function unlessGone(otherwise, read) {
  try {
    return read();
  } catch (error) {
    if (['ENOENT', 'ESRCH', 'EACCES', 'EPERM'].includes(systemCode(error) ?? '')) return otherwise;
    throw error;
  }
}

/** @param {number} port */
function lsofListener(port) {
  const text = execFileSync('lsof', ['-nP', `-iTCP:${port}`, '-sTCP:LISTEN', '-Fpc'], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
    timeout: 2000,
  });
  const pid = /^p(\d+)$/m.exec(text)?.[1];
  const name = /^c(.+)$/m.exec(text)?.[1];
  return pid === undefined ? undefined : `${name ?? 'a program'} (process ${pid})`;
}
