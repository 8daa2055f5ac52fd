import fc from 'fast-check';
import type { AbsenceReason } from '@weir/contract';
import { beforeAll, expect, test } from 'vitest';
import type { Store } from '../store.js';
import { HOUR, idOf, MINUTE, NOON, queueNamed, row, SCOPE } from '../testing/fixtures.js';
import { query } from '../testing/query.js';
import { useServer } from '../testing/use-server.js';

const server = useServer();
let store: Store;
let url: string;
let runs = 0;
beforeAll(async () => {
  ({ store, url } = await server.openStore());
});
async function newQueue() {
  const name = `queue-${runs++}`;
  await store.catalogue.record({ ...SCOPE, region: `run-${runs}` }, 'queue', [queueNamed(name)], NOON);
  return idOf(name);
}
const MINUTES = 30;
const told = fc
  .tuple(fc.nat(MINUTES), fc.nat(MINUTES), fc.constantFrom<AbsenceReason>('throttled', 'denied', 'inactive'))
  .map(([one, two, reason]) => ({ from: Math.min(one, two), to: Math.max(one, two), reason }));

test('in whatever batches absences are told, each minute has the reason told last, in the fewest spans', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.array(told, { maxLength: 5 }), { maxLength: 5 }), async (batches) => {
      const resourceId = await newQueue();
      const minutes = Array.from({ length: MINUTES }, (): AbsenceReason | null => null);
      for (const batch of batches) {
        for (const { from, to, reason } of batch) minutes.fill(reason, from, to);
        await store.series.writeAbsences(
          batch.map(({ from, to, reason }) => ({
            resourceId,
            family: 'sqs.cloudwatch',
            from: NOON + from * MINUTE,
            to: NOON + to * MINUTE,
            reason,
          })),
        );
      }
      const spans = await query<{ from: number; to: number; reason: AbsenceReason }>(
        url,
        `SELECT (date_part('epoch', from_at) * 1000 - $2) / 60000 AS from, (date_part('epoch', to_at) * 1000 - $2) / 60000 AS to, reason
         FROM absence JOIN series ON series.id = series_id WHERE resource_id = $1 ORDER BY from_at`,
        [resourceId, NOON],
      );
      const redrawn = Array.from({ length: MINUTES }, (): AbsenceReason | null => null);
      for (const { from, to, reason } of spans) redrawn.fill(reason, from, to);
      expect(redrawn).toEqual(minutes);
      const changes = minutes.filter((reason, index) => reason !== null && reason !== minutes[index - 1]).length;
      expect(spans).toHaveLength(changes);
    }),
    { numRuns: 40 },
  );
});

test('writers at the same time leave no overlap', async () => {
  const resourceId = await newQueue();
  const span = (from: number, reason: AbsenceReason) => ({
    resourceId,
    family: 'sqs.live' as const,
    from: NOON + from * MINUTE,
    to: NOON + (from + 10) * MINUTE,
    reason,
  });
  await Promise.all(
    Array.from({ length: 12 }, (_, index) => store.series.writeAbsences([span(index * 3, index % 2 ? 'denied' : 'throttled')])),
  );
  const overlaps = await query(
    url,
    `SELECT FROM absence a JOIN absence b ON a.series_id = b.series_id AND a.from_at < b.from_at AND a.to_at > b.from_at
     JOIN series ON series.id = a.series_id WHERE resource_id = $1`,
    [resourceId],
  );
  expect(overlaps).toEqual([]);
});

test('where a sample and an absence meet, the sample is believed', async () => {
  const resourceId = await newQueue();
  await store.series.writeAbsences([
    { resourceId, family: 'sqs.cloudwatch', from: NOON - HOUR, to: NOON + HOUR, reason: 'collector-down' },
  ]);
  await store.series.write([row(resourceId, 'sqs.cloudwatch', NOON + MINUTE, { 0: 0 })]);
  const series = await store.series.read({ resourceId, metric: 'visible', from: NOON, to: NOON + 3 * MINUTE, now: NOON + HOUR });
  expect(series.points.map(([, value]) => value)).toEqual([null, 0, null]);
  expect(series.absences).toEqual([
    { from: NOON, to: NOON + MINUTE, reason: 'collector-down' },
    { from: NOON + 2 * MINUTE, to: NOON + 3 * MINUTE, reason: 'collector-down' },
  ]);
});
