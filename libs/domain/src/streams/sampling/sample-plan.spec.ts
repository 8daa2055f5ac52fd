import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import {
  beginRead,
  finishRead,
  mayNotRead,
  newStreamSampling,
  planReads,
  refill,
  refuseRead,
  setShards,
  setStreamFacts,
  YIELD_MS,
  type SampleRead,
  type SamplingBudget,
  type StreamSampling,
} from './sample-plan.js';

const NOW = Date.UTC(2026, 10, 24, 12, 0);
const BUDGET: SamplingBudget = { callsPerShardPerSecond: 0.2, shareOfBytes: 0.02, usdPerDay: 1 };
const middle = () => 0.5;
const shards = (count: number, urgent: readonly number[] = []) =>
  Array.from({ length: count }, (_, index) => ({ shardId: `s${index}`, urgent: urgent.includes(index) }));

const readOf = (shardId: string, bytes = 1_000): SampleRead => ({ shardId, from: NOW, limit: 1, bytes });

/** Reads for `seconds`, every read answered at once with what it asked for. */
function run(stream: StreamSampling, budget: SamplingBudget, seconds: number, recordBytes: number) {
  const readsOf = new Map<string, number[]>();
  let bytes = 0;
  for (let second = 0; second < seconds; second += 1) {
    const now = NOW + second * 1000;
    stream = refill(stream, budget, now);
    for (const read of planReads(stream, budget, now, middle)) {
      const { shardId, limit } = read;
      stream = beginRead(stream, read, now);
      stream = finishRead(stream, shardId, { records: limit, bytes: limit * recordBytes, usd: 0 });
      bytes += limit * recordBytes;
      readsOf.set(shardId, [...(readsOf.get(shardId) ?? []), second]);
    }
  }
  return { bytes, readsOf };
}

