import type { ResourceId } from '@weir/contract';
import { resourceIdOf, type ShardMetric, type ShardMinute } from '@weir/domain';
import fc from 'fast-check';
import { beforeEach, expect, test } from 'vitest';
import type { Store, StoreChange } from '../store.js';
import { DAY, HOUR, MINUTE, NOON, SCOPE, shardsNumbering, streamNamed } from '../testing/fixtures.js';
import { knownValues, mergeShardValues } from '../testing/merge-shard-values.js';
import { PATIENCE } from '../testing/patience.js';
import { query } from '../testing/query.js';
import { useServer } from '../testing/use-server.js';

const server = useServer();
let store: Store;
let url: string;
const clicks = resourceIdOf(streamNamed('clicks').arn);
beforeEach(async () => {
  ({ store, url } = await server.openStore());
  await store.catalogue.record(SCOPE, 'stream', [streamNamed('clicks'), streamNamed('orders')], NOON);
});
const minute = (at: number, values: ShardMinute['values'], change: Partial<ShardMinute> = {}): ShardMinute => ({
  streamId: clicks,
  at,
  source: 'metrics',
  settled: true,
  values,
  ...change,
});
/** As a caller sees it: lists, null for what is not known. */
async function readMinutes(from = NOON, to = NOON + DAY, streamId: ResourceId = clicks) {
  const minutes = await store.streams.readShardMinutes(streamId, METRICS, from, to);
  return minutes.map(({ values, ...rest }) => ({
    ...rest,
    values: Object.fromEntries(
      Object.entries(values).map(([metric, floats]) => [metric, Array.from(floats, (v) => (Number.isNaN(v) ? null : v))]),
    ),
  }));
}

const METRICS = ['incomingBytes', 'iteratorAge'] as const satisfies readonly ShardMetric[];
/** One zero, as stored. */
const value = fc.option(
  fc.float({ noNaN: true, noDefaultInfinity: true }).map((float) => float + 0),
  { freq: 2 },
);
const values = fc.record(
  { incomingBytes: fc.array(value, { maxLength: 4 }), iteratorAge: fc.array(value, { maxLength: 2 }) },
  { requiredKeys: [] },
);
const write = fc.record({
  at: fc.nat(2).map((index) => NOON + index * MINUTE),
  source: fc.constantFrom('metrics' as const, 'sampled' as const),
  settled: fc.boolean(),
  values,
});
const batches = fc.array(fc.array(write, { minLength: 1, maxLength: 8 }), { minLength: 1, maxLength: 4 });

test('whatever is written in whatever batches, each minute is what the rule makes of it, value by value', async () => {
  let runs = 0;
  await fc.assert(
    fc.asyncProperty(batches, async (list) => {
      const stream = streamNamed('clicks', { scope: { ...SCOPE, region: `run-${runs++}` } });
      await store.catalogue.record(stream, 'stream', [stream], NOON);
      const streamId = resourceIdOf(stream.arn);
      const expected = new Map<number, Omit<ShardMinute, 'streamId'>>();
      for (const batch of list) {
        const rows = batch.map((row) => ({ ...row, streamId }));
        for (const { at, ...written } of batch) {
          const before = expected.get(at);
          expected.set(at, { at, ...(before ? mergeShardValues(before, written) : written) });
        }
        await store.streams.writeShardMinutes(rows);
      }
      const sorted = [...expected.values()].sort((a, b) => a.at - b.at).map((row) => ({ ...row, values: knownValues(row.values) }));
      expect(await readMinutes(NOON, NOON + DAY, streamId)).toEqual(sorted);
    }),
    { numRuns: 60 },
  );
});

test('minutes come back in the order of time, only those asked for, whatever their length', async () => {
  await store.streams.writeShardMinutes([
    minute(NOON + MINUTE, { incomingBytes: [1, null, 62_914_560], outgoingBytes: [7] }),
    minute(NOON + 59_999, { incomingBytes: [null, 0.5, null, null], iteratorAge: [Number.NaN, Infinity, 3] }, { settled: false }),
    minute(NOON + 2 * MINUTE, { incomingRecords: [4] }, { source: 'sampled' }),
    minute(NOON + HOUR, { incomingBytes: [9] }),
  ]);
  expect(await readMinutes(NOON, NOON + HOUR)).toEqual([
    { at: NOON, source: 'metrics', settled: false, values: { incomingBytes: [null, 0.5], iteratorAge: [null, null, 3] } },
    { at: NOON + MINUTE, source: 'metrics', settled: true, values: { incomingBytes: [1, null, 62_914_560] } },
    { at: NOON + 2 * MINUTE, source: 'sampled', settled: true, values: {} },
  ]);
  expect(await readMinutes(NOON, NOON + HOUR, resourceIdOf(streamNamed('orders').arn))).toEqual([]);
});

