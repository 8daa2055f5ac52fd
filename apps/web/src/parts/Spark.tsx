import { useMemo } from 'react';
import { ABSENCE_WORDS } from '../format/index.js';
import { sparkShape, type SparkInput } from './spark-shape.js';

interface SparkProps {
  readonly series: SparkInput;
  readonly from?: number;
  readonly to?: number;
  readonly width?: number;
  readonly height?: number;
  readonly colour?: string;
  readonly strokeWidth?: number;
  readonly dot?: boolean;
  readonly max?: number;
}

/** A small line of the recent past. Solid is settled, dashed with a hollow end is provisional, patterns are absences. */
export function Spark(props: SparkProps) {
  const { series, width = 132, height = 22, colour = 'var(--ink-level)', strokeWidth = 1.5, dot = true, max } = props;
  const from = props.from ?? series.points[0]?.[0] ?? 0;
  const to = props.to ?? series.points.at(-1)?.[0] ?? 1;
  const shape = useMemo(
    () => sparkShape(series, { width, height, from, to, ...(max === undefined ? {} : { max }) }),
    [series, width, height, from, to, max],
  );
  return (
    <svg viewBox={`0 0 ${width} ${height}`} width={width} height={height} preserveAspectRatio="none" aria-hidden="true">
      {shape.gaps.map((gap) => (
        <rect key={`${gap.reason}${gap.x}`} x={gap.x} y={gap.y} width={gap.width} height={gap.height} fill={`url(#p-${gap.reason})`}>
          <title>{ABSENCE_WORDS[gap.reason].name}</title>
        </rect>
      ))}
      {shape.runs.map((run) => (
        <g key={run.area || run.solid || run.tail} fill="none" stroke={colour} strokeWidth={strokeWidth} strokeLinejoin="round">
          <path d={run.area} fill={colour} stroke="none" opacity=".1" />
          <path d={run.solid} strokeLinecap="round" />
          <path d={run.tail} strokeDasharray={`${strokeWidth * 1.4} ${strokeWidth * 1.8}`} />
        </g>
      ))}
      {dot && shape.end ? (
        <circle
          cx={shape.end.x}
          cy={shape.end.y}
          r={strokeWidth * 1.35}
          fill={shape.end.provisional ? 'var(--bg-1)' : colour}
          stroke={colour}
          strokeWidth={strokeWidth * 0.85}
        />
      ) : null}
    </svg>
  );
}
