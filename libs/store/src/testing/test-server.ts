import { randomBytes } from 'node:crypto';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { migrate } from '../migrations/migrate.js';
import { startPostgres } from '../postgres/start-postgres.js';

export interface TestServer {
  readonly home: string;
  /** An empty database, or a migrated one. Kept until the server goes. */
  createDatabase(kind: 'empty' | 'migrated'): Promise<string>;
  /** Stops the server and removes its data, unless told to keep them for a look. */
  stop(options?: { keep: boolean }): Promise<void>;
}

/** A real PostgreSQL for one spec file, in a temporary folder. */
export async function startTestServer(): Promise<TestServer> {
  const home = mkdtempSync(path.join(tmpdir(), 'weir-store-'));
  // Root's Postgres runs as somebody else, who must be able to enter.
  chmodSync(home, 0o755);
  const logLines: string[] = [];
  const server = await startPostgres({ home, log: (line) => logLines.push(line) });
  const admin = new pg.Pool({ connectionString: server.url, max: 1 });
  admin.on('error', (error) => logLines.push(error.message));
  // These data need not outlive a power cut, and making databases is mostly waiting for the disk.
  for (const setting of ['fsync', 'full_page_writes', 'synchronous_commit']) await admin.query(`ALTER SYSTEM SET ${setting} = off`);
  await admin.query('SELECT pg_reload_conf()');
  const template = databaseUrl(server.url, 'template_migrated');
  await admin.query('CREATE DATABASE template_migrated');
  await migrate(template);
  return {
    home,
    async createDatabase(kind) {
      const name = `test_${randomBytes(6).toString('hex')}`;
      await admin.query(`CREATE DATABASE ${name} ${kind === 'migrated' ? 'TEMPLATE template_migrated' : ''}`);
      return databaseUrl(server.url, name);
    },
    async stop({ keep } = { keep: false }) {
      await admin.end();
      await server.stop();
      if (keep) process.stderr.write(`the data of this test are kept in ${home}\n${logLines.join('\n')}\n`);
      else rmSync(home, { recursive: true, force: true });
    },
  };
}

function databaseUrl(url: string, name: string): string {
  const changed = new URL(url);
  changed.pathname = `/${name}`;
  return changed.href;
}
