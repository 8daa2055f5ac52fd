import { createHash } from 'node:crypto';
import type { Resource, SamplingStatus } from '@weir/contract';
import {
  equalRanges,
  holdsHash,
  hashOf,
  type KeyMinute,
  MINUTE_MS,
  resourceIdOf,
  type ShardReadings,
  ShardTally,
  showKey,
} from '@weir/domain';
import { describe, expect, it } from 'vitest';
import { defaultConfig } from '../config/load-config.js';
import { composeDetail, composeHotKeys, composeOverview, type StreamFacts } from './stream-composer.js';

const FROM = Date.UTC(2026, 10, 24, 12, 0);
const ARN = 'arn:aws:kinesis:eu-west-1:111122223333:stream/clicks';
const SHARD = 'shardId-000000000000';
const RANGE = equalRanges(1)[0]!;
const md5 = (bytes: Uint8Array): Uint8Array => createHash('md5').update(bytes).digest();

const SAMPLING: SamplingStatus = {
  state: 'reading',
  because: 'reading 1 shards',
  since: FROM,
  shardsRead: 1,
  callsPerSecond: 1,
  shareOfBytes: 0.01,
  shareOfReadCalls: 0.2,
  recordsRead: 1,
  bytesRead: 1,
  spentUsd: 0,
  budgetUsd: 1,
  aggregatedShare: 0,
  missingKeyShare: 0,
};

const RESOURCE: Resource = {
  id: resourceIdOf(ARN),
  kind: 'stream',
  name: 'clicks',
  arn: ARN,
  accountId: '111122223333',
  accountName: 'data',
  region: 'eu-west-1',
  namesakes: 0,
  system: 'clicks',
  tags: {},
  firstSeen: 0,
  deletedAt: null,
  verdict: { state: 'ok', reason: 'flowing', because: '', since: FROM, judgedAt: FROM },
  latest: {},
  rates: { in: null, out: null },
  growthPerSecond: null,
  drain: { kind: 'unknown' },
  loss: null,
  deadLetter: null,
  deadLetterSources: [],
  liveBudgetSeconds: 60,
  readers: null,
  config: null,
  stream: {
    status: 'ACTIVE',
    mode: 'PROVISIONED',
    distribution: 'USER_PARTITION_KEY',
    retentionHours: 24,
    openShards: 1,
    maxRecordKibibytes: 1_024,
    shardMetrics: ['IncomingBytes'],
    encrypted: false,
    createdAt: null,
    problems: [],
  },
  consumer: null,
  fanout: null,
};

/** A minute in which a shard was sampled: so many records of a kilobyte by key, in so many seconds. */
function keyMinute(at: number, records: Readonly<Record<string, number>>, seconds = 30): KeyMinute {
  const tally = new ShardTally(SHARD, RANGE, 1_024, showKey('show'), md5);
  const drawn = Object.entries(records).flatMap(([partitionKey, count]) =>
    Array.from({ length: count }, () => ({ partitionKey, data: new Uint8Array(1_000), arrivedAt: null })),
  );
  tally.take({ records: drawn, from: at, to: at + 1_000 * seconds });
  return { at, document: { version: 1, shards: [tally.toSample(20)], sampling: SAMPLING } };
}

const reading = (value: number) => ({ values: [value], known: [1] });
const shardMinute = (at: number, bytesPerSecond: number, refused = 0): ShardReadings => ({
  at,
  source: 'metrics',
  settled: true,
  values: {
    incomingBytes: reading(60 * bytesPerSecond),
    incomingRecords: reading((60 * bytesPerSecond) / 1_000),
    writeThrottled: reading(refused),
  },
});

const factsOf = (keyMinutes: readonly KeyMinute[], recent: readonly ShardReadings[], now: number): StreamFacts => ({
  resource: RESOURCE,
  shards: [
    {
      shardId: SHARD,
      ordinal: 0,
      range: RANGE,
      parentShardId: null,
      adjacentParentShardId: null,
      open: true,
      firstSeen: FROM,
      closedSeen: null,
      goneAt: null,
    },
  ],
  coarse: [],
  recent,
  minutes: [],
  keyMinutes,
  consumers: [],
  shardQuota: null,
  now,
});

