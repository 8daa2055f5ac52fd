import { accountConfig } from '@weir/contract';
import { describe, expect, it } from 'vitest';
import { costOfMonth } from './cost-of-month.js';

const account = (id: string, cap?: number) =>
  accountConfig.parse({ id, name: `a${id.slice(0, 1)}`, regions: ['eu-west-1'], ...(cap !== undefined && { monthlyCapUsd: cap }) });
const count = (accountId: string, api: string, usd: number) => ({
  accountId,
  region: 'eu-west-1',
  api,
  day: '2026-11-01',
  calls: 10,
  billedUnits: 10,
  usd,
  throttled: 0,
  failed: 0,
});
const budget = {
  accountId: '111122223333',
  capUsd: 60,
  forecastUsd: 48.9,
  ungovernedUsd: 70,
  steps: ['idle-cloudwatch' as const],
  since: 0,
  achievable: true,
};

describe('costOfMonth', () => {
  it('sums what was counted and takes the forecast and the measures from the governor', () => {
    const cost = costOfMonth({
      month: '2026-11',
      accounts: [account('111122223333', 60)],
      counts: [
        count('111122223333', 'sqs:GetQueueAttributes', 8.2),
        count('111122223333', 'cloudwatch:GetMetricData', 30),
        count('999999999999', 'sqs:ListQueues', 5),
      ],
      budgets: [budget],
    });
    expect(cost).toMatchObject({ spentUsd: 38.2, forecastUsd: 48.9, capUsd: 60, accounts: [{ governed: ['idle-cloudwatch'] }] });
    expect(cost.accounts[0]?.calls.map(({ api }) => api)).toEqual(['cloudwatch:GetMetricData', 'sqs:GetQueueAttributes']);
  });

  it('never forecasts less than is spent already', () => {
    expect(
      costOfMonth({ month: '2026-11', accounts: [account('111122223333')], counts: [count('111122223333', 'a:b', 50)], budgets: [budget] })
        .forecastUsd,
    ).toBe(50);
  });

  it('states no total cap while one account has none', () => {
    expect(
      costOfMonth({ month: '2026-11', accounts: [account('111122223333', 60), account('444455556666')], counts: [], budgets: [] }).capUsd,
    ).toBeNull();
  });
});
