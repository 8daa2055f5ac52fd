import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MINUTE_MS } from '../series/sample.js';
import { deadLetterQueue, during, minuteStart, NOW, queue, SOURCE } from './case-windows.js';
import {
  arrivalFromAge,
  backlogExpiry,
  deadLetterExpiry,
  drainTime,
  type BacklogExpiryInput,
  type DeadLetterExpiryInput,
} from './countdowns.js';
import { judgeQueue } from './judge-queue.js';

const HOUR = 3600;
const DAY = 24 * HOUR;

describe('drainTime', () => {
  it.each([
    ['nothing waits', 0, null, null, { kind: 'steady' }],
    ['the depth is not known', null, -1, 5, { kind: 'unknown' }],
    ['its course is not known', 10, null, 5, { kind: 'unknown' }],
    ['it falls', 600, -2, 5, { kind: 'in', seconds: 300 }],
    ['it falls, and nothing is known of the throughput', 601, -2, null, { kind: 'in', seconds: 301 }],
    ['it grows', 20_800, 4, 52, { kind: 'never' }],
    ['it stands at less than a minute of work', 40, 0, 10, { kind: 'steady' }],
    ['it stands at more', 6000, 0, 10, { kind: 'never' }],
    ['it wavers within the noise', 300, -0.05, 10, { kind: 'steady' }],
    ['nobody takes any', 50, 0, 0, { kind: 'never' }],
  ] as const)('%s', (_, visible, growthPerSecond, outPerSecond, expected) => {
    expect(drainTime({ visible, growthPerSecond, outPerSecond })).toEqual(expected);
  });
});

const deadLetter = (change: Partial<DeadLetterExpiryInput>): DeadLetterExpiryInput => ({
  now: NOW,
  count: 412,
  arrived: arrivalFromAge(minuteStart(3), DAY),
  retentionSeconds: 4 * DAY,
  fifo: false,
  sources: [SOURCE],
  ...change,
});

describe('deadLetterExpiry', () => {
  it('a FIFO queue counts from the arrival, known to the minute', () => {
    const earliestAt = minuteStart(3) + 3 * DAY * 1000;
    expect(deadLetterExpiry(deadLetter({ fifo: true }))).toEqual({
      kind: 'dead-letter-expiry',
      count: 412,
      earliestAt,
      latestAt: earliestAt + MINUTE_MS,
    });
  });

  it('a standard queue counts from the original send: five tries of a minute of waiting and 30 s hidden come off', () => {
    const latestAt = minuteStart(3) + 3 * DAY * 1000 + MINUTE_MS;
    expect(deadLetterExpiry(deadLetter({}))).toMatchObject({ earliestAt: latestAt - MINUTE_MS - 5 * 90 * 1000, latestAt });
  });

  it('a source whose wait is not known can have kept a message for its whole retention', () => {
    const sources = [{ ...SOURCE, retentionSeconds: DAY, oldestAgeSeconds: null }];
    expect(deadLetterExpiry(deadLetter({ sources }))?.earliestAt).toBe(minuteStart(3) + 2 * DAY * 1000);
  });

  it('one day in the source and four days of retention leave three', () => {
    const sources = [{ ...SOURCE, retentionSeconds: DAY, oldestAgeSeconds: null }];
    const arrived = { earliest: NOW, latest: NOW };
    expect(deadLetterExpiry(deadLetter({ sources, arrived }))?.earliestAt).toBe(NOW + 3 * DAY * 1000);
  });

  it('what was sent there anew has spent nothing elsewhere', () => {
    expect(deadLetterExpiry(deadLetter({ sources: ['sent-anew'] }))?.earliestAt).toBe(minuteStart(3) + 3 * DAY * 1000);
  });

  it('of several sources the one that keeps longest counts', () => {
    const sources = [SOURCE, { ...SOURCE, oldestAgeSeconds: HOUR, maxReceiveCount: 2 }];
    expect(deadLetterExpiry(deadLetter({ sources }))?.earliestAt).toBe(minuteStart(3) + (3 * DAY - 2 * (HOUR + 30)) * 1000);
  });

  it('what is still there is lost now at the earliest', () => {
    expect(deadLetterExpiry(deadLetter({ arrived: arrivalFromAge(minuteStart(3), 5 * DAY) }))).toMatchObject({
      earliestAt: NOW,
      latestAt: NOW,
    });
  });

  it('nothing is lost of nothing, and nothing is claimed without an age', () => {
    expect(deadLetterExpiry(deadLetter({ count: 0 }))).toBeNull();
    expect(deadLetterExpiry(deadLetter({ arrived: null }))).toBeNull();
  });
});

const backlog = (change: Partial<BacklogExpiryInput>): BacklogExpiryInput => ({
  now: NOW,
  count: 1000,
  sent: arrivalFromAge(minuteStart(3), HOUR),
  retentionSeconds: 2 * HOUR,
  drain: { kind: 'never' },
  growthPerSecond: 0,
  outPerSecond: 0,
  ...change,
});