test('steps sum what is known of each shard, keep the greatest age, and say of how many minutes', async () => {
  await store.streams.writeShardMinutes([
    minute(NOON, { incomingBytes: [1, 2], iteratorAge: [5] }),
    minute(NOON + 4 * MINUTE, { incomingBytes: [null, 30, 4], iteratorAge: [3, 8] }, { source: 'sampled', settled: false }),
    minute(NOON + 5 * MINUTE, { incomingBytes: [7] }),
    minute(NOON + DAY, { incomingBytes: [8] }),
  ]);
  const steps = await store.streams.readShardSteps(clicks, ['incomingBytes', 'iteratorAge'], NOON, NOON + 2 * DAY, 300);
  expect(steps).toEqual([
    {
      at: NOON,
      source: 'sampled',
      settled: false,
      minutes: 2,
      values: {
        incomingBytes: { values: Float64Array.of(1, 32, 4), known: Uint16Array.of(1, 2, 1) },
        iteratorAge: { values: Float64Array.of(5, 8), known: Uint16Array.of(2, 1) },
      },
    },
    {
      at: NOON + 5 * MINUTE,
      source: 'metrics',
      settled: true,
      minutes: 1,
      values: { incomingBytes: { values: Float64Array.of(7), known: Uint16Array.of(1) } },
    },
    {
      at: NOON + DAY,
      source: 'metrics',
      settled: true,
      minutes: 1,
      values: { incomingBytes: { values: Float64Array.of(8), known: Uint16Array.of(1) } },
    },
  ]);
  await expect(store.streams.readShardSteps(clicks, ['incomingBytes'], NOON, NOON + DAY, 90)).rejects.toThrow(RangeError);
});

test('a refused row leaves nothing of its batch', async () => {
  const good = minute(NOON, { incomingBytes: [1] });
  for (const bad of [minute(-1, {}), minute(Number.NaN, {}), minute(NOON, { incomingBytes: Array.from({ length: 100_001 }, () => 1) })]) {
    await expect(store.streams.writeShardMinutes([good, bad])).rejects.toThrow(RangeError);
  }
  const unheardOf = resourceIdOf(streamNamed('unheard-of').arn);
  await expect(store.streams.writeShardMinutes([good, { ...good, streamId: unheardOf }])).rejects.toThrow(/foreign key/);
  expect(await readMinutes()).toEqual([]);
});

test('writers of the same minutes at the same time lose no shard', async () => {
  const { store: other } = await server.openStore(url);
  const ofShard = (shard: number) =>
    Array.from({ length: 300 }, (_, index) => minute(NOON + index * MINUTE, { incomingBytes: [...Array<null>(shard).fill(null), index] }));
  await Promise.all(
    [0, 1, 2, 3, 4, 5].map((shard) =>
      shard % 2 ? store.streams.writeShardMinutes(ofShard(shard)) : other.streams.writeShardMinutes([...ofShard(shard)].reverse()),
    ),
  );
  expect((await readMinutes()).map(({ values }) => values['incomingBytes'])).toEqual(
    Array.from({ length: 300 }, (_, index) => Array<number>(6).fill(index)),
  );
});

test('what is not settled is a gap, unless there is a reason not to ask again', async () => {
  const orders = resourceIdOf(streamNamed('orders').arn);
  await store.streams.writeShardMinutes([
    minute(NOON, { incomingBytes: [1] }),
    minute(NOON + MINUTE, { incomingBytes: [1] }),
    minute(NOON + 2 * MINUTE, { incomingBytes: [1] }, { settled: false }),
  ]);
  await store.streams.writeShardAbsences([
    { streamId: clicks, from: NOON + 3 * MINUTE, to: NOON + 5 * MINUTE, reason: 'not-emitted' },
    { streamId: clicks, from: NOON + 4 * MINUTE, to: NOON + 6 * MINUTE, reason: 'collector-down' },
  ]);
  expect(await store.streams.readShardAbsences(clicks, NOON, NOON + 4 * MINUTE)).toEqual([
    { from: NOON + 3 * MINUTE, to: NOON + 4 * MINUTE, reason: 'not-emitted' },
  ]);
  expect(await store.streams.readShardAbsences(orders, NOON, NOON + HOUR)).toEqual([]);
  expect(await store.streams.coverage([clicks, orders], NOON - 1, NOON + 7 * MINUTE + 1)).toEqual(
    new Map([
      [
        clicks,
        {
          settledThrough: NOON + 2 * MINUTE,
          gaps: [
            { from: NOON + 2 * MINUTE, to: NOON + 3 * MINUTE },
            { from: NOON + 4 * MINUTE, to: NOON + 7 * MINUTE },
          ],
        },
      ],
      [orders, { settledThrough: null, gaps: [{ from: NOON, to: NOON + 7 * MINUTE }] }],
    ]),
  );
});

