import type { EpochMs } from '@weir/contract';
import { FAMILIES, type FamilyName } from '@weir/domain';
import type pg from 'pg';
import type { Database } from '../database/database.js';
import { epochMs, instantOf, LOCKS } from '../database/sql.js';
import { HOUR, LAYERS, MINUTE, retentionFloor } from '../series/layers.js';
import type { Partitions } from '../series/partitions.js';

/** An hour is rolled up when all its minutes are settled, or when this long has passed: some never settle. */
const WAIT_FOR_SETTLING_MS = 2 * HOUR;

/**
 * Rolls up every hour that is due, each in a transaction: first those never built, for all series, then those that late points
 * reopened, for their series only. Written over what was there, so it may be repeated or cut short at any point.
 * @returns how many hours of one series were built
 */
export async function buildRollups(database: Database, partitions: Partitions, now: EpochMs): Promise<number> {
  let built = 0;
  for (const hour of await findUnbuilt(database, now)) built += await buildHour(database, partitions, hour, 'all', now);
  for (const hour of await findReopened(database)) built += await buildHour(database, partitions, hour, 'due', now);
  return built;
}

async function findUnbuilt(database: Database, now: EpochMs): Promise<readonly EpochMs[]> {
  const { rows } = await database.pool.query<{ hour: number }>(
    `SELECT ${epochMs('hour')} AS hour FROM rollup_hour h
     WHERE built_at IS NULL AND hour <= ${instantOf('$1')} - INTERVAL '1 hour'
       AND (hour <= ${instantOf('$2')}
         OR NOT EXISTS (SELECT FROM sample s WHERE s.at >= h.hour AND s.at < h.hour + INTERVAL '1 hour' AND NOT s.settled))
     ORDER BY hour`,
    [now, now - HOUR - WAIT_FOR_SETTLING_MS],
  );
  return rows.map(({ hour }) => hour);
}

async function findReopened(database: Database): Promise<readonly EpochMs[]> {
  const { rows } = await database.pool.query<{ hour: number }>(
    `SELECT DISTINCT ${epochMs('hour')} AS hour FROM rollup_due JOIN rollup_hour USING (hour) WHERE built_at IS NOT NULL ORDER BY 1`,
  );
  return rows.map(({ hour }) => hour);
}

async function buildHour(database: Database, partitions: Partitions, hour: EpochMs, which: 'all' | 'due', now: EpochMs): Promise<number> {
  await partitions.ensure('fiveMinutes', [hour]);
  await partitions.ensure('hour', [hour]);
  // Where the finer layer has expired, what is left of it is a part: it may fill a hole and must not replace the whole.
  const fiveMinutesWin = hour >= retentionFloor(LAYERS.raw, now);
  const hourWins = hour >= retentionFloor(LAYERS.fiveMinutes, now);
  return database.transaction(
    async (client) => {
      for (const family of Object.keys(FAMILIES) as FamilyName[]) await rollUpFiveMinutes(client, family, hour, which, fiveMinutesWin);
      let built = 0;
      for (const family of Object.keys(FAMILIES) as FamilyName[]) built += await rollUpHour(client, family, hour, which, hourWins);
      await client.query(`UPDATE rollup_hour SET built_at = ${instantOf('$2')} WHERE hour = ${instantOf('$1')} AND built_at IS NULL`, [
        hour,
        now,
      ]);
      await client.query(`DELETE FROM rollup_due WHERE hour = ${instantOf('$1')}`, [hour]);
      return built;
    },
    // Writers of this hour wait until it is built, and mark it as due again then (see `write-samples.ts`).
    `SET LOCAL statement_timeout = '10min'; SELECT pg_advisory_xact_lock(${LOCKS.hour}, ${hour / HOUR})`,
  );
}

