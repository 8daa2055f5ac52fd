import { chownSync } from 'node:fs';
import { createServer } from 'node:net';
import path from 'node:path';
import { makeFolder } from './folders.js';
import type { PostgresAccount } from './postgres-account.js';

/** Where the server listens: never beyond this machine. */
export interface Endpoint {
  /** A folder with the socket, or a loopback address. */
  readonly host: string;
  readonly port: number;
  readonly settings: Readonly<Record<string, string>>;
}

/** Name of the socket only; nothing listens on this port. */
const SOCKET_PORT = 5432;
/** `sun_path` holds 104 bytes on macOS and 108 on Linux, the closing zero included. */
const LONGEST_SOCKET_PATH = 103;

/** A Unix socket in the area, which no port can collide with; loopback TCP where the path is too long for a socket. */
export async function chooseEndpoint(area: string, account: PostgresAccount | null): Promise<Endpoint> {
  const folder = path.join(area, 'run');
  if (Buffer.byteLength(path.join(folder, `.s.PGSQL.${SOCKET_PORT}`)) <= LONGEST_SOCKET_PATH) {
    makeFolder(folder, 0o700);
    if (account) chownSync(folder, account.uid, account.gid);
    return {
      host: folder,
      port: SOCKET_PORT,
      settings: {
        listen_addresses: '',
        unix_socket_directories: quoteListItem(folder),
        unix_socket_permissions: '0700',
        port: String(SOCKET_PORT),
      },
    };
  }
  const port = await findFreePort();
  return { host: '127.0.0.1', port, settings: { listen_addresses: '127.0.0.1', unix_socket_directories: '', port: String(port) } };
}

/** The connection string for an endpoint, as libpq and node-postgres read it. */
export function urlOf(endpoint: Endpoint, user: string, password: string, database: string): string {
  const credentials = `${encodeURIComponent(user)}:${encodeURIComponent(password)}`;
  return endpoint.host.startsWith('/')
    ? `postgresql://${credentials}@localhost:${endpoint.port}/${database}?host=${encodeURIComponent(endpoint.host)}`
    : `postgresql://${credentials}@${endpoint.host}:${endpoint.port}/${database}`;
}

/** The setting is a list, in which commas separate and double quotes protect. */
const quoteListItem = (item: string) => `"${item.replaceAll('"', '""')}"`;

function findFreePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => {
        if (address !== null && typeof address === 'object') resolve(address.port);
        else reject(new Error('no port was assigned'));
      });
    });
  });
}
