import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { migrate, startPostgres } from '@weir/store';
import { borrow } from './borrow.mjs';

/**
 * As much of node-postgres as is used here.
 * @typedef {string | { name?: string, text: string, values?: readonly unknown[], rowMode?: 'array' }} Statement
 * @typedef {{ connect(): Promise<void>, end(): Promise<void>, query(statement: Statement, values?: readonly unknown[]): Promise<{ rows: any[] }> }} Client
 */
const pg = /** @type {{ Client: new (options: { connectionString: string }) => Client }} */ (borrow('libs/store', 'pg'));

/**
 * A PostgreSQL of Weir's own kind, with Weir's settings, on a folder that is removed afterwards.
 *
 * @param {import('./run-benchmarks.mjs').Bench} bench
 */
export async function startScratchPostgres({ closing }) {
  const home = mkdtempSync(path.join(tmpdir(), 'weir-bench-'));
  closing.push(() => rmSync(home, { recursive: true, force: true }));
  // Root's Postgres runs as somebody else, who must be able to enter.
  chmodSync(home, 0o755);
  const server = await startPostgres({ home: path.join(home, 'postgres'), log: () => undefined });
  closing.push(() => server.stop());
  const admin = await connect(server.url);
  closing.push(() => admin.end());
  return {
    /**
     * A database with Weir's tables.
     *
     * @param {string} name
     * @returns {Promise<string>} its URL
     */
    async createDatabase(name) {
      await admin.query(`CREATE DATABASE ${name}`);
      const url = new URL(server.url);
      url.pathname = `/${name}`;
      await migrate(url.href);
      return url.href;
    },
    /** Writes what is dirty to disk now, rather than in the middle of a measurement. */
    settle: () => admin.query('CHECKPOINT'),
  };
}

/**
 * One bare connection.
 *
 * @param {string} url
 * @returns {Promise<Client>}
 */
export async function connect(url) {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  return client;
}
