import fc from 'fast-check';
import type { QueueMetric, ResourceId, Series } from '@weir/contract';
import { FAMILIES, familiesFor, type FamilyName, type SampleRow } from '@weir/domain';
import { beforeAll, expect, test } from 'vitest';
import type { Store } from '../store.js';
import { DAY, HOUR, idOf, MINUTE, NOON, queueNamed, row, SCOPE } from '../testing/fixtures.js';
import { query } from '../testing/query.js';
import { useServer } from '../testing/use-server.js';

const server = useServer();
let store: Store;
let url: string;
let runs = 0;
beforeAll(async () => {
  ({ store, url } = await server.openStore());
});
async function newQueue(): Promise<ResourceId> {
  const name = `queue-${runs++}`;
  await store.catalogue.record({ ...SCOPE, region: `run-${runs}` }, 'queue', [queueNamed(name)], NOON);
  return idOf(name);
}

interface Rollup {
  readonly at: number;
  readonly minutes: number;
  readonly settled: number;
  readonly counts: readonly number[];
  readonly sums: readonly (number | null)[];
  readonly mins: readonly (number | null)[];
  readonly maxs: readonly (number | null)[];
  readonly lasts: readonly (number | null)[];
}

const storedRollups = (table: 'rollup_5m' | 'rollup_1h', id: ResourceId, family: FamilyName) =>
  query<Rollup & Record<string, unknown>>(
    url,
    `SELECT date_part('epoch', at) * 1000 AS at, minutes, settled, counts, sums, mins, maxs, lasts
     FROM ${table} JOIN series ON series.id = series_id WHERE resource_id = $1 AND family = $2 ORDER BY at`,
    [id, family],
  );

/** What a rollup is, said once more and slowly. */
function recompute(rows: readonly SampleRow[], lengthMs: number): Rollup[] {
  const windows = Map.groupBy(
    [...rows].sort((a, b) => a.at - b.at),
    ({ at }) => Math.floor(at / lengthMs) * lengthMs,
  );
  return [...windows].map(([at, minutes]) => {
    const known = minutes[0]!.values.map((_, element) => minutes.flatMap(({ values }) => values[element] ?? []));
    const orNull = (list: readonly number[], reduce: (list: readonly number[]) => number) => (list.length === 0 ? null : reduce(list));
    return {
      at,
      minutes: minutes.length,
      settled: minutes.filter(({ settled }) => settled).length,
      counts: known.map((list) => list.length),
      sums: known.map((list) => orNull(list, (numbers) => numbers.reduce((sum, number) => sum + number, 0))),
      mins: known.map((list) => orNull(list, (numbers) => Math.min(...numbers))),
      maxs: known.map((list) => orNull(list, (numbers) => Math.max(...numbers))),
      lasts: known.map((list) => list.at(-1) ?? null),
    };
  });
}

/** The values of a series of steps, from the samples alone: the best family's minute, else the other's. */
function readSlowly(rows: readonly SampleRow[], metric: QueueMetric, from: number, to: number, stepMs: number): Series['points'] {
  const sources = familiesFor(metric);
  const valueAt = (at: number): number | undefined => {
    for (const { family, index } of sources) {
      const value = rows.find((candidate) => candidate.family === family && candidate.at === at)?.values[index];
      if (typeof value === 'number') return value;
    }
    return undefined;
  };
  const points: Series['points'] = [];
  for (let step = from; step < to; step += stepMs) {
    const known: number[] = [];
    for (let at = step; at < step + stepMs; at += MINUTE) known.push(...[valueAt(at) ?? []].flat());
    const sum = known.reduce((total, value) => total + value, 0);
    const { statistic } = sources[0]!.metric;
    const value = statistic === 'Maximum' ? Math.max(...known) : statistic === 'Sum' ? sum : sum / known.length;
    points.push([step, known.length === 0 ? null : value]);
  }
  return points;
}

