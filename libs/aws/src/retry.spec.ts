import { describe, expect, it } from 'vitest';
import { failureFor, type AwsFailureKind } from './failure.js';
import { retryDelayMs } from './retry.js';

const failure = (kind: AwsFailureKind, retryable = true) => failureFor(kind, 'sqs:ListQueues', 'x', { retryable });
const nearlyOne = () => 0.999_999;

describe('retryDelayMs', () => {
  it.each<[AwsFailureKind, number, number | null]>([
    ['throttled', 1, 499],
    ['throttled', 2, 999],
    ['throttled', 5, 7_999],
    ['unreachable', 1, 99],
    ['unreachable', 4, 799],
    ['internal', 3, 399],
    ['internal', 6, null],
    ['clock-skew', 1, 0],
    ['clock-skew', 2, null],
    ['expired-credentials', 1, 0],
    ['expired-credentials', 2, null],
  ])('%s after attempt %i waits at most %s ms', (kind, attempt, expected) => {
    expect(retryDelayMs(failure(kind), attempt, nearlyOne)).toBe(expected);
  });

  it('spreads over the whole of the bound', () => {
    const delays = [0, 0.25, 0.5, 0.75].map((value) => retryDelayMs(failure('throttled'), 3, () => value));
    expect(delays).toEqual([0, 500, 1_000, 1_500]);
  });

  it('stops growing at the longest delay', () => {
    const policy = { maxAttempts: 99, deadlineMs: 1, baseDelayMs: 100, throttledDelayMs: 500, maxDelayMs: 10_000 };
    expect(retryDelayMs(failure('throttled'), 60, nearlyOne, policy)).toBe(9_999);
  });

  it.each<AwsFailureKind>(['denied', 'not-found', 'invalid'])('never repeats %s', (kind) => {
    expect(retryDelayMs(failure(kind, false), 1, nearlyOne)).toBeNull();
  });
});
