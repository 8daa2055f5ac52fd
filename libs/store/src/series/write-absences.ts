import { absenceReason, type AbsenceReason } from '@weir/contract';
import type pg from 'pg';
import type { Database } from '../database/database.js';
import { epochMs, instantOf } from '../database/sql.js';
import type { SeriesKey, SeriesRegistry } from './series-registry.js';
import { overlaySpan, type ReasonedSpan } from './spans.js';

/** As `AbsenceSpan` of the domain, of samples or of shards. */
export type AbsenceOfSeries = SeriesKey & ReasonedSpan<AbsenceReason>;

/** Writes why readings are missing, keeping each series free of overlaps. One transaction. */
export async function writeAbsences(database: Database, registry: SeriesRegistry, spans: readonly AbsenceOfSeries[]): Promise<void> {
  const told = spans.filter((span) => span.from < span.to);
  if (told.length === 0) return;
  await registry.create(told);

  const bySeries = new Map<number, ReasonedSpan<AbsenceReason>[]>();
  for (const { resourceId, family, from, to, reason } of told) {
    const seriesId = registry.idOfCreated(resourceId, family);
    const list = bySeries.get(seriesId);
    if (list) list.push({ from, to, reason });
    else bySeries.set(seriesId, [{ from, to, reason }]);
  }
  await database.transaction(async (client) => {
    const ids = [...bySeries.keys()].sort((a, b) => a - b);
    // Two writers of one series would each overlay what the other is about to replace.
    await client.query('SELECT FROM series WHERE id = ANY($1) ORDER BY id FOR NO KEY UPDATE', [ids]);
    const stored = await readNeighbourhood(client, bySeries);
    const removed: { id: number; from: number }[] = [];
    const added: { id: number; span: ReasonedSpan<AbsenceReason> }[] = [];
    for (const [id, list] of bySeries) {
      const before = stored.get(id) ?? [];
      const after = list.reduce<readonly ReasonedSpan<AbsenceReason>[]>(overlaySpan, before);
      removed.push(...before.filter((span) => !includes(after, span)).map(({ from }) => ({ id, from })));
      added.push(...after.filter((span) => !includes(before, span)).map((span) => ({ id, span })));
    }
    await client.query(
      `DELETE FROM absence USING unnest($1::int[], $2::float8[]) AS r(id, from_at) WHERE series_id = r.id AND absence.from_at = ${instantOf('r.from_at')}`,
      [removed.map(({ id }) => id), removed.map(({ from }) => from)],
    );
    await client.query(
      `INSERT INTO absence (series_id, from_at, to_at, reason)
       SELECT id, ${instantOf('from_at')}, ${instantOf('to_at')}, reason
       FROM unnest($1::int[], $2::float8[], $3::float8[], $4::text[]) AS a(id, from_at, to_at, reason)`,
      [
        added.map(({ id }) => id),
        added.map(({ span }) => span.from),
        added.map(({ span }) => span.to),
        added.map(({ span }) => span.reason),
      ],
    );
  });
}

/** Stored spans that the told ones overlap or touch, per series. */
async function readNeighbourhood(
  client: pg.PoolClient,
  told: ReadonlyMap<number, readonly ReasonedSpan<AbsenceReason>[]>,
): Promise<ReadonlyMap<number, readonly ReasonedSpan<AbsenceReason>[]>> {
  const entries = [...told.entries()];
  const { rows } = await client.query<{ id: number; from: number; to: number; reason: string }>(
    `SELECT absence.series_id AS id, ${epochMs('from_at')} AS from, ${epochMs('to_at')} AS to, reason
     FROM unnest($1::int[], $2::float8[], $3::float8[]) AS t(id, first, last)
     JOIN absence ON series_id = t.id AND from_at <= ${instantOf('t.last')} AND to_at >= ${instantOf('t.first')}
     ORDER BY from_at`,
    [
      entries.map(([id]) => id),
      entries.map(([, list]) => list.reduce((least, { from }) => Math.min(least, from), Infinity)),
      entries.map(([, list]) => list.reduce((greatest, { to }) => Math.max(greatest, to), -Infinity)),
    ],
  );
  const bySeries = new Map<number, ReasonedSpan<AbsenceReason>[]>();
  for (const { id, from, to, reason } of rows) {
    const list = bySeries.get(id) ?? [];
    list.push({ from, to, reason: absenceReason.parse(reason) });
    bySeries.set(id, list);
  }
  return bySeries;
}

const includes = <Reason>(spans: readonly ReasonedSpan<Reason>[], { from, to, reason }: ReasonedSpan<Reason>): boolean =>
  spans.some((span) => span.from === from && span.to === to && span.reason === reason);
