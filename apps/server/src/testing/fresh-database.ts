import { randomBytes } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { migrate, startPostgres } from '@weir/store';
import pg from 'pg';
import { afterAll, beforeAll } from 'vitest';

interface Server {
  create(): Promise<string>;
  kill(): Promise<void>;
  stop(): Promise<void>;
}

let server: Server | null = null;

/** Said at the top of a file whose tests take databases: one PostgreSQL serves them all, as starting one takes a second of CPU. */
export function useDatabaseServer(): void {
  beforeAll(async () => {
    server = await startServer();
  });
  afterAll(async () => {
    await server?.stop();
    server = null;
  });
}

const running = (): Server => {
  if (server === null) throw new Error('the server runs in files that say useDatabaseServer()');
  return server;
};

/** A migrated database of its own. @returns its address */
export const freshDatabase = (): Promise<string> => running().create();

/** The server under all of them dies, as by `kill -9`; it comes back by itself. */
export const killDatabaseServer = (): Promise<void> => running().kill();

async function startServer(): Promise<Server> {
  const home = await mkdtemp(join(tmpdir(), 'weir-databases-'));
  const postgres = await startPostgres({ home: join(home, 'postgres'), log: () => undefined });
  const admin = new pg.Pool({ connectionString: postgres.url, max: 1 });
  // A server that is killed is part of these tests.
  admin.on('error', () => undefined);
  // These data need not outlive a power cut; they do outlive a process that is killed.
  for (const setting of ['fsync', 'full_page_writes']) await admin.query(`ALTER SYSTEM SET ${setting} = off`);
  await admin.query('SELECT pg_reload_conf()');
  await admin.query('CREATE DATABASE template_migrated');
  await migrate(at(postgres.url, 'template_migrated'));
  return {
    create: async () => {
      const name = `test_${randomBytes(6).toString('hex')}`;
      await admin.query(`CREATE DATABASE ${name} TEMPLATE template_migrated`);
      return at(postgres.url, name);
    },
    kill: async () => {
      const { rows } = await admin.query<{ data_directory: string }>('SHOW data_directory');
      const [pid] = (await readFile(join(rows[0]?.data_directory ?? '', 'postmaster.pid'), 'utf8')).split('\n');
      process.kill(Number(pid), 'SIGKILL');
    },
    stop: async () => {
      await admin.end();
      await postgres.stop();
      await rm(home, { recursive: true, force: true });
    },
  };
}

function at(url: string, database: string): string {
  const changed = new URL(url);
  changed.pathname = `/${database}`;
  return changed.href;
}