/** Whole numbers, so that sums do not depend on the order of adding. */
const value = fc.option(fc.nat(1_000), { freq: 4 });
const written = fc.record({
  family: fc.constantFrom<FamilyName>('sqs.live', 'sqs.cloudwatch'),
  minute: fc.nat(3 * 60 - 1),
  settled: fc.boolean(),
  values: fc.array(value, { minLength: 11, maxLength: 11 }),
});
const event = fc.oneof(
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('write' as const), rows: fc.array(written, { minLength: 1, maxLength: 40 }) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('upkeep' as const), hours: fc.integer({ min: 0, max: 8 }) }) },
);

test('in whatever order points, late points, repeats and upkeep come, rollups are what the samples say, and so is every reading', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(event, { minLength: 1, maxLength: 8 }), async (events) => {
      const resourceId = await newQueue();
      const now = NOON + 8 * HOUR;
      const samples = () => store.series.window([resourceId], NOON, NOON + 3 * HOUR);
      for (const happening of events) {
        if (happening.kind === 'upkeep') {
          await store.maintenance.run(NOON + happening.hours * HOUR);
        } else {
          await store.series.write(
            happening.rows.map(({ minute, values, ...rest }) => ({
              ...rest,
              resourceId,
              at: NOON + minute * MINUTE,
              values: values.slice(0, FAMILIES[rest.family].metrics.length),
            })),
          );
        }
        const rows = await samples();
        for (const metric of ['sent', 'sentSize', 'visible'] as const) {
          const request = { resourceId, metric, from: NOON, to: NOON + 3 * HOUR, now };
          expect((await store.series.read({ ...request, stepSeconds: 60 })).points).toEqual(
            readSlowly(rows, metric, NOON, NOON + 3 * HOUR, MINUTE),
          );
          for (const stepSeconds of [300, 420, 3600, 7200]) {
            const { points, step } = await store.series.read({ ...request, stepSeconds });
            const slowly = readSlowly(rows, metric, points[0]![0], points.at(-1)![0] + step * 1000, step * 1000);
            if (metric !== 'visible') expect(points).toEqual(slowly);
            // Of a gauge with two sources, a window in which the best one misses a minute takes the greater of both.
            else
              for (const [index, [at, value]] of points.entries())
                expect([at, (value ?? -1) >= (slowly[index]![1] ?? -1), value === null]).toEqual([at, true, slowly[index]![1] === null]);
          }
        }
      }
      await store.maintenance.run(now);
      for (const family of Object.keys(FAMILIES) as FamilyName[]) {
        const rows = (await samples()).filter((sample) => sample.family === family);
        expect(await storedRollups('rollup_5m', resourceId, family)).toEqual(recompute(rows, 5 * MINUTE));
        expect(await storedRollups('rollup_1h', resourceId, family)).toEqual(recompute(rows, HOUR));
      }
    }),
    { numRuns: 15 },
  );
});

test('an hour is rolled up once it is settled, at the latest two hours after its end', async () => {
  const settled = await newQueue();
  const start = NOON + 10 * DAY;
  await store.maintenance.run(start);
  await store.series.write([row(settled, 'sqs.cloudwatch', start, { 0: 1 }, true)]);
  expect(await store.maintenance.run(start + 59 * MINUTE)).toMatchObject({ rolledUp: 0 });
  expect(await store.maintenance.run(start + HOUR)).toMatchObject({ rolledUp: 1 });

  await store.series.write([row(settled, 'sqs.cloudwatch', start + HOUR, { 0: 1 }, false)]);
  expect(await store.maintenance.run(start + 2 * HOUR)).toMatchObject({ rolledUp: 0 });
  expect(await store.maintenance.run(start + 4 * HOUR)).toMatchObject({ rolledUp: 1 });
});

test('a late point that comes while its hour is rolled up is not lost', async () => {
  const resourceId = await newQueue();
  const start = NOON + 20 * DAY;
  const minutes = Array.from({ length: 60 }, (_, index) => index);
  await store.series.write([row(resourceId, 'sqs.cloudwatch', start, { 4: 1 })]);
  await Promise.all([
    ...minutes.map((minute) => store.series.write([row(resourceId, 'sqs.cloudwatch', start + minute * MINUTE, { 4: 1 })])),
    ...[1, 2, 3].map(() => store.maintenance.run(start + HOUR)),
  ]);
  await store.maintenance.run(start + HOUR);
  expect((await storedRollups('rollup_1h', resourceId, 'sqs.cloudwatch')).at(-1)).toMatchObject({ minutes: 60, settled: 60 });
});

