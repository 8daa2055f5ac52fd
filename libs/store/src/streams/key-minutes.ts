import type { EpochMs } from '@weir/contract';
import { minuteOf } from '@weir/domain';
import { notifyChanges } from '../database/changes.js';
import type { Database } from '../database/database.js';
import { epochMs, numberArray } from '../database/sql.js';
import { storableJson } from '../database/storable.js';
import { MINUTE, requireMoment } from '../series/layers.js';
import type { Partitions } from '../series/partitions.js';
import { SHARD_SERIES, type SeriesRegistry } from '../series/series-registry.js';
import type { KeyMinute } from '../store.js';

/** See `StreamStore.writeKeyMinutes`. One transaction. */
export async function writeKeyMinutes(
  database: Database,
  registry: SeriesRegistry,
  partitions: Partitions,
  rows: readonly KeyMinute[],
): Promise<void> {
  if (rows.length === 0) return;
  for (const { at, streamId } of rows) requireMoment(at, streamId);
  await registry.create(rows.map(({ streamId }) => ({ resourceId: streamId, family: SHARD_SERIES })));
  // Of two rows for one minute the later stands. Sorted, so that two writers never wait for each other crosswise.
  const minutes = rows
    .map(({ streamId, at, document }) => ({
      streamNo: registry.idOfCreated(streamId, SHARD_SERIES),
      minute: minuteOf(at) / MINUTE,
      document,
    }))
    .sort((a, b) => a.streamNo - b.streamNo || a.minute - b.minute)
    .filter((row, index, sorted) => {
      const next = sorted[index + 1];
      return next?.streamNo !== row.streamNo || next.minute !== row.minute;
    });
  const moments = minutes.map(({ minute }) => minute * MINUTE);
  await partitions.write('keySamples', moments, () =>
    database.transaction(async (client) => {
      await client.query(
        `INSERT INTO key_sample (stream_no, at, document)
         SELECT stream_no, to_timestamp(minute * 60.0), document FROM unnest($1::int[], $2::int[], $3::jsonb[]) AS k(stream_no, minute, document)
         ON CONFLICT (stream_no, at) DO UPDATE SET document = EXCLUDED.document`,
        [
          numberArray(minutes.map(({ streamNo }) => streamNo)),
          numberArray(minutes.map(({ minute }) => minute)),
          minutes.map(({ document }) => storableJson(document)),
        ],
      );
      await notifyChanges(client, { ids: [...new Set(rows.map(({ streamId }) => streamId))] });
    }),
  );
}

/** Documents of `[from, to)`, in the order of time. */
export async function readKeyMinutes(
  database: Database,
  streamNo: number,
  from: EpochMs,
  to: EpochMs,
): Promise<readonly Omit<KeyMinute, 'streamId'>[]> {
  const { rows } = await database.pool.query<{ at: EpochMs; document: unknown }>(
    `SELECT ${epochMs('at')} AS at, document FROM key_sample
     WHERE stream_no = $1 AND at >= $2::timestamptz AND at < $3::timestamptz ORDER BY key_sample.at`,
    [streamNo, new Date(from), new Date(to)],
  );
  return rows;
}
