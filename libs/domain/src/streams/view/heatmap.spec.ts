import { describe, expect, test } from 'vitest';
import { GREATEST_HASH, RING_SIZE } from '../hash-range.js';
import { cellOf, demandBounds, composeHeatmap, composeMiniature, type PlacedShard, type ShardReadings } from './heatmap.js';

const FROM = Date.UTC(2026, 10, 24, 12, 0);
const MINUTE = 60_000;
const HALF = RING_SIZE / 2n;
const QUARTER = RING_SIZE / 4n;
const shard = (id: number, start: bigint, end: bigint, change: Partial<PlacedShard> = {}): PlacedShard => ({
  shardId: `shardId-${String(id).padStart(12, '0')}`,
  ordinal: id,
  range: { start, end },
  parentShardId: null,
  adjacentParentShardId: null,
  open: true,
  ...change,
});
const known = (values: readonly number[], minutes = 1) => ({ values, known: values.map((value) => (Number.isNaN(value) ? 0 : minutes)) });
const step = (
  minute: number,
  bytes: readonly number[],
  records: readonly number[],
  change: Partial<ShardReadings> = {},
): ShardReadings => ({
  at: FROM + minute * MINUTE,
  source: 'metrics',
  settled: true,
  values: { incomingBytes: known(bytes), incomingRecords: known(records) },
  ...change,
});
const request = {
  axis: 'hash',
  metric: 'write',
  from: FROM,
  stepSeconds: 60,
  columns: 3,
  now: FROM + 60 * MINUTE,
  isMeasured: true,
} as const;
const MIB = 1_048_576 * 60;

/** Shard 0 is split into 2 and 3 after the first minute; shard 1 stays. */
const SPLIT = [
  shard(0, 0n, HALF - 1n, { open: false }),
  shard(1, HALF, GREATEST_HASH),
  shard(2, 0n, QUARTER - 1n, { parentShardId: 'shardId-000000000000' }),
  shard(3, QUARTER, HALF - 1n, { parentShardId: 'shardId-000000000000' }),
];
const NONE = Number.NaN;
const STEPS = [
  step(0, [MIB, MIB / 4, NONE, NONE], [60, 60, NONE, NONE]),
  step(1, [NONE, MIB / 4, MIB / 2, MIB / 8], [NONE, 45_000, 60, 60]),
  step(2, [NONE, MIB / 4, MIB / 2, MIB / 8], [NONE, 60, 60, 60], { settled: false }),
];

