import type { EpochMs, QueueMetric } from '@weir/contract';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { familyOf } from '../series/families.js';
import { type MinutesReply, settle, type SettleContext } from './settle.js';
import { idOf } from './testing/fleet.js';

const MINUTE = 60_000;
const NOON = Date.UTC(2026, 10, 23, 12);
const minute = (index: number): EpochMs => NOON + index * MINUTE;
const POLLED: readonly QueueMetric[] = ['oldestAge', 'sent', 'received', 'deleted', 'emptyReceives'];
const sentColumn = familyOf('sqs.cloudwatch').metrics.findIndex(({ key }) => key === 'sent');

/** A reply for the minutes [0, count), read `readAfterMinutes` after noon, with a value of `sent` in each of `present`. */
function reply(count: number, readAfterMinutes: number, present: readonly number[], asked = POLLED): MinutesReply {
  const points = Object.fromEntries(asked.map((key) => [key, present.map((index) => [minute(index), index] as const)]));
  return {
    resourceId: idOf('orders'),
    family: 'sqs.cloudwatch',
    from: minute(0),
    to: minute(count),
    readAt: minute(readAfterMinutes),
    points,
    failure: null,
  };
}
const active: SettleContext = { provisionalFrom: null, settleSeconds: 300, quietSince: null };

const settledFlags = (result: ReturnType<typeof settle>): readonly (readonly [number, boolean])[] =>
  result.rows.map(({ at, settled }) => [(at - NOON) / MINUTE, settled]);
const spans = (result: ReturnType<typeof settle>): readonly (readonly [number, number, string])[] =>
  result.absences.map(({ from, to, reason }) => [(from - NOON) / MINUTE, (to - NOON) / MINUTE, reason]);