describe('hot keys of a range', () => {
  // For forty minutes "early" writes most, for the last twenty "late" does.
  const minutes = Array.from({ length: 60 }, (_, minute) =>
    keyMinute(FROM + minute * MINUTE_MS, minute < 40 ? { early: 90, other: 10 } : { late: 60, other: 40 }),
  );
  const to = FROM + 60 * MINUTE_MS;
  // Four times as much was written in the first forty minutes.
  const steps = Array.from({ length: 20 }, (_, step) => shardMinute(FROM + 3 * step * MINUTE_MS, step < 14 ? 400_000 : 100_000));
  const facts = factsOf(minutes, steps, to);
  const ranked = (from: number, until: number) =>
    composeHotKeys(
      { ...facts, keyMinutes: minutes.filter(({ at }) => at >= from && at < until) },
      { from, to: until, shardId: null, limit: 5 },
      defaultConfig(),
      SAMPLING,
    );

  it('are ranked over all of it, not by its newest part', () => {
    const { items, sampledRecords } = ranked(FROM, to);
    expect(sampledRecords).toBe(6_000);
    expect(items.map(({ key }) => key)).toEqual(['early', 'late', 'other']);
    expect(items[0]?.shareOfShard.estimate).toBeCloseTo(0.6, 2);
    // Against what the shard took over the range, not of late.
    expect(items[0]?.bytesPerSecond.estimate).toBeCloseTo(0.6 * 310_000, -3);
  });

  it('of a part of it are those of that part', () => {
    expect(ranked(FROM + 45 * MINUTE_MS, to).items.map(({ key }) => key)).toEqual(['late', 'other']);
    expect(ranked(FROM + 45 * MINUTE_MS, to).items[0]?.bytesPerSecond.estimate).toBeCloseTo(0.6 * 100_000, -3);
  });

  it('lie inside the shard where their hashes are', () => {
    const { slices } = ranked(FROM, to);
    const heaviest = slices.toSorted((a, b) => b.bytesPerSecond - a.bytesPerSecond)[0]!;
    expect(holdsHash({ start: BigInt(heaviest.start), end: BigInt(heaviest.end) }, hashOf('early'))).toBe(true);
    expect(slices.reduce((sum, { bytesPerSecond }) => sum + bytesPerSecond, 0)).toBeCloseTo(310_000, -2);
  });
});

describe('advice', () => {
  it('carries its evidence in figures, with the bounds of what refusals allow', () => {
    const now = FROM + 10 * MINUTE_MS;
    const minutes = [8, 9].map((minute) => keyMinute(FROM + minute * MINUTE_MS, { hot: 900, other: 100 }, 1));
    // As many tries refused as records accepted: from one to two times what was accepted, most likely four thirds.
    const recent = [4, 5, 6, 7, 8].map((minute) => shardMinute(FROM + minute * MINUTE_MS, 1_000_000, 60_000));
    const [advice] = composeDetail(factsOf(minutes, recent, now), defaultConfig(), SAMPLING).advice;
    expect(advice?.evidence.limitedBy).toBe('records');
    expect(advice?.evidence.writeUtilisation.low).toBeCloseTo(1, 2);
    expect(advice?.evidence.writeUtilisation.estimate).toBeCloseTo(4 / 3, 2);
    expect(advice?.evidence.writeUtilisation.high).toBeCloseTo(2, 2);
    expect(advice?.evidence.bytesPerSecond).toBeCloseTo(4_000_000 / 3, -3);
    expect(advice?.evidence.keys.map(({ key }) => key)).toEqual(['hot', 'other']);
    expect(advice?.evidence.keys[0]?.writeUtilisation.estimate).toBeCloseTo((0.9 * 4) / 3, 1);
  });
});

describe('the figures at the head', () => {
  it('are of the minutes that settled, not of the newest one, which has only begun to be told', () => {
    const now = FROM + 12 * MINUTE_MS;
    const minute = (place: number, perSecond: number) => ({
      at: FROM + place * MINUTE_MS,
      settled: place < 7,
      incomingRecords: 60 * perSecond,
      incomingBytes: 60_000 * perSecond,
      writeThrottled: place < 7 ? 60 * 100 : null,
    });
    const minutes = [2, 3, 4, 5, 6].map((place) => minute(place, 900)).concat([7, 8, 9, 10].map((place) => minute(place, 600)));
    const overview = composeOverview({ ...factsOf([], [], now), minutes });
    expect([overview.acceptedPerSecond, overview.refusedPerSecond, overview.writeUtilisation]).toEqual([900, 100, 0.9]);
    expect(overview.ratesOf).toEqual({ from: FROM + 2 * MINUTE_MS, to: FROM + 7 * MINUTE_MS, provisional: false });
  });
  it('are unknown where no minute is, not nothing', () => {
    const overview = composeOverview(factsOf([], [], FROM));
    expect([overview.acceptedPerSecond, overview.refusedPerSecond, overview.writeUtilisation, overview.ratesOf]).toEqual([
      null,
      null,
      null,
      null,
    ]);
  });
});
