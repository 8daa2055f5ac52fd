import type pg from 'pg';
import type { Lease } from './lease.js';
import type { Database } from './database.js';

/** Rights that one process has at a time, each by a name, as advisory locks. */
export class Leases {
  /** One connection carries all leases of this process: a lost connection loses them together, as it should. */
  private session: Promise<LeaseSession> | undefined;

  /** @param lock the first of the two keys of each lock; the second is a hash of the name */
  constructor(
    private readonly database: Database,
    private readonly lock: number,
  ) {}

  /** null: another process, or this one, has it. */
  async take(name: string): Promise<Lease | null> {
    const session = await this.openSession();
    // A session may take its own lock twice, so PostgreSQL would not refuse a second lease within this process.
    if (session.names.has(name)) return null;
    session.names.add(name);
    const key = [this.lock, name];
    try {
      const { rows } = await session.client.query<{ taken: boolean }>('SELECT pg_try_advisory_lock($1, hashtext($2)) AS taken', key);
      if (!rows[0]?.taken) {
        session.names.delete(name);
        return null;
      }
    } catch (error) {
      session.names.delete(name);
      throw error;
    }
    let released = false;
    return {
      get held() {
        return !released && session.alive;
      },
      async release() {
        if (released) return;
        released = true;
        session.names.delete(name);
        if (session.alive) await session.client.query('SELECT pg_advisory_unlock($1, hashtext($2))', key);
      },
    };
  }

  async close(): Promise<void> {
    const session = this.session;
    this.session = undefined;
    if (session) await (await session).client.end();
  }

  private async openSession(): Promise<LeaseSession> {
    this.session ??= this.connect();
    try {
      return await this.session;
    } catch (error) {
      this.session = undefined;
      throw error;
    }
  }

  private async connect(): Promise<LeaseSession> {
    const client = await this.database.connectApart();
    const session: LeaseSession = { client, names: new Set(), alive: true };
    client.once('end', () => {
      session.alive = false;
      this.session = undefined;
    });
    return session;
  }
}

interface LeaseSession {
  readonly client: pg.Client;
  readonly names: Set<string>;
  alive: boolean;
}
