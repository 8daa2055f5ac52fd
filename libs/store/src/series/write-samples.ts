import { familyOf, FAMILIES, minuteOf, type Family, type FamilyName, type SampleRow } from '@weir/domain';
import type pg from 'pg';
import type { Database } from '../database/database.js';
import { instantOf, LOCKS, numberArray } from '../database/sql.js';
import { floorTo, HOUR, MINUTE, requireMoment } from './layers.js';
import type { Partitions } from './partitions.js';
import type { SeriesRegistry } from './series-registry.js';

const ROWS_PER_STATEMENT = 5_000;
/** Each hour is a lock, and PostgreSQL holds a few thousand for all its sessions together. */
const HOURS_PER_STATEMENT = 400;

/** Writes samples: a statement per family and some thousand rows, a transaction per statement. */
export class SampleWriter {
  constructor(
    private readonly database: Database,
    private readonly registry: SeriesRegistry,
    private readonly partitions: Partitions,
  ) {}

  /** @throws RangeError for more values than the family has, a moment outside 2000 to 2100, or moments scattered over years */
  async write(rows: readonly SampleRow[]): Promise<void> {
    for (const row of rows) requireSane(row);
    await this.registry.create(rows);
    await this.partitions.ensure(
      'raw',
      rows.map(({ at }) => at),
    );
    for (const family of Object.keys(FAMILIES) as FamilyName[]) {
      for (const round of this.rounds(rows, family)) {
        for (const chunk of chunksOf(round)) await this.writeChunk(family, chunk);
      }
    }
  }

  /**
   * The rows of a family, each minute at most once in a round: a statement cannot write a row twice. Sorted, so that two writers
   * never wait for each other crosswise.
   */
  private rounds(rows: readonly SampleRow[], family: FamilyName): readonly (readonly StoredMinute[])[] {
    const { metrics } = familyOf(family);
    const minutes: StoredMinute[] = [];
    for (const { resourceId, family: rowFamily, at, values, settled } of rows) {
      if (rowFamily !== family) continue;
      const seriesId = this.registry.idOfCreated(resourceId, family);
      minutes.push({ seriesId, at: minuteOf(at), values: metrics.map((_, index) => finite(values[index])), settled });
    }
    // Stable: of two rows for one minute, the later stays the later.
    minutes.sort((a, b) => a.seriesId - b.seriesId || a.at - b.at);
    const rounds: StoredMinute[][] = [];
    let round = 0;
    for (const [index, minute] of minutes.entries()) {
      const previous = minutes[index - 1];
      round = previous?.seriesId === minute.seriesId && previous.at === minute.at ? round + 1 : 0;
      (rounds[round] ??= []).push(minute);
    }
    return rounds;
  }

  private async writeChunk(family: FamilyName, { minutes, hours }: Chunk): Promise<void> {
    await this.partitions.write('raw', hours, () =>
      this.database.transaction((client) => writeInHours(client, family, minutes, hours), lockHours(hours)),
    );
  }
}

interface StoredMinute {
  readonly seriesId: number;
  readonly at: number;
  readonly values: readonly (number | null)[];
  readonly settled: boolean;
}

interface Chunk {
  readonly minutes: readonly StoredMinute[];
  /** The hours they lie in, sorted. */
  readonly hours: readonly number[];
}

function* chunksOf(minutes: readonly StoredMinute[]): Generator<Chunk> {
  let start = 0;
  let hours = new Set<number>();
  for (const [index, { at }] of minutes.entries()) {
    const hour = floorTo(at, HOUR);
    const isFull = index - start >= ROWS_PER_STATEMENT || (hours.size >= HOURS_PER_STATEMENT && !hours.has(hour));
    if (isFull) {
      yield { minutes: minutes.slice(start, index), hours: [...hours].sort((a, b) => a - b) };
      start = index;
      hours = new Set();
    }
    hours.add(hour);
  }
  if (start < minutes.length) yield { minutes: minutes.slice(start), hours: [...hours].sort((a, b) => a - b) };
}

