import type { EpochMs } from '@weir/contract';
import type { Database } from '../database/database.js';
import { Leases } from '../database/leases.js';
import { LOCKS } from '../database/sql.js';
import type { CollectorState, CollectorStatus, CollectorStore, Lease } from '../store.js';

const STATES: readonly CollectorState[] = ['starting', 'running', 'stopped'];

/** Heartbeats, and the right to collect, in PostgreSQL. */
export class CollectorInPostgres implements CollectorStore {
  private readonly leases: Leases;

  constructor(private readonly database: Database) {
    this.leases = new Leases(database, LOCKS.account);
  }

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

  lease(accountId: string): Promise<Lease | null> {
    return this.leases.take(accountId);
  }

  close(): Promise<void> {
    return this.leases.close();
  }
}
