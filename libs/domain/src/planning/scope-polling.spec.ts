import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { scopeAnswered, scopeBackoff, scopePolling, type ReadOutcome } from './scope-polling.js';
import { IRELAND, START } from './testing/fleet.js';

const well = scopePolling(IRELAND);

describe('scopeBackoff', () => {
  it.each([
    ['unreachable', 1, 15],
    ['unreachable', 2, 30],
    ['unreachable', 5, 240],
    ['unreachable', 6, 300],
    ['unreachable', 1000, 300],
    ['internal', 3, 60],
    ['denied', 1, 300],
    ['expired-credentials', 7, 300],
    ['clock-skew', 1, 300],
  ] as const)('%s, failure %i: about %i s', (failure, failures, seconds) => {
    fc.assert(
      fc.property(fc.nat(2 ** 32 - 1), (phase) => {
        const waitSeconds = (scopeBackoff(failure, failures, START, phase) - START) / 1000;
        expect(waitSeconds).toBeLessThanOrEqual(seconds);
        expect(waitSeconds).toBeGreaterThanOrEqual(seconds * 0.9 - 0.001);
      }),
    );
  });
});

describe('scopeAnswered', () => {
  it('is well while anything is answered, whatever else failed', () => {
    const answered = scopeAnswered(well, 'live', ['denied', 'ok', 'internal'], START);
    expect(answered.clocks.live).toEqual({ failures: 0, retryAt: null, throttledUntil: null });
  });

  it('takes a queue that does not exist for an answer', () => {
    expect(scopeAnswered(well, 'live', ['not-found'], START).clocks.live.failures).toBe(0);
  });

  it('fails alone: the other clocks stay well', () => {
    const denied = scopeAnswered(well, 'cloudwatch', ['denied', 'denied'], START);
    expect(denied.clocks.cloudwatch.failures).toBe(1);
    expect(denied.clocks.cloudwatch.retryAt).toBeGreaterThan(START + 269_000);
    expect(denied.clocks.live).toEqual(well.clocks.live);
    expect(denied.clocks.discovery).toEqual(well.clocks.discovery);
  });

  it('counts batches that fail together once', () => {
    const once = scopeAnswered(well, 'live', ['unreachable'], START);
    const twice = scopeAnswered(once, 'live', ['unreachable'], START + 5);
    expect(twice.clocks.live.failures).toBe(1);
    expect(twice.clocks.live.retryAt).toBe(once.clocks.live.retryAt);
  });

  it('is stretched, not stopped, by throttling, and forgives it after five minutes', () => {
    const throttled = scopeAnswered(well, 'live', ['throttled', 'throttled'], START);
    expect(throttled.clocks.live).toEqual({ failures: 0, retryAt: null, throttledUntil: START + 300_000 });
    expect(scopeAnswered(throttled, 'live', ['ok'], START + 1000).clocks.live.throttledUntil).toBe(START + 300_000);
  });

  it('recovers with the first answer', () => {
    const outcomes: readonly ReadOutcome[] = ['unreachable', 'unreachable', 'ok'];
    let at = START;
    let polling = well;
    for (const outcome of outcomes) {
      at = polling.clocks.live.retryAt ?? at;
      polling = scopeAnswered(polling, 'live', [outcome], at);
    }
    expect(polling.clocks.live).toEqual({ failures: 0, retryAt: null, throttledUntil: null });
  });
});
