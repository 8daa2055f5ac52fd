import { useSpend } from '../api/queries.js';
import { groupDigits, money } from '../format/index.js';

/** What every API call costs, dearest first. Estimated from list prices and counted calls. */
export function SpendPanel() {
  const { data, error } = useSpend();
  const rows = (data?.accounts ?? [])
    .flatMap(({ accountName, calls }) => calls.map((call) => ({ ...call, accountName })))
    .sort((a, b) => b.usd - a.usd || b.calls - a.calls);
  return (
    <section className="panel spend">
      <header>
        <h2>AWS reads this month</h2>
        <span className="sub">counted here, priced from AWS’s list; the bill has the last word</span>
      </header>
      {rows.length === 0 ? (
        <p className="body t2">{data === undefined ? (error?.message ?? 'Adding up.') : 'Nothing read yet this month.'}</p>
      ) : (
        <div className="scroll">
          <table>
            <thead>
              <tr>
                <th>API</th>
                <th>Account</th>
                <th>Region</th>
                <th className="num">Calls</th>
                <th className="num lo">Billed units</th>
                <th className="num lo">Throttled</th>
                <th className="num lo">Failed</th>
                <th className="num">Cost</th>
              </tr>
            </thead>
            <tbody>
              {rows.map((row) => (
                <tr key={`${row.accountName}${row.api}${row.region}`}>
                  <td className="mono">{row.api}</td>
                  <td>{row.accountName}</td>
                  <td>{row.region}</td>
                  <td className="num">{groupDigits(row.calls)}</td>
                  <td className="num lo">{groupDigits(row.billedUnits)}</td>
                  <td className={`num lo${row.throttled > 0 ? ' c v-slow' : ' t3'}`}>{groupDigits(row.throttled)}</td>
                  <td className={`num lo${row.failed > 0 ? ' c v-stopped' : ' t3'}`}>{groupDigits(row.failed)}</td>
                  <td className="num">
                    <b>{money(row.usd)}</b>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </section>
  );
}
