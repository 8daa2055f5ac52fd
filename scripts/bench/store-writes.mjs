import { openStore } from '@weir/store';
import { comparison, inTurns, timed } from './measure.mjs';
import { connect, startScratchPostgres } from './scratch-database.mjs';
import { ACCOUNT, cloudwatchValues, DAY_MS, idOf, MINUTE_MS, REGION, syntheticQueues } from './synthetic-queues.mjs';

/**
 * @typedef {import('@weir/domain').SampleRow} SampleRow
 * @typedef {{ series: number, at: number, values: readonly (number | null)[], settled: boolean }} BareRow
 */

const QUEUES = 2_000;
/** One GetMetricData call asks for 500 metrics, nine of each queue; what it brings is stored at once. */
const QUEUES_PER_BATCH = 55;
/** A queue's first read reaches back an hour, a regular one to the oldest minute that may still change. */
const FIRST_MINUTES = 60;
const REGULAR_MINUTES = 10;

/** Weir's own statement for `sqs.cloudwatch`: the same rule on conflict, nothing around it. */
const BARE_UPSERT = `INSERT INTO sample AS s (series_id, at, values, settled)
  SELECT series_id, to_timestamp(minute * 60.0), values::float8[], settled
  FROM unnest($1::int[], $2::int[], $3::text[], $4::bool[]) AS r(series_id, minute, values, settled)
  ON CONFLICT (series_id, at) DO UPDATE SET values = EXCLUDED.values, settled = EXCLUDED.settled
  WHERE (EXCLUDED.settled OR NOT s.settled) AND (s.values, s.settled) IS DISTINCT FROM (EXCLUDED.values, EXCLUDED.settled)`;

/**
 * `store.series.write` beside one prepared statement on a bare connection, each in a database of its own with the same tables.
 *
 * @param {import('./run-benchmarks.mjs').Bench} bench
 */
export async function storeWrites(bench) {
  const { closing, quick, signal } = bench;
  const postgres = await startScratchPostgres(bench);
  // Partitions are made ahead of time; both databases get those of today.
  const midnight = Math.floor(Date.now() / DAY_MS) * DAY_MS;
  const stores = [];
  for (const name of ['weir_side', 'bare_side']) {
    const url = await postgres.createDatabase(name);
    const store = await openStore({ url });
    closing.push(() => store.close());
    await store.maintenance.run(midnight);
    stores.push({ url, store });
  }
  const [weirSide, bareSide] = stores;
  if (!weirSide || !bareSide) throw new Error('two databases were made');
  const { store } = weirSide;
  await store.catalogue.record({ accountId: ACCOUNT, region: REGION }, 'queue', syntheticQueues(QUEUES), midnight);
  const client = await connect(bareSide.url);
  closing.push(() => client.end());

  const ids = syntheticQueues(QUEUES).map(idOf);
  const weir = async (/** @type {readonly BareRow[][]} */ batches) => {
    const rows = batches.map((batch) =>
      batch.map(({ series, at, values, settled }) => {
        const resourceId = ids[series - 1];
        if (!resourceId) throw new Error(`there is no queue ${series}`);
        return /** @type {SampleRow} */ ({ resourceId, family: 'sqs.cloudwatch', at, values, settled });
      }),
    );
    return timed(async () => {
      for (const batch of rows) await store.series.write(batch);
    });
  };
  const bare = async (/** @type {readonly BareRow[][]} */ batches) =>
    timed(async () => {
      for (const batch of batches) await client.query({ name: 'upsert', text: BARE_UPSERT, values: encode(batch) });
    });

  // Each turn has an hour of its own: written first, then settled, then told once more.
  const hour = (/** @type {number} */ turn) => midnight + turn * 60 * MINUTE_MS;
  const first = (/** @type {number} */ turn) => batchesOf(hour(turn), FIRST_MINUTES, false);
  const regular = (/** @type {number} */ turn) =>
    batchesOf(hour(turn) + (FIRST_MINUTES - REGULAR_MINUTES) * MINUTE_MS, REGULAR_MINUTES, true);
  const options = { warmUps: 1, turns: quick ? 3 : 7, signal };
  const run = async (/** @type {string} */ what, /** @type {(turn: number) => BareRow[][]} */ rowsOf) => {
    await postgres.settle();
    const measured = await inTurns({ weir: (turn) => weir(rowsOf(turn)), bare: (turn) => bare(rowsOf(turn)) }, options);
    return comparison(what, 'ms', measured);
  };
  const count = (/** @type {number} */ minutes) => (QUEUES * minutes).toLocaleString('en');
  return [
    await run(`Write ${count(FIRST_MINUTES)} new minutes, 37 batches`, first),
    await run(`Settle ${count(REGULAR_MINUTES)} provisional minutes, 37 batches`, regular),
    await run(`Tell ${count(REGULAR_MINUTES)} settled minutes again, 37 batches`, regular),
  ];
}

/**
 * @param {number} from
 * @param {number} minutes
 * @param {boolean} settled
 * @returns {BareRow[][]}
 */
function batchesOf(from, minutes, settled) {
  return Array.from({ length: Math.ceil(QUEUES / QUEUES_PER_BATCH) }, (_, batch) => {
    const queues = Math.min(QUEUES_PER_BATCH, QUEUES - batch * QUEUES_PER_BATCH);
    return Array.from({ length: queues * minutes }, (__, index) => {
      const queue = batch * QUEUES_PER_BATCH + Math.floor(index / minutes);
      const at = from + (index % minutes) * MINUTE_MS;
      return { series: queue + 1, at, values: cloudwatchValues(queue, at / MINUTE_MS), settled };
    });
  });
}

/**
 * PostgreSQL's own text form of the four arrays, the fastest way to send them.
 *
 * @param {readonly BareRow[]} rows
 */
const encode = (rows) => [
  `{${rows.map(({ series }) => series).join(',')}}`,
  `{${rows.map(({ at }) => at / MINUTE_MS).join(',')}}`,
  `{${rows.map(({ values }) => `"{${values.map((value) => value ?? 'NULL').join(',')}}"`).join(',')}}`,
  `{${rows.map(({ settled }) => (settled ? 't' : 'f')).join(',')}}`,
];
