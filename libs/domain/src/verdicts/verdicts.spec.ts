import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BROKEN_STATES } from '@weir/contract';
import { MINUTE_MS } from '../series/sample.js';
import { CONFIG, deadLetters, minuteStart, minutesAgo, NOW, SOURCE, was, withRedrive } from './case-windows.js';
import { judgeQueue } from './judge-queue.js';
import { JUDGE_LIMITS } from './limits.js';
import type { JudgedVerdict, QueueFacts } from './queue-facts.js';
import { QueueWindow, type WindowMinute } from './queue-window.js';
import { stateOf, VERDICT_REASONS, type VerdictReason } from './reasons.js';
import { VERDICT_CASES } from './verdicts.cases.js';

describe('the correctness table', () => {
  it.each(VERDICT_CASES.map((row) => [row.name, row] as const))('%s', (_, row) => {
    const { verdict } = judgeQueue(row.facts, row.previous ?? null, NOW);
    expect([verdict.state, verdict.reason, verdict.because]).toEqual([...row.expected, expect.stringContaining(row.because ?? '')]);
    expect(verdict.judgedAt).toBe(NOW);
    if (row.since !== undefined) expect(verdict.since).toBe(row.since);
  });

  it('names each case once and reaches every reason', () => {
    expect(new Set(VERDICT_CASES.map(({ name }) => name)).size).toBe(VERDICT_CASES.length);
    const reached = new Set(VERDICT_CASES.map(({ expected }) => expected[1]));
    expect(Object.keys(VERDICT_REASONS).filter((reason) => !reached.has(reason as VerdictReason))).toEqual([]);
  });
});

const figure = fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 12 }), fc.integer({ min: 0, max: 200_000 }));
const perhaps = <T>(value: fc.Arbitrary<T>) => fc.option(value, { freq: 8, nil: null });
const gauges = { visible: figure, inFlight: figure, delayed: fc.oneof(fc.constant(0), figure) };

const minute = fc.record({
  live: perhaps(fc.record(gauges)),
  cloudwatch: perhaps(
    fc.record({
      ...gauges,
      oldestAge: perhaps(figure),
      sent: perhaps(figure),
      received: perhaps(figure),
      deleted: perhaps(figure),
      emptyReceives: perhaps(figure),
    }),
  ),
  settled: fc.boolean(),
  absence: fc.constantFrom(null, 'inactive' as const, 'throttled' as const),
});
/** A window whose minutes are like one another, or each on its own. */
const minutes: fc.Arbitrary<WindowMinute[]> = fc
  .oneof(
    fc.array(minute, { maxLength: 60 }),
    fc.tuple(minute, fc.integer({ min: 1, max: 60 })).map(([same, length]) => Array.from({ length }, () => same)),
  )
  .map((laid) => laid.map((entry, index) => ({ ...entry, at: minuteStart(laid.length - 1 - index) })));

const reasons = Object.keys(VERDICT_REASONS) as VerdictReason[];
const fresh = fc
  .constantFrom(...reasons.filter((reason) => !['stale', 'unknown'].includes(stateOf(reason))))
  .map((reason) => was(stateOf(reason), reason));
const blind = fc
  .tuple(fc.constantFrom('no-data' as const, 'readings-late' as const), fc.option(fresh), fc.integer({ min: 0, max: 60 }))
  .map(([reason, standing, age]): JudgedVerdict => was(stateOf(reason), reason, minutesAgo(age), { standing }));
const previous: fc.Arbitrary<JudgedVerdict | null> = fc.oneof(fc.constant(null), fresh, blind);

const facts: fc.Arbitrary<QueueFacts> = fc
  .record({
    minutes,
    live: perhaps(fc.record({ ...gauges, at: fc.integer({ min: 0, max: 90 }).map((seconds) => NOW - seconds * 1000) })),
    liveFailure: fc.constantFrom(null, null, 'throttled' as const, 'denied' as const, 'collector-down' as const),
    fifo: fc.boolean(),
    visibilityTimeoutSeconds: fc.constantFrom(0, 30, 900, 43_200),
    retentionSeconds: fc.constantFrom(60, 3600, 345_600),
    dead: perhaps(fc.tuple(figure, fc.integer({ min: 0, max: 9 }))),
    sources: fc.constantFrom<QueueFacts['sources'][]>([], [SOURCE], ['sent-anew'], [SOURCE, { ...SOURCE, oldestAgeSeconds: null }]),
    redriving: fc.constantFrom(null, true, false),
    expectedPauseSeconds: fc.constantFrom(null, null, 3600),
  })
  .map(({ minutes: laid, fifo, visibilityTimeoutSeconds, retentionSeconds, dead, ...rest }) => ({
    ...rest,
    config: { ...CONFIG, ...(dead === null ? {} : withRedrive()), fifo, visibilityTimeoutSeconds, retentionSeconds },
    window: QueueWindow.of(laid),
    liveBudgetSeconds: 45,
    deletedAt: null,
    deadLetter: dead === null ? null : deadLetters(...dead),
  }));

