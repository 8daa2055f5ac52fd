import type { EpochMs, ResourceId } from '@weir/contract';
import type { Database } from '../database/database.js';
import { numberArray } from '../database/sql.js';
import { groupBySeries, joinPieces, readExcuses, type SpanRow } from '../series/coverage.js';
import { ceilTo, floorTo, MINUTE } from '../series/layers.js';
import { SHARD_SERIES, type SeriesRegistry } from '../series/series-registry.js';
import { subtractSpans, type Span } from '../series/spans.js';
import type { Coverage } from '../store.js';

/** See `StreamStore.coverage`. */
export async function readStreamCoverage(
  database: Database,
  registry: SeriesRegistry,
  streamIds: readonly ResourceId[],
  from: EpochMs,
  to: EpochMs,
): Promise<ReadonlyMap<ResourceId, Coverage>> {
  await registry.find(streamIds.map((resourceId) => ({ resourceId, family: SHARD_SERIES })));
  const range: Span = { from: ceilTo(from, MINUTE), to: floorTo(to, MINUTE) };
  const numbers = streamIds.flatMap((id) => registry.idOf(id, SHARD_SERIES) ?? []);
  const [settled, excused] = await Promise.all([
    database.pool.query<SpanRow>(
      joinPieces(`
        SELECT stream_no AS id, at AS from_at, at + INTERVAL '1 minute' AS to_at FROM shard_minute
        WHERE stream_no = ANY($1) AND at >= $2::timestamptz AND at < $3::timestamptz AND settled`),
      [numberArray(numbers), new Date(range.from), new Date(range.to)],
    ),
    readExcuses(database, numbers, range),
  ]);
  const settledOf = groupBySeries(settled.rows);
  const whole = range.from < range.to ? [range] : [];
  return new Map(
    streamIds.map((id) => {
      const number = registry.idOf(id, SHARD_SERIES) ?? 0;
      const minutes = settledOf.get(number) ?? [];
      const gaps = subtractSpans(subtractSpans(whole, minutes), excused.get(number) ?? []);
      return [id, { settledThrough: minutes.at(-1)?.to ?? null, gaps }];
    }),
  );
}
