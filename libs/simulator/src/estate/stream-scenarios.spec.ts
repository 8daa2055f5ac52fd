import { hashOf, holdsHash } from '@weir/domain';
import { describe, expect, it } from 'vitest';
import { streamTruth, type StreamTruth } from '../streams/stream-truth.js';
import type { SimulatedStream } from '../streams/simulated-stream.js';
import { World } from '../world/world.js';
import { DATA, PROD } from './accounts.js';
import { estateOf } from './scenarios.js';
import { STREAM_SCENARIOS, type StreamScenarioName } from './stream-scenarios.js';

const MINUTE = 60_000;
const NOW = Date.UTC(2026, 10, 24, 14, 32);

interface Seen {
  readonly stream: SimulatedStream;
  readonly truth: StreamTruth;
  /** By shard: share of the write limit that was accepted, and tries refused, over five minutes. The hottest first. */
  readonly shards: readonly { readonly shardId: string; readonly utilisation: number; readonly rejected: number }[];
}

function look(scenario: StreamScenarioName | 'healthy', name: string, accountId = DATA, region = 'eu-west-1', at = NOW): Seen {
  const world = new World({ estate: estateOf(scenario, NOW), seed: 1, startedAt: NOW });
  const stream = world.scope(accountId, region)?.streams.at(name, at);
  if (!stream) throw new Error(`no ${name}`);
  const truth = streamTruth(stream, at - 5 * MINUTE, at, at);
  const shards = truth.shards
    .map(({ shardId, minutes }) => {
      const sum = (field: 'records' | 'bytes' | 'rejected'): number => minutes.reduce((total, [, minute]) => total + minute[field], 0);
      return { shardId, utilisation: Math.max(sum('bytes') / 300 / 1_048_576, sum('records') / 300 / 1_000), rejected: sum('rejected') };
    })
    .sort((a, b) => b.utilisation - a.utilisation);
  return { stream, truth, shards };
}

const ownerOf = ({ stream }: Seen, key: string): string | undefined =>
  stream.openShards(NOW).find(({ range }) => holdsHash(range, hashOf(key)))?.shardId;

