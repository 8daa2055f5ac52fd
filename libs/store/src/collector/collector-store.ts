import type { EpochMs } from '@weir/contract';
import type pg from 'pg';
import type { Database } from '../database/database.js';
import { LOCKS } from '../database/sql.js';
import type { CollectorState, CollectorStatus, CollectorStore, Lease } from '../store.js';

const STATES: readonly CollectorState[] = ['starting', 'running', 'stopped'];

/** Heartbeats, and the right to collect, in PostgreSQL. */
export class CollectorInPostgres implements CollectorStore {
  /** One connection carries all leases of this process: a lost connection loses them together, as it should. */
  private session: Promise<LeaseSession> | undefined;

  constructor(private readonly database: Database) {}

  async heartbeat(id: string, at: EpochMs, state: CollectorState, backfill: CollectorStatus['backfill']): Promise<void> {
    const row = { at: new Date(at), state, backfillDone: backfill?.done ?? null, backfillTotal: backfill?.total ?? null };
    await this.database.prisma.collectorHeartbeat.upsert({ where: { id }, create: { id, ...row }, update: row });
  }

  async status(): Promise<CollectorStatus | null> {
    const row = await this.database.prisma.collectorHeartbeat.findFirst({ orderBy: [{ at: 'desc' }, { id: 'asc' }] });
    const state = STATES.find((candidate) => candidate === row?.state);
    if (!row || !state) return null;
    const { backfillDone: done, backfillTotal: total } = row;
    return { state, heartbeatAt: row.at.getTime(), backfill: done === null || total === null ? null : { done, total } };
  }

  async lease(accountId: string): Promise<Lease | null> {
    const session = await this.openSession();
    // A session may take its own lock twice, so PostgreSQL would not refuse a second lease within this process.
    if (session.accounts.has(accountId)) return null;
    session.accounts.add(accountId);
    const key = [LOCKS.account, accountId];
    try {
      const { rows } = await session.client.query<{ taken: boolean }>('SELECT pg_try_advisory_lock($1, hashtext($2)) AS taken', key);
      if (!rows[0]?.taken) {
        session.accounts.delete(accountId);
        return null;
      }
    } catch (error) {
      session.accounts.delete(accountId);
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
        session.accounts.delete(accountId);
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
    const session: LeaseSession = { client, accounts: new Set(), alive: true };
    client.once('end', () => {
      session.alive = false;
      this.session = undefined;
    });
    return session;
  }
}

interface LeaseSession {
  readonly client: pg.Client;
  readonly accounts: Set<string>;
  alive: boolean;
}
