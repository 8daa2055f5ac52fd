import type { Absence, Bounded, FlatHeatmap, HeatmapMetric, StreamDetail, StreamKey, StreamShard } from '@weir/contract';
import { hashOf, RING_SIZE } from '@weir/domain';
import { FIXTURE_NOW } from './estate-fixture.js';

const MINUTE_MS = 60_000;
const BYTES_LIMIT = 1_048_576;
const MEAN_RECORD_BYTES = 1_450;

/** A shard of the invented estate. Its range is told in parts of the ring, 0 to 1. */
export interface FixtureShard {
  readonly number: number;
  readonly from: number;
  readonly to: number;
  readonly openedAt: number | null;
  readonly closedAt: number | null;
  readonly parents: readonly number[];
  /** What producers offer, as a share of its limit. */
  readonly offered: (at: number) => number;
}

export interface FixtureStream {
  readonly detail: StreamDetail;
  readonly shards: readonly FixtureShard[];
  readonly absences: readonly Absence[];
  readonly source: FlatHeatmap['source'];
}

export const shardIdOf = (number: number): string => `shardId-${String(number).padStart(12, '0')}`;

/** A place on the ring, exact to a millionth: the fixture's shards meet without gaps. */
const placeOf = (share: number): bigint => (RING_SIZE * BigInt(Math.round(share * 1_000_000))) / 1_000_000n;
export const startOf = ({ from }: Pick<FixtureShard, 'from'>): string => placeOf(from).toString();
export const endOf = ({ to }: Pick<FixtureShard, 'to'>): string => (placeOf(to) - 1n).toString();

/** The newest minute CloudWatch has told. */
const newestAt = (now: number): number => now - MINUTE_MS;
const SETTLES_MS = 6 * MINUTE_MS;

function valueOf(metric: HeatmapMetric, shard: FixtureShard, at: number, stepSeconds: number): number {
  const offered = shard.offered(at);
  const accepted = Math.min(offered, 0.998);
  const refusedRecords = ((Math.max(0, offered - 1) * BYTES_LIMIT) / MEAN_RECORD_BYTES) * stepSeconds;
  switch (metric) {
    case 'write':
      return accepted;
    case 'writeBytes':
      return accepted * BYTES_LIMIT;
    case 'writeRecords':
      return (accepted * BYTES_LIMIT) / MEAN_RECORD_BYTES;
    case 'read':
      return accepted * 0.74;
    case 'throttled':
      return Math.round(refusedRecords);
    case 'readThrottled':
      return 0;
    case 'lag':
      return offered > 1 ? 40_000 + (offered - 1) * 500_000 : 900 * offered;
  }
}

interface Asked {
  readonly axis: FlatHeatmap['axis'];
  readonly metric: HeatmapMetric;
  readonly from: number;
  readonly to: number;
  readonly stepSeconds: number;
  readonly now: number;
}

const UNITS: Readonly<Record<HeatmapMetric, FlatHeatmap['unit']>> = {
  write: 'share',
  writeBytes: 'per-second',
  writeRecords: 'per-second',
  read: 'share',
  throttled: 'count',
  readThrottled: 'count',
  lag: 'milliseconds',
};
const LIMITS: Readonly<Record<HeatmapMetric, number | null>> = {
  write: 1,
  writeBytes: BYTES_LIMIT,
  writeRecords: 1_000,
  read: 1,
  throttled: null,
  readThrottled: null,
  lag: 86_400_000,
};

export function fixtureHeatmap(stream: FixtureStream, { axis, metric, from, to, stepSeconds, now }: Asked): FlatHeatmap {
  const newest = newestAt(now);
  const stepMs = stepSeconds * 1000;
  const columns = Math.max(0, Math.ceil((to - from) / stepMs));
  const end = from + columns * stepMs;
  const shards = stream.shards
    .filter(({ openedAt, closedAt }) => (openedAt ?? 0) < end && (closedAt ?? Number.POSITIVE_INFINITY) > from)
    .sort(axis === 'hash' ? (a, b) => a.from - b.from || a.number - b.number : (a, b) => a.number - b.number);
  const values = new Float32Array(shards.length * columns).fill(Number.NaN);
  shards.forEach((shard, row) => {
    for (let column = 0; column < columns; column += 1) {
      const at = from + column * stepMs;
      const lives = at >= (shard.openedAt ?? 0) && at < (shard.closedAt ?? Number.POSITIVE_INFINITY);
      const absent = stream.source === 'none' || at > newest || stream.absences.some((absence) => at >= absence.from && at < absence.to);
      if (lives && !absent) values[row * columns + column] = valueOf(metric, shard, at, stepSeconds);
    }
  });
  const born = shards.filter(({ openedAt, parents }) => openedAt !== null && openedAt >= from && parents.length > 0);
  const byParents = Map.groupBy(born, ({ parents }) => parents.join());
  return {
    axis,
    metric,
    unit: UNITS[metric],
    limit: LIMITS[metric],
    source: stream.source,
    sampled: stream.source === 'sampled' ? [{ from, to: end }] : [],
    from,
    stepSeconds,
    columns,
    rows: shards.map((shard) => ({
      shardId: shardIdOf(shard.number),
      start: startOf(shard),
      end: endOf(shard),
      openedAt: shard.openedAt,
      closedAt: shard.closedAt,
    })),
    values,
    absences: [
      ...(stream.source === 'none' ? [{ from, to: newest + MINUTE_MS, reason: 'not-asked' as const }] : []),
      ...stream.absences.filter((absence) => absence.to > from && absence.from < end),
      ...(end > newest + MINUTE_MS ? [{ from: newest + MINUTE_MS, to: end, reason: 'late' as const }] : []),
    ],
    gaps: [],
    provisionalFrom: end > now - SETTLES_MS ? Math.ceil((now - SETTLES_MS - from) / stepMs) * stepMs + from : null,
    reshards: [...byParents.values()].map((children) => ({
      at: children[0]?.openedAt ?? 0,
      kind: (children[0]?.parents.length ?? 0) > 1 ? 'merge' : 'split',
      parents: (children[0]?.parents ?? []).map(shardIdOf),
      children: children.map(({ number }) => shardIdOf(number)),
    })),
  };
}

