import type { EpochMs, ResourceId } from '@weir/contract';
import { minuteOf, SHARD_METRIC_ORDER, type ShardMinute } from '@weir/domain';
import type pg from 'pg';
import { notifyChanges } from '../database/changes.js';
import type { Database } from '../database/database.js';
import { numberArray } from '../database/sql.js';
import { MINUTE, requireMoment } from '../series/layers.js';
import type { Partitions } from '../series/partitions.js';
import { SHARD_SERIES, type SeriesRegistry } from '../series/series-registry.js';
import type { StoredShardMinute } from '../store.js';
import { mergeShardMinutes } from './merge-shard-minutes.js';
import { columnOf, decodeColumns, encodeFloats, packMinute } from './shard-values.js';

/** A thousand shards with all metrics take 28 kB a minute. */
const MINUTES_PER_STATEMENT = 200;

const COLUMNS = SHARD_METRIC_ORDER.map(columnOf);

/** See `StreamStore.writeShardMinutes`. Merged here under a lock, because PostgreSQL reads no floats from bytes. One transaction. */
export async function writeShardMinutes(
  database: Database,
  registry: SeriesRegistry,
  partitions: Partitions,
  rows: readonly ShardMinute[],
): Promise<void> {
  for (const { at, streamId } of rows) requireMoment(at, streamId);
  const byStream = Map.groupBy(rows, ({ streamId }) => streamId);
  await registry.create([...byStream.keys()].map((resourceId) => ({ resourceId, family: SHARD_SERIES })));
  const streams = [...byStream]
    .map(([id, list]) => ({ id, number: registry.idOfCreated(id, SHARD_SERIES), minutes: packByMinute(list) }))
    .sort((a, b) => a.number - b.number);
  const moments = streams.flatMap(({ minutes }) => minutes.map(({ at }) => at));
  if (moments.length === 0) return;
  await partitions.write('shardMinutes', moments, () =>
    database.transaction(async (client) => {
      // In order, so that two writers never wait for each other crosswise.
      await client.query('SELECT FROM series WHERE id = ANY($1) ORDER BY id FOR NO KEY UPDATE', [streams.map(({ number }) => number)]);
      const changed: ResourceId[] = [];
      for (const { id, number, minutes } of streams) {
        let isChanged = false;
        for (let start = 0; start < minutes.length; start += MINUTES_PER_STATEMENT) {
          isChanged = (await mergeInto(client, number, minutes.slice(start, start + MINUTES_PER_STATEMENT))) || isChanged;
        }
        if (isChanged) changed.push(id);
      }
      await notifyChanges(client, { ids: changed });
    }),
  );
}

/** Rows of one minute, the older first. Each is merged with what is stored: a provisional one in between must not come in with a settled one. */
interface WrittenMinute {
  readonly at: EpochMs;
  readonly rows: readonly StoredShardMinute[];
}

function packByMinute(rows: readonly ShardMinute[]): readonly WrittenMinute[] {
  const packed = rows.map((row) => packMinute(row, minuteOf(row.at)));
  return [...Map.groupBy(packed, ({ at }) => at)].map(([at, list]) => ({ at, rows: list }));
}

/** @returns whether anything changed; what did not is not written, so that repeating a write costs no space */
async function mergeInto(client: pg.PoolClient, streamNo: number, minutes: readonly WrittenMinute[]): Promise<boolean> {
  const stored = await readStored(client, streamNo, minutes);
  const changed: StoredShardMinute[] = [];
  for (const { at, rows } of minutes) {
    const before = stored.get(at);
    const after = (before ? [before, ...rows] : rows).reduce(mergeShardMinutes);
    if (after !== before) changed.push(after);
  }
  if (changed.length === 0) return false;
  await client.query({
    name: 'write-shard-minutes',
    text: `INSERT INTO shard_minute (stream_no, at, source, settled, ${COLUMNS.join(', ')})
      SELECT $1::int, to_timestamp(minute * 60.0), source, settled, ${COLUMNS.map((column) => `decode(${column}, 'base64')`).join(', ')}
      FROM unnest($2::int[], $3::text[], $4::bool[], ${COLUMNS.map((_, index) => `$${index + 5}::text[]`).join(', ')})
        AS r(minute, source, settled, ${COLUMNS.join(', ')})
      ON CONFLICT (stream_no, at) DO UPDATE SET source = EXCLUDED.source, settled = EXCLUDED.settled,
        ${COLUMNS.map((column) => `${column} = EXCLUDED.${column}`).join(', ')}`,
    values: [
      streamNo,
      numberArray(changed.map(({ at }) => at / MINUTE)),
      changed.map(({ source }) => source),
      changed.map(({ settled }) => settled),
      ...SHARD_METRIC_ORDER.map((metric) => changed.map(({ values }) => (values[metric] ? encodeFloats(values[metric]) : null))),
    ],
  });
  return true;
}

async function readStored(
  client: pg.PoolClient,
  streamNo: number,
  minutes: readonly WrittenMinute[],
): Promise<ReadonlyMap<EpochMs, StoredShardMinute>> {
  const { rows } = await client.query<[number, StoredShardMinute['source'], boolean, ...(string | null)[]]>({
    name: 'read-stored-shard-minutes',
    rowMode: 'array',
    text: `SELECT minute, source, settled, ${COLUMNS.map((column) => `encode(${column}, 'base64')`).join(', ')}
      FROM unnest($2::int[]) AS minute JOIN shard_minute ON stream_no = $1 AND at = to_timestamp(minute * 60.0)`,
    values: [streamNo, numberArray(minutes.map(({ at }) => at / MINUTE))],
  });
  return new Map(
    rows.map(([minute, source, settled, ...columns]) => {
      const at = minute * MINUTE;
      return [at, { at, source, settled, values: decodeColumns(SHARD_METRIC_ORDER, columns) }];
    }),
  );
}