describe('a heatmap', () => {
  const map = composeHeatmap(request, SPLIT, STEPS, []);

  test('shows the greater share of both limits, by shard along the ring', () => {
    expect(map.rows.map(({ shardId }) => shardId.slice(-1))).toEqual(['0', '2', '3', '1']);
    expect([...map.values].map((value) => (Number.isNaN(value) ? null : value))).toEqual([
      1,
      null,
      null,
      null,
      0.5,
      0.5,
      null,
      0.125,
      0.125,
      0.25,
      0.75,
      0.25,
    ]);
    expect([map.unit, map.limit, map.source, map.provisionalFrom]).toEqual(['share', 1, 'metrics', FROM + 2 * MINUTE]);
  });

  test('tells lives of shards by their readings', () => {
    expect(map.rows.map(({ openedAt, closedAt }) => [openedAt, closedAt])).toEqual([
      [null, FROM + MINUTE],
      [FROM + MINUTE, null],
      [FROM + MINUTE, null],
      [null, null],
    ]);
    expect(map.reshards).toEqual([
      { at: FROM + MINUTE, kind: 'split', parents: ['shardId-000000000000'], children: ['shardId-000000000002', 'shardId-000000000003'] },
    ]);
  });

  test('tells merges', () => {
    const merged = shard(2, 0n, GREATEST_HASH, { parentShardId: 'shardId-000000000000', adjacentParentShardId: 'shardId-000000000001' });
    const shards = [shard(0, 0n, HALF - 1n, { open: false }), shard(1, HALF, GREATEST_HASH, { open: false }), merged];
    const steps = [step(0, [1, 1, NONE], [1, 1, NONE]), step(1, [NONE, NONE, 1], [NONE, NONE, 1])];
    expect(composeHeatmap(request, shards, steps, []).reshards).toEqual([
      { at: FROM + MINUTE, kind: 'merge', parents: ['shardId-000000000000', 'shardId-000000000001'], children: ['shardId-000000000002'] },
    ]);
  });

  test('divides by the minutes that are known, not by those of the step', () => {
    const half = { ...step(0, [], []), values: { incomingBytes: known([MIB * 2], 4), incomingRecords: known([60_000], 1) } };
    expect(cellOf('write', half, 0)).toBe(1);
    expect(cellOf('writeBytes', half, 0)).toBe(1_048_576 / 2);
    expect(cellOf('lag', half, 0)).toBeNaN();
  });

  test('samples fill in for what is not told yet; alone they are named as what they are', () => {
    const sampled = step(2, [1], [1], { source: 'sampled', settled: false });
    expect(composeHeatmap(request, SPLIT, [...STEPS.slice(0, 2), sampled], [])).toMatchObject({
      source: 'metrics',
      provisionalFrom: FROM + 2 * MINUTE,
    });
    expect(composeHeatmap(request, SPLIT, [...STEPS.slice(0, 2), sampled], []).sampled).toEqual([
      { from: FROM + 2 * MINUTE, to: FROM + 3 * MINUTE },
    ]);
    expect(map.sampled).toEqual([]);
    expect(composeHeatmap(request, SPLIT, [sampled], []).source).toBe('sampled');
    const empty = composeHeatmap(request, SPLIT, [], []);
    expect([empty.source, empty.rows.length, empty.values.every(Number.isNaN)]).toEqual(['none', 3, true]);
  });

  test('the newest columns of a stream that nobody measures are not late: nothing is to come', () => {
    const young = { ...request, now: FROM + 4 * MINUTE };
    expect(composeHeatmap({ ...young, isMeasured: false }, SPLIT, [], []).absences).toEqual([
      { from: FROM, to: FROM + 3 * MINUTE, reason: 'not-asked' },
    ]);
    expect(composeHeatmap(young, SPLIT, [], []).absences).toEqual([{ from: FROM, to: FROM + 3 * MINUTE, reason: 'late' }]);
  });

  test('samples never make it look as if refusing had ended: they hold accepted records only', () => {
    const shards = [shard(0, 0n, HALF - 1n), shard(1, HALF, GREATEST_HASH)];
    const refused = step(-1, [], [], {
      values: { incomingBytes: known([MIB, MIB]), incomingRecords: known([30_000, 60]), writeThrottled: known([15_000, 0]) },
    });
    const sampled = step(0, [MIB, MIB / 2], [30_000, 60], { source: 'sampled', settled: false });
    const at = (metric: 'write' | 'writeBytes', steps: readonly ShardReadings[]) =>
      composeHeatmap({ ...request, metric, columns: 1, now: FROM + 2 * MINUTE }, shards, steps, []);
    const after = at('write', [refused, sampled]);
    expect([...after.values]).toEqual([NONE, 0.5]);
    expect(after.gaps).toEqual([{ from: FROM, to: FROM + MINUTE, reason: 'late' }]);
    // What was accepted is what was sampled, and where nothing is measured there is nothing else to tell.
    expect([...at('writeBytes', [refused, sampled]).values]).toEqual([1_048_576, 524_288]);
    expect([...at('write', [sampled]).values]).toEqual([1, 0.5]);
    // A step of several minutes that was measured in part has its refusals.
    const mixed = { ...sampled, values: { ...sampled.values, writeThrottled: known([15_000, 0]) } };
    expect([...at('write', [refused, mixed]).values][0]).toBeCloseTo(1 + 0.5 / 3, 6);
  });

  test('what is refused is demanded too: only so can a shard be above its limit', () => {
    const throttling = {
      ...step(0, [], []),
      values: { incomingBytes: known([MIB]), incomingRecords: known([30_000]), writeThrottled: known([15_000]) },
    };
    // Half as many tries were refused as records accepted, each record tried three times in all.
    expect(cellOf('write', throttling, 0)).toBeCloseTo(1 + 0.5 / 3, 12);
    expect(demandBounds(throttling, 0)).toEqual({ low: 1, high: 1.5 });
    expect(cellOf('writeBytes', throttling, 0)).toBe(1_048_576);
  });

  test('a column without any value says why, and one with a value does not', () => {
    const noted = [{ from: FROM, to: FROM + 2 * MINUTE, reason: 'late' as const }];
    const at = (now: number, absences: Parameters<typeof composeHeatmap>[3]) =>
      composeHeatmap({ ...request, now }, SPLIT, STEPS.slice(0, 1), absences).absences;
    expect(at(FROM + 60 * MINUTE, noted)).toEqual([{ from: FROM + MINUTE, to: FROM + 3 * MINUTE, reason: 'not-asked' }]);
    expect(at(FROM + 4 * MINUTE, noted)).toEqual([{ from: FROM + MINUTE, to: FROM + 3 * MINUTE, reason: 'late' }]);
    const denied = [{ from: FROM + 2 * MINUTE, to: FROM + 9 * MINUTE, reason: 'denied' as const }];
    expect(at(FROM + 60 * MINUTE, denied).map(({ reason }) => reason)).toEqual(['not-asked', 'denied']);
    expect(composeHeatmap({ ...request, metric: 'read' }, SPLIT, STEPS, []).absences).toEqual([
      { from: FROM, to: FROM + 3 * MINUTE, reason: 'not-asked' },
    ]);
  });

  test('a shard that lived and has no value says why, where others have one', () => {
    const open = SPLIT.slice(1).map((one) => ({ ...one, parentShardId: null }));
    const whole = (minute: number) => step(minute, [NONE, 1, 1, 1], [NONE, 1, 1, 1]);
    const gaps = (change: Partial<ShardReadings>, now = FROM + 60 * MINUTE, isMeasured = true) =>
      composeHeatmap(
        { ...request, now, isMeasured },
        open,
        [whole(0), step(1, [NONE, 1, NONE, 1], [NONE, 1, NONE, 1], change), whole(2)],
        [],
      ).gaps;
    const at = { from: FROM + MINUTE, to: FROM + 2 * MINUTE };
    expect(gaps({})).toEqual([{ ...at, reason: 'not-emitted' }]);
    expect(gaps({ source: 'sampled' })).toEqual([{ ...at, reason: 'not-asked' }]);
    // CloudWatch is still to tell of it, unless it does not measure the shards at all.
    expect(gaps({ source: 'sampled', settled: false }, FROM + 4 * MINUTE)).toEqual([{ ...at, reason: 'late' }]);
    expect(gaps({ source: 'sampled', settled: false }, FROM + 4 * MINUTE, false)).toEqual([{ ...at, reason: 'not-asked' }]);
    expect(gaps({ settled: false }, FROM + 4 * MINUTE)).toEqual([{ ...at, reason: 'late' }]);
    // Before a split there is nothing of its children to tell, and after it nothing of their parent.
    expect(composeHeatmap(request, SPLIT, STEPS, []).gaps).toEqual([]);
  });

  test('steps outside the range are left out', () => {
    expect(composeHeatmap(request, SPLIT, [step(-1, [1, 1], [1, 1]), step(3, [1, 1], [1, 1])], []).source).toBe('none');
  });
});

test('a miniature shows each part of the ring as hot as its hottest shard', () => {
  const miniature = composeMiniature({ from: FROM, stepSeconds: 60, columns: 3 }, SPLIT, STEPS);
  expect(miniature.rows).toEqual([
    [1, 0.5, 0.5],
    [1, 0.75, 0.25],
    [0.25, 0.75, 0.25],
  ]);
  expect(miniature.refused).toEqual([]);
});

test('a miniature says where records were refused, in every row of the shard', () => {
  const [first, ...others] = STEPS;
  const throttled = { values: SPLIT.map(({ ordinal }) => (ordinal === 0 ? 7 : 0)), known: SPLIT.map(() => 1) };
  const refusing = { ...first!, values: { ...first!.values, writeThrottled: throttled } };
  const { rows, refused } = composeMiniature({ from: FROM, stepSeconds: 60, columns: 3 }, SPLIT, [refusing, ...others]);
  expect(refused.length).toBeGreaterThan(0);
  for (const place of refused) expect([place % 3, rows[Math.floor(place / 3)]?.[0] ?? null]).toEqual([0, expect.any(Number)]);
});
