import type { ResourceId } from '@weir/contract';
import { beforeEach, expect, test } from 'vitest';
import type { Store } from '../store.js';
import { DAY, HOUR, idOf, MINUTE, NOON, queueNamed, row, SCOPE } from '../testing/fixtures.js';
import { useServer } from '../testing/use-server.js';

const server = useServer();
const orders = idOf('orders');
const payments = idOf('payments');
const VISIBLE = 0;
const SENT = 4;
/** A connection makes the plan of a named statement anew this often before it may keep one for all values (PostgreSQL documentation, PREPARE). */
const PLANNED_ANEW = 5;
let store: Store;
let url: string;
beforeEach(async () => {
  ({ store, url } = await server.openStore());
  await store.catalogue.record(SCOPE, 'queue', [queueNamed('orders'), queueNamed('payments')], NOON);
});
const sent = (at: number, count: number, id: ResourceId = orders) => row(id, 'sqs.cloudwatch', at, { [SENT]: count });
const hour = (count: number) => NOON + count * HOUR;
const totalOf = (points: readonly (readonly [number, number | null])[]) => points.reduce((sum, [, value]) => sum + (value ?? 0), 0);
async function totalSent(hours: number, stepSeconds = 1800): Promise<number> {
  const request = { resourceId: orders, metric: 'sent', from: NOON, to: hour(hours), stepSeconds, now: hour(hours) } as const;
  return totalOf((await store.series.read(request)).points);
}

test('what another process writes late into an hour that was rolled up is in the next read', async () => {
  const { store: other } = await server.openStore(url);
  await store.series.write([sent(NOON, 10), sent(hour(1), 20)]);
  await store.maintenance.run(hour(6));
  for (let read = 0; read <= PLANNED_ANEW; read++) expect(await totalSent(2)).toBe(30);

  await other.series.write([sent(NOON + MINUTE, 5)]);
  expect(await totalSent(2)).toBe(35);
  await other.maintenance.run(hour(6));
  expect(await totalSent(2)).toBe(35);
  await other.series.write([sent(hour(1) + MINUTE, 7)]);
  expect([await totalSent(2), await totalSent(2, 3600), await totalSent(2, 60)]).toEqual([42, 42, 42]);
});

test('a plan made while there were few partitions answers for those that came later', async () => {
  await store.series.write([sent(NOON, 10)]);
  for (let read = 0; read <= PLANNED_ANEW; read++) expect([await totalSent(2, 60), await totalSent(2, 300)]).toEqual([10, 10]);
  const days = Array.from({ length: 12 }, (_, day) => sent(NOON + day * DAY, day === 0 ? 10 : 1));
  await store.series.write(days);
  expect([await totalSent(13 * 24, 300), await totalSent(13 * 24, 420)]).toEqual([21, 21]);
  await store.maintenance.run(NOON + 12 * DAY);
  expect([await totalSent(13 * 24, 300), await totalSent(13 * 24, 86_400)]).toEqual([21, 21]);
});

test('reads while hours are rolled up and reopened find every hour once', async () => {
  const hours = 24;
  const rows = Array.from({ length: hours * 4 }, (_, quarter) => sent(NOON + quarter * 15 * MINUTE, 1));
  await store.series.write(rows);
  let working = true;
  const upkeep = (async () => {
    await store.maintenance.run(hour(hours + 6));
    // The same value again changes nothing; a different one and back reopens the hour twice.
    for (const late of rows.slice(0, 20)) {
      await store.series.write([{ ...late, values: late.values.map((value) => value && value + 1) }]);
      await store.series.write([late]);
      await store.maintenance.run(hour(hours + 6));
    }
    working = false;
  })();
  const totals = new Set<number>();
  while (working) totals.add(await totalSent(hours));
  await upkeep;
  for (const total of totals) expect([rows.length, rows.length + 1]).toContain(total);
  expect(await totalSent(hours)).toBe(rows.length);
});

test('several resources are answered from rollups as each would be alone, whichever of them was reopened or has holes', async () => {
  const minutes = Array.from({ length: 180 }, (_, index) => NOON + index * MINUTE);
  const depth = (id: ResourceId, at: number, value: number) => row(id, 'sqs.cloudwatch', at, { [VISIBLE]: value });
  await store.series.write(minutes.flatMap((at, index) => [depth(orders, at, index), row(payments, 'sqs.live', at, { 0: 500 + index })]));
  await store.series.write(minutes.filter((_, index) => index < 20 || index >= 50).map((at) => depth(payments, at, 1)));
  await store.maintenance.run(hour(6));
  await store.series.write([depth(orders, NOON + MINUTE, 900)]);
  // What CloudWatch does not know in the step of half past twelve, SQS itself said.
  for (const [stepSeconds, halfPast] of [
    [60, 530],
    [300, 534],
    [600, 539],
    [3600, 559],
  ] as const) {
    const request = { metric: 'visible', from: NOON, to: hour(3), stepSeconds, now: hour(6) } as const;
    const many = await store.series.readMany({ ...request, resourceIds: [payments, idOf('unheard-of'), orders] });
    for (const [resourceId, series] of many) expect(series).toEqual(await store.series.read({ ...request, resourceId }));
    const valueAt = (id: ResourceId, minute: number) => many.get(id)?.points[Math.floor((minute * 60) / stepSeconds)]?.[1];
    expect([valueAt(orders, 1), valueAt(payments, 30), valueAt(payments, 179)]).toEqual([900, halfPast, 1]);
  }
});