describe('settle', () => {
  describe('what is silent before it is settled', () => {
    const ask = (readAt: EpochMs, change: Partial<MinutesReply> = {}, context: Partial<SettleContext> = {}) =>
      settle(
        {
          resourceId: idOf('rule'),
          family: 'events.rule',
          from: minute(0),
          to: minute(6),
          readAt,
          points: { matched: [[minute(1), 4]], invocations: [[minute(1), 4]] },
          failure: null,
          ...change,
        },
        { ...active, ...context },
      );
    const silences = (result: ReturnType<typeof settle>) =>
      result.silences.map(({ from, to }) => [(from - NOON) / MINUTE, (to - NOON) / MINUTE]);

    it('is what CloudWatch would have told of, two and a half minutes after it', () => {
      const result = ask(minute(7));
      expect(spans(result)).toEqual([
        [0, 1, 'not-emitted'],
        [2, 6, 'late'],
      ]);
      // Of the minute that ended two minutes before, it may still come; all of them are asked for again.
      expect(silences(result)).toEqual([[2, 4]]);
      expect(result.provisionalFrom).toBe(minute(2));
    });

    it('is never what AWS leaves nothing out of, what failed, what takes longer, or what nobody expects anything of', () => {
      const pipe = ask(minute(7), { family: 'pipes.pipe', points: { events: [[minute(1), 4]] } });
      const failed = ask(minute(7), { failure: 'throttled' });
      const fn = ask(minute(7), { family: 'lambda.function', points: { functionInvocations: [[minute(1), 4]] } });
      const unawaited = ask(minute(7), {}, { quietSince: undefined });
      expect([pipe, failed, fn, unawaited].map(silences)).toEqual([[], [], [], []]);
    });
  });

  it('settles what had been closed for the settling time when it was read, and goes on from the rest', () => {
    const result = settle(reply(8, 9, [0, 1, 2, 3, 4, 5, 6, 7]), active);
    expect(settledFlags(result)).toEqual([
      [0, true],
      [1, true],
      [2, true],
      [3, true],
      [4, false],
      [5, false],
      [6, false],
      [7, false],
    ]);
    expect(result.provisionalFrom).toBe(minute(4));
    expect(result.rows[3]?.values[sentColumn]).toBe(3);
  });

  it('drops minutes before the first provisional one', () => {
    const result = settle(reply(8, 9, [0, 1, 2, 3, 4, 5, 6, 7]), { ...active, provisionalFrom: minute(6) });
    expect(settledFlags(result)).toEqual([
      [6, false],
      [7, false],
    ]);
  });

  it('takes the silence of what passes events on for silence once it had time to be told, but that of a function, which may still run', () => {
    const silent = (family: 'sns.topic' | 'lambda.function', metric: 'published' | 'functionInvocations') =>
      spans(settle({ ...reply(8, 9, []), family, points: { [metric]: [] } }, active));
    expect(silent('sns.topic', 'published')).toEqual([
      [0, 4, 'not-emitted'],
      [4, 8, 'late'],
    ]);
    expect(silent('lambda.function', 'functionInvocations')).toEqual([[0, 8, 'late']]);
  });

  it('leaves what was not asked, and what was not answered, null and never 0', () => {
    const { rows } = settle(reply(1, 30, [0], ['sent']), active);
    expect(rows[0]?.values.filter((value) => value === null)).toHaveLength(familyOf('sqs.cloudwatch').metrics.length - 1);
    expect(rows[0]?.values[sentColumn]).toBe(0);
  });

  it('waits for a minute an active queue owes, although those after it are settled', () => {
    const result = settle(reply(5, 14, [0, 1, 3, 4]), active);
    expect(spans(result)).toEqual([[2, 3, 'late']]);
    expect(result.provisionalFrom).toBe(minute(2));
    expect(settledFlags(result)).toContainEqual([4, true]);
  });

  it.each([
    ['a minute not closed for long', active, 4, POLLED, 'late', false],
    ['within a quarter of an hour of waking', active, 10, POLLED, 'late', false],
    ['owed for an hour', active, 60, POLLED, 'late', false],
    ['owed for over three hours', active, 182, POLLED, 'late', true],
    ['owed for a day', active, 1442, POLLED, 'not-emitted', true],
    ['six hours after it went quiet', { ...active, quietSince: minute(-360) }, 7, POLLED, 'inactive', true],
    ['quiet for less than six hours', { ...active, quietSince: minute(-359) }, 7, POLLED, 'late', false],
    ['an empty DLQ', { ...active, quietSince: minute(-5) }, 7, ['oldestAge'], 'not-emitted', true],
    ['a DLQ that just received', active, 7, ['oldestAge'], 'late', false],
    ['a DLQ that held something, much later', active, 17, ['oldestAge'], 'not-emitted', true],
    ['an outage being filled, old minute', { ...active, quietSince: undefined }, 60, POLLED, 'inactive', true],
    ['an outage being filled, fresh minute', { ...active, quietSince: undefined }, 7, POLLED, 'late', false],
  ] as const)('explains silence: %s', (_, context, readAfterMinutes, asked, reason, final) => {
    const result = settle(reply(1, readAfterMinutes, [], asked), context);
    expect(spans(result)).toEqual([[0, 1, reason]]);
    expect(result.provisionalFrom).toBe(final ? minute(1) : minute(0));
  });

  it('settles nothing while part of the answer is missing', () => {
    const result = settle({ ...reply(3, 60, [0, 2]), failure: 'throttled' }, active);
    expect(settledFlags(result)).toEqual([
      [0, false],
      [2, false],
    ]);
    expect(spans(result)).toEqual([[1, 2, 'throttled']]);
    expect(result.provisionalFrom).toBe(minute(0));
  });

  it('ignores points that are not numbers, off the minute or outside the window', () => {
    const sent: readonly (readonly [number, number])[] = [
      [minute(0), Number.NaN],
      [minute(1) + 1, 5],
      [minute(9), 5],
      [minute(-1), 5],
      [Number.NaN, 5],
      [minute(2), 7],
    ];
    const result = settle({ ...reply(3, 300, []), points: { sent } }, active);
    expect(result.rows.map(({ at, values }) => [at, values[sentColumn]])).toEqual([[minute(2), 7]]);
  });

  it('accounts for every minute exactly once, as a row or an absence, and never goes back', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 200 }),
        fc.integer({ min: 0, max: 2000 }),
        fc.array(fc.nat(199)),
        fc.option(fc.integer({ min: -1000, max: 200 }), { nil: null }),
        fc.option(fc.integer({ min: -1000, max: 200 })),
        (count, later, present, quiet, provisional) => {
          const context = {
            provisionalFrom: provisional === null ? null : minute(provisional),
            settleSeconds: 300,
            quietSince: quiet === null ? null : minute(quiet),
          };
          const asked = reply(count, count + 1 + later, present);
          const result = settle(asked, context);
          const from = Math.max(asked.from, context.provisionalFrom ?? 0);
          const minutes = [
            ...result.rows.map(({ at }) => at),
            ...result.absences.flatMap((span) => Array.from({ length: (span.to - span.from) / MINUTE }, (_, i) => span.from + i * MINUTE)),
          ].toSorted((a, b) => a - b);
          expect(minutes).toEqual(Array.from({ length: Math.max(0, (asked.to - from) / MINUTE) }, (_, i) => from + i * MINUTE));
          expect(result.provisionalFrom).toBeGreaterThanOrEqual(from);
          for (const row of result.rows) if (!row.settled) expect(result.provisionalFrom).toBeLessThanOrEqual(row.at);
        },
      ),
    );
  });
});