export function fixtureShards({ shards }: FixtureStream): readonly StreamShard[] {
  return shards.map((shard) => {
    const open = shard.closedAt === null;
    const load = valueOf('write', shard, newestAt(FIXTURE_NOW), 60);
    return {
      shardId: shardIdOf(shard.number),
      start: startOf(shard),
      end: endOf(shard),
      parentShardId: shard.parents[0] === undefined ? null : shardIdOf(shard.parents[0]),
      adjacentParentShardId: shard.parents[1] === undefined ? null : shardIdOf(shard.parents[1]),
      open,
      firstSeen: shard.openedAt ?? FIXTURE_NOW - 40 * 86_400_000,
      closedSeen: shard.closedAt,
      load: open ? { bytesPerSecond: load * BYTES_LIMIT, recordsPerSecond: (load * BYTES_LIMIT) / MEAN_RECORD_BYTES } : null,
      writeUtilisation: open ? load : null,
      throttledPerMinute: open ? valueOf('throttled', shard, newestAt(FIXTURE_NOW), 60) : null,
    };
  });
}

/** Rows of a miniature: sixteen of the ring, an hour and a half of five-minute columns. */
export function fixtureMiniature(shards: readonly FixtureShard[]): StreamDetail['miniature'] {
  const [rows, columns, stepSeconds] = [Math.min(16, Math.max(1, shards.filter(({ closedAt }) => closedAt === null).length * 2)), 36, 600];
  const from = FIXTURE_NOW - columns * stepSeconds * 1000;
  const loads = Array.from({ length: rows }, (_unused, row) =>
    Array.from({ length: columns }, (_column, column) => {
      const at = from + column * stepSeconds * 1000;
      const touched = shards.filter(
        (shard) =>
          shard.from < (row + 1) / rows &&
          shard.to > row / rows &&
          at >= (shard.openedAt ?? 0) &&
          at < (shard.closedAt ?? Number.POSITIVE_INFINITY),
      );
      return touched.length === 0 ? null : Math.max(...touched.map((shard) => Math.min(1.01, shard.offered(at))));
    }),
  );
  // What is near its limit refuses now and then.
  const refused = loads.flatMap((row, line) => row.flatMap((value, column) => ((value ?? 0) >= 0.95 ? [line * columns + column] : [])));
  return { from, stepSeconds, rows: loads, refused };
}

const bounded = (estimate: number, error: number): Bounded => ({ low: Math.max(0, estimate - error), estimate, high: estimate + error });

/** A key that takes `share` of a shard's limit, known to `error`, both as shares of that limit. */
export function fixtureKey(key: string, shard: number, share: number, error: number, streamBytes: number): StreamKey {
  const bytes = share * BYTES_LIMIT;
  return {
    key,
    shardId: shardIdOf(shard),
    hash: hashOf(key).toString(),
    bytesPerSecond: bounded(bytes, error * BYTES_LIMIT),
    recordsPerSecond: bounded(bytes / MEAN_RECORD_BYTES, (error * BYTES_LIMIT) / MEAN_RECORD_BYTES),
    shareOfShardLimit: bounded(share, error),
    shareOfStream: bounded(bytes / streamBytes, error),
    shareOfShard: bounded(Math.min(1, share), error / 4),
    trend: Array.from({ length: 12 }, (_unused, index) =>
      Math.round(bytes * (0.62 + (index / 11) * 0.38 + Math.sin(index * 2.1 + share * 9) * 0.05)),
    ),
  };
}