test('each layer is dropped when its time is over, and older ranges are answered by the coarser ones', async () => {
  const { store: own, url: ownUrl } = await server.openStore();
  await own.catalogue.record(SCOPE, 'queue', [queueNamed('orders')], NOON);
  const id = idOf('orders');
  await own.series.write([0, 1, 2, 3, 4, 5].map((minute) => row(id, 'sqs.cloudwatch', NOON + minute * MINUTE, { 4: 10 })));
  const rowsIn = async () =>
    (
      await query<{ counts: number[] }>(
        ownUrl,
        'SELECT ARRAY[(SELECT count(*) FROM sample), (SELECT count(*) FROM rollup_5m), (SELECT count(*) FROM rollup_1h)]::int[] AS counts',
      )
    )[0]?.counts;
  const sentAt = async (now: number) => {
    const { step, points } = await own.series.read({ resourceId: id, metric: 'sent', from: NOON, to: NOON + HOUR, stepSeconds: 60, now });
    return [step, points[0]?.[1]];
  };
  const history = [];
  for (const days of [0, 14, 17, 62, 71, 454, 491]) {
    const now = NOON + days * DAY;
    await own.maintenance.run(now);
    history.push([days, await rowsIn(), await sentAt(now)]);
  }
  expect(history).toEqual([
    [0, [6, 0, 0], [60, 10]],
    [14, [6, 2, 1], [60, 10]],
    [17, [0, 2, 1], [300, 50]],
    [62, [0, 2, 1], [300, 50]],
    [71, [0, 0, 1], [3600, 60]],
    [454, [0, 0, 1], [3600, 60]],
    [491, [0, 0, 0], [3600, null]],
  ]);
});

test('points of long ago are rolled up before they are dropped, and do not displace what is known better', async () => {
  const { store: own, url: ownUrl } = await server.openStore();
  await own.catalogue.record(SCOPE, 'queue', [queueNamed('orders')], NOON);
  const id = idOf('orders');
  const now = NOON + 30 * DAY;
  const sums = async () => (await query<{ sum: number }>(ownUrl, 'SELECT sums[5] AS sum FROM rollup_5m ORDER BY at')).map(({ sum }) => sum);
  // Back-filled with a period of five minutes: one row for each.
  await own.series.write([0, 5, 10].map((minute) => row(id, 'sqs.cloudwatch', NOON + minute * MINUTE, { 4: 100 })));
  expect(await own.maintenance.run(now)).toMatchObject({ rolledUp: 1, dropped: 1 });
  expect(await sums()).toEqual([100, 100, 100]);
  expect(await query(ownUrl, 'SELECT count(*)::int AS samples FROM sample')).toEqual([{ samples: 0 }]);

  const whole = NOON + HOUR;
  await own.series.write([0, 1, 2, 3, 4].map((minute) => row(id, 'sqs.cloudwatch', whole + minute * MINUTE, { 4: 1 })));
  await own.maintenance.run(now);
  await own.series.write([row(id, 'sqs.cloudwatch', whole, { 4: 77 })]);
  await own.maintenance.run(now);
  expect(await sums()).toEqual([100, 100, 100, 5]);
});

test('upkeep in several processes at once is done by one of them', async () => {
  const { store: one, url: ownUrl } = await server.openStore();
  const { store: two } = await server.openStore(ownUrl);
  const reports = await Promise.all([one.maintenance.run(NOON), two.maintenance.run(NOON), one.maintenance.run(NOON)]);
  const partitions = await query<{ count: number }>(
    ownUrl,
    `SELECT count(*)::int FROM pg_inherits JOIN pg_class parent ON parent.oid = inhparent WHERE parent.relkind = 'p'`,
  );
  expect(reports.reduce((sum, { created }) => sum + created, 0)).toBe(partitions[0]?.count);
});
