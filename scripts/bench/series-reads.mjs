import { openStore } from '@weir/store';
import { comparison, inTurns, timed } from './measure.mjs';
import { connect, startScratchPostgres } from './scratch-database.mjs';
import { ACCOUNT, cloudwatchValues, DAY_MS, idOf, MINUTE_MS, REGION, syntheticQueues } from './synthetic-queues.mjs';

/** Enough for a partition to be larger than what one read touches, few enough to be written in seconds. */
const QUEUES = 40;
const DAYS = 7;
/** CloudWatch has not told these newest minutes yet, and may still change these. */
const LAG_MINUTES = 3;
const SETTLING_MINUTES = 8;
/** The web asks for a week in half hours: under 380 points. */
const WEEK_STEP_SECONDS = 1_800;
const READS_PER_TURN = 10;

const BARE_MINUTES = `SELECT round(date_part('epoch', at) * 1000), values[1], settled FROM sample
  WHERE series_id = $1 AND at >= $2 AND at < $3 ORDER BY at`;
const BARE_STEPS = `SELECT round(date_part('epoch', step) * 1000), max, settled FROM (
    SELECT date_bin(INTERVAL '${WEEK_STEP_SECONDS} seconds', at, TIMESTAMPTZ 'epoch') AS step, max(maxs[1]) AS max, sum(settled) AS settled
    FROM rollup_5m WHERE series_id = $1 AND at >= $2 AND at < $3 GROUP BY step
  ) AS steps ORDER BY step`;

/**
 * `store.series.read` of a week beside the bare query of the same table, both prepared. Weir also answers why values are missing, which are
 * not final, and takes what CloudWatch has not told yet from SQS's own readings; the bare query does none of that.
 *
 * @param {import('./run-benchmarks.mjs').Bench} bench
 */
export async function seriesReads(bench) {
  const { closing, quick, signal } = bench;
  const postgres = await startScratchPostgres(bench);
  const url = await postgres.createDatabase('reads');
  const now = Math.floor(Date.now() / MINUTE_MS) * MINUTE_MS;
  await seed(url, now);
  await postgres.settle();
  // Both sides on connections that have done nothing else: one that has moved much data reads faster afterwards, by a tenth and more.
  const store = await openStore({ url });
  closing.push(() => store.close());
  const client = await connect(url);
  closing.push(() => client.end());
  const { rows } = await client.query(`SELECT id, resource_id AS resource FROM series WHERE family = 'sqs.cloudwatch' ORDER BY id`);
  const series = /** @type {readonly { id: number, resource: import('@weir/contract').ResourceId }[]} */ (rows);

  const run = async (/** @type {string} */ what, /** @type {number} */ stepSeconds, /** @type {string} */ text) => {
    const stepMs = stepSeconds * 1000;
    const to = Math.floor(now / stepMs) * stepMs + stepMs;
    const from = to - DAYS * DAY_MS;
    const weir = (/** @type {(typeof series)[number]} */ { resource }) =>
      store.series.read({ resourceId: resource, metric: 'visible', from, to, stepSeconds, now });
    const bare = (/** @type {(typeof series)[number]} */ { id }) =>
      client.query({ name: `bare-${stepSeconds}`, text, values: [id, new Date(from), new Date(to)], rowMode: 'array' });
    for (const one of series) requireSame(await weir(one), (await bare(one)).rows, stepSeconds / 60);
    const eachOf = (/** @type {number} */ turn, /** @type {(one: (typeof series)[number]) => Promise<unknown>} */ read) =>
      timed(async () => {
        for (let index = 0; index < READS_PER_TURN; index += 1) {
          const one = series[(turn * READS_PER_TURN + index) % series.length];
          if (one) await read(one);
        }
      }).then((ms) => ms / READS_PER_TURN);
    const measured = await inTurns(
      {
        weir: (turn) => eachOf(turn, weir),
        bare: (turn) => eachOf(turn, bare),
      },
      { warmUps: 5, turns: quick ? 10 : 40, signal },
    );
    return comparison(what, 'ms', measured);
  };
  return [
    await run(`Read seven days in steps of 30 min, as the web does`, WEEK_STEP_SECONDS, BARE_STEPS),
    await run(`Read seven days by the minute, ${(DAYS * 1440).toLocaleString('en')} points`, 60, BARE_MINUTES),
  ];
}

/**
 * A fast answer that is another one would be no result: every step of which the bare query knows all minutes as settled is the same.
 *
 * @param {{ readonly points: readonly (readonly [number, number | null])[] }} series
 * @param {readonly (readonly [at: number, value: number, settled: number | boolean])[]} rows
 * @param {number} minutes of a step
 */
function requireSame({ points }, rows, minutes) {
  const values = new Map(points);
  const settled = rows.filter(([, , known]) => Number(known) === minutes);
  if (settled.length < points.length * 0.9) throw new Error(`the bare query knows only ${settled.length} of ${points.length} steps`);
  const different = settled.find(([at, value]) => values.get(at) !== value);
  if (different) throw new Error(`at ${different[0]} the bare query reads ${different[1]} and Weir ${values.get(different[0])}`);
}

/**
 * A week of every queue, from both sources. One queue is written through the store, which makes partitions and notes hours; the others
 * are copies of it.
 *
 * @param {string} url
 * @param {number} now
 */
async function seed(url, now) {
  const store = await openStore({ url });
  const client = await connect(url);
  const queues = syntheticQueues(QUEUES);
  const ids = queues.map(idOf);
  const [first] = ids;
  if (!first) throw new Error('there are no queues');
  await store.catalogue.record({ accountId: ACCOUNT, region: REGION }, 'queue', queues, now);
  const from = now - DAYS * DAY_MS - 60 * MINUTE_MS;
  for (let start = from; start < now; start += DAY_MS) {
    const minutes = Array.from({ length: Math.min(DAY_MS, now - start) / MINUTE_MS }, (_, index) => start + index * MINUTE_MS);
    await store.series.write(
      minutes.flatMap((at) => {
        const values = cloudwatchValues(0, at / MINUTE_MS);
        const live = /** @type {const} */ ({ resourceId: first, family: 'sqs.live', at, values: values.slice(0, 3), settled: true });
        if (at >= now - LAG_MINUTES * MINUTE_MS) return [live];
        const settled = at < now - SETTLING_MINUTES * MINUTE_MS;
        return [live, /** @type {const} */ ({ resourceId: first, family: 'sqs.cloudwatch', at, values, settled })];
      }),
    );
  }
  await client.query(
    `INSERT INTO series (resource_id, family) SELECT id, family FROM resource CROSS JOIN (VALUES ('sqs.live'), ('sqs.cloudwatch')) AS f(family)
     ON CONFLICT DO NOTHING`,
  );
  await client.query(
    `INSERT INTO sample (series_id, at, values, settled)
     SELECT copy.id, sample.at, sample.values, sample.settled
     FROM series one JOIN series copy ON copy.family = one.family AND copy.id <> one.id JOIN sample ON sample.series_id = one.id
     WHERE one.resource_id = $1 ORDER BY sample.at, copy.id`,
    [first],
  );
  await store.maintenance.run(now);
  await client.query('VACUUM (ANALYZE)');
  await client.end();
  await store.close();
}
