import { beforeAll, expect, test } from 'vitest';
import type { Store, StoreChange } from './store.js';
import { HOUR, idOf, MINUTE, NOON, queueNamed, row, SCOPE } from './testing/fixtures.js';
import { PATIENCE } from './testing/patience.js';
import { useServer } from './testing/use-server.js';

const server = useServer();
let store: Store;
beforeAll(async () => {
  ({ store } = await server.openStore());
});

test('a queue goes from discovery over samples to a series and a verdict, and everyone hears of it', async () => {
  const id = idOf('orders');
  const heard: StoreChange[] = [];
  const listening = await store.onChange((change) => heard.push(change));

  expect(await store.catalogue.record(SCOPE, 'queue', [queueNamed('orders')], NOON)).toEqual({
    added: [id],
    changed: [],
    deleted: [],
    restored: [],
  });
  await store.series.write([
    row(id, 'sqs.cloudwatch', NOON, { 0: 5, 4: 12 }),
    row(id, 'sqs.live', NOON + MINUTE, { 0: 9, 1: 1, 2: 0 }, false),
  ]);
  const series = await store.series.read({ resourceId: id, metric: 'visible', from: NOON, to: NOON + 3 * MINUTE, now: NOON + 3 * MINUTE });
  expect(series).toEqual({
    unit: 'Count',
    statistic: 'Maximum',
    step: 60,
    points: [
      [NOON, 5],
      [NOON + MINUTE, 9],
      [NOON + 2 * MINUTE, null],
    ],
    absences: [],
    provisionalFrom: NOON + MINUTE,
  });

  const state = {
    resourceId: id,
    verdict: {
      state: 'stopped' as const,
      reason: 'nobody-receiving',
      because: 'nobody receives, 12 /s arrive',
      since: NOON,
      judgedAt: NOON,
      standing: null,
    },
    latest: { visible: { value: 9, at: NOON + MINUTE, state: 'live' as const } },
    rates: { in: 0.2, out: null },
    drain: { kind: 'never' as const },
    loss: null,
    growthPerSecond: null,
    liveBudgetSeconds: 30,
  };
  const transition = {
    resourceId: id,
    at: NOON,
    from: null,
    to: 'stopped' as const,
    reason: 'nobody-receiving',
    because: 'nobody receives, 12 /s arrive',
  };
  await store.state.commit({ states: [state], transitions: [transition], at: NOON });
  expect(await store.state.load()).toEqual([state]);
  expect(await store.state.load([idOf('another')])).toEqual([]);
  expect(await store.state.transitions({ from: NOON, to: NOON + 1, limit: 10 })).toEqual([transition]);

  const count = {
    ...SCOPE,
    api: 'sqs:GetQueueAttributes',
    day: '2026-11-24',
    calls: 3,
    billedUnits: 3,
    usd: 0.0000012,
    throttled: 1,
    failed: 0,
  };
  await store.meter.add([count, count]);
  expect(await store.meter.month('2026-11')).toEqual([
    { ...count, day: '2026-11-01', calls: 6, billedUnits: 6, usd: 0.0000024, throttled: 2, failed: 0 },
  ]);

  await expect.poll(() => heard, PATIENCE).toEqual([{ catalogue: true }, { ids: [id] }]);
  await listening.stop();
});

test('upkeep makes partitions, rolls up what is settled, and drops what is over', async () => {
  const id = idOf('orders');
  expect(await store.maintenance.run(NOON + 5 * HOUR)).toMatchObject({ rolledUp: 2 });
  expect(
    await store.series.read({ resourceId: id, metric: 'sent', from: NOON, to: NOON + HOUR, stepSeconds: 3600, now: NOON + 5 * HOUR }),
  ).toMatchObject({
    step: 3600,
    points: [[NOON, 12]],
  });
  expect(await store.maintenance.run(NOON + 5 * HOUR)).toEqual({ created: 0, dropped: 0, rolledUp: 0 });
});
