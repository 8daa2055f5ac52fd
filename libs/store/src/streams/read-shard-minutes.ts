import type { EpochMs } from '@weir/contract';
import type { ShardMetric } from '@weir/domain';
import type { Database } from '../database/database.js';
import { epochMs } from '../database/sql.js';
import type { StoredShardMinute } from '../store.js';
import { columnOf, decodeColumns } from './shard-values.js';

/** Minutes of `[from, to)` in the order of time. */
export async function readShardMinutes(
  database: Database,
  streamNo: number,
  metrics: readonly ShardMetric[],
  from: EpochMs,
  to: EpochMs,
): Promise<readonly StoredShardMinute[]> {
  const wanted = [...new Set(metrics)];
  const columns = wanted.map((metric) => `encode(${columnOf(metric)}, 'base64')`);
  const { rows } = await database.pool.query<[number, StoredShardMinute['source'], boolean, ...(string | null)[]]>({
    rowMode: 'array',
    text: `SELECT ${[epochMs('at'), 'source', 'settled', ...columns].join(', ')} FROM shard_minute
      WHERE stream_no = $1 AND at >= $2::timestamptz AND at < $3::timestamptz ORDER BY shard_minute.at`,
    values: [streamNo, new Date(from), new Date(to)],
  });
  return rows.map(([at, source, settled, ...values]) => ({ at, source, settled, values: decodeColumns(wanted, values) }));
}
