import { describe, expect, it } from 'vitest';
import type { RetryPolicy, TargetBlueprint } from '../estate/event-blueprint.js';
import { TICK_MS } from '../traffic/tick.js';
import type { Courier, DeathNote, Handover, TargetFailure } from './courier.js';
import { sampleOf } from './event-sample.js';
import { DEFAULT_RETRIES, delayAfter } from './retries.js';
import { TargetLine } from './target-line.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const T0 = Date.UTC(2026, 10, 24);
const RULE = { ruleArn: 'arn:aws:events:eu-west-1:111122223333:rule/r', ruleName: 'r' };
const DLQ = 'arn:aws:sqs:eu-west-1:111122223333:dlq';
const SAMPLE = sampleOf({ account: '111122223333', region: 'eu-west-1', source: 's', detailType: 't', detail: {}, resources: [] });
const failureOf = (reason: TargetFailure['reason'], statusCode = 400): TargetFailure => ({ reason, statusCode, message: 'why' });

const all = (count: number, fate: 'delivered' | 'retryable' | 'permanent', failure: TargetFailure | null = null): Handover => ({
  delivered: 0,
  retryable: 0,
  permanent: 0,
  failure,
  [fate]: count,
});

interface Stage {
  readonly line: TargetLine;
  readonly notes: readonly DeathNote[];
  /** Instants of the calls. */
  readonly calls: readonly number[];
  /** Goes on to this instant. */
  readonly run: (until: number) => void;
}

function stage(
  answer: (count: number, call: number) => Handover,
  { retryPolicy = null, deadLetterArn = DLQ }: { readonly retryPolicy?: RetryPolicy | null; readonly deadLetterArn?: string | null } = {},
  takesLetters = true,
): Stage {
  const notes: DeathNote[] = [];
  const calls: number[] = [];
  const courier: Courier = {
    hand: (_target, _rule, { count }, now) => answer(count, calls.push(now)),
    bury: (_target, _rule, _wave, note) => {
      notes.push(note);
      return takesLetters;
    },
  };
  const target: TargetBlueprint = { id: 't', arn: 'a', roleArn: null, deadLetterArn, retryPolicy, input: { kind: 'event' } };
  const line = new TargetLine(target, RULE, courier, 1, 3 * 24 * 60);
  let now = T0;
  return {
    line,
    notes,
    calls,
    run: (until) => {
      for (now += TICK_MS; now <= until; now += TICK_MS) {
        line.tick(now);
        if (now % MINUTE === 0) line.closeMinute(now, true);
      }
      now -= TICK_MS;
    },
  };
}

const offer = ({ line }: Stage, count: number): void => line.offer({ sample: SAMPLE, count, ingestedAt: T0 }, T0);