describe('backlogExpiry', () => {
  const expires = minuteStart(3) + HOUR * 1000;

  it('nobody takes any: the oldest message goes first, known to the minute', () => {
    expect(backlogExpiry(backlog({}))).toEqual({ kind: 'backlog-expiry', count: 1000, earliestAt: expires, latestAt: expires + MINUTE_MS });
  });

  it('a growing backlog is lost when its wait has grown to the retention', () => {
    // 10 /s finish 72 000 messages in two hours; 1000 wait and 2 /s more come: 35 500 s.
    const loss = backlogExpiry(backlog({ outPerSecond: 10, growthPerSecond: 2 }));
    expect(loss).toMatchObject({ earliestAt: expires, latestAt: NOW + 35_500_000 });
  });

  it('what drains in time is not lost, what drains too late is', () => {
    expect(backlogExpiry(backlog({ drain: { kind: 'in', seconds: 1800 } }))).toBeNull();
    expect(backlogExpiry(backlog({ drain: { kind: 'in', seconds: 7200 } }))?.earliestAt).toBe(expires);
  });

  it.each([{ drain: { kind: 'steady' } }, { drain: { kind: 'unknown' } }, { sent: null }, { count: 0 }] as const)(
    'no countdown: %o',
    (change) => {
      expect(backlogExpiry(backlog(change))).toBeNull();
    },
  );
});

describe('any countdown', () => {
  const age = fc.integer({ min: 0, max: 20 * DAY });
  const both = fc.record({
    younger: age,
    more: age,
    retentionSeconds: fc.integer({ min: 60, max: 14 * DAY }),
    fifo: fc.boolean(),
    oldestAgeSeconds: fc.option(age),
    growthPerSecond: fc.double({ min: -100, max: 100, noNaN: true }),
    outPerSecond: fc.double({ min: 0, max: 1000, noNaN: true }),
  });

  it('more age never makes a loss later, and the range is never backwards', () => {
    fc.assert(
      fc.property(both, ({ younger, more, oldestAgeSeconds, retentionSeconds, fifo, growthPerSecond, outPerSecond }) => {
        const sources = [{ ...SOURCE, oldestAgeSeconds }];
        const of = (ageSeconds: number) => {
          const came = arrivalFromAge(minuteStart(2), ageSeconds);
          return [
            deadLetterExpiry(deadLetter({ arrived: came, retentionSeconds, fifo, sources })),
            backlogExpiry(backlog({ sent: came, retentionSeconds, growthPerSecond, outPerSecond })),
          ];
        };
        const older = of(younger + more);
        of(younger).forEach((loss, index) => {
          expect(older[index]?.earliestAt).toBeLessThanOrEqual(loss?.earliestAt ?? NaN);
          expect(older[index]?.latestAt).toBeLessThanOrEqual(loss?.latestAt ?? NaN);
          expect(loss?.earliestAt).toBeLessThanOrEqual(loss?.latestAt ?? NaN);
        });
      }),
    );
  });

  it('drain is never negative', () => {
    fc.assert(
      fc.property(both, fc.integer({ min: 0, max: 1e6 }), ({ growthPerSecond, outPerSecond }, visible) => {
        const drain = drainTime({ visible, growthPerSecond, outPerSecond });
        expect(drain.kind === 'in' ? drain.seconds : 1).toBeGreaterThan(0);
      }),
    );
  });
});

describe('the judge counts down', () => {
  it('from the age of the oldest dead letter', () => {
    const { loss } = judgeQueue(deadLetterQueue([during(60, { visible: 412, age: (m) => DAY + m * 60 })]), null, NOW);
    expect(loss).toEqual({
      kind: 'dead-letter-expiry',
      count: 412,
      earliestAt: minuteStart(59) + (3 * DAY - 450) * 1000,
      latestAt: minuteStart(59) + 3 * DAY * 1000 + MINUTE_MS,
    });
  });

  it('from the oldest arrival seen, when a peek has sent the oldest dead letter to the back', () => {
    const aging = deadLetterQueue([
      during(30, { visible: 412, age: (m) => DAY + m * 60 }),
      during(30, { visible: 412, age: (m) => 600 + m * 60 }),
    ]);
    expect(judgeQueue(aging, null, NOW).loss?.latestAt).toBe(minuteStart(59) + 3 * DAY * 1000 + MINUTE_MS);
  });

  it('from the last zero, before CloudWatch tells an age', () => {
    const first = deadLetterQueue([during(60, {}), during(1, { visible: 1 })], { cloudwatch: { none: 'late' } });
    expect(judgeQueue(first, null, NOW).loss).toMatchObject({
      count: 1,
      earliestAt: minuteStart(1) + (4 * DAY - 450) * 1000,
      latestAt: NOW + 4 * DAY * 1000,
    });
  });

  it('not at all for dead letters of which nobody knows since when', () => {
    expect(judgeQueue(deadLetterQueue([during(1, { visible: 9 })], { cloudwatch: { none: 'late' } }), null, NOW).loss).toBeNull();
  });

  it('on, while a dead-letter queue cannot be read', () => {
    const late = deadLetterQueue([during(60, { visible: 412, age: (m) => DAY + m * 60 })], { live: 12, cloudwatch: 20 });
    const judged = judgeQueue(late, judgeQueue(deadLetterQueue([during(60, { visible: 412 })]), null, NOW).verdict, NOW);
    expect([judged.verdict.state, judged.loss?.latestAt]).toEqual(['stale', minuteStart(59) + 3 * DAY * 1000 + MINUTE_MS]);
  });

  it('for a queue nobody receives from, and not for one that is fine', () => {
    const stopped = judgeQueue(queue([during(60, { visible: 900, age: (m) => m * 60 })]), null, NOW);
    expect([stopped.drain, stopped.loss?.earliestAt]).toEqual([{ kind: 'never' }, minuteStart(59) + 4 * DAY * 1000]);
    const fine = judgeQueue(queue([during(60, { visible: 900, inFlight: 20, sent: 600, received: 600, deleted: 600 })]), null, NOW);
    expect([fine.drain, fine.loss]).toEqual([{ kind: 'steady' }, null]);
  });
});
