import type { Bounds } from '@weir/contract';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { contains, exactly, NONE } from './bounds.js';
import { CounterWindow } from './counter-window.js';
import { FATES } from './narrow-shares.js';
import { MINUTE, plainSubscriber, playOut, windowOf, type CopyPlan, type SubscriberPlan, type WorldPlan } from './testing/small-world.js';
import { topicLedger } from './topic-ledger.js';

const HOUR = 60;
const flat = (perMinute: number, minutes = 2 * HOUR): number[] => Array<number>(minutes).fill(perMinute);
const window = { from: HOUR * MINUTE, to: 2 * HOUR * MINUTE, stepSeconds: 600, knownFrom: 0 };

describe('the ledger of a topic', () => {
  it('accounts for every copy of a healthy topic, exactly', () => {
    const counters = windowOf('sns.topic', { published: flat(10), delivered: flat(30) }, 2 * HOUR);
    const { line, published, subscribers, knownMinutes } = topicLedger({
      ...window,
      counters,
      subscribers: ['a', 'b', 'c'].map((key) => ({ ...plainSubscriber, key })),
    });
    expect(published).toEqual(exactly(600));
    expect(line).toEqual({
      expected: exactly(1800),
      delivered: exactly(1800),
      filtered: NONE,
      failed: NONE,
      deadLettered: NONE,
      unexplained: NONE,
    });
    expect(subscribers.map(({ line: { delivered } }) => delivered)).toEqual([exactly(600), exactly(600), exactly(600)]);
    expect(subscribers.map(({ evidence }) => evidence)).toEqual(['totals', 'totals', 'totals']);
    expect(knownMinutes).toBe(HOUR);
  });

  it('finds the one that filters among those that do not', () => {
    const counters = windowOf(
      'sns.topic',
      { published: flat(10), delivered: flat(24), filteredOut: flat(6), filteredByAttributes: flat(6) },
      2 * HOUR,
    );
    const { subscribers, filteredBy } = topicLedger({
      ...window,
      counters,
      subscribers: [plainSubscriber, { ...plainSubscriber, key: 'b' }, { ...plainSubscriber, key: 'c', filters: true }],
    });
    expect(filteredBy.attributes).toBe(360);
    expect(subscribers[2]?.line).toMatchObject({ delivered: exactly(240), filtered: exactly(360) });
    expect(subscribers[0]?.line).toMatchObject({ delivered: exactly(600), filtered: NONE });
  });

  it('names the subscriber whose queue stopped getting its copies', () => {
    const half = [...flat(10, HOUR + 30), ...flat(0, 30)];
    const delivered = [...flat(20, HOUR + 30), ...flat(10, 30)];
    const counters = windowOf('sns.topic', { published: flat(10), delivered }, 2 * HOUR);
    const arrivals = (sent: number[]) => ({ counters: windowOf('sqs.cloudwatch', { sent }, 2 * HOUR), sharedWithOthers: false });
    const { line, subscribers } = topicLedger({
      ...window,
      counters,
      subscribers: [
        { ...plainSubscriber, arrivals: arrivals(flat(10)) },
        { ...plainSubscriber, key: 'emails', arrivals: arrivals(half) },
      ],
    });
    expect(line.unexplained.high).toBe(300);
    expect(line.unexplained.low).toBeGreaterThanOrEqual(280);
    expect(subscribers[1]?.line.delivered.high).toBeLessThanOrEqual(310);
    expect(subscribers[0]?.line.delivered.low).toBeGreaterThanOrEqual(590);
  });

  it('knows nothing of minutes that were not read, and says so', () => {
    const rows = Array.from({ length: 2 * HOUR }, (_, at) => ({ at: at * MINUTE, values: [10, 10] })).filter(
      ({ at }) => at < 70 * MINUTE || at >= 80 * MINUTE,
    );
    const counters = CounterWindow.of('sns.topic', rows, [{ from: 70 * MINUTE, to: 80 * MINUTE, reason: 'throttled' }], 0, window.to);
    const { published, unknownMinutes, line } = topicLedger({ ...window, counters, subscribers: [plainSubscriber] });
    expect(published).toEqual(exactly(500));
    expect(unknownMinutes).toBe(10);
    expect(line.unexplained).toEqual(NONE);
  });

  it('takes a minute of which AWS had nothing to tell for zero', () => {
    const counters = CounterWindow.of('sns.topic', [], [{ from: 0, to: window.to, reason: 'not-emitted' }], 0, window.to);
    expect(topicLedger({ ...window, counters, subscribers: [plainSubscriber] })).toMatchObject({
      published: NONE,
      knownMinutes: HOUR,
      unknownMinutes: 0,
    });
  });

  it('gives bounds where a subscription began at a moment nobody saw', () => {
    const counters = windowOf('sns.topic', { published: flat(10), delivered: flat(10) }, 2 * HOUR);
    const begins = { earliest: 90 * MINUTE, latest: 95 * MINUTE };
    const { line, notes } = topicLedger({
      ...window,
      counters,
      subscribers: [plainSubscriber, { ...plainSubscriber, key: 'new', begins }],
    });
    expect(line.expected).toEqual({ low: 600 + 250, high: 600 + 300 });
    expect(notes.join(' ')).toContain('began or ended');
  });

  describe('over a window that begins before Weir looked', () => {
    const knownFrom = 105 * MINUTE;
    const begins = { earliest: -Infinity, latest: knownFrom };
    const met = ['a', 'b'].map((key) => ({ ...plainSubscriber, key, begins, filters: true, deadLetters: true }));
    const ledgerOf = (delivered: readonly number[], from = window.from) =>
      topicLedger({
        ...window,
        from,
        knownFrom,
        counters: windowOf('sns.topic', { published: flat(10), delivered }, 2 * HOUR),
        subscribers: met,
      });

    it('tells what was counted, and not whose it was', () => {
      const { line, subscribers, notes } = ledgerOf(flat(20));
      expect(line).toMatchObject({ expected: exactly(1_200), delivered: exactly(1_200), unexplained: NONE });
      expect(subscribers.map((each) => [each.line.expected, each.line.delivered])).toEqual([
        [
          { low: 150, high: 600 },
          { low: 150, high: 600 },
        ],
        [
          { low: 150, high: 600 },
          { low: 150, high: 600 },
        ],
      ]);
      expect(notes[0]).toBe(
        'Weir first looked here on 1970-01-01 at 01:45 UTC. Who was subscribed before, and by which filter, is not known: figures of that time are what the counters leave possible, as if nobody had left.',
      );
    });

    it('takes nobody for waiting who may not have been there', () => {
      // The second one was subscribed a quarter of an hour before Weir looked.
      const { line, underWay, subscribers } = ledgerOf([...flat(10, 90), ...flat(20, 30)]);
      // What was delivered may as well be what waited for it for an hour.
      expect(line).toMatchObject({ expected: { low: 300, high: 1_200 }, unexplained: { low: 0, high: 900 } });
      expect(underWay.low).toBe(0);
      expect(subscribers.map((each) => each.line.unexplained.low)).toEqual([0, 0]);
    });

    it('says that somebody is gone where more was delivered than all that are known were due', () => {
      const { line, subscribers, steps } = ledgerOf([...flat(30, 90), ...flat(20, 30)]);
      expect(line).toMatchObject({ expected: exactly(1_500), delivered: exactly(1_500) });
      expect(subscribers).toHaveLength(2);
      expect(steps[0]).toMatchObject({ expected: { low: 0, high: 300 }, delivered: exactly(300), unexplained: { low: 0, high: 0 } });
    });

    it('is exact of what came after, though it looks back further', () => {
      const { line, subscribers, notes } = ledgerOf(flat(20), knownFrom);
      expect(line).toMatchObject({ expected: exactly(300), delivered: exactly(300) });
      expect(subscribers.map((each) => each.line.delivered)).toEqual([exactly(150), exactly(150)]);
      expect(notes.join(' ')).not.toContain('first looked');
    });

    it('knows nobody of a topic whose settings are not known', () => {
      const counters = windowOf('sns.topic', { published: flat(10), delivered: flat(10) }, 2 * HOUR);
      const { line, notes } = topicLedger({ ...window, knownFrom: Infinity, counters, subscribers: [] });
      expect(line).toMatchObject({ expected: exactly(600), delivered: exactly(600) });
      expect(notes).toEqual(['Its settings are not known, so all that is told is what was counted.']);
    });
  });

  it('does not take late copies for new ones because of somebody who left before the window', () => {
    const leaver = { ...plainSubscriber, key: 'leaver', ends: { earliest: 55 * MINUTE, latest: 58 * MINUTE } };
    // Of the one that stays nothing arrives for an hour, then what waited.
    const delivered = [...flat(10, 55), ...flat(0, 5), ...flat(10)].slice(0, 2 * HOUR);
    const counters = windowOf('sns.topic', { published: flat(10), delivered }, 2 * HOUR);
    const { line, subscribers } = topicLedger({ ...window, counters, subscribers: [plainSubscriber, leaver] });
    expect(line.expected).toEqual(exactly(600));
    expect(line.delivered).toEqual({ low: 0, high: 600 });
    expect(subscribers.map(({ subscriber }) => subscriber.key)).toEqual(['a']);
  });

  it('does not say that what waited for somebody who left is under way', () => {
    const counters = windowOf('sns.topic', { published: flat(10), delivered: flat(10) }, 2 * HOUR);
    const waited = { ...plainSubscriber, key: 'leaver', ends: { earliest: 70 * MINUTE, latest: 70 * MINUTE } };
    const { line, underWay } = topicLedger({ ...window, counters, subscribers: [plainSubscriber, waited] });
    expect(line.unexplained).toEqual({ low: 90, high: 700 });
    expect(underWay.low).toBe(0);
  });

  it('knows of what is under way although somebody left to whom all was delivered', () => {
    const leaver = { ...plainSubscriber, key: 'leaver', ends: { earliest: 70 * MINUTE, latest: 72 * MINUTE } };
    const both = Array.from({ length: 2 * HOUR }, (_, minute) => (minute < 70 ? 20 : minute < 110 ? 10 : 0));
    const counters = windowOf('sns.topic', { published: flat(10), delivered: both }, 2 * HOUR);
    const { underWay } = topicLedger({ ...window, counters, subscribers: [plainSubscriber, leaver] });
    // Ten minutes of the one that stays, less the last, and less what the leaver may have been due in the minutes in which it left.
    expect(underWay).toEqual({ low: 90 - 20, high: 100 + 20 });
  });

  it('does not take attempts on an HTTP endpoint for copies', () => {
    const counters = windowOf('sns.topic', { published: flat(10), failed: flat(40) }, 2 * HOUR);
    const { line, retried } = topicLedger({
      ...window,
      counters,
      subscribers: [{ ...plainSubscriber, protocol: 'https', countsAttempts: true }],
    });
    expect(line.failed.high).toBeLessThanOrEqual(600);
    expect(line.failed.low).toBe(0);
    expect(retried).toEqual({ low: 0, high: 2400 });
  });

  const copy: fc.Arbitrary<CopyPlan> = fc.record({
    fate: fc.constantFrom('delivered', 'delivered', 'delivered', 'filtered', 'failed', 'deadLettered', 'never'),
    delayMinutes: fc.nat(4),
    attempts: fc.nat(3),
  });
  const subscriber: fc.Arbitrary<SubscriberPlan> = fc.record({
    http: fc.boolean(),
    filters: fc.boolean(),
    deadLetters: fc.boolean(),
    hasQueue: fc.boolean(),
    log: fc.option(
      fc.record({
        successPercent: fc.constantFrom(0 as const, 50 as const, 100 as const),
        failures: fc.boolean(),
        // Past the last minute: all of it was read.
        unreadEvery: fc.constantFrom(5, 1_000),
      }),
    ),
    copies: fc.array(copy, { minLength: 1, maxLength: 7 }),
  });
  const world: fc.Arbitrary<WorldPlan> = fc.record({
    published: fc.array(fc.nat(6), { minLength: 12, maxLength: 50 }),
    subscribers: fc.array(subscriber, { minLength: 1, maxLength: 5 }),
    windowMinutes: fc.integer({ min: 1, max: 12 }),
  });

  it('holds the truth within its bounds, whatever the topology', () => {
    fc.assert(
      fc.property(world, (plan) => {
        const { counters, subscribers, truth, from, to } = playOut(plan);
        const ledger = topicLedger({ from, to, knownFrom: 0, counters, subscribers, stepSeconds: 60 });
        for (const fate of [...FATES, 'expected'] as const) {
          const whole = truth.reduce((sum, fates) => sum + fates[fate], 0);
          expect(holds(ledger.line[fate], whole), `${fate} of all: ${whole} in ${JSON.stringify(ledger.line[fate])}`).toBe(true);
          ledger.subscribers.forEach(({ line }, index) => {
            const own = truth[index]?.[fate] ?? 0;
            expect(holds(line[fate], own), `${fate} of ${index}: ${own} in ${JSON.stringify(line[fate])}`).toBe(true);
          });
        }
      }),
      { numRuns: 400 },
    );
  });

  it('holds the truth of each step within the bounds of each subscriber, as it stood at the end of the step', () => {
    fc.assert(
      fc.property(world, fc.integer({ min: 1, max: 4 }), (plan, stepMinutes) => {
        const { counters, subscribers, from, to } = playOut(plan);
        const { rows, rowOf } = topicLedger({
          from,
          to,
          knownFrom: 0,
          counters,
          subscribers,
          stepSeconds: stepMinutes * 60,
        }).subscriberSteps();
        for (let step = 0; from + step * stepMinutes * MINUTE < to; step++) {
          const [begin, end] = [from + step * stepMinutes * MINUTE, Math.min(to, from + (step + 1) * stepMinutes * MINUTE)];
          const asItStood = { ...plan, published: plan.published.slice(0, end / MINUTE), windowMinutes: (end - begin) / MINUTE };
          playOut(asItStood).truth.forEach((truth, index) => {
            const line = rows[rowOf[index] ?? -1]?.[step];
            for (const fate of [...FATES, 'expected'] as const) {
              const told = `${fate} of ${index} in step ${step}: ${truth[fate]} in ${JSON.stringify(line?.[fate])}`;
              expect(line !== undefined && holds(line[fate], truth[fate]), told).toBe(true);
            }
          });
        }
      }),
      { numRuns: 200 },
    );
  });

  it('shows in whose steps an edited policy keeps copies out, and shares one row among those that are alike', () => {
    const silenced = [...flat(0, HOUR + 30), ...flat(10, 30)];
    const delivered = silenced.map((filtered) => 30 - filtered);
    const counters = windowOf('sns.topic', { published: flat(10), delivered, filteredOut: silenced }, 2 * HOUR);
    const subscribers = ['a', 'b', 'c'].map((key) => ({ ...plainSubscriber, key, filters: key === 'b' }));
    const { rows, rowOf } = topicLedger({ ...window, counters, subscribers }).subscriberSteps();
    expect(rowOf).toEqual([0, 1, 0]);
    expect(rows[1]?.map((line) => [line.delivered, line.filtered])).toEqual([
      ...Array<unknown>(3).fill([exactly(100), NONE]),
      ...Array<unknown>(3).fill([NONE, exactly(100)]),
    ]);
    expect(rows[0]?.map((line) => line.delivered)).toEqual(Array<unknown>(6).fill(exactly(100)));
  });

  it('finds nothing unexplained where nothing was lost and nothing is under way', () => {
    const prompt = subscriber.map((plan) => ({
      ...plan,
      http: false,
      copies: plan.copies.map((each) => ({ ...each, delayMinutes: 0, fate: each.fate === 'never' ? ('delivered' as const) : each.fate })),
    }));
    fc.assert(
      fc.property(
        fc.record({
          published: fc.array(fc.nat(6), { minLength: 5, maxLength: 40 }),
          subscribers: fc.array(prompt, { minLength: 1, maxLength: 5 }),
          windowMinutes: fc.integer({ min: 1, max: 5 }),
        }),
        (plan) => {
          const { counters, subscribers, from, to } = playOut(plan);
          expect(topicLedger({ from, to, knownFrom: 0, counters, subscribers, stepSeconds: 60 }).line.unexplained).toEqual(NONE);
        },
      ),
    );
  });
});

const holds = (bounds: Bounds, count: number): boolean => contains(bounds, count);
