import { describe, expect, it } from 'vitest';
import { callCost, discoveryCalls } from './cost.js';
import { forecastUsd, naiveCost, steadyCost } from './forecast.js';
import { GOVERNOR_STEPS } from './governor.js';
import { DEFAULTS, queue } from './testing/fleet.js';

describe('callCost', () => {
  it.each([
    ['cloudwatch:GetMetricData', 500, false, 0.005],
    ['cloudwatch:ListMetrics', 1000, false, 0.01],
    ['sqs:GetQueueAttributes', 1e6, false, 0.4],
    ['sqs:GetQueueAttributes', 1e6, true, 0.5],
    ['sts:AssumeRole', 1000, false, 0],
    ['tag:GetResources', 1000, false, 0],
    ['kinesis:GetRecords', 1000, false, 0],
    ['lambda:ListEventSourceMappings', 1000, false, 0],
    ['firehose:DescribeDeliveryStream', 1000, false, 0],
    ['sns:GetSubscriptionAttributes', 1000, false, 0],
    ['events:ListTargetsByRule', 1000, false, 0],
    ['pipes:DescribePipe', 1000, false, 0],
    ['scheduler:ListSchedules', 1000, false, 0],
    ['logs:FilterLogEvents', 1000, false, 0.01],
    ['future:Unheard', 1000, false, 0.01],
  ])('%s × %i', (api, units, fifo, usd) => {
    expect(callCost(api, units, DEFAULTS.prices, fifo)).toBeCloseTo(usd, 12);
  });
});

describe('discoveryCalls', () => {
  it('lists, reads every queue, and the tags of a twelfth every five minutes', () => {
    expect(discoveryCalls(0, 300)).toBe(1);
    expect(discoveryCalls(2400, 300)).toBe(3 + 2400 + 200);
    expect(discoveryCalls(100, 7200)).toBe(1 + 200);
  });
});

describe('steadyCost', () => {
  const lineOf = (api: string, ...targets: Parameters<typeof steadyCost>): number =>
    steadyCost(...targets).lines.find((line) => line.api === api)?.usdPerMonth ?? Number.NaN;

  it('is what AWS charges for 30 days of a busy queue', () => {
    const targets = [queue('orders', { activity: 'busy' })];
    // 172,800 reads at $0.40 a million; 5 metrics 8,640 times at $0.01 a thousand.
    expect(lineOf('sqs:GetQueueAttributes', targets, [], DEFAULTS)).toBeCloseTo(0.06912, 10);
    expect(lineOf('cloudwatch:GetMetricData', targets, [], DEFAULTS)).toBeCloseTo(0.432, 10);
  });

  it('is a few cents for an empty dead-letter queue', () => {
    const targets = [queue('orders-dlq', { isDeadLetterQueue: true })];
    expect(lineOf('cloudwatch:GetMetricData', targets, [], DEFAULTS)).toBeCloseTo(0.0072, 10);
  });

  it('still reads what pages at the last step', () => {
    const targets = [queue('orders', { activity: 'busy' }), queue('orders-dlq', { isDeadLetterQueue: true, activity: 'busy' })];
    expect(lineOf('sqs:GetQueueAttributes', targets, GOVERNOR_STEPS, DEFAULTS)).toBeCloseTo((43_200 * 0.4) / 1e6, 10);
    expect(lineOf('cloudwatch:GetMetricData', targets, GOVERNOR_STEPS, DEFAULTS)).toBeCloseTo(0.0072, 10);
  });

  it('adds up', () => {
    const { usdPerMonth, lines } = steadyCost([queue('a'), queue('b.fifo', { fifo: true })], [], DEFAULTS);
    expect(usdPerMonth).toBeCloseTo(
      lines.reduce((sum, line) => sum + line.usdPerMonth, 0),
      12,
    );
  });
});

describe('naiveCost', () => {
  it('is every metric every minute', () => {
    expect(naiveCost([queue('orders')], DEFAULTS).usdPerMonth).toBeCloseTo((9 * 43_200 * 0.01) / 1000, 10);
  });
});

describe('forecastUsd', () => {
  it('adds the rest of the month at the rate, by the true length of the month', () => {
    expect(forecastUsd(0, 30, Date.UTC(2026, 10, 1))).toBeCloseTo(30, 10);
    expect(forecastUsd(0, 30, Date.UTC(2026, 11, 1))).toBeCloseTo(31, 10);
    expect(forecastUsd(12, 30, Date.UTC(2027, 1, 15))).toBeCloseTo(12 + 14, 10);
    expect(forecastUsd(12, 30, Date.UTC(2026, 11, 31, 23, 59, 59, 999))).toBeCloseTo(12, 6);
  });
});
