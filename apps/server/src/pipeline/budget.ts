import type { AccountConfig, GovernorStep, WeirConfig } from '@weir/contract';
import { costByLevel, govern, type GovernorDecision, type PollTarget } from '@weir/domain';
import type { Store } from '@weir/store';
import { monthOf } from '../month-of.js';

/** By then every queue has been read once by both clocks. */
const KNOWN_WITHIN_MS = 10 * 60_000;

/** What is read, and so what there is to pay for. */
interface Read {
  readonly targets: readonly PollTarget[];
  /** What else is read: what each of it costs at each level of the governor, US dollars per 30 days. */
  readonly costsByLevel: (accountId: string) => readonly (readonly number[])[];
}

/** Keeps every account under its cap: what was spent comes from the store, what will be from the queues as they are read now. */
export class Budget {
  readonly #decisions = new Map<string, GovernorDecision>();
  #smoothFrom = 0;

  constructor(
    private readonly config: WeirConfig,
    private readonly store: Store,
  ) {}

  /**
   * Queues came or went: rates smoothed over hours would tell of an estate that is no more. Nor are they smoothed until the new ones have
   * been read and it is known how busy they are.
   */
  forgetRates(now: number): void {
    this.#smoothFrom = now + KNOWN_WITHIN_MS;
  }

  /** Decides the steps of these accounts, keeps the decisions where all can see them, and returns them by account id. */
  async govern(accounts: readonly AccountConfig[], read: Read, now: number): Promise<ReadonlyMap<string, readonly GovernorStep[]>> {
    const counts = await this.store.meter.month(monthOf(now));
    const byAccount = Map.groupBy(read.targets, ({ scope }) => scope.accountId);
    for (const { id, monthlyCapUsd } of accounts) {
      const spentUsd = counts.filter(({ accountId }) => accountId === id).reduce((sum, { usd }) => sum + usd, 0);
      const others = read.costsByLevel(id);
      const usdPerMonthByLevel = costByLevel(byAccount.get(id) ?? [], this.config).map((usd, level) =>
        others.reduce((sum, costs) => sum + (costs[level] ?? 0), usd),
      );
      const budget = { capUsd: monthlyCapUsd ?? null, spentUsd, usdPerMonthByLevel };
      const before = this.#decisions.get(id) ?? null;
      this.#decisions.set(id, govern(budget, before && now < this.#smoothFrom ? { ...before, usdPerMonthByLevel: [] } : before, now));
    }
    await this.store.meter.setBudgets(
      accounts.flatMap(({ id, monthlyCapUsd }) => {
        const decision = this.#decisions.get(id);
        if (!decision) return [];
        const { forecastUsd, ungovernedUsd, steps, since, achievable } = decision;
        return [{ accountId: id, capUsd: monthlyCapUsd ?? null, forecastUsd, ungovernedUsd, steps: [...steps], since, achievable }];
      }),
    );
    return new Map([...this.#decisions].map(([id, { steps }]) => [id, steps]));
  }
}
