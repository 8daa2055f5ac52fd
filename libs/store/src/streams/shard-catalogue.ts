import type { EpochMs, ResourceId } from '@weir/contract';
import type { Shard } from '@weir/domain';
import type pg from 'pg';
import { notifyChanges } from '../database/changes.js';
import type { Database } from '../database/database.js';
import { epochMs, instantOf } from '../database/sql.js';
import { storableText } from '../database/storable.js';
import type { StoredShard } from '../store.js';
import { planShards } from './plan-shards.js';

/** See `StreamStore.recordShards`. */
export async function recordShards(database: Database, streamId: ResourceId, shards: readonly Shard[], at: EpochMs): Promise<boolean> {
  return database.transaction(async (client) => {
    // Two recorders of one stream would each give the next ordinal to a shard of theirs.
    const { rowCount } = await client.query('SELECT FROM resource WHERE id = $1 FOR NO KEY UPDATE', [streamId]);
    if (rowCount === 0) throw new Error(`nobody discovered the stream ${streamId}`);
    const changed = planShards(await readShards(client, streamId), shards.map(withStorableIds), at);
    if (changed.length === 0) return false;
    await writeShards(client, streamId, changed);
    await notifyChanges(client, { ids: [streamId] });
    return true;
  });
}

/** Every shard of a stream, by ordinal. */
export async function readShards(client: pg.Pool | pg.PoolClient, streamId: ResourceId): Promise<readonly StoredShard[]> {
  const { rows } = await client.query<ShardRow>(
    `SELECT ordinal, shard_id AS "shardId", start_hash AS start, end_hash AS end, parent_shard_id AS "parentShardId",
       adjacent_parent_shard_id AS "adjacentParentShardId", ${epochMs('first_seen')} AS "firstSeen", ${epochMs('closed_seen')} AS "closedSeen",
       ${epochMs('gone_at')} AS "goneAt"
     FROM stream_shard WHERE stream_id = $1 ORDER BY ordinal`,
    [streamId],
  );
  return rows.map(({ start, end, ...row }) => ({
    ...row,
    range: { start: BigInt(start), end: BigInt(end) },
    open: row.closedSeen === null,
  }));
}

interface ShardRow extends Omit<StoredShard, 'range' | 'open'> {
  /** Decimal digits, as the driver gives what a double cannot hold. */
  readonly start: string;
  readonly end: string;
}

async function writeShards(client: pg.PoolClient, streamId: ResourceId, shards: readonly StoredShard[]): Promise<void> {
  await client.query(
    `INSERT INTO stream_shard (stream_id, ordinal, shard_id, start_hash, end_hash, parent_shard_id, adjacent_parent_shard_id, first_seen, closed_seen, gone_at)
     SELECT $1, ordinal, shard_id, start_hash, end_hash, parent, adjacent_parent, ${instantOf('first_seen')}, ${instantOf('closed_seen')}, ${instantOf('gone_at')}
     FROM unnest($2::int[], $3::text[], $4::numeric[], $5::numeric[], $6::text[], $7::text[], $8::float8[], $9::float8[], $10::float8[])
       AS s(ordinal, shard_id, start_hash, end_hash, parent, adjacent_parent, first_seen, closed_seen, gone_at)
     ON CONFLICT (stream_id, ordinal) DO UPDATE SET start_hash = EXCLUDED.start_hash, end_hash = EXCLUDED.end_hash,
       parent_shard_id = EXCLUDED.parent_shard_id, adjacent_parent_shard_id = EXCLUDED.adjacent_parent_shard_id,
       first_seen = EXCLUDED.first_seen, closed_seen = EXCLUDED.closed_seen, gone_at = EXCLUDED.gone_at`,
    [
      streamId,
      shards.map(({ ordinal }) => ordinal),
      shards.map(({ shardId }) => shardId),
      shards.map(({ range }) => String(range.start)),
      shards.map(({ range }) => String(range.end)),
      shards.map(({ parentShardId }) => parentShardId),
      shards.map(({ adjacentParentShardId }) => adjacentParentShardId),
      shards.map(({ firstSeen }) => firstSeen),
      shards.map(({ closedSeen }) => closedSeen),
      shards.map(({ goneAt }) => goneAt),
    ],
  );
}

const withStorableIds = (shard: Shard): Shard => ({
  shardId: storableText(shard.shardId),
  range: shard.range,
  parentShardId: shard.parentShardId === null ? null : storableText(shard.parentShardId),
  adjacentParentShardId: shard.adjacentParentShardId === null ? null : storableText(shard.adjacentParentShardId),
  open: shard.open,
});
