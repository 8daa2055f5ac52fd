import type { AbsenceReason } from '@weir/contract';
import { ABSENCE_WORDS, fullDateTime, visibleText, type Zone } from '../format/index.js';
import { shardName, shortHash } from './hash-words.js';
import { absenceAt, absenceOf, columnState, timeOf, valueOf, type HeatModel } from './heat-model.js';
import { topWords, valueWords } from './heat-words.js';

/** A thousand shards by a day of minutes is no table; the export holds it all. */
const MOST_SHARDS = 40;
const MOST_TIMES = 400;

/** The heatmap as a table, newest first: the same values for people who do not see the picture. */
export function HeatTable({ model, zone, selected }: { readonly model: HeatModel; readonly zone: Zone; readonly selected: string | null }) {
  const rows = rowsShown(model, selected);
  const columns = Array.from({ length: Math.min(MOST_TIMES, model.columns) }, (_unused, index) => model.columns - 1 - index);
  const left = model.rows.length - rows.length;
  return (
    <div className="heat-table">
      <div className="scroll" tabIndex={0} role="region" aria-label="Heatmap as a table">
        <table>
          <caption className="sr">Each shard by time; full load is {topWords(model)}</caption>
          <thead>
            <tr>
              <th scope="col">Time</th>
              {rows.map((row) => (
                <th scope="col" className="num" key={row} title={model.rows[row]?.shardId}>
                  {visibleText(shardName(model.rows[row]?.shardId ?? ''))}{' '}
                  <span className="t3">{shortHash(model.rows[row]?.start ?? '0')}</span>
                </th>
              ))}
              <th scope="col">State</th>
            </tr>
          </thead>
          <tbody>
            {columns.map((column) => {
              const reason = absenceAt(model, column);
              return (
                <tr key={column}>
                  <th scope="row" className="tab">
                    {fullDateTime(timeOf(model, column), zone)}
                  </th>
                  {rows.map((row) => {
                    const value = valueOf(model, { row, column });
                    const why = absenceOf(model, { row, column });
                    const over = value !== null && model.limit !== null && value > model.limit;
                    return (
                      <td key={row} className={over ? 'num bad v-stopped' : 'num'}>
                        {value === null ? <Absent reason={why} /> : valueWords(value, model.flat.unit, model.metric)}
                      </td>
                    );
                  })}
                  <td className="t3 nowrap">{reason === null ? columnState(model, column) : ABSENCE_WORDS[reason].name}</td>
                </tr>
              );
            })}
          </tbody>
        </table>
      </div>
      {left > 0 || model.columns > MOST_TIMES ? (
        <p className="t3 more">
          The {rows.length} hottest of {model.rows.length} shards, {columns.length} of {model.columns} times. The CSV holds them all.
        </p>
      ) : null}
    </div>
  );
}

function Absent({ reason }: { readonly reason: AbsenceReason | null }) {
  return (
    <span className="na" title={reason === null ? undefined : ABSENCE_WORDS[reason].name}>
      –{reason === null ? null : <span className="sr"> {ABSENCE_WORDS[reason].name}</span>}
    </span>
  );
}

/** All shards, or the hottest of many and the one looked at, in the order of the picture. */
function rowsShown(model: HeatModel, selected: string | null): readonly number[] {
  const all = model.rows.map((_row, index) => index);
  if (all.length <= MOST_SHARDS) return all;
  const hottest = all.map((row) => ({ row, peak: peakOf(model, row) })).sort((a, b) => b.peak - a.peak);
  const kept = new Set(hottest.slice(0, MOST_SHARDS).map(({ row }) => row));
  const looked = model.rows.findIndex(({ shardId }) => shardId === selected);
  if (looked >= 0) kept.add(looked);
  return all.filter((row) => kept.has(row));
}

function peakOf(model: HeatModel, row: number): number {
  let peak = -1;
  for (const value of model.flat.values.subarray(row * model.columns, (row + 1) * model.columns)) if (value > peak) peak = value;
  return peak;
}
