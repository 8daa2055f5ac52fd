import { describe, expect, it } from 'vitest';
import type { SnsProtocol } from '../estate/topic-blueprint.js';
import { delayAfter, effectiveRetryPolicy, retryScheduleOf, type RetrySchedule } from './retry-schedule.js';

/** All delays until SNS gives up, seconds. */
function delays(schedule: RetrySchedule): number[] {
  const found: number[] = [];
  for (let attempt = 1; ; attempt++) {
    const delay = delayAfter(schedule, attempt);
    if (delay === null) return found;
    found.push(delay);
  }
}
const sum = (numbers: readonly number[]): number => numbers.reduce((total, each) => total + each, 0);
const DAY = 86_400;

describe('retries', () => {
  it.each<SnsProtocol>(['sqs', 'lambda', 'firehose'])('%s: 100,015 over 23 days', (protocol) => {
    const all = delays(retryScheduleOf(protocol, []));
    expect(all).toHaveLength(100_015);
    expect(all.slice(0, 6)).toEqual([0, 0, 0, 1, 1, 1]);
    expect(all[14]).toBeCloseTo(20);
    expect(sum(all) / DAY).toBeCloseTo(23.15, 1);
  });

  it.each<SnsProtocol>(['email', 'sms', 'application'])('%s: 50 over 6 hours or more', (protocol) => {
    const all = delays(retryScheduleOf(protocol, []));
    expect(all).toHaveLength(50);
    expect([all[0], all[1], all[2], all[11], all[49]].map((each) => Math.round(each ?? 0))).toEqual([10, 10, 10, 600, 600]);
    expect(sum(all) / 3600).toBeGreaterThan(6);
  });

  it('https: three, twenty seconds apart', () => {
    expect(delays(retryScheduleOf('https', [null, null]))).toEqual([20, 20, 20]);
  });

  it('https: as the subscription says, before what the topic says', () => {
    const own = {
      healthyRetryPolicy: {
        minDelayTarget: 5,
        maxDelayTarget: 15,
        numRetries: 6,
        numNoDelayRetries: 1,
        numMinDelayRetries: 1,
        numMaxDelayRetries: 1,
      },
    };
    const topic = { http: { defaultHealthyRetryPolicy: { minDelayTarget: 1, maxDelayTarget: 1, numRetries: 1 } } };
    expect(delays(retryScheduleOf('https', [JSON.stringify(own), JSON.stringify(topic)]))).toEqual([0, 5, 5, 10, 15, 15]);
    expect(delays(retryScheduleOf('https', [null, JSON.stringify(topic)]))).toEqual([1]);
  });

  it('https: grows as fast as the curve says', () => {
    const policy = (backoffFunction: string): string =>
      JSON.stringify({ healthyRetryPolicy: { minDelayTarget: 10, maxDelayTarget: 40, numRetries: 3, backoffFunction } });
    expect(delays(retryScheduleOf('https', [policy('linear')]))).toEqual([10, 25, 40]);
    expect(delays(retryScheduleOf('https', [policy('arithmetic')]))).toEqual([10, 17.5, 40]);
    expect(delays(retryScheduleOf('https', [policy('exponential')]))).toEqual([10, 20, 40]);
  });

  it.each(['{', '[]', '{}', '{"healthyRetryPolicy":3}'])('takes the default for the policy %s', (policy) => {
    expect(effectiveRetryPolicy([policy])).toMatchObject({ numRetries: 3, minDelayTarget: 20, backoffFunction: 'linear' });
  });
});
