import type { EpochMs } from '@weir/contract';
import type pg from 'pg';
import type { Database } from '../database/database.js';
import { ERROR_CODES, isRefusal, LOCKS } from '../database/sql.js';
import { floorTo, PARTITIONED, type PartitionedName } from './layers.js';

/** More than this in one call is no history but a mistake in timestamps. */
const MOST_AT_ONCE = 500;

/** Makes the partitions that rows need, and drops those whose time is over. */
export class Partitions {
  /** Starts of partitions known to exist. Another process may have dropped one since: then an insert fails, and forgetting helps. */
  private readonly known = new Map<PartitionedName, Set<EpochMs>>();

  constructor(private readonly database: Database) {}

  /**
   * Makes sure that rows at these moments have a place.
   * @returns how many partitions were made
   * @throws RangeError when that would take an absurd number of them
   */
  async ensure(name: PartitionedName, moments: Iterable<EpochMs>): Promise<number> {
    const { partitionMs, table } = PARTITIONED[name];
    const known = this.knownOf(name);
    const missing = new Set<EpochMs>();
    for (const at of moments) {
      const start = floorTo(at, partitionMs);
      if (!known.has(start)) missing.add(start);
    }
    if (missing.size === 0) return 0;

    return this.database.transaction(async (client) => {
      const existing = new Set(await listPartitions(client, table));
      const wanted = [...missing].filter((start) => !existing.has(start)).sort((a, b) => a - b);
      if (wanted.length > MOST_AT_ONCE) throw new RangeError(`these moments would need ${wanted.length} partitions of ${table}`);
      for (const start of wanted) {
        const partition = partitionName(table, start);
        // Attached rather than created in place: attaching lets others read and write the table meanwhile.
        await client.query(
          `CREATE TABLE ${partition} (LIKE ${table} INCLUDING ALL);
           ALTER TABLE ${table} ATTACH PARTITION ${partition} FOR VALUES FROM ('${iso(start)}') TO ('${iso(start + partitionMs)}')`,
        );
      }
      for (const start of [...existing, ...wanted]) known.add(start);
      return wanted.length;
    }, `SELECT pg_advisory_xact_lock(${LOCKS.partitions})`);
  }

  /** Drops the partitions that end at or before `floor`. */
  async drop(name: PartitionedName, floor: EpochMs): Promise<number> {
    const { partitionMs, table } = PARTITIONED[name];
    return this.database.transaction(async (client) => {
      const expired = (await listPartitions(client, table)).filter((start) => start + partitionMs <= floor);
      for (const start of expired) await client.query(`DROP TABLE ${partitionName(table, start)}`);
      for (const start of expired) this.knownOf(name).delete(start);
      return expired.length;
      // Dropping waits for readers, and makes new ones wait behind it. Better to give way and try again next time.
    }, `SET LOCAL lock_timeout = '2s'; SELECT pg_advisory_xact_lock(${LOCKS.partitions})`);
  }

  /** Runs a write of rows at these moments once they have a place. Repeated when another process dropped a partition known here. */
  async write<T>(name: PartitionedName, moments: readonly EpochMs[], write: () => Promise<T>): Promise<T> {
    await this.ensure(name, moments);
    try {
      return await write();
    } catch (error) {
      if (!isRefusal(error, ERROR_CODES.noPartitionForRow)) throw error;
      this.knownOf(name).clear();
      await this.ensure(name, moments);
      // A second failure is something else.
      return write();
    }
  }

  private knownOf(name: PartitionedName): Set<EpochMs> {
    const starts = this.known.get(name) ?? new Set();
    this.known.set(name, starts);
    return starts;
  }
}

async function listPartitions(client: pg.PoolClient, table: string): Promise<readonly EpochMs[]> {
  const { rows } = await client.query<{ name: string }>(
    `SELECT child.relname AS name FROM pg_inherits JOIN pg_class child ON child.oid = inhrelid WHERE inhparent = $1::regclass`,
    [table],
  );
  return rows.flatMap(({ name }) => {
    const [, year, month, day] = /_(\d{4})(\d{2})(\d{2})$/.exec(name) ?? [];
    return year && month && day ? [Date.UTC(Number(year), Number(month) - 1, Number(day))] : [];
  });
}

const partitionName = (table: string, start: EpochMs) => `${table}_${iso(start).slice(0, 10).replaceAll('-', '')}`;
const iso = (at: EpochMs) => new Date(at).toISOString();