/**
 * Holds off the roll-up of these hours until the rows are committed: a row it did not see would be missing from the rollup with
 * nothing to tell that. Writers do not hold off each other.
 */
function lockHours(hours: readonly number[]): string {
  const locks = hours.map((hour) => `pg_advisory_xact_lock_shared(${LOCKS.hour}, ${hour / HOUR})`);
  return `SELECT ${locks.join(', ')}`;
}

async function writeInHours(
  client: pg.PoolClient,
  family: FamilyName,
  minutes: readonly StoredMinute[],
  hours: readonly number[],
): Promise<void> {
  const { rows: built } = await client.query({
    name: 'note-hours',
    text: `WITH noted AS (INSERT INTO rollup_hour (hour) SELECT ${instantOf('h')} FROM unnest($1::float8[]) AS h ON CONFLICT (hour) DO NOTHING)
           SELECT hour FROM rollup_hour JOIN unnest($1::float8[]) AS h ON hour = ${instantOf('h')} WHERE built_at IS NOT NULL`,
    values: [numberArray(hours)],
  });
  const statement = STATEMENTS[family];
  await client.query({
    name: built.length === 0 ? `write-${family}` : `write-late-${family}`,
    text: built.length === 0 ? statement : noteLate(statement),
    values: [
      numberArray(minutes.map(({ seriesId }) => seriesId)),
      numberArray(minutes.map(({ at }) => at / MINUTE)),
      `{${minutes.map(({ values }) => `"{${values.map((value) => value ?? 'NULL').join(',')}}"`).join(',')}}`,
      `{${minutes.map(({ settled }) => (settled ? 't' : 'f')).join(',')}}`,
    ],
  });
}

const STATEMENTS = Object.fromEntries(Object.entries(FAMILIES).map(([name, family]) => [name, upsert(family)])) as Record<
  FamilyName,
  string
>;

/** The rule of `Family.merge` in SQL. Rows that would not change are not touched, so that repeating a write costs no space. */
function upsert({ merge, metrics }: Family): string {
  const each = (combine: (stored: string, written: string) => string) =>
    `ARRAY[${metrics.map((_, index) => combine(`s.values[${index + 1}]`, `EXCLUDED.values[${index + 1}]`)).join(', ')}]`;
  const values =
    merge === 'greatest'
      ? each((stored, written) => `GREATEST(${stored}, ${written})`)
      : `CASE WHEN s.settled = EXCLUDED.settled THEN ${each((stored, written) => `COALESCE(${written}, ${stored})`)}
              WHEN s.settled THEN s.values ELSE EXCLUDED.values END`;
  return `INSERT INTO sample AS s (series_id, at, values, settled)
    SELECT series_id, to_timestamp(minute * 60.0), values::float8[], settled
    FROM unnest($1::int[], $2::int[], $3::text[], $4::bool[]) AS r(series_id, minute, values, settled)
    ON CONFLICT (series_id, at) DO UPDATE SET values = ${values}, settled = s.settled OR EXCLUDED.settled
    WHERE (s.values, s.settled) IS DISTINCT FROM (${values}, s.settled OR EXCLUDED.settled)`;
}

/** Marks what changed in hours that are rolled up already. */
function noteLate(statement: string): string {
  return `WITH written AS (${statement} RETURNING series_id, date_trunc('hour', at, 'UTC') AS hour)
    INSERT INTO rollup_due (series_id, hour)
    SELECT DISTINCT series_id, hour FROM written JOIN rollup_hour USING (hour) WHERE built_at IS NOT NULL
    ON CONFLICT (series_id, hour) DO NOTHING`;
}

function requireSane({ resourceId, family, at, values }: SampleRow): void {
  const { length } = familyOf(family).metrics;
  if (values.length > length) throw new RangeError(`a row of ${resourceId} has ${values.length} values, ${family} has ${length}`);
  requireMoment(at, resourceId);
}

/** NaN and infinities are no readings. */
const finite = (value: number | null | undefined): number | null => (typeof value === 'number' && Number.isFinite(value) ? value : null);