async function rollUpFiveMinutes(
  client: pg.PoolClient,
  family: FamilyName,
  hour: EpochMs,
  which: 'all' | 'due',
  wins: boolean,
): Promise<void> {
  const value = (element: number) => `s.values[${element}]`;
  await client.query(
    rollUp({
      into: LAYERS.fiveMinutes.table,
      from: 'sample s',
      at: `date_bin(INTERVAL '${LAYERS.fiveMinutes.resolutionMs / MINUTE} minutes', s.at, TIMESTAMPTZ 'epoch')`,
      minutes: 'count(*)',
      settled: 'count(*) FILTER (WHERE s.settled)',
      counts: (element) => `count(${value(element)})`,
      sums: (element) => `sum(${value(element)})`,
      mins: (element) => `min(${value(element)})`,
      maxs: (element) => `max(${value(element)})`,
      last: value,
      elements: FAMILIES[family].metrics.length,
      which,
      wins,
    }),
    [family, hour],
  );
}

async function rollUpHour(client: pg.PoolClient, family: FamilyName, hour: EpochMs, which: 'all' | 'due', wins: boolean): Promise<number> {
  const { rowCount } = await client.query(
    rollUp({
      into: LAYERS.hour.table,
      from: `${LAYERS.fiveMinutes.table} s`,
      at: `date_trunc('hour', s.at, 'UTC')`,
      minutes: 'sum(s.minutes)',
      settled: 'sum(s.settled)',
      counts: (element) => `sum(s.counts[${element}])`,
      sums: (element) => `sum(s.sums[${element}])`,
      mins: (element) => `min(s.mins[${element}])`,
      maxs: (element) => `max(s.maxs[${element}])`,
      last: (element) => `s.lasts[${element}]`,
      elements: FAMILIES[family].metrics.length,
      which,
      wins,
    }),
    [family, hour],
  );
  return rowCount ?? 0;
}

interface RollUp {
  readonly into: string;
  readonly from: string;
  readonly at: string;
  readonly minutes: string;
  readonly settled: string;
  readonly counts: (element: number) => string;
  readonly sums: (element: number) => string;
  readonly mins: (element: number) => string;
  readonly maxs: (element: number) => string;
  readonly last: (element: number) => string;
  readonly elements: number;
  readonly which: 'all' | 'due';
  readonly wins: boolean;
}

/** One statement that rolls an hour of one family from one layer into the next. Parameters: family, hour. */
function rollUp({ into, from, at, minutes, settled, which, wins, ...of }: RollUp): string {
  const perElement = (expression: (element: number) => string) =>
    Array.from({ length: of.elements }, (_, index) => expression(index + 1)).join(', ');
  const lastKnown = (element: number) =>
    `(array_agg(${of.last(element)} ORDER BY s.at DESC) FILTER (WHERE ${of.last(element)} IS NOT NULL))[1]`;
  const due =
    which === 'due' ? `AND EXISTS (SELECT FROM rollup_due d WHERE d.series_id = s.series_id AND d.hour = ${instantOf('$2')})` : '';
  return `INSERT INTO ${into} AS r (series_id, at, minutes, settled, counts, sums, mins, maxs, lasts)
    SELECT s.series_id, ${at}, ${minutes}, ${settled},
      ARRAY[${perElement(of.counts)}], ARRAY[${perElement(of.sums)}], ARRAY[${perElement(of.mins)}], ARRAY[${perElement(of.maxs)}], ARRAY[${perElement(lastKnown)}]
    FROM ${from} JOIN series ON series.id = s.series_id AND series.family = $1
    WHERE s.at >= ${instantOf('$2')} AND s.at < ${instantOf('$2')} + INTERVAL '1 hour' ${due}
    GROUP BY s.series_id, ${at}
    ON CONFLICT (series_id, at) DO UPDATE SET minutes = EXCLUDED.minutes, settled = EXCLUDED.settled, counts = EXCLUDED.counts,
      sums = EXCLUDED.sums, mins = EXCLUDED.mins, maxs = EXCLUDED.maxs, lasts = EXCLUDED.lasts
    ${wins ? '' : 'WHERE r.minutes <= EXCLUDED.minutes'}`;
}
