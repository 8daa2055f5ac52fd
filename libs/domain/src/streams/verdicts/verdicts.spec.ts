import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MINUTE_MS } from '../../series/sample.js';
import type { JudgedVerdict } from '../../verdicts/queue-facts.js';
import { consumer, during, growing, minuteStart, minutesAgo, NOW, shard, stream, was } from './case-windows.js';
import { CONSUMER_CASES } from './consumer.cases.js';
import { judgeConsumer } from './judge-consumer.js';
import { judgeStream } from './judge-stream.js';
import { CONSUMER_REASONS, consumerStateOf, STREAM_REASONS, streamStateOf, type ConsumerReason, type StreamReason } from './reasons.js';
import { STREAM_CASES } from './stream.cases.js';
import type { ConsumerFacts, ConsumerMinute, Figure, StreamFacts, StreamMinute } from './stream-facts.js';

describe('the correctness table of streams', () => {
  it.each(STREAM_CASES.map((row) => [row.name, row] as const))('%s', (_, row) => {
    const { verdict } = judgeStream(row.facts, row.previous ?? null, NOW);
    expect([verdict.state, verdict.reason, verdict.because]).toEqual([...row.expected, expect.stringContaining(row.because ?? '')]);
    if (row.since !== undefined) expect(verdict.since).toBe(row.since);
  });
});

describe('the correctness table of readers', () => {
  it.each(CONSUMER_CASES.map((row) => [row.name, row] as const))('%s', (_, row) => {
    const { verdict, loss } = judgeConsumer(row.facts, row.previous ?? null, NOW);
    expect([verdict.state, verdict.reason, verdict.because]).toEqual([...row.expected, expect.stringContaining(row.because ?? '')]);
    if (row.since !== undefined) expect(verdict.since).toBe(row.since);
    if (row.lost !== undefined) expect(loss && [loss.earliestAt, loss.latestAt]).toEqual(row.lost);
  });
});

it('each case is named once, and together they reach every reason of streams and of readers', () => {
  for (const cases of [STREAM_CASES, CONSUMER_CASES]) expect(new Set(cases.map(({ name }) => name)).size).toBe(cases.length);
  const reached: string[] = [...STREAM_CASES, ...CONSUMER_CASES].map(({ expected }) => expected[1]);
  expect(Object.keys({ ...STREAM_REASONS, ...CONSUMER_REASONS }).filter((reason) => !reached.includes(reason))).toEqual([]);
});

describe('what is told beside the verdict', () => {
  it('rates, utilisation and the hottest shard of a stream', () => {
    const hot = { bytes: 1_000, records: 54_000, throttled: 600 };
    const facts = stream([during(60, { bytes: 60_000, records: 120_000, throttled: 600 })], {
      shards: [shard('cool', during(20, { records: 6_000 })), shard('hot', during(20, { records: 100 }), during(12, hot))],
    });
    expect(judgeStream(facts, null, NOW)).toMatchObject({
      acceptedPerSecond: 2_000,
      refusedPerSecond: 10,
      writeUtilisation: 0.5,
      hottest: { shardId: 'hot', writeUtilisation: 0.9, throttledPerMinute: 600, since: minuteStart(11) },
    });
  });

  it('nothing that is not known', () => {
    expect(judgeStream(stream([]), null, NOW)).toMatchObject({
      acceptedPerSecond: null,
      refusedPerSecond: null,
      writeUtilisation: null,
      hottest: null,
    });
    expect(judgeConsumer(consumer([]), null, NOW)).toMatchObject({ lag: null, lagGrowth: null, drain: { kind: 'unknown' }, loss: null });
  });

  it('while readings are overdue, the countdown of the last ones stands', () => {
    const facts = consumer([during(60, { lag: growing(20 * 3_600, 1), records: 0 })], { unread: 20 });
    const { verdict, loss, lagGrowth } = judgeConsumer(facts, was('stopped', 'nothing-read'), NOW);
    expect([verdict.state, lagGrowth]).toEqual(['stale', 1_000]);
    const position = minuteStart(20) - (20 * 3_600 + 39 * 60) * 1_000;
    expect(loss?.earliestAt).toBe(position + 86_400_000);
    expect(loss?.latestAt).toBe(position + 86_400_000 + MINUTE_MS);
  });

  it('a reader that has ceased keeps its place, and the countdown runs on', () => {
    const { loss, lag, drain } = judgeConsumer(consumer([during(40, { lag: 60_000, records: 6_000 }), during(20, {})]), null, NOW);
    expect(lag).toEqual({ milliseconds: 60_000, at: minuteStart(20) });
    expect(drain).toEqual({ kind: 'never' });
    expect(loss).toMatchObject({
      kind: 'lag-expiry',
      earliestAt: minuteStart(20) - 60_000 + 86_400_000,
      latestAt: minuteStart(20) + 86_400_000,
    });
  });
});

const figure: fc.Arbitrary<Figure> = fc.oneof(fc.constant(null), fc.constant(0), fc.nat(100_000), fc.double({ min: -5, max: 1e9 }));
const place = fc.integer({ min: 0, max: 90 }).map(minuteStart);
const streamMinute: fc.Arbitrary<StreamMinute> = fc.record({
  at: place,
  settled: fc.boolean(),
  incomingBytes: figure,
  incomingRecords: figure,
  writeThrottled: figure,
  readThrottled: figure,
});
const failure = fc.constantFrom(null, null, 'throttled' as const, 'denied' as const, 'collector-down' as const, 'not-asked' as const);
const streamFacts: fc.Arbitrary<StreamFacts> = fc
  .record({ minutes: fc.array(streamMinute, { maxLength: 60 }), shard: fc.array(streamMinute, { maxLength: 12 }), failure })
  .chain(({ minutes, shard: of, failure: why }) =>
    fc.constantFrom('PROVISIONED' as const, 'ON_DEMAND' as const).map((mode) => ({
      ...stream([]),
      config: { mode, status: 'ACTIVE', openShards: 2 },
      minutes,
      shards: [{ shardId: 'shard', minutes: of }],
      failure: why,
    })),
  );
