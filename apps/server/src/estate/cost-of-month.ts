import type { AccountBudget, AccountConfig, Estate } from '@weir/contract';
import type { ApiCallCount } from '@weir/domain';

/** The month's AWS cost as people see it: what was counted, and what the governor forecasts. Sums are over all accounts. */
export function costOfMonth(facts: {
  readonly month: string;
  readonly counts: readonly ApiCallCount[];
  readonly budgets: readonly AccountBudget[];
  readonly accounts: readonly AccountConfig[];
}): Estate['cost'] {
  const accounts = facts.accounts.map(({ id, name, monthlyCapUsd }) => {
    const mine = facts.counts.filter(({ accountId }) => accountId === id);
    const spentUsd = sum(mine.map(({ usd }) => usd));
    const budget = facts.budgets.find(({ accountId }) => accountId === id);
    return {
      accountId: id,
      accountName: name,
      spentUsd,
      forecastUsd: Math.max(spentUsd, budget?.forecastUsd ?? spentUsd),
      capUsd: monthlyCapUsd ?? null,
      governed: [...(budget?.steps ?? [])],
      calls: mine
        .map(({ api, region, calls, billedUnits, usd, throttled, failed }) => ({ api, region, calls, billedUnits, usd, throttled, failed }))
        .sort((a, b) => b.usd - a.usd || (a.api < b.api ? -1 : 1)),
    };
  });
  const caps = accounts.map(({ capUsd }) => capUsd);
  return {
    month: facts.month,
    spentUsd: sum(accounts.map(({ spentUsd }) => spentUsd)),
    forecastUsd: sum(accounts.map(({ forecastUsd }) => forecastUsd)),
    // A total means something only when every account has a cap.
    capUsd: caps.length > 0 && caps.every((cap) => cap !== null) ? sum(caps) : null,
    accounts,
  };
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
