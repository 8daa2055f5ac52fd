import type { GovernorStep, WeirConfig } from '@weir/contract';
import { costByLevel, govern, type GovernorDecision, type PollTarget } from '@weir/domain';
import type { Store } from '@weir/store';
import { monthOf } from '../month-of.js';

/** Keeps every account under its cap: what was spent comes from the store, what will be from the queues as they are read now. */
export class Budget {
  readonly #decisions = new Map<string, GovernorDecision>();

  constructor(
    private readonly config: WeirConfig,
    private readonly store: Store,
  ) {}

  /** Queues came or went: rates smoothed over hours would tell of an estate that is no more. */
  forgetRates(): void {
    for (const [id, decision] of this.#decisions) this.#decisions.set(id, { ...decision, usdPerMonthByLevel: [] });
  }

  /** Decides the steps of every account, keeps the decisions where all can see them, and returns them by account id. */
  async govern(targets: readonly PollTarget[], now: number): Promise<ReadonlyMap<string, readonly GovernorStep[]>> {
    const counts = await this.store.meter.month(monthOf(now));
    const byAccount = Map.groupBy(targets, ({ scope }) => scope.accountId);
    for (const { id, monthlyCapUsd } of this.config.accounts) {
      const spentUsd = counts.filter(({ accountId }) => accountId === id).reduce((sum, { usd }) => sum + usd, 0);
      const budget = { capUsd: monthlyCapUsd ?? null, spentUsd, usdPerMonthByLevel: costByLevel(byAccount.get(id) ?? [], this.config) };
      this.#decisions.set(id, govern(budget, this.#decisions.get(id) ?? null, now));
    }
    await this.store.meter.setBudgets(
      this.config.accounts.flatMap(({ id, monthlyCapUsd }) => {
        const decision = this.#decisions.get(id);
        if (!decision) return [];
        const { forecastUsd, ungovernedUsd, steps, since, achievable } = decision;
        return [{ accountId: id, capUsd: monthlyCapUsd ?? null, forecastUsd, ungovernedUsd, steps: [...steps], since, achievable }];
      }),
    );
    return new Map([...this.#decisions].map(([id, { steps }]) => [id, steps]));
  }
}