test('keys of a minute are replaced, and kept whatever they hold', async () => {
  const keys = ['user-1', `'; DROP TABLE key_sample; --`, '<b>\u202E'];
  await store.streams.writeKeyMinutes([
    { streamId: clicks, at: NOON + MINUTE, document: { keys: ['older'] } },
    { streamId: clicks, at: NOON, document: { keys: ['a\0b', 'half \uD83D'] } },
    { streamId: clicks, at: NOON + MINUTE + 1, document: { keys: ['newer'] } },
  ]);
  await store.streams.writeKeyMinutes([{ streamId: clicks, at: NOON + MINUTE, document: { keys } }]);
  expect(await store.streams.readKeyMinutes(clicks, NOON, NOON + 2 * MINUTE)).toEqual([
    { at: NOON, document: { keys: ['a\uFFFDb', 'half \uFFFD'] } },
    { at: NOON + MINUTE, document: { keys } },
  ]);
  expect(await store.streams.readKeyMinutes(clicks, NOON, NOON + MINUTE)).toHaveLength(1);
});

test('what sampling took adds up by day and stream', async () => {
  const spend = { calls: 2, records: 1_000, bytes: 4_000_000_000, usd: 0.25 };
  await Promise.all([1, 2, 3].map(() => store.streams.addSampling('2026-11-24', clicks, spend)));
  await store.streams.addSampling('2026-11-25', clicks, spend);
  expect(await store.streams.samplingOf('2026-11-24')).toEqual(
    new Map([[clicks, { calls: 6, records: 3_000, bytes: 12_000_000_000, usd: 0.75 }]]),
  );
  expect(await store.streams.samplingOf('2026-11-26')).toEqual(new Map());
});

test('other processes hear of a stream once per write that changed it', async () => {
  const { store: other } = await server.openStore(url);
  const heard: StoreChange[] = [];
  await other.onChange((change) => heard.push(change));
  const rows = Array.from({ length: 450 }, (_, index) => minute(NOON + index * MINUTE, { incomingBytes: [1] }));
  await store.streams.writeShardMinutes(rows);
  await store.streams.writeShardMinutes(rows);
  await store.streams.writeKeyMinutes([0, 1].map((index) => ({ streamId: clicks, at: NOON + index * MINUTE, document: {} })));
  await store.streams.recordShards(clicks, shardsNumbering(1), NOON);
  await store.streams.recordShards(clicks, shardsNumbering(1), NOON + MINUTE);
  await store.state.commit({ states: [], transitions: [], scopes: [], at: NOON });
  await store.streams.writeKeyMinutes([{ streamId: resourceIdOf(streamNamed('orders').arn), at: NOON, document: {} }]);
  await expect
    .poll(() => heard, PATIENCE)
    .toEqual([{ ids: [clicks] }, { ids: [clicks] }, { ids: [clicks] }, { ids: [resourceIdOf(streamNamed('orders').arn)] }]);
});

test('the view shows a row for each shard and minute of which anything is known', async () => {
  await store.streams.recordShards(clicks, shardsNumbering(3), NOON);
  await store.streams.writeShardMinutes([
    minute(NOON, { incomingBytes: [62_914_560, null, -0.15625], iteratorAge: [null, null, 1e-42] }),
    minute(NOON + MINUTE, { writeThrottled: [0] }, { source: 'sampled', settled: false }),
  ]);
  expect(
    await query(
      url,
      'SELECT name, shard_id, at, settled, source, incoming_bytes, write_throttled, iterator_age FROM kinesis_shard_minute ORDER BY at, shard_id',
    ),
  ).toEqual([
    {
      name: 'clicks',
      shard_id: 'shardId-000000000000',
      at: new Date(NOON),
      settled: true,
      source: 'metrics',
      incoming_bytes: 62_914_560,
      write_throttled: null,
      iterator_age: null,
    },
    {
      name: 'clicks',
      shard_id: 'shardId-000000000002',
      at: new Date(NOON),
      settled: true,
      source: 'metrics',
      incoming_bytes: -0.15625,
      write_throttled: null,
      iterator_age: Math.fround(1e-42),
    },
    {
      name: 'clicks',
      shard_id: 'shardId-000000000000',
      at: new Date(NOON + MINUTE),
      settled: false,
      source: 'sampled',
      incoming_bytes: null,
      write_throttled: 0,
      iterator_age: null,
    },
  ]);
});

test('upkeep drops minutes and keys that are over fifteen days old, by the day', async () => {
  await store.streams.writeShardMinutes([0, 1, 15, 16, 17].map((days) => minute(NOON - days * DAY, { incomingBytes: [days] })));
  await store.streams.writeKeyMinutes([0, 16].map((days) => ({ streamId: clicks, at: NOON - days * DAY, document: days })));
  await store.maintenance.run(NOON);
  expect((await readMinutes(NOON - 30 * DAY)).map(({ values }) => values['incomingBytes'])).toEqual([[15], [1], [0]]);
  expect(await store.streams.readKeyMinutes(clicks, NOON - 30 * DAY, NOON + DAY)).toEqual([{ at: NOON, document: 0 }]);
  // A partition that is known here and was dropped elsewhere is made again.
  await query(url, 'DROP TABLE shard_minute_20261124');
  await store.streams.writeShardMinutes([minute(NOON, { incomingBytes: [2] })]);
  expect((await readMinutes()).map(({ values }) => values['incomingBytes'])).toEqual([[2]]);
});
