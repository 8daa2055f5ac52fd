import type { EpochMs } from '@weir/contract';
import type { Database } from '../database/database.js';
import { ERROR_CODES, instantOf, isRefusal, LOCKS } from '../database/sql.js';
import { DAY, LAYERS, PARTITIONED, PARTITIONED_NAMES, retentionFloor } from '../series/layers.js';
import type { Partitions } from '../series/partitions.js';
import type { MaintenanceReport, MaintenanceStore } from '../store.js';
import { buildRollups } from './build-rollups.js';

/** Made ahead, so that no writer has to wait for a partition even when maintenance fails for days. */
const AHEAD_MS = 3 * DAY;

const NOTHING: MaintenanceReport = { created: 0, dropped: 0, rolledUp: 0 };

/** Upkeep of the time series. */
export class MaintenanceInPostgres implements MaintenanceStore {
  constructor(
    private readonly database: Database,
    private readonly partitions: Partitions,
  ) {}

  async run(now: EpochMs): Promise<MaintenanceReport> {
    const client = await this.database.pool.connect();
    let finished = false;
    try {
      const { rows } = await client.query<{ taken: boolean }>('SELECT pg_try_advisory_lock($1) AS taken', [LOCKS.maintenance]);
      const report = rows[0]?.taken ? await this.runAlone(now) : NOTHING;
      if (rows[0]?.taken) await client.query('SELECT pg_advisory_unlock($1)', [LOCKS.maintenance]);
      finished = true;
      return report;
    } finally {
      // A lock that was not given back ends with its session.
      client.release(!finished);
    }
  }

  private async runAlone(now: EpochMs): Promise<MaintenanceReport> {
    const created = await this.createAhead(now);
    const rolledUp = await buildRollups(this.database, this.partitions, now);
    const dropped = await this.dropExpired(now);
    return { created, dropped, rolledUp };
  }

  private async createAhead(now: EpochMs): Promise<number> {
    let created = 0;
    for (const name of PARTITIONED_NAMES) {
      const { partitionMs } = PARTITIONED[name];
      const moments = Array.from({ length: Math.ceil(AHEAD_MS / partitionMs) + 1 }, (_, index) => now + index * partitionMs);
      created += await this.partitions.ensure(name, moments);
    }
    return created;
  }

  private async dropExpired(now: EpochMs): Promise<number> {
    let dropped = 0;
    for (const name of PARTITIONED_NAMES) {
      try {
        dropped += await this.partitions.drop(name, retentionFloor(PARTITIONED[name], now));
      } catch (error) {
        // Somebody reads the table for longer than dropping may wait; the next run tries again.
        if (!isRefusal(error, ERROR_CODES.lockNotAvailable)) throw error;
      }
    }
    const oldest = retentionFloor(LAYERS.hour, now);
    await this.database.pool.query(`DELETE FROM absence WHERE to_at <= ${instantOf('$1')}`, [oldest]);
    await this.database.pool.query(`DELETE FROM rollup_hour WHERE hour < ${instantOf('$1')} AND built_at IS NOT NULL`, [oldest]);
    return dropped;
  }
}
