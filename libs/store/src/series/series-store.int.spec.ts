import { beforeEach, expect, test } from 'vitest';
import type { Store } from '../store.js';
import { HOUR, idOf, MINUTE, NOON, queueNamed, row, SCOPE } from '../testing/fixtures.js';
import { useServer } from '../testing/use-server.js';

const server = useServer();
const orders = idOf('orders');
const payments = idOf('payments');
let store: Store;
beforeEach(async () => {
  ({ store } = await server.openStore());
  await store.catalogue.record(SCOPE, 'queue', [queueNamed('orders'), queueNamed('payments')], NOON);
});
const minute = (count: number) => NOON + count * MINUTE;
const cloudwatch = (at: number, settled = true, id = orders) => row(id, 'sqs.cloudwatch', at, { 0: 1, 4: 10 }, settled);

test('a queue that was never read is unknown at every step, not zero', async () => {
  const series = await store.series.read({ resourceId: orders, metric: 'sent', from: NOON, to: minute(3), now: minute(3) });
  expect(series).toEqual({
    unit: 'Count',
    statistic: 'Sum',
    step: 60,
    points: [
      [NOON, null],
      [minute(1), null],
      [minute(2), null],
    ],
    absences: [],
    provisionalFrom: null,
  });
  expect((await store.series.read({ resourceId: orders, metric: 'sent', from: NOON, to: NOON, now: NOON })).points).toEqual([]);
});

test('several resources are answered at once, as each would be alone', async () => {
  await store.series.write([cloudwatch(NOON), cloudwatch(minute(1), false), cloudwatch(NOON, true, payments)]);
  await store.series.write([row(payments, 'sqs.live', minute(1), { 0: 4 }, false)]);
  const request = { metric: 'visible', from: NOON, to: minute(10), stepSeconds: 120, now: minute(5) } as const;
  const many = await store.series.readMany({ ...request, resourceIds: [payments, orders, idOf('unheard-of'), orders] });
  expect([...many.keys()]).toEqual([payments, orders, idOf('unheard-of')]);
  for (const [resourceId, series] of many) expect(series).toEqual(await store.series.read({ ...request, resourceId }));
  expect(many.get(payments)?.points[0]).toEqual([NOON, 4]);
});

test('the first step is whole, wherever in it the range begins', async () => {
  await store.series.write([0, 1, 2, 3, 4].map((count) => cloudwatch(minute(count))));
  const { points } = await store.series.read({
    resourceId: orders,
    metric: 'sent',
    from: minute(3) + 1,
    to: minute(4),
    stepSeconds: 300,
    now: minute(30),
  });
  expect(points).toEqual([[NOON, 50]]);
});

test('a window gives the samples of some resources or of all', async () => {
  const rows = [cloudwatch(NOON), row(payments, 'sqs.live', NOON, { 0: 2 }, false), cloudwatch(minute(1))];
  await store.series.write(rows);
  expect(await store.series.window('all', NOON, minute(2))).toEqual(expect.arrayContaining(rows));
  expect(await store.series.window([payments], NOON, minute(2))).toEqual([rows[1]]);
  expect(await store.series.window('all', minute(1), minute(2))).toEqual([rows[2]]);
});

test('coverage names the minutes still to be asked for, by the minute and by whole hours alike', async () => {
  const hours = 3;
  const missing = new Set([5, 6, 70, 71, 72, 100, 179]);
  const minutes = Array.from({ length: hours * 60 }, (_, index) => index);
  await store.series.write(minutes.filter((index) => !missing.has(index)).map((index) => cloudwatch(minute(index), index !== 90)));
  const absent = (from: number, to: number, reason: 'throttled' | 'inactive') => ({
    resourceId: orders,
    family: 'sqs.cloudwatch' as const,
    from: minute(from),
    to: minute(to),
    reason,
  });
  await store.series.writeAbsences([absent(70, 72, 'inactive'), absent(100, 101, 'throttled')]);

  const expected = {
    settledThrough: minute(179),
    gaps: [
      { from: minute(5), to: minute(7) },
      { from: minute(72), to: minute(73) },
      { from: minute(90), to: minute(91) },
      { from: minute(100), to: minute(101) },
      { from: minute(179), to: minute(182) },
    ],
  };
  const coverage = async () => store.series.coverage('sqs.cloudwatch', NOON - 1, minute(182) + 30_000);
  expect((await coverage()).get(orders)).toEqual(expected);
  await store.maintenance.run(NOON + 10 * HOUR);
  expect((await coverage()).get(orders)).toEqual(expected);
  expect((await coverage()).get(payments)).toEqual({ settledThrough: null, gaps: [{ from: NOON, to: minute(182) }] });

  await store.series.write(minutes.map((index) => cloudwatch(minute(index))));
  const whole = { settledThrough: minute(180), gaps: [{ from: minute(180), to: minute(182) }] };
  expect((await coverage()).get(orders)).toEqual(whole);
  await store.maintenance.run(NOON + 10 * HOUR);
  expect((await coverage()).get(orders)).toEqual(whole);
});

test('a deleted queue has nothing to be asked for', async () => {
  await store.catalogue.record(SCOPE, 'queue', [queueNamed('orders')], minute(1));
  expect([...(await store.series.coverage('sqs.live', NOON, minute(1))).keys()]).toEqual([orders]);
});