describe('stream scenarios', () => {
  it('one-hot-key: one key, more than a shard takes', () => {
    const seen = look('one-hot-key', 'clickstream');
    const [hot, next] = seen.shards;
    expect(hot?.shardId).toBe(ownerOf(seen, 'tenant-acme'));
    expect(hot?.utilisation).toBeGreaterThan(0.98);
    expect(hot?.rejected).toBeGreaterThan(10_000);
    expect(next?.utilisation).toBeLessThan(0.05);
    expect(seen.truth.keys[0]?.key).toBe('tenant-acme');
    expect(seen.truth.keys[0]?.byteShare).toBeGreaterThan(0.85);
  });

  it('bad-luck-shard: three keys on one shard, and a split that parts them ends the throttling', () => {
    const seen = look('bad-luck-shard', 'driver-locations');
    const keys = seen.truth.keys.map(({ key }) => key);
    expect(keys).toHaveLength(3);
    expect(new Set(keys.map((key) => ownerOf(seen, key)))).toEqual(new Set([seen.shards[0]?.shardId]));
    expect(seen.shards[0]?.rejected).toBeGreaterThan(1_000);
    const shard = seen.stream.lineage.find(seen.shards[0]?.shardId ?? '');
    const [, , highest] = keys.map((key) => hashOf(key)).sort((a, b) => (a < b ? -1 : 1));
    if (!shard || highest === undefined) throw new Error('a shard with three keys');
    seen.stream.reshard((at) => {
      seen.stream.lineage.split(shard, highest, at);
    }, NOW);
    seen.stream.advance(NOW + 10 * MINUTE);
    const after = streamTruth(seen.stream, NOW + 5 * MINUTE, NOW + 10 * MINUTE, NOW + 10 * MINUTE);
    expect(after.shards).toHaveLength(7);
    expect(after.shards.flatMap(({ minutes }) => minutes.map(([, { rejected }]) => rejected)).every((rejected) => rejected === 0)).toBe(
      true,
    );
  });

  it('gradual-skew: the share of one key grows by the hour', () => {
    const shareAt = (at: number): number =>
      look('gradual-skew', 'clickstream', DATA, 'eu-west-1', at).truth.keys.find(({ key }) => key === 'tenant-acme')?.recordShare ?? 0;
    const shares = [-170, -120, -60, 0].map((minutes) => shareAt(NOW + minutes * MINUTE));
    expect(shares).toEqual(shares.toSorted((a, b) => a - b));
    expect(shares[0]).toBeLessThan(0.12);
    expect(shares[3]).toBeGreaterThan(0.38);
  });

  it('kpl-producer: outer keys say nothing, the hot tenant is inside', () => {
    const seen = look('kpl-producer', 'clickstream');
    const shard = seen.stream.lineage.find(ownerOf(seen, 'tenant-acme') ?? '');
    if (!shard) throw new Error('a shard');
    const { records } = seen.stream.reader.read(shard, { at: NOW - MINUTE, order: 0 }, 0, { records: 200, bytes: 1e9 }, NOW);
    expect(new Set(records.map(({ partitionKey }) => partitionKey))).toEqual(new Set(['a']));
    expect(seen.shards[0]?.shardId).toBe(shard.shardId);
    expect(seen.truth.keys[0]).toMatchObject({ key: 'tenant-acme', shardIds: [shard.shardId] });
    expect(seen.truth.keys[0]?.byteShare).toBeGreaterThan(0.5);
    // What the minute says about bytes is an estimate of the frames: within two in a hundred of what is read.
    const minute = NOW - MINUTE;
    const whole = seen.stream.reader.read(shard, { at: minute, order: 0 }, 0, { records: 1e6, bytes: 1e12 }, NOW - 1);
    const told = seen.stream.arrivals.shardMinute(shard, minute);
    expect(whole.records).toHaveLength(told.records);
    expect(Math.abs(whole.bytes / told.bytes - 1)).toBeLessThan(0.02);
  });

  it('reshard-during-traffic: shards come and go every ten minutes, and the load stays', () => {
    const { stream } = look('reshard-during-traffic', 'driver-locations');
    const changes = stream.lineage.changesBetween(NOW - 46 * MINUTE, NOW);
    expect(changes).toHaveLength(4);
    expect(changes.slice(1).map((at, index) => at - (changes[index] ?? 0))).toEqual([10 * MINUTE, 10 * MINUTE, 10 * MINUTE]);
    const totals = [45, 35, 25, 15, 5].map((ago) =>
      [...stream.arrivals.minuteOf(NOW - ago * MINUTE).values()].reduce((sum, { records }) => sum + records, 0),
    );
    for (const total of totals) expect(Math.abs(total - 120_000)).toBeLessThan(3_000);
  });

  it('on-demand-stream: busy shards are split by the service', () => {
    const { stream } = look('on-demand-stream', 'order-events', PROD);
    expect(stream.openShards(NOW - 50 * MINUTE)).toHaveLength(4);
    expect(stream.openShards(NOW).length).toBeGreaterThan(4);
  });

  it('auto-distribution: one key with nine tenths of the records, all shards alike, the rest without a key', () => {
    const seen = look('auto-distribution', 'telemetry', DATA, 'us-east-1');
    expect(seen.truth.keys[0]?.recordShare).toBeGreaterThan(0.88);
    expect(seen.truth.keys[0]?.shardIds).toHaveLength(4);
    const [most, least] = [seen.shards[0]?.utilisation ?? 0, seen.shards.at(-1)?.utilisation ?? 0];
    expect(most / least).toBeLessThan(1.05);
    const [shard] = seen.stream.openShards(NOW);
    if (!shard) throw new Error('a shard');
    const { records } = seen.stream.reader.read(shard, { at: NOW - MINUTE, order: 0 }, 0, { records: 1_000, bytes: 1e9 }, NOW);
    expect(new Set(records.map(({ partitionKey }) => partitionKey))).toEqual(new Set(['device-hub-7', null]));
  });

  it.each([
    ['consumer-stopped', 'disabled', 8],
    ['poison-batch', 'working', 1],
  ] as const)('%s: the consumer is %s, and %i of 8 shards wait since 45 minutes', (scenario, state, waiting) => {
    const { truth } = look(scenario, 'clickstream');
    const consumer = truth.consumers.find(({ name }) => name === 'clickstream-enricher');
    expect(consumer?.state).toBe(state);
    expect(consumer?.shards.filter(({ lagMs }) => Math.abs(lagMs - 45 * MINUTE) < 4_000)).toHaveLength(waiting);
    const others = truth.consumers.filter(({ name }) => name !== 'clickstream-enricher').flatMap(({ shards }) => shards);
    expect(Math.max(...others.map(({ lagMs }) => lagMs))).toBeLessThan(10_000);
  });

  it('thousand-shards: one is hot, twenty are warm, with a history', () => {
    const seen = look('thousand-shards', 'fleet-telemetry');
    expect(seen.shards).toHaveLength(1_000);
    expect(seen.shards[0]?.shardId).toBe(ownerOf(seen, 'fleet-berlin'));
    expect(seen.shards[0]?.rejected).toBeGreaterThan(1_000);
    expect(seen.shards.filter(({ utilisation }) => utilisation > 0.25).length).toBeLessThanOrEqual(21);
    expect(seen.shards[500]?.utilisation).toBeLessThan(0.08);
    expect(seen.stream.arrivals.minuteOf(NOW - 24 * 60 * MINUTE).size).toBe(1_000);
  });

  it('on-demand-spike: all shards throttle, until the service has split them', () => {
    const seen = look('on-demand-spike', 'order-events', PROD);
    expect(seen.shards.every(({ rejected }) => rejected > 1_000)).toBe(true);
    const after = look('on-demand-spike', 'order-events', PROD, 'eu-west-1', NOW + 40 * MINUTE);
    expect(after.shards.length).toBeGreaterThanOrEqual(8);
    expect(after.shards.every(({ rejected }) => rejected === 0)).toBe(true);
  });

  it('the others stay healthy in every one', () => {
    for (const scenario of STREAM_SCENARIOS) {
      const hot = look(scenario, 'audit-log', PROD, 'us-east-1');
      expect(hot.shards.every(({ rejected, utilisation }) => rejected === 0 && utilisation < 0.01)).toBe(true);
    }
  });
});

describe('the company', () => {
  it('throttles nowhere when it is well, on any day of a week', () => {
    for (const [name, accountId, region] of [
      ['clickstream', DATA, 'eu-west-1'],
      ['driver-locations', DATA, 'eu-west-1'],
      ['order-events', PROD, 'eu-west-1'],
      ['telemetry', DATA, 'us-east-1'],
    ] as const) {
      const { stream } = look('healthy', name, accountId, region);
      for (let hours = 1; hours < 168; hours++) {
        const minutes = [...stream.arrivals.minuteOf(NOW - hours * 60 * MINUTE).values()];
        expect(minutes.reduce((sum, { rejected }) => sum + rejected, 0)).toBe(0);
      }
    }
  });
});