const consumerMinute: fc.Arbitrary<ConsumerMinute> = fc.record({
  at: place,
  settled: fc.boolean(),
  lagMilliseconds: figure,
  records: figure,
  ownRecords: fc.constantFrom(0, 0, 50),
  deliveryAgeSeconds: figure,
});
const consumerFacts: fc.Arbitrary<ConsumerFacts> = fc
  .record({
    minutes: fc.array(consumerMinute, { maxLength: 60 }),
    arrivals: fc.array(streamMinute, { maxLength: 60 }),
    type: fc.constantFrom('shared-readers', 'enhanced-fan-out', 'event-source-mapping', 'delivery-stream'),
    isOwnSampler: fc.constantFrom(false, false, false, true),
    state: fc.constantFrom(null, 'Enabled', 'Disabled', 'ACTIVE'),
    retentionSeconds: fc.constantFrom(null, 3_600, 86_400),
    failure,
  })
  .map((given) => ({ ...consumer([]), ...given }));
const stateful = <Reason extends string>(reasons: readonly Reason[], stateOf: (reason: Reason) => JudgedVerdict['state']) =>
  fc.option(
    fc.constantFrom(...reasons.filter((reason) => !['stale', 'unknown'].includes(stateOf(reason)))).map((reason): JudgedVerdict => ({
      state: stateOf(reason),
      reason,
      because: 'before',
      since: minutesAgo(60),
      judgedAt: minutesAgo(1),
    })),
  );
const beforeStream = stateful(Object.keys(STREAM_REASONS) as StreamReason[], streamStateOf);
const beforeConsumer = stateful(Object.keys(CONSUMER_REASONS) as ConsumerReason[], consumerStateOf);

const whole = (verdict: JudgedVerdict): void => {
  expect(verdict.since).toBeLessThanOrEqual(NOW);
  expect(verdict.because).not.toMatch(/NaN|Infinity|null|undefined|-\d/);
  expect(verdict.because.length).toBeGreaterThan(0);
};
const RUNS = { numRuns: 500 };

describe('whatever the facts', () => {
  it('a verdict is whole: its reason fits its state, it did not begin in the future, its sentence holds figures', () => {
    fc.assert(
      fc.property(streamFacts, beforeStream, (facts, before) => {
        const { verdict } = judgeStream(facts, before, NOW);
        expect(streamStateOf(verdict.reason as StreamReason)).toBe(verdict.state);
        whole(verdict);
      }),
      RUNS,
    );
    fc.assert(
      fc.property(consumerFacts, beforeConsumer, (facts, before) => {
        const { verdict } = judgeConsumer(facts, before, NOW);
        expect(consumerStateOf(verdict.reason as ConsumerReason)).toBe(verdict.state);
        whole(verdict);
      }),
      RUNS,
    );
  });

  it('what is not known now is neither ok nor idle, and what was broken is remembered', () => {
    fc.assert(
      fc.property(streamFacts, consumerFacts, fc.integer({ min: 12, max: 90 }), (facts, reader, later) => {
        const then = NOW + later * MINUTE_MS;
        const before = was('stopped', 'nothing-read');
        for (const { verdict } of [judgeStream(facts, before, then), judgeConsumer(reader, before, then)]) {
          expect(['stale', 'unknown']).toContain(verdict.state);
          expect(verdict.standing).toMatchObject({ state: 'stopped', since: before.since });
        }
      }),
      RUNS,
    );
  });

  it('the order of minutes changes nothing', () => {
    fc.assert(
      fc.property(streamFacts, consumerFacts, beforeStream, beforeConsumer, (facts, reader, before, beforeReader) => {
        const once = <M extends { readonly at: number }>(minutes: readonly M[]): M[] => [
          ...new Map(minutes.map((m) => [m.at, m])).values(),
        ];
        const single = { ...facts, minutes: once(facts.minutes) };
        const reversed = { ...single, minutes: [...single.minutes].reverse() };
        expect(judgeStream(reversed, before, NOW)).toEqual(judgeStream(single, before, NOW));
        const one = { ...reader, minutes: once(reader.minutes), arrivals: once(reader.arrivals) };
        const turned = { ...one, minutes: [...one.minutes].reverse(), arrivals: [...one.arrivals].reverse() };
        expect(judgeConsumer(turned, beforeReader, NOW).verdict).toEqual(judgeConsumer(one, beforeReader, NOW).verdict);
      }),
      RUNS,
    );
  });

  it('countdowns are not in the past and not backwards', () => {
    fc.assert(
      fc.property(consumerFacts, beforeConsumer, (facts, before) => {
        const { loss, drain } = judgeConsumer(facts, before, NOW);
        if (drain.kind === 'in') expect(drain.seconds).toBeGreaterThan(0);
        if (loss === null) return;
        expect(loss.earliestAt).toBeGreaterThanOrEqual(NOW);
        expect(loss.latestAt).toBeGreaterThanOrEqual(loss.earliestAt);
        expect(loss.count).toBeGreaterThan(0);
      }),
      RUNS,
    );
  });
});
