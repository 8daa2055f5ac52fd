import { describe, expect, it } from 'vitest';
import { exactly, NONE } from './bounds.js';
import type { LoggedDeliveries, SubscriberFacts } from './subscriber-facts.js';
import { MINUTE, plainSubscriber, windowOf } from './testing/small-world.js';
import { topicLedger } from './topic-ledger.js';

const HOUR = 60;
const flat = (perMinute: number, minutes = 2 * HOUR): number[] => Array<number>(minutes).fill(perMinute);
const window = { from: HOUR * MINUTE, to: 2 * HOUR * MINUTE, stepSeconds: 600, knownFrom: 0 };
const log = (values: Readonly<Record<string, readonly (number | null)[]>>, unsure: LoggedDeliveries['unsure'] = []): LoggedDeliveries => ({
  counters: windowOf('sns.deliveries', values, 2 * HOUR),
  unsure,
});
const three = (changes: readonly Partial<SubscriberFacts>[]): readonly SubscriberFacts[] =>
  ['a', 'b', 'c'].map((key, index) => ({ ...plainSubscriber, key, ...changes[index] }));
const linesOf = (counters: Parameters<typeof topicLedger>[0]['counters'], subscribers: readonly SubscriberFacts[]) =>
  topicLedger({ ...window, counters, subscribers }).subscribers;

/** Ten a minute to three; one of them loses four of its ten. */
const LOSING = windowOf('sns.topic', { published: flat(10), delivered: flat(26), failed: flat(4) }, 2 * HOUR);