const RUNS = { numRuns: 600 };

describe('whatever the facts', () => {
  it('a verdict is whole: its reason fits its state, it did not begin in the future, its sentence holds figures', () => {
    fc.assert(
      fc.property(facts, previous, (given, before) => {
        const { verdict } = judgeQueue(given, before, NOW);
        expect(stateOf(verdict.reason as VerdictReason)).toBe(verdict.state);
        expect(verdict.since).toBeLessThanOrEqual(NOW);
        expect(verdict.because).not.toMatch(/NaN|Infinity|null|undefined|-\d/);
        expect(verdict.because.length).toBeGreaterThan(0);
      }),
      RUNS,
    );
  });

  it('what is not known now is neither ok nor idle, and what was broken is remembered', () => {
    fc.assert(
      fc.property(facts, previous, fc.integer({ min: 12, max: 90 }), (given, before, minutesLater) => {
        const { verdict } = judgeQueue(given, before, NOW + minutesLater * MINUTE_MS);
        expect(['stale', 'unknown']).toContain(verdict.state);
        if (before !== null && BROKEN_STATES.includes(before.state))
          expect(verdict.standing).toMatchObject({ state: before.state, since: before.since });
      }),
      RUNS,
    );
  });

  it('rows in any order, and repeated, lead to the same judgement', () => {
    fc.assert(
      fc.property(facts, previous, fc.array(fc.nat(), { minLength: 60, maxLength: 60 }), (given, before, order) => {
        const plain = given.window.plain();
        const shuffled = plain.map((entry, index) => ({ entry, key: order[index] ?? 0 })).sort((a, b) => a.key - b.key);
        const window = QueueWindow.of([...shuffled.map(({ entry }) => entry), ...plain]);
        expect(judgeQueue({ ...given, window }, before, NOW)).toEqual(judgeQueue(given, before, NOW));
      }),
      RUNS,
    );
  });

  it('fields that tell nothing of health change nothing', () => {
    fc.assert(
      fc.property(facts, previous, fc.string(), fc.nat(), (given, before, text, number) => {
        const config = given.config && { ...given.config, url: text, problems: [text], maximumMessageBytes: number, createdAt: number };
        expect(judgeQueue({ ...given, config }, before, NOW)).toEqual(judgeQueue(given, before, NOW));
      }),
      RUNS,
    );
  });

  it('a queue that holds less than the traffic guard is not called broken', () => {
    const few = fc.record({ visible: fc.integer({ min: 0, max: 2 }), inFlight: fc.integer({ min: 0, max: 2 }), delayed: fc.constant(0) });
    fc.assert(
      fc.property(facts, few, fc.option(fresh), (given, held, before) => {
        const wasBroken = before !== null && BROKEN_STATES.includes(before.state);
        const { verdict } = judgeQueue(
          { ...given, live: { at: NOW, ...held }, deadLetter: null, sources: [] },
          wasBroken ? null : before,
          NOW,
        );
        expect(BROKEN_STATES).not.toContain(verdict.state);
      }),
      RUNS,
    );
  });

  it('one dead letter less than the guard does not make its source poisoned', () => {
    fc.assert(
      fc.property(facts, fc.integer({ min: 0, max: JUDGE_LIMITS.deadLetterGuard - 1 }), (given, count) => {
        const { verdict } = judgeQueue({ ...given, sources: [], deadLetter: deadLetters(count, count) }, null, NOW);
        expect(verdict.state).not.toBe('poisoned');
      }),
      RUNS,
    );
  });

  it('countdowns are not in the past and not backwards', () => {
    fc.assert(
      fc.property(facts, previous, (given, before) => {
        const { drain, loss } = judgeQueue(given, before, NOW);
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
