import { weirConfig } from '@weir/contract';
import { describe, expect, it } from 'vitest';
import type { FanoutNeeds } from './fanout-polling.js';
import { isLogRead, logBudget, logCostByLevel, loggedGroups, logWindow } from './log-reading.js';

const MINUTE = 60_000;
const NOON = Date.UTC(2026, 10, 24, 12);
const orders = { name: 'order-events', accountId: '111122223333', region: 'eu-west-1' };

describe('whose delivery logs are read', () => {
  it.each([
    ['nobody unless named', [], false],
    ['by name', [{ topic: 'order-events' }], true],
    ['not by a part of the name', [{ topic: 'order' }], false],
    ['by its beginning', [{ topic: 'order-*' }], true],
    ['all', [{ topic: '*' }], true],
    ['in another account', [{ topic: '*', account: '444455556666' }], false],
    [
      'in another region, or here',
      [
        { topic: '*', region: 'us-east-1' },
        { topic: 'order-events', region: 'eu-west-1' },
      ],
      true,
    ],
  ])('%s', (_, read, expected) => {
    expect(isLogRead({ read }, orders)).toBe(expected);
  });

  it('leaves out what the settings of the topic do not log', () => {
    expect(loggedGroups({})).toBeNull();
    expect(loggedGroups({ sqs: { successPercent: 0, failures: false } })).toBeNull();
    expect(loggedGroups({ sqs: { successPercent: 0, failures: true } })).toEqual({ successes: false, failures: true });
    expect(loggedGroups({ sqs: { successPercent: 10, failures: false }, https: { successPercent: 0, failures: true } })).toEqual({
      successes: true,
      failures: true,
    });
  });
});

describe('the minutes of a log to read', () => {
  const settled = { settleSeconds: 120 };
  it.each([
    ['from where the last reading ended', NOON - 5 * MINUTE, NOON, { from: NOON - 5 * MINUTE, to: NOON - 2 * MINUTE }],
    ['none that may still be written', NOON - 2 * MINUTE, NOON + 59_000, null],
    ['three hours at most', 0, NOON, { from: NOON - 182 * MINUTE, to: NOON - 2 * MINUTE }],
  ])('%s', (_, readThrough, now, expected) => {
    expect(logWindow(readThrough, settled, now)).toEqual(expected);
  });
});

describe('the budget of a day', () => {
  const config = weirConfig.parse({
    fanout: { deliveryLogs: { budget: { pagesPerDay: 100, megabytesPerDay: 1, usdPerDay: 0.001 } } },
    prices: { logCallsPer1000: 0.02 },
  });
  it.each([
    ['dollars end first', { pages: 0, bytes: 0, usd: 0 }, { pages: 50, bytes: 1_000_000 }],
    ['the last page is not lost to rounding', { pages: 49, bytes: 10, usd: 49 * 0.00002 }, { pages: 1, bytes: 999_990 }],
    ['pages', { pages: 97, bytes: 0, usd: 0 }, { pages: 3, bytes: 1_000_000 }],
    ['spent by dollars', { pages: 50, bytes: 0, usd: 0.001 }, null],
    ['spent by bytes', { pages: 1, bytes: 1_000_000, usd: 0 }, null],
  ])('%s', (_, spent, expected) => {
    expect(logBudget(spent, config)).toEqual(expected);
  });

  it('is not bounded by dollars where reading costs nothing', () => {
    const free = weirConfig.parse({ prices: { logCallsPer1000: 0 } });
    expect(logBudget({ pages: 10, bytes: 0, usd: 0 }, free)).toEqual({ pages: 4990, bytes: 500_000_000 });
  });
});

describe('what reading logs costs', () => {
  const busy: FanoutNeeds = {
    kind: 'topic',
    state: 'ok',
    watched: false,
    suspected: false,
    activity: 'busy',
    filtered: false,
    scheduled: false,
    ingest: false,
  };
  // 8,640 readings in 30 days, a cent for a thousand calls.
  it('is a page of each group as often as the counters are read, and less the more the governor saves', () => {
    const costs = logCostByLevel(
      [
        { needs: busy, groups: 2 },
        { needs: busy, groups: 1 },
      ],
      weirConfig.parse({}),
    );
    expect(costs[0]).toBeCloseTo(8640 * 3 * 0.00001, 10);
    expect(costs.at(-1)).toBe(0);
    expect(costs).toEqual(costs.toSorted((a, b) => b - a));
  });

  it('is never more than the budget', () => {
    const config = weirConfig.parse({ fanout: { deliveryLogs: { budget: { usdPerDay: 0.001 } } } });
    expect(logCostByLevel([{ needs: busy, groups: 2 }], config)[0]).toBeCloseTo(0.03, 10);
  });
});
