import type { AccountCost, Estate } from '@weir/contract';
import { GOVERNOR_WORDS, money, shortDate, wholeMoney } from '../format/index.js';

/** What each account may cost a month, what it will, and what Weir gave up to stay below. */
export function BudgetsPanel({ cost, now }: { readonly cost: Estate['cost']; readonly now: number }) {
  return (
    <section className="panel">
      <header>
        <h2>Budgets</h2>
        <span className="sub">resets {shortDate(nextMonth(now), 'utc')}</span>
      </header>
      <ul className="body budgets">
        {cost.accounts.map((account) => (
          <Budget key={account.accountId} account={account} />
        ))}
        {cost.accounts.length > 1 ? (
          <li className="total">
            <span>All accounts</span>
            <span>
              <b>{money(cost.spentUsd)}</b> <span className="t3">forecast {money(cost.forecastUsd)}</span>
            </span>
          </li>
        ) : null}
      </ul>
    </section>
  );
}

/** The first moment of the next month, UTC: AWS bills by it. */
export function nextMonth(now: number): number {
  const date = new Date(now);
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 1);
}

function Budget({ account }: { readonly account: AccountCost }) {
  const { spentUsd, forecastUsd, capUsd, governed } = account;
  const reached = capUsd !== null && spentUsd >= capUsd;
  const scale = Math.max(spentUsd, forecastUsd, capUsd ?? 0, 0.01);
  return (
    <li>
      <div className="budget-head">
        <span className="nm">{account.accountName}</span>
        <span>
          <b className={reached ? 'c v-stale' : ''}>{money(spentUsd)}</b>{' '}
          <span className="t3">{capUsd === null ? 'no cap' : `of ${wholeMoney(capUsd)} cap`}</span>
        </span>
      </div>
      <span
        className="meter"
        role="img"
        aria-label={`${money(spentUsd)} spent, ${money(forecastUsd)} forecast${capUsd === null ? '' : `, cap ${wholeMoney(capUsd)}`}`}
      >
        <i className="forecast" style={{ width: `${(forecastUsd / scale) * 100}%` }} />
        <i style={{ width: `${(spentUsd / scale) * 100}%` }} />
        {capUsd === null ? null : <b style={{ left: `calc(${(capUsd / scale) * 100}% - 2px)` }} />}
      </span>
      <p className="t3">
        forecast {money(forecastUsd)}
        {capUsd !== null && forecastUsd > capUsd ? ', above the cap: Weir will read less' : ''}
      </p>
      {governed.length === 0 ? null : (
        <ol className="cut">
          {governed.map((step) => (
            <li key={step}>{GOVERNOR_WORDS[step]}</li>
          ))}
        </ol>
      )}
    </li>
  );
}