describe('the delivery log in the ledger', () => {
  it('says exactly who lost how much where failures alone are logged of all', () => {
    const [a, b, c] = linesOf(LOSING, three([0, 4, 0].map((failures) => ({ logged: log({ loggedFailures: flat(failures) }) }))));
    expect([a?.line.failed, b?.line.failed, c?.line.failed]).toEqual([NONE, exactly(240), NONE]);
    expect([a?.line.delivered, b?.line.delivered]).toEqual([exactly(600), exactly(360)]);
    expect([a?.evidence, b?.evidence]).toEqual(['delivery-logs-partly', 'delivery-logs-partly']);
    expect(b?.logged).toMatchObject({ settled: { failed: exactly(240), deadLettered: NONE }, failures: 240 });
  });

  it('does not blame one of several for what they lost in a minute that was not read', () => {
    const holey = flat(0).map((count, minute) => (minute === 100 ? null : count));
    const [a, b] = linesOf(LOSING, three([{ logged: log({ loggedFailures: holey }) }, { logged: log({ loggedFailures: flat(4) }) }]));
    expect(a?.logged?.settled).toEqual({ failed: { low: 0, high: 240 }, deadLettered: NONE });
    expect(b?.logged?.settled.failed).toEqual(exactly(240));
  });

  it('tells of those who are not logged by what is left', () => {
    const [a, b, c] = linesOf(LOSING, three([{ logged: log({ loggedSuccesses: flat(6), loggedFailures: flat(4) }) }]));
    expect(a?.evidence).toBe('delivery-logs');
    expect(a?.line).toMatchObject({ delivered: exactly(360), failed: exactly(240), unexplained: NONE });
    expect([b?.line.delivered, c?.line.delivered]).toEqual([exactly(600), exactly(600)]);
  });

  it('has at least so many delivered where a share of the successes is logged', () => {
    const [a] = linesOf(LOSING, three([{ logged: log({ sampledSuccesses: flat(7), loggedFailures: flat(0) }) }]));
    expect(a?.line.delivered).toEqual({ low: 600, high: 600 });
    const [, b] = linesOf(LOSING, three([{}, { logged: log({ sampledSuccesses: flat(3) }) }]));
    expect(b?.line.delivered.low).toBe(360);
    const [alone] = linesOf(
      windowOf('sns.topic', { published: flat(10) }, 2 * HOUR),
      three([{ logged: log({ sampledSuccesses: flat(3) }) }]),
    );
    expect(alone?.line.delivered.high).toBe(0);
  });

  it('believes in a minute that was not read nothing but what the totals say', () => {
    const holey = flat(0).map((count, minute) => (minute === 100 ? null : count));
    const [a] = linesOf(LOSING, three([{ logged: log({ loggedFailures: holey }) }]));
    expect(a?.line.failed).toEqual({ low: 0, high: 4 * 60 });
    const [b] = linesOf(
      LOSING,
      three([{ logged: log({ loggedFailures: flat(3).map((count, minute) => (minute === 100 ? null : count)) }) }]),
    );
    expect(b?.line.failed).toEqual({ low: 177, high: 240 });
    expect(b?.evidence).toBe('delivery-logs-partly');
  });

  it('does not take for nothing what may not have been logged', () => {
    const unsure = [{ from: 90 * MINUTE, to: 95 * MINUTE }];
    const [a] = linesOf(LOSING, three([{ logged: log({ loggedFailures: flat(0) }, unsure) }]));
    expect(a?.line.failed.high).toBeGreaterThan(0);
    const [b] = linesOf(LOSING, three([{ logged: log({ loggedFailures: flat(4) }, unsure) }]));
    expect(b?.line.failed).toEqual(exactly(240));
  });

  it('takes entries of an HTTP endpoint for attempts, which bound what was given up', () => {
    const counters = windowOf('sns.topic', { published: flat(10), delivered: flat(26), failed: flat(12) }, 2 * HOUR);
    const [a, b] = linesOf(
      counters,
      three([
        { countsAttempts: true, logged: log({ loggedSuccesses: flat(6), loggedFailures: flat(5) }) },
        { logged: log({ loggedFailures: flat(0) }) },
        { logged: log({ loggedFailures: flat(0) }) },
      ]),
    );
    // Of the four a minute that failed it is not known when they were given up: some of what is delivered may be from before.
    expect(a?.line.delivered).toEqual({ low: 120, high: 360 });
    expect(a?.line.failed).toEqual({ low: 0, high: 300 });
    expect(b?.line.failed).toEqual(NONE);
    expect(a?.logged).toMatchObject({ failures: 300, settled: { failed: { low: 0 } } });
  });

  it('parts what was given up into lost and dead-lettered as the totals do', () => {
    const kept = windowOf('sns.topic', { published: flat(10), delivered: flat(26), failed: flat(4), redrivenToDlq: flat(4) }, 2 * HOUR);
    const [a, b] = linesOf(
      kept,
      three([
        { deadLetters: true, logged: log({ loggedFailures: flat(4) }) },
        { deadLetters: true, logged: log({ loggedFailures: flat(0) }) },
      ]),
    );
    expect(a?.line).toMatchObject({ failed: NONE, deadLettered: exactly(240) });
    expect(a?.logged?.settled).toEqual({ failed: NONE, deadLettered: exactly(240) });
    expect(b?.line).toMatchObject({ failed: NONE, deadLettered: NONE, delivered: exactly(600) });
  });

  it('tells of what is given up now, though it was published long before', () => {
    const published = [...flat(10, HOUR), ...flat(0, HOUR)];
    const failed = [...flat(0, HOUR + 30), ...flat(20, 30)];
    const counters = windowOf('sns.topic', { published, delivered: [...flat(20, HOUR), ...flat(0, HOUR)], failed }, 2 * HOUR);
    const [a] = linesOf(counters, three([{ logged: log({ loggedSuccesses: flat(0), loggedFailures: failed }) }]));
    expect(a?.line.failed).toEqual(NONE);
    expect(a?.logged?.settled.failed).toEqual(exactly(600));
  });

  it('takes entries of before it was there for another one’s', () => {
    const begins = { earliest: 80 * MINUTE, latest: 90 * MINUTE };
    const logged = log({ loggedSuccesses: flat(10), loggedFailures: flat(0) });
    const [a] = linesOf(windowOf('sns.topic', { published: flat(10), delivered: flat(25) }, 2 * HOUR), three([{ begins, logged }]));
    expect(a?.line.delivered.low).toBe(300);
  });
});
