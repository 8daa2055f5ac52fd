import fc from 'fast-check';
import { FAMILIES, type FamilyName, type SampleRow } from '@weir/domain';
import { beforeAll, expect, test } from 'vitest';
import type { Store } from '../store.js';
import { DAY, idOf, MINUTE, NOON, queueNamed, row, SCOPE } from '../testing/fixtures.js';
import { mergeMinutes } from '../testing/merge-minutes.js';
import { query } from '../testing/query.js';
import { useServer } from '../testing/use-server.js';

const server = useServer();
let store: Store;
let url: string;
let runs = 0;
beforeAll(async () => {
  ({ store, url } = await server.openStore());
});

/** A queue of its own for each run of a property. */
async function newQueue() {
  const name = `queue-${runs++}`;
  await store.catalogue.record({ ...SCOPE, region: `run-${runs}` }, 'queue', [queueNamed(name)], NOON);
  return idOf(name);
}
const stored = (id: SampleRow['resourceId']) => store.series.window([id], NOON - 100 * DAY, NOON + DAY);

/** The database knows one zero. */
const withOneZero = (sample: SampleRow): SampleRow => ({
  ...sample,
  values: sample.values.map((value) => (value === null ? null : value + 0)),
});

const family = fc.constantFrom<FamilyName>('sqs.live', 'sqs.cloudwatch');
const write = (name: FamilyName) =>
  fc.record({
    minute: fc.nat(5),
    settled: fc.boolean(),
    values: fc.array(fc.option(fc.double({ noNaN: true, noDefaultInfinity: true }), { freq: 2 }), {
      minLength: FAMILIES[name].metrics.length,
      maxLength: FAMILIES[name].metrics.length,
    }),
  });
const batches = family.chain((name) =>
  fc.tuple(fc.constant(name), fc.array(fc.array(write(name), { minLength: 1, maxLength: 8 }), { minLength: 1, maxLength: 4 })),
);

test('whatever is written in whatever batches, each minute is what the rule makes of it, once', async () => {
  await fc.assert(
    fc.asyncProperty(batches, async ([name, list]) => {
      const resourceId = await newQueue();
      const expected = new Map<number, SampleRow>();
      for (const batch of list) {
        const rows = batch.map(({ minute, ...rest }): SampleRow => ({ resourceId, family: name, at: NOON + minute * MINUTE, ...rest }));
        for (const written of rows) {
          const before = expected.get(written.at);
          expected.set(written.at, before ? mergeMinutes(before, written, FAMILIES[name].merge) : written);
        }
        await store.series.write(rows);
        // Told again, it is no news.
        await store.series.write(rows);
      }
      const sorted = [...expected.values()].sort((a, b) => a.at - b.at);
      expect((await stored(resourceId)).map(withOneZero)).toEqual(sorted.map(withOneZero));
    }),
    { numRuns: 40 },
  );
});

test('several reads of a minute give the same whatever their order', async () => {
  const reads = fc
    .array(write('sqs.live'), { minLength: 2, maxLength: 8 })
    .chain((list) => fc.tuple(fc.constant(list), fc.shuffledSubarray(list, { minLength: list.length })));
  await fc.assert(
    fc.asyncProperty(reads, async (orders) => {
      const results = [];
      for (const order of orders) {
        const resourceId = await newQueue();
        for (const { minute, ...rest } of order)
          await store.series.write([{ resourceId, family: 'sqs.live', at: NOON + minute * MINUTE, ...rest }]);
        results.push((await stored(resourceId)).map(({ at, values, settled }) => ({ at, values, settled })));
      }
      expect(results[0]).toEqual(results[1]);
    }),
    { numRuns: 20 },
  );
});

test('a settled minute is corrected by a settled one, and not by an older unsettled one', async () => {
  const resourceId = await newQueue();
  const minutes = async () => (await stored(resourceId)).map(({ values, settled }) => ({ visible: values[0], settled }));
  await store.series.write([row(resourceId, 'sqs.cloudwatch', NOON, { 0: 1 }, false)]);
  await store.series.write([row(resourceId, 'sqs.cloudwatch', NOON, { 0: 2 }, true)]);
  await store.series.write([row(resourceId, 'sqs.cloudwatch', NOON, { 0: 3 }, false)]);
  expect(await minutes()).toEqual([{ visible: 2, settled: true }]);
  await store.series.write([row(resourceId, 'sqs.cloudwatch', NOON, { 0: 4 }, true)]);
  expect(await minutes()).toEqual([{ visible: 4, settled: true }]);
});

test('what is no number is unknown, and a moment within a minute is that minute', async () => {
  const resourceId = await newQueue();
  await store.series.write([
    { resourceId, family: 'sqs.live', at: NOON + 59_999, values: [Number.NaN, Number.POSITIVE_INFINITY], settled: true },
  ]);
  expect(await stored(resourceId)).toEqual([{ resourceId, family: 'sqs.live', at: NOON, values: [null, null, null], settled: true }]);
});

test('a row with too many values, or out of time, is refused and nothing of its batch is stored', async () => {
  const resourceId = await newQueue();
  const good = row(resourceId, 'sqs.live', NOON, { 0: 1 });
  for (const bad of [
    { ...good, values: [1, 2, 3, 4] },
    { ...good, at: Number.NaN },
    { ...good, at: -1 },
    { ...good, at: Date.UTC(2100, 0, 1) },
  ]) {
    await expect(store.series.write([good, bad])).rejects.toThrow(RangeError);
  }
  expect(await stored(resourceId)).toEqual([]);
  // A year for every row: nobody's history looks like that.
  const scattered = Array.from({ length: 600 }, (_, index) => row(resourceId, 'sqs.live', NOON - index * 10 * DAY, { 0: 1 }));
  await expect(store.series.write(scattered)).rejects.toThrow(/partitions/);
});

test('writers of the same minutes at the same time neither fail nor lose the greatest', async () => {
  const ids = await Promise.all([newQueue(), newQueue(), newQueue()]);
  const { store: other } = await server.openStore(url);
  const rows = (value: number) =>
    ids.flatMap((id) => [0, 1, 2, 3].map((minute) => row(id, 'sqs.live', NOON + minute * MINUTE, { 0: value })));
  await Promise.all([1, 9, 4, 7].flatMap((value) => [store.series.write(rows(value)), other.series.write([...rows(value)].reverse())]));
  for (const id of ids) expect((await stored(id)).map(({ values }) => values[0])).toEqual([9, 9, 9, 9]);
});

test('a partition that another process dropped is made again', async () => {
  const resourceId = await newQueue();
  await store.series.write([row(resourceId, 'sqs.live', NOON, { 0: 1 })]);
  await query(url, 'DROP TABLE sample_20261124');
  await store.series.write([row(resourceId, 'sqs.live', NOON, { 0: 2 })]);
  expect((await stored(resourceId)).map(({ values }) => values[0])).toEqual([2]);
});

test('a series of a resource nobody discovered is refused', async () => {
  await expect(store.series.write([row(idOf('unheard-of'), 'sqs.live', NOON, { 0: 1 })])).rejects.toThrow(/foreign key/);
});

test('twelve thousand rows of one queue over many days are all stored', async () => {
  const resourceId = await newQueue();
  const rows = Array.from({ length: 12_000 }, (_, index) =>
    row(resourceId, 'sqs.live', NOON - 60 * DAY + index * 7 * MINUTE, { 0: index }),
  );
  await store.series.write(rows);
  expect(await stored(resourceId)).toEqual(rows);
});