describe('delivery to a target', () => {
  it('is tried 185 times over a day by default, and then dead with its last error', () => {
    const failing = stage((count) => all(count, 'retryable', failureOf('server-error', 503)));
    offer(failing, 7);
    failing.run(T0 + 25 * HOUR);
    expect(failing.calls.length).toBeGreaterThan(150);
    expect(failing.calls.length).toBeLessThanOrEqual(1 + DEFAULT_RETRIES.maximumRetryAttempts);
    expect(failing.calls.at(-1)).toBeGreaterThan(T0 + 20 * HOUR);
    expect(failing.notes).toHaveLength(1);
    expect(failing.notes[0]).toMatchObject({
      errorCode: 'ERROR_FROM_TARGET',
      errorMessage: 'why',
      retryAttempts: failing.calls.length - 1,
    });
    expect(failing.line.totals).toMatchObject({ matched: 7, invoked: 0, failed: 7, deadLettered: 7, lost: 0, waiting: 0 });
  });

  it('ends with the attempts it is allowed', () => {
    const retryPolicy = { maximumRetryAttempts: 3, maximumEventAgeSeconds: 86_400 };
    const failing = stage((count) => all(count, 'retryable', failureOf('throttled', 429)), { retryPolicy });
    offer(failing, 2);
    failing.run(T0 + HOUR);
    expect(failing.calls).toHaveLength(4);
    expect(failing.notes).toEqual([{ errorCode: 'THROTTLING', errorMessage: 'why', exhausted: 'MaximumRetryAttempts', retryAttempts: 3 }]);
  });

  it('ends with the age it is allowed', () => {
    const retryPolicy = { maximumRetryAttempts: 185, maximumEventAgeSeconds: 120 };
    const failing = stage((count) => all(count, 'retryable', failureOf('server-error', 504)), { retryPolicy });
    offer(failing, 1);
    failing.run(T0 + HOUR);
    expect(failing.calls.at(-1)).toBeLessThanOrEqual(T0 + 120_000);
    expect(failing.notes).toMatchObject([{ errorCode: 'TIMEOUT', exhausted: 'MaximumEventAgeInSeconds' }]);
  });

  it.each([
    ['permission-denied', 'NO_PERMISSIONS'],
    ['missing', 'NO_RESOURCE'],
    ['rejected', 'ERROR_FROM_TARGET'],
  ] as const)('is not tried again where the target says %s', (reason, errorCode) => {
    const refused = stage((count) => all(count, 'permanent', failureOf(reason)));
    offer(refused, 3);
    refused.run(T0 + DAY);
    expect(refused.calls).toHaveLength(1);
    expect(refused.notes).toEqual([{ errorCode, errorMessage: 'why', exhausted: null, retryAttempts: 0 }]);
  });

  it('loses events without a dead-letter queue, and where that refuses them', () => {
    const nobody = stage((count) => all(count, 'permanent', failureOf('missing')), { deadLetterArn: null });
    const refusing = stage((count) => all(count, 'permanent', failureOf('missing')), {}, false);
    for (const each of [nobody, refusing]) {
      offer(each, 5);
      each.run(T0 + MINUTE);
      expect(each.line.totals).toMatchObject({ failed: 5, deadLettered: 0, lost: 5 });
    }
    expect([nobody.line.totals.dlqFailed, refusing.line.totals.dlqFailed]).toEqual([0, 5]);
  });

  it('counts what was tried, and how long it took in the end', () => {
    const late = stage((count, call) => (call < 4 ? all(count, 'retryable', failureOf('throttled', 429)) : all(count, 'delivered')));
    offer(late, 10);
    late.run(T0 + 10 * MINUTE);
    expect(late.line.totals).toMatchObject({ matched: 10, attempts: 40, retries: 30, invoked: 10, failed: 0, waiting: 0 });
    const took = (late.calls[3] ?? 0) - T0;
    const minute = Math.floor((T0 + took - 1) / MINUTE) * MINUTE;
    expect(late.line.table.read(minute, 'doneMax')).toBeGreaterThan(took);
    expect(late.line.table.read(minute, 'doneMax')).toBeLessThan(took + 1_000);
  });

  it('waits without trying while the destination takes no more', () => {
    const slow = stage((count) => ({ delivered: Math.min(count, 4), retryable: 0, permanent: 0, failure: null }));
    offer(slow, 10);
    expect(slow.line.held).toBe(6);
    slow.run(T0 + MINUTE);
    expect(slow.line.totals).toMatchObject({ attempts: 10, retries: 0, invoked: 10, waiting: 0 });
    expect(slow.calls).toEqual([T0, T0 + TICK_MS, T0 + 2 * TICK_MS]);
  });

  it('makes no call for what AWS prevents', () => {
    const prevented = stage((count) => all(count, 'permanent', failureOf('prevented')));
    offer(prevented, 2);
    prevented.run(T0 + MINUTE);
    expect(prevented.line.totals).toMatchObject({ attempts: 0, prevented: 2, failed: 2, deadLettered: 2 });
    expect(prevented.notes).toMatchObject([{ errorCode: 'THIRD_ACCOUNT_HOP_DETECTED' }]);
  });
});

describe('delays', () => {
  it('grow up to ten minutes, each a bit different', () => {
    const delays = Array.from({ length: 12 }, (_, at) => delayAfter(at + 1, 1, T0));
    expect(delays[0]).toBeLessThanOrEqual(2 * TICK_MS);
    expect(delays.every((delay) => delay % TICK_MS === 0 && delay >= TICK_MS && delay <= 600_000)).toBe(true);
    expect(new Set(delays.slice(7)).size).toBeGreaterThan(2);
  });
});
