import { createServer } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { Failure } from './failure.mjs';
import { listeningInodes, readAddress, requireFreePort } from './port.mjs';

test('the address comes from the environment and has defaults', () => {
  expect(readAddress({})).toEqual({ host: '127.0.0.1', port: 4400 });
  expect(readAddress({ WEIR_HOST: '::1', WEIR_PORT: '0' })).toEqual({ host: '::1', port: 0 });
});

test.each(['abc', '-1', '65536', '80a', '4 4', '1e3', '999999'])('WEIR_PORT=%s is refused', (text) => {
  expect(() => readAddress({ WEIR_PORT: text })).toThrow(Failure);
});

test('a taken port is told together with who holds it', async () => {
  const port = await listen();
  const error = await requireFreePort('127.0.0.1', port).catch((/** @type {unknown} */ failure) => failure);
  expect(error).toBeInstanceOf(Failure);
  const { message, remedy } = /** @type {Failure} */ (error);
  expect(message).toMatch(`Port ${port} on 127.0.0.1 is taken`);
  if (process.platform === 'linux') expect(message).toContain(`(process ${process.pid})`);
  expect(remedy).toContain('WEIR_PORT=');
});

test('a free port passes, and is free again afterwards', async () => {
  await expect(requireFreePort('127.0.0.1', 0)).resolves.toBeUndefined();
});

test('an address of another machine is refused', async () => {
  // TEST-NET-3 (RFC 5737) belongs to nobody.
  await expect(requireFreePort('203.0.113.1', 0)).rejects.toThrow('not an address of this machine');
});

test('only listening sockets of the very port are found in the table of the kernel', () => {
  const table = [
    '  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode',
    '   0: 0100007F:1130 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 11 1',
    '   1: 0100007F:1130 0100007F:A001 01 00000000:00000000 00:00000000 00000000     0        0 12 1',
    '   2: 0100007F:1131 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 13 1',
    '   3: 0100007F:A001 0100007F:1130 0A 00000000:00000000 00:00000000 00000000     0        0 14 1',
    '',
  ].join('\n');
  expect(listeningInodes(table, 4400)).toEqual(['11']);
});

/** @returns {Promise<number>} the port */
function listen() {
  const server = createServer();
  onTestFinished(() => void server.close());
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      resolve(address !== null && typeof address === 'object' ? address.port : 0);
    });
  });
}
