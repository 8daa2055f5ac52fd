import { ABSENCE_WORDS, ageSeconds, fullDateTime, timePassed, type Zone } from '../format/index.js';
import type { ChartRow, LinePoint } from './chart-data.js';
import type { ChartSpec } from './queue-charts.js';

interface ChartTipProps {
  readonly spec: ChartSpec;
  readonly row: ChartRow;
  readonly now: number;
  readonly zone: Zone;
}

/** Time, each value with its unit, source, age, and whether it may still change; or why there is none. */
export function ChartTip({ spec, row, now, zone }: ChartTipProps) {
  const states = new Set(spec.lines.map(({ metric }) => stateOf(row.points[metric])).filter((state) => state !== null));
  return (
    <div className="pop tip">
      <b>{fullDateTime(row.at, zone)}</b>
      {spec.lines.map(({ metric, label, colour }) => {
        const point = row.points[metric];
        return (
          <span key={metric} className="line">
            <i style={{ background: colour }} />
            {label}
            <b>{wordsOf(point, spec)}</b>
          </span>
        );
      })}
      <span className="t3">{[spec.source, ...states, `${timePassed(ageSeconds(row.at, now))} ago`].join(' · ')}</span>
    </div>
  );
}

function wordsOf(point: LinePoint | undefined, spec: ChartSpec): string {
  if (point === undefined) return 'no reading';
  if (point.value !== null) return spec.words(point.value);
  return point.reason === null ? 'no reading' : ABSENCE_WORDS[point.reason].name;
}

const stateOf = (point: LinePoint | undefined): string | null =>
  point === undefined || point.value === null ? null : point.provisional ? 'provisional' : 'settled';
