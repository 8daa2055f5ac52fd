import { describe, expect, it } from 'vitest';
import { DATA } from '../estate/accounts.js';
import { estateOf, type ScenarioName } from '../estate/scenarios.js';
import { turnTo } from '../estate/stream-scenarios.js';
import { World } from '../world/world.js';
import { sequenceNumber, type Position } from './sequence.js';
import type { SimulatedStream } from './simulated-stream.js';
import type { StreamShard } from './lineage.js';
import type { StoredRecord } from './stored-record.js';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const NOW = Date.UTC(2026, 10, 24, 14, 32);
const NO_LIMITS = { records: Infinity, bytes: Infinity };

const worldOf = (scenario: ScenarioName, startedAt = NOW): World =>
  new World({ estate: estateOf(scenario, startedAt), seed: 1, startedAt });

function streamIn(world: World, name: string, now = NOW): SimulatedStream {
  const stream = world.scope(DATA, 'eu-west-1')?.streams.at(name, now);
  if (!stream) throw new Error(`no ${name}`);
  return stream;
}

function recordsBetween(stream: SimulatedStream, shard: StreamShard, from: number, to: number): readonly StoredRecord[] {
  return stream.reader.read(shard, { at: from, order: 0 }, 0, NO_LIMITS, to - 1).records;
}

describe('records', () => {
  it('are as many and as large as the minutes say, on every shard', () => {
    const stream = streamIn(worldOf('demo'), 'clickstream');
    const minute = NOW - 7 * MINUTE;
    for (const shard of stream.openShards(NOW)) {
      const records = recordsBetween(stream, shard, minute, minute + MINUTE);
      const told = stream.arrivals.shardMinute(shard, minute);
      expect(records).toHaveLength(told.records);
      expect(records.reduce((sum, { bytes }) => sum + bytes, 0)).toBe(told.bytes);
      expect(atob(records[0]?.data ?? '').length + (records[0]?.partitionKey ?? '').length).toBe(records[0]?.bytes);
    }
  });

  it('have numbers that grow, and come again the same from any place', () => {
    const stream = streamIn(worldOf('healthy'), 'clickstream');
    const [shard] = stream.openShards(NOW);
    if (!shard) throw new Error('a shard');
    const from = NOW - 3 * MINUTE;
    const whole = recordsBetween(stream, shard, from, NOW).map(({ position }) => sequenceNumber(shard, position));
    expect(whole).toEqual([...new Set(whole)].sort());
    const pieces: string[] = [];
    let place: Position = { at: from, order: 0 };
    for (let now = from + 700; now < NOW; now += 700) {
      const read = stream.reader.read(shard, place, 0, { records: 97, bytes: Infinity }, now);
      pieces.push(...read.records.map(({ position }) => sequenceNumber(shard, position)));
      place = read.next;
    }
    expect(pieces.length).toBeGreaterThan(1_000);
    expect(pieces).toEqual(whole.slice(0, pieces.length));
  });

  it('go to the children from the second of a split on, and what was before stays', () => {
    const stream = streamIn(worldOf('healthy'), 'driver-locations');
    const [parent] = stream.openShards(NOW);
    if (!parent) throw new Error('a shard');
    const before = recordsBetween(stream, parent, NOW - 10 * SECOND, NOW);
    stream.reshard((at) => {
      stream.lineage.split(parent, parent.range.end / 2n, at);
    }, NOW);
    expect(stream.statusAt(NOW)).toBe('UPDATING');
    stream.advance(NOW + 10 * SECOND);
    expect(stream.statusAt(NOW + 10 * SECOND)).toBe('ACTIVE');
    const closedAt = NOW + 2 * SECOND;
    expect(parent.closedAt).toBe(closedAt);
    expect(recordsBetween(stream, parent, NOW - 10 * SECOND, NOW)).toEqual(before);
    const late = recordsBetween(stream, parent, NOW, NOW + 10 * SECOND);
    expect(late.length).toBeGreaterThan(100);
    expect(late.every(({ position }) => position.at < closedAt)).toBe(true);
    const children = stream.lineage.childrenOf(parent).map((child) => recordsBetween(stream, child, NOW, NOW + 10 * SECOND));
    for (const records of children) {
      expect(records.length).toBeGreaterThan(100);
      expect(records.every(({ position }) => position.at >= closedAt)).toBe(true);
    }
  });

  it('put in through the API come after what was read already', () => {
    const stream = streamIn(worldOf('healthy'), 'clickstream');
    const [shard] = stream.openShards(NOW);
    if (!shard) throw new Error('a shard');
    const tip = stream.reader.latest(NOW);
    const position = stream.put(shard, { partitionKey: 'k', data: 'eA==', bytes: 2 }, NOW);
    const read = stream.reader.read(shard, tip, 0, NO_LIMITS, NOW);
    expect(read.records.map((record) => record.position)).toEqual([position]);
    expect(stream.reader.read(shard, read.next, 0, NO_LIMITS, NOW).records).toEqual([]);
  });
});

