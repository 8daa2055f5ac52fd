import { beforeEach, expect, test } from 'vitest';
import type { Store } from '../store.js';
import { SCOPE } from '../testing/fixtures.js';
import { useServer } from '../testing/use-server.js';

const server = useServer();
let store: Store;
beforeEach(async () => {
  ({ store } = await server.openStore());
});
const calls = (day: string, change = {}) => ({
  ...SCOPE,
  api: 'cloudwatch:GetMetricData',
  day,
  calls: 1,
  billedUnits: 500,
  usd: 0.005,
  throttled: 0,
  failed: 0,
  ...change,
});

test('calls add up over the days of a month, per account, region and API', async () => {
  await store.meter.add([calls('2026-10-31'), calls('2026-11-01'), calls('2026-11-01', { calls: 2, throttled: 1 }), calls('2026-12-01')]);
  await store.meter.add([calls('2026-11-30', { failed: 1 }), calls('2026-11-30', { region: 'us-east-1' })]);
  expect(await store.meter.month('2026-11')).toEqual([
    { ...calls('2026-11-01'), calls: 4, billedUnits: 1_500, usd: 0.015, throttled: 1, failed: 1 },
    calls('2026-11-01', { region: 'us-east-1' }),
  ]);
  expect(await store.meter.month('2026-09')).toEqual([]);
});

test('writers at the same time lose no call', async () => {
  const batch = ['a', 'b', 'c', 'd'].map((api) => calls('2026-11-01', { api, usd: 1 }));
  await Promise.all(Array.from({ length: 20 }, (_, index) => store.meter.add(index % 2 ? batch : [...batch].reverse())));
  expect((await store.meter.month('2026-11')).map((row) => row.calls)).toEqual([20, 20, 20, 20]);
});

test.each(['2026-13', '2026', "2026-11'; --"])('%s is no month', async (month) => {
  await expect(store.meter.month(month)).rejects.toThrow(RangeError);
});
