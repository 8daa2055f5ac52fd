import { resourceId, type ResourceId } from '@weir/contract';
import type { Database } from '../database/database.js';
import type { SamplingSpend } from '../store.js';

/** See `StreamStore.addSampling`. */
export async function addSampling(database: Database, day: string, streamId: ResourceId, spend: SamplingSpend): Promise<void> {
  await database.pool.query(
    `INSERT INTO stream_sampling_day AS d (day, stream_id, calls, records, bytes, usd) VALUES ($1::date, $2, $3, $4, $5, $6)
     ON CONFLICT (day, stream_id) DO UPDATE SET
       calls = d.calls + EXCLUDED.calls, records = d.records + EXCLUDED.records, bytes = d.bytes + EXCLUDED.bytes, usd = d.usd + EXCLUDED.usd`,
    [day, streamId, spend.calls, spend.records, spend.bytes, spend.usd],
  );
}

/** See `StreamStore.samplingOf`. */
export async function readSampling(database: Database, day: string): Promise<ReadonlyMap<ResourceId, SamplingSpend>> {
  const { rows } = await database.pool.query<SamplingSpend & { streamId: string }>(
    `SELECT stream_id AS "streamId", calls::float8, records::float8, bytes::float8, usd FROM stream_sampling_day WHERE day = $1::date ORDER BY stream_id`,
    [day],
  );
  return new Map(rows.map(({ streamId, ...spend }) => [resourceId.parse(streamId), spend]));
}
