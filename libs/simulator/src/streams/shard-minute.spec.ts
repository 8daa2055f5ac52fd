import { hashOf } from '@weir/domain';
import { describe, expect, it } from 'vitest';
import { keyTable } from './key-table.js';
import { Lineage } from './lineage.js';
import { placementOf, type Portion } from './placement.js';
import type { Regime } from './regime.js';
import { shardMinute, spreadOf, type ShardMinute } from './shard-minute.js';

const T0 = Date.UTC(2026, 10, 24, 14, 30);

function regime(changes: Partial<Regime>): Regime {
  const head = { key: 'hot', hash: hashOf('hot'), share: 0.5, dataBytes: 497, extra: 0, rampMinutes: 0, extraFrom: 0 };
  return {
    peakRecordsPerSecond: 400,
    shape: 'flat',
    hourOffset: 0,
    heads: [head],
    tail: { table: keyTable('k', 100), share: 0.5, dataBytes: 96 },
    keyless: false,
    burst: null,
    producer: { kind: 'plain', attempts: 3 },
    distribution: 'USER_PARTITION_KEY',
    ...changes,
  };
}

const portionsOf = (of: Regime): readonly Portion[] => placementOf(of, new Lineage(1, T0).current, 7).portions[0] ?? [];

function minute(of: Regime, from = 0, to = 60, seconds: Uint32Array | null = null): ShardMinute {
  return shardMinute(of, portionsOf(of), T0, spreadOf(of, T0, 7), from, to, seconds);
}

describe('a minute of a shard', () => {
  it('takes what fits: half of it the hot key, records of data and key', () => {
    const calm = minute(regime({}));
    expect(calm.rejected).toBe(0);
    expect(calm.records).toBe(calm.userRecords);
    expect(Math.abs(calm.records - 24_000)).toBeLessThan(600);
    expect(Math.abs(calm.bytes - 12_000 * 500 - 12_000 * 100)).toBeLessThan(200_000);
  });

  it('is the sum of its parts, and of its seconds', () => {
    for (const of of [regime({}), regime({ peakRecordsPerSecond: 1_500 }), regime({ burst: { seconds: 4, factor: 9 } })]) {
      const seconds = new Uint32Array(60 * portionsOf(of).length);
      const whole = minute(of, 0, 60, seconds);
      expect(seconds.reduce((sum, count) => sum + count, 0)).toBe(whole.records);
      expect(minute(of)).toEqual(whole);
    }
    const of = regime({});
    const [whole, first, second] = [minute(of), minute(of, 0, 23), minute(of, 23, 60)];
    expect(first.records + second.records).toBe(whole.records);
    expect(first.bytes + second.bytes).toBe(whole.bytes);
  });

  it('does not change its first seconds when it ends early', () => {
    const of = regime({ peakRecordsPerSecond: 1_500 });
    const [whole, cut] = [new Uint32Array(120), new Uint32Array(120)];
    minute(of, 0, 60, whole);
    minute(of, 0, 20, cut);
    expect([...cut.slice(0, 40)]).toEqual([...whole.slice(0, 40)]);
    expect([...cut.slice(40)].every((count) => count === 0)).toBe(true);
  });

  it('never takes more than 1,000 records or 1 MiB in a second, and refuses each try beyond', () => {
    const many = regime({ peakRecordsPerSecond: 1_500, tail: { table: keyTable('k', 100), share: 1, dataBytes: 96 }, heads: [] });
    const seconds = new Uint32Array(60);
    const full = minute(many, 0, 60, seconds);
    expect([...seconds].every((count) => count <= 1_001)).toBe(true);
    expect(full.records).toBeGreaterThan(59_000);
    // Of 1,500 new ones a second 1,000 pass; what is refused is tried two more times on average.
    expect(full.rejected).toBeGreaterThan(60_000);
    const heavy = regime({
      heads: [{ ...regime({}).heads[0]!, share: 1, dataBytes: 10_000 }],
      tail: { table: keyTable('k', 100), share: 0, dataBytes: 1 },
    });
    expect(minute(heavy).bytes / 60).toBeLessThanOrEqual(1_048_576 * 1.01);
    expect(minute(heavy).bytes / 60).toBeGreaterThan(1_048_576 * 0.97);
  });

  it('throttles within a second although the minute is at two fifths of the limit', () => {
    const bursty = minute(regime({ burst: { seconds: 3, factor: 8 } }));
    expect(bursty.records / 60 / 1_000).toBeLessThan(0.41);
    expect(bursty.rejected).toBeGreaterThan(500);
    expect(minute(regime({})).rejected).toBe(0);
  });

  it('counts aggregates as records and what is in them as user records', () => {
    const kpl = minute(regime({ producer: { kind: 'kpl', attempts: 3, recordsPerAggregate: 40 } }));
    expect(Math.abs(kpl.userRecords - 24_000)).toBeLessThan(600);
    expect(kpl.records).toBeGreaterThanOrEqual(600);
    expect(kpl.records).toBeLessThan(720);
  });

  it('spreads what the service distributes over all shards alike', () => {
    const of = regime({ distribution: 'AUTO', keyless: true });
    const placement = placementOf(of, new Lineage(4, T0).current, 7);
    const records = placement.portions.map((portions) => shardMinute(of, portions, T0, spreadOf(of, T0, 7), 0, 60, null).records);
    expect(records).toHaveLength(4);
    for (const count of records) expect(Math.abs(count - 6_000)).toBeLessThan(350);
  });

  it('ramps up what grows', () => {
    const growing = regime({ heads: [{ ...regime({}).heads[0]!, share: 0, extra: 600, rampMinutes: 10, extraFrom: T0 - 5 * 60_000 }] });
    expect(Math.abs(minute(growing).records - 12_000 - 300 * 60)).toBeLessThan(700);
  });
});