describe('history', () => {
  const fingerprint = (world: World, from: number): unknown[] => {
    const stream = streamIn(world, 'clickstream');
    return Array.from({ length: 30 }, (_, at) => {
      const minute = from + at * 37 * MINUTE;
      const consumers = stream.consumption.consumersIn(minute).map(({ end }) => [end.state, end.behindMs]);
      return [[...stream.arrivals.minuteOf(minute)], consumers];
    });
  };

  it.each([
    ['an hour later', HOUR],
    ['two days earlier', -2 * DAY],
  ])('is the same whether the world was started now or %s', (_name, shift) => {
    const from = Math.floor((NOW - DAY) / MINUTE) * MINUTE;
    expect(fingerprint(worldOf('demo', NOW + shift), from)).toEqual(fingerprint(worldOf('demo'), from));
  });

  it('gives shards the same names whenever the world was started', () => {
    const names = (startedAt: number): string[] =>
      streamIn(worldOf('demo', startedAt), 'driver-locations')
        .openShards(NOW)
        .map(({ shardId }) => shardId);
    expect(names(NOW - 3 * DAY)).toEqual(names(NOW));
    expect(names(NOW)).toHaveLength(6);
  });

  it('has two shards more over the weekend', () => {
    const stream = streamIn(worldOf('healthy'), 'driver-locations');
    const saturday = Date.UTC(2026, 10, 21, 12);
    expect(stream.openShards(saturday)).toHaveLength(8);
    expect(stream.openShards(saturday - 2 * DAY)).toHaveLength(6);
  });

  it('stays when a scenario is set, which takes effect from then on', () => {
    const [changed, other] = [worldOf('demo'), worldOf('demo')];
    changed.turn(turnTo('one-hot-key', NOW + 300));
    const later = NOW + 20 * MINUTE;
    const [stream, unchanged] = [streamIn(changed, 'clickstream', later), streamIn(other, 'clickstream', later)];
    expect(fingerprint(changed, NOW - DAY)).toEqual(fingerprint(other, NOW - DAY));
    const shareOf = (of: SimulatedStream, minute: number): number => {
      const minutes = [...of.arrivals.minuteOf(minute).values()].map(({ records }) => records);
      return Math.max(...minutes) / minutes.reduce((sum, records) => sum + records, 0);
    };
    expect(shareOf(stream, NOW + 5 * MINUTE)).toBeGreaterThan(0.85);
    expect(shareOf(unchanged, NOW + 5 * MINUTE)).toBeLessThan(0.6);
    const [shard] = stream.openShards(later);
    if (!shard) throw new Error('a shard');
    expect(recordsBetween(stream, shard, NOW, NOW + SECOND)).toEqual(recordsBetween(unchanged, shard, NOW, NOW + SECOND));
  });
});

describe('salting', () => {
  const recordsOf = (stream: SimulatedStream, minute: number): ReadonlyMap<string, number> => {
    const records = stream.openShards(NOW).flatMap((shard) => recordsBetween(stream, shard, minute, minute + MINUTE));
    const counts = new Map<string, number>();
    for (const { partitionKey } of records) counts.set(partitionKey ?? '', (counts.get(partitionKey ?? '') ?? 0) + 1);
    return counts;
  };

  it('writes a key under its suffixes in equal parts, each to the shard that owns it, from the next second on', () => {
    const stream = streamIn(worldOf('one-hot-key'), 'clickstream');
    const before = recordsOf(stream, NOW - MINUTE);
    expect(stream.salt('tenant-acme', 4, NOW - 1)).toBe(NOW);
    stream.advance(NOW + 2 * MINUTE);
    expect(recordsOf(stream, NOW - MINUTE)).toEqual(before);
    const after = recordsOf(stream, NOW);
    expect(after.has('tenant-acme')).toBe(false);
    const parts = [0, 1, 2, 3].map((suffix) => after.get(`tenant-acme#${suffix}`) ?? 0);
    // 1,400 records a second, nine in ten of them the tenant's, and none refused any more.
    for (const part of parts) expect(Math.abs(part / 60 - (1_400 * 0.9) / 4)).toBeLessThan(15);
    for (const shard of stream.openShards(NOW)) expect(stream.arrivals.shardMinute(shard, NOW).rejected).toBe(0);
  });

  it('ends with the next scenario, and is not for keys that are like any other', () => {
    const stream = streamIn(worldOf('one-hot-key'), 'clickstream');
    expect(stream.salt('session-00001', 4, NOW)).toBeNull();
    const world = worldOf('one-hot-key');
    const turned = streamIn(world, 'clickstream');
    turned.salt('tenant-acme', 4, NOW);
    world.turn(turnTo('one-hot-key', NOW + 2 * MINUTE));
    turned.advance(NOW + 5 * MINUTE);
    expect(recordsOf(turned, NOW + MINUTE).has('tenant-acme')).toBe(false);
    expect(recordsOf(turned, NOW + 3 * MINUTE).has('tenant-acme')).toBe(true);
  });
});
