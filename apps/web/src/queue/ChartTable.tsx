import { ABSENCE_WORDS, exactNumber, fullDateTime, type Zone } from '../format/index.js';
import type { ChartRow } from './chart-data.js';
import type { ChartSpec } from './queue-charts.js';

/** A chart as a table, newest first: the same figures for people who do not see the picture, and for copying. */
export function ChartTable({ spec, rows, zone }: { readonly spec: ChartSpec; readonly rows: readonly ChartRow[]; readonly zone: Zone }) {
  return (
    <section className="panel chart-table">
      <header>
        <h2>{spec.title}</h2>
        <span className="sub">
          {spec.sub} · {spec.source}
        </span>
      </header>
      <div className="scroll" tabIndex={0} role="region" aria-label={spec.title}>
        <table>
          <thead>
            <tr>
              <th>Time</th>
              {spec.lines.map(({ metric, label }) => (
                <th key={metric} className="num">
                  {label} {spec.unit}
                </th>
              ))}
              <th>State</th>
            </tr>
          </thead>
          <tbody>
            {[...rows].reverse().map((row) => (
              <tr key={row.at}>
                <td className="tab">{fullDateTime(row.at, zone)}</td>
                {spec.lines.map(({ metric }) => {
                  const point = row.points[metric];
                  return (
                    <td key={metric} className="num">
                      {point === undefined || point.value === null ? (
                        <span className="na">{point?.reason ? ABSENCE_WORDS[point.reason].name : '–'}</span>
                      ) : (
                        exactNumber(point.value)
                      )}
                    </td>
                  );
                })}
                <td className="t3">
                  {spec.lines.some(({ metric }) => row.points[metric]?.provisional === true) ? 'provisional' : 'settled'}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}