describe('what sampling reads', () => {
  test('an urgent shard is read every five seconds, a calm one every fifteen', () => {
    const stream = setStreamFacts(setShards(newStreamSampling(NOW), shards(2, [0])), { bytesPerSecond: 1e6 });
    const { readsOf } = run(stream, BUDGET, 61, 1_000);
    expect(readsOf.get('s0')).toEqual([1, 6, 11, 16, 21, 26, 31, 36, 41, 46, 51, 56]);
    expect(readsOf.get('s1')).toEqual([1, 16, 31, 46]);
  });

  test('the first read of a quiet stream waits until it is paid for or nothing more is saved, that of one in trouble does not', () => {
    const firstOf = (bytesPerSecond: number, urgent: readonly number[] = []) => {
      const stream = setStreamFacts(setShards(newStreamSampling(NOW), shards(2, urgent)), { bytesPerSecond });
      return Math.min(...[...run(stream, BUDGET, 61, 1_000).readsOf.values()].flat());
    };
    // Of 2 and 0.2 kB/s, 36 and 3.6 bytes may be read in a second: a kilobyte takes 28 of them, or more than the half a minute that is saved up.
    expect([firstOf(1e6), firstOf(2_000), firstOf(200)]).toEqual([1, 28, 31]);
    expect(firstOf(2_000, [0])).toBe(1);
  });

  test('a read starts some seconds back, so that the newest records have arrived', () => {
    const stream = refill(setStreamFacts(setShards(newStreamSampling(NOW), shards(1, [0])), { bytesPerSecond: 1e6 }), BUDGET, NOW + 1000);
    expect(planReads(stream, BUDGET, NOW + 1000, () => 0)).toEqual([{ shardId: 's0', from: NOW - 1000, limit: 18, bytes: 18_000 }]);
    expect(planReads(stream, BUDGET, NOW + 1000, () => 0.999)[0]?.from).toBe(NOW - 1000 - 4995);
  });

  test('through a consumer it starts a second back, for all from there on is pushed', () => {
    const stream = refill(setStreamFacts(setShards(newStreamSampling(NOW), shards(1)), { bytesPerSecond: 1e6 }), BUDGET, NOW + 1000);
    expect(planReads(stream, BUDGET, NOW, () => 0, 'pushed')[0]?.from).toBe(NOW - 1_000);
    expect(planReads(stream, BUDGET, NOW, () => 0.999, 'pushed')[0]?.from).toBe(NOW - 1_499);
  });

  test('what is pushed in whole events is never overdrawn by more than one of them, however long reads take', () => {
    const [counts, events, loads] = [
      fc.integer({ min: 1, max: 40 }),
      fc.integer({ min: 1_000, max: 500_000 }),
      fc.integer({ min: 1e4, max: 1e7 }),
    ];
    fc.assert(
      fc.property(counts, events, loads, fc.integer({ min: 0, max: 9 }), (count, event, bytesPerSecond, takesSeconds) => {
        let stream = setStreamFacts(setShards(newStreamSampling(NOW), shards(count, [0])), { bytesPerSecond, eventBytes: 500_000 });
        const underWay: { readonly until: number; readonly read: SampleRead }[] = [];
        let taken = 0;
        for (let second = 0; second < 600; second += 1) {
          const now = NOW + second * 1000;
          stream = refill(stream, BUDGET, now);
          for (const read of planReads(stream, BUDGET, now, middle, 'pushed')) {
            stream = beginRead(stream, read, now);
            underWay.push({ until: second + takesSeconds, read });
          }
          while (underWay[0] && underWay[0].until <= second) {
            const { shardId, bytes } = underWay.shift()?.read ?? readOf('s0');
            const came = Math.max(event, bytes);
            stream = finishRead(stream, shardId, { records: Math.ceil(came / 1_000), bytes: came, usd: 0 });
            taken += came;
          }
          expect(stream.allowance).toBeGreaterThanOrEqual(-event);
        }
        expect(taken).toBeLessThanOrEqual(BUDGET.shareOfBytes * 600 * bytesPerSecond + event);
      }),
      { numRuns: 60 },
    );
  });

  test('where the budget is less than a record a second, a shard in trouble is read for most of it', () => {
    const stream = setStreamFacts(setShards(newStreamSampling(NOW), shards(8, [3])), { bytesPerSecond: 500_000 });
    const { bytes, readsOf } = run(stream, BUDGET, 181, 20_000);
    // Two records a read, for of one alone no rate can be told.
    expect((readsOf.get('s3')?.length ?? 0) * 2 * 20_000).toBeGreaterThan(bytes / 2);
    for (const calm of ['s0', 's1', 's2', 's4', 's5', 's6', 's7']) {
      const reads = readsOf.get(calm)?.length ?? 0;
      expect([calm, reads >= 1, reads <= 8]).toEqual([calm, true, true]);
    }
    expect(bytes).toBeLessThanOrEqual(0.02 * 500_000 * 181 + 20_000);
  });

  test('after records turn out larger the next read asks for so many fewer at once', () => {
    let stream = refill(setStreamFacts(setShards(newStreamSampling(NOW), shards(1, [0])), { bytesPerSecond: 1e6 }), BUDGET, NOW + 1000);
    stream = finishRead(beginRead(stream, readOf('s0'), NOW), 's0', { records: 10, bytes: 10_000, usd: 0 });
    stream = finishRead(beginRead(stream, readOf('s0'), NOW + 5_000), 's0', { records: 10, bytes: 200_000, usd: 0 });
    expect(stream.shards.get('s0')?.recordBytes).toBe(20_000);
    stream = finishRead(beginRead(stream, readOf('s0'), NOW + 10_000), 's0', { records: 10, bytes: 10_000, usd: 0 });
    expect(stream.shards.get('s0')?.recordBytes).toBe(16_200);
  });

  test('records that became far larger in one shard are expected of the others too, and something is lent to find out', () => {
    const count = 8;
    let stream = setStreamFacts(setShards(newStreamSampling(NOW), shards(count)), { bytesPerSecond: 1e6 });
    let now = NOW;
    const step = (recordBytes: number): readonly SampleRead[] => {
      now += 1000;
      stream = refill(stream, BUDGET, now);
      const reads = planReads(stream, BUDGET, now, middle);
      for (const read of reads) {
        stream = beginRead(stream, read, now);
        const bytes = read.limit * recordBytes;
        stream = finishRead(stream, read.shardId, { records: read.limit, bytes, usd: 0 });
      }
      return reads;
    };
    for (let second = 0; second < 60; second += 1) step(1_000);
    const read = new Set<string>();
    let second = 0;
    for (; read.size < count && second < 60; second += 1) for (const { shardId } of step(20_000)) read.add(shardId);
    // 18,000 bytes a second pay for the first read in 38 s: by then none of the others would have been read.
    expect([read.size, second < 38]).toEqual([count, true]);
    expect([...stream.shards.values()].map(({ recordBytes, isGuess }) => [recordBytes, isGuess])).toEqual(
      Array(count).fill([20_000, false]),
    );
    for (; second < 600; second += 1) step(20_000);
    // All is paid back but what one read may overdraw by.
    expect(stream.allowance).toBeGreaterThanOrEqual(-20_000);
  });

  test('a guess that was wrong is forgotten with the first read', () => {
    let stream = refill(setStreamFacts(setShards(newStreamSampling(NOW), shards(2)), { bytesPerSecond: 1e6 }), BUDGET, NOW + 1000);
    for (const id of ['s0', 's1']) stream = finishRead(beginRead(stream, readOf(id), NOW), id, { records: 10, bytes: 10_000, usd: 0 });
    stream = finishRead(beginRead(stream, readOf('s0'), NOW), 's0', { records: 10, bytes: 200_000, usd: 0 });
    expect(stream.shards.get('s1')).toMatchObject({ recordBytes: 20_000, isGuess: true });
    stream = finishRead(beginRead(stream, readOf('s1'), NOW), 's1', { records: 2, bytes: 2_000, usd: 0 });
    expect(stream.shards.get('s1')).toMatchObject({ recordBytes: 1_000, isGuess: false });
  });

  test('over ten minutes its share is never exceeded by more than a read, however records change', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 20 }),
        fc.array(fc.integer({ min: 100, max: 60_000 }), { minLength: 2, maxLength: 6 }),
        (count, sizes) => {
          let stream = setStreamFacts(setShards(newStreamSampling(NOW), shards(count, [0])), { bytesPerSecond: 2e6 });
          const taken: number[] = [];
          let most = 0;
          for (let second = 0; second < 1_200; second += 1) {
            const now = NOW + second * 1000;
            stream = refill(stream, BUDGET, now);
            let bytes = 0;
            for (const read of planReads(stream, BUDGET, now, middle)) {
              stream = beginRead(stream, read, now);
              const came = read.limit * (sizes[Math.floor((second * sizes.length) / 1_200)] ?? 0);
              bytes += came;
              stream = finishRead(stream, read.shardId, { records: read.limit, bytes: came, usd: 0 });
            }
            // What was planned in one second is read at once.
            most = Math.max(most, bytes);
            taken.push(bytes);
          }
          for (let from = 0; from + 600 <= taken.length; from += 20) {
            const inTen = taken.slice(from, from + 600).reduce((sum, bytes) => sum + bytes, 0);
            expect(inTen).toBeLessThanOrEqual(BUDGET.shareOfBytes * 2e6 * 600 + most);
          }
        },
      ),
      { numRuns: 40 },
    );
  });

  test('while a reader falls behind, reads are six times rarer', () => {
    const facts = { bytesPerSecond: 1e6, isReaderBehind: true };
    const { readsOf } = run(setStreamFacts(setShards(newStreamSampling(NOW), shards(1, [0])), facts), BUDGET, 61, 1_000);
    expect(readsOf.get('s0')).toEqual([1, 31]);
  });

  test('nothing is read while reads are refused, nor when the day is paid for', () => {
    const stream = refill(setStreamFacts(setShards(newStreamSampling(NOW), shards(1)), { bytesPerSecond: 1e6 }), BUDGET, NOW + 1000);
    const yielding = setStreamFacts(stream, { yieldUntil: NOW + 60_000 });
    expect([mayNotRead(yielding, BUDGET, NOW), planReads(yielding, BUDGET, NOW, middle)]).toEqual(['backing-off', []]);
    expect(planReads(yielding, BUDGET, NOW + 60_000, middle)).toHaveLength(1);
    const spent = setStreamFacts(stream, { spentUsdToday: 1 });
    expect([mayNotRead(spent, BUDGET, NOW), planReads(spent, BUDGET, NOW, middle)]).toEqual(['budget-spent', []]);
  });

  test('a clock set back does not silence sampling', () => {
    expect(mayNotRead(setStreamFacts(newStreamSampling(NOW), { yieldUntil: NOW + YIELD_MS + 1 }), BUDGET, NOW)).toBeNull();
  });

  test('a refused shard rests longer each time, alone', () => {
    let stream = refill(setStreamFacts(setShards(newStreamSampling(NOW), shards(2, [0, 1])), { bytesPerSecond: 1e6 }), BUDGET, NOW + 1000);
    stream = refuseRead(beginRead(stream, readOf('s0'), NOW), 's0', NOW);
    expect(planReads(stream, BUDGET, NOW + 29_000, middle).map(({ shardId }) => shardId)).toEqual(['s1']);
    expect(planReads(stream, BUDGET, NOW + 30_000, middle).map(({ shardId }) => shardId)).toEqual(['s1', 's0']);
    stream = refuseRead(beginRead(stream, readOf('s0'), NOW + 30_000), 's0', NOW + 30_000);
    expect(stream.shards.get('s0')?.retryAt).toBe(NOW + 90_000);
  });

  test('shards that appear are read, shards that are gone are forgotten', () => {
    const stream = setShards(beginRead(setShards(newStreamSampling(NOW), shards(2)), readOf('s1'), NOW), [
      { shardId: 's1', urgent: true },
      { shardId: 's9', urgent: false },
    ]);
    expect([...stream.shards.values()].map(({ shardId, begunAt, urgent }) => [shardId, begunAt, urgent])).toEqual([
      ['s1', NOW, true],
      ['s9', null, false],
    ]);
  });

  it('never reads more than its share of the bytes, plus one record, whatever their size', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 60 }),
        fc.integer({ min: 100, max: 100_000_000 }),
        fc.integer({ min: 1, max: 1_000_000 }),
        fc.double({ min: 0.001, max: 0.5, noNaN: true }),
        (count, bytesPerSecond, recordBytes, shareOfBytes) => {
          const budget = { ...BUDGET, shareOfBytes };
          const stream = setStreamFacts(setShards(newStreamSampling(NOW), shards(count, [0])), { bytesPerSecond });
          const { bytes, readsOf } = run(stream, budget, 300, recordBytes);
          // A record's size is known only once it came: the first reads of shards are planned at a thousand bytes a record.
          const firstReads = (readsOf.size + (shareOfBytes * bytesPerSecond * 30) / 1000) * recordBytes;
          expect(bytes).toBeLessThanOrEqual(shareOfBytes * bytesPerSecond * 300 + firstReads);
          for (const seconds of readsOf.values()) {
            for (const [index, second] of seconds.entries()) expect(second - (seconds[index - 1] ?? -5)).toBeGreaterThanOrEqual(5);
          }
        },
      ),
    );
  });

  it('reads a thousand calm shards in turn, at most twenty a second', () => {
    const stream = setStreamFacts(setShards(newStreamSampling(NOW), shards(1000)), { bytesPerSecond: 1e8 });
    const { readsOf } = run(stream, BUDGET, 60, 500);
    expect(readsOf.size).toBe(1000);
    const perSecond = new Map<number, number>();
    for (const second of [...readsOf.values()].flat()) perSecond.set(second, (perSecond.get(second) ?? 0) + 1);
    expect(Math.max(...perSecond.values())).toBe(20);
  });
});
