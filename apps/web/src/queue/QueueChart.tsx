import type { Resource } from '@weir/contract';
import { useMemo, useState } from 'react';
import {
  Area,
  CartesianGrid,
  ComposedChart,
  Line,
  ReferenceArea,
  ReferenceLine,
  ResponsiveContainer,
  Tooltip,
  XAxis,
  YAxis,
  type MouseHandlerDataParam,
} from 'recharts';
import { clockTime, moment, shortDate, type Zone } from '../format/index.js';
import { AbsenceLegend } from '../parts/AbsenceLegend.js';
import { AbsenceShades } from './AbsenceShades.js';
import {
  niceDurationTop,
  niceTop,
  settledValue,
  shadedAbsences,
  tailValue,
  timeTicks,
  type ChartRow,
  type LineSpec,
  type LoadedLine,
} from './chart-data.js';
import { ChartTip } from './ChartTip.js';
import { retentionLimit, type ChartSpec } from './queue-charts.js';
import { SHORTEST_SPAN_MS, type Span } from './range.js';

const AXIS = { tick: { fontSize: 11, fill: 'var(--text-3)' }, tickLine: false, axisLine: false } as const;
const HEIGHT = 190;
const DAY_MS = 86_400_000;

interface QueueChartProps {
  readonly spec: ChartSpec;
  readonly lines: readonly LoadedLine[];
  readonly rows: readonly ChartRow[];
  readonly resource: Resource;
  readonly span: Span;
  readonly now: number;
  readonly zone: Zone;
  readonly zoom: (from: number, to: number) => void;
  readonly setDragging: (dragging: boolean) => void;
}

/** One chart. All charts of a page share their crosshair; a drag over any of them zooms all. */
export function QueueChart({ spec, lines, rows, resource, span, now, zone, zoom, setDragging }: QueueChartProps) {
  const [hovered, setHovered] = useState(false);
  const [drag, setDrag] = useState<{ readonly from: number; readonly to: number } | null>(null);
  const absences = useMemo(() => shadedAbsences(lines, span.from, span.to), [lines, span.from, span.to]);
  const largest = Math.max(0, ...rows.flatMap((row) => spec.lines.map(({ metric }) => row.points[metric]?.value ?? 0)));
  const limit = spec.id === 'age' ? retentionLimit(resource, largest) : null;
  const top = (spec.id === 'age' ? niceDurationTop : niceTop)(Math.max(largest, limit?.seconds ?? 0));
  const long = span.to - span.from > 2 * DAY_MS;
  const started = ({ activeLabel }: MouseHandlerDataParam) => {
    const at = Number(activeLabel);
    if (activeLabel === undefined || !Number.isFinite(at)) return;
    setDrag({ from: at, to: at });
    setDragging(true);
  };
  const moved = ({ activeLabel }: MouseHandlerDataParam) => {
    if (drag !== null && activeLabel !== undefined) setDrag({ ...drag, to: Number(activeLabel) });
  };
  const ended = () => {
    setDrag(null);
    setDragging(false);
    if (drag === null) return;
    const [from, to] = [Math.min(drag.from, drag.to), Math.max(drag.from, drag.to)];
    if (to - from >= SHORTEST_SPAN_MS) zoom(from, to);
  };
  return (
    <section className="panel chart" onPointerEnter={() => setHovered(true)} onPointerLeave={() => setHovered(false)}>
      <header>
        <h2>{spec.title}</h2>
        <span className="sub">{spec.sub}</span>
        <span className="right keys">
          {spec.lines.map((line) => (
            <LineKey key={line.metric} line={line} />
          ))}
          <AbsenceLegend reasons={absences.map(({ reason }) => reason)} />
        </span>
      </header>
      <div className="plot" role="group" aria-label={chartSentence(spec, rows, span, now, zone)}>
        <ResponsiveContainer width="100%" height={HEIGHT} initialDimension={{ width: 640, height: HEIGHT }}>
          <ComposedChart
            data={[...rows]}
            syncId="queue"
            syncMethod="value"
            margin={{ top: 8, right: 12, bottom: 0, left: 0 }}
            onMouseDown={started}
            onMouseMove={moved}
            onMouseUp={ended}
            onMouseLeave={ended}
          >
            <CartesianGrid stroke="var(--grid)" vertical={false} />
            <XAxis
              {...AXIS}
              dataKey="at"
              type="number"
              domain={[span.from, span.to]}
              ticks={[...timeTicks(span.from, span.to, 7, zone === 'utc' ? 0 : -new Date(span.to).getTimezoneOffset() * 60_000)]}
              tickFormatter={(at: number) => (long ? shortDate(at, zone) : clockTime(at, zone))}
              allowDataOverflow
              interval="preserveStartEnd"
            />
            <YAxis
              {...AXIS}
              width={62}
              domain={[0, top]}
              ticks={[0, top / 2, top]}
              tickFormatter={(value: number) => spec.words(value)}
              allowDataOverflow
            />
            <AbsenceShades absences={absences} from={span.from} to={span.to} />
            {spec.lines.map((line, index) => drawLine(line, rows, index === 0 && spec.lines.length < 3))}
            {limit === null ? null : (
              <ReferenceLine
                y={limit.seconds}
                stroke="var(--ink-limit)"
                strokeDasharray="4 4"
                label={{ value: limit.label, position: 'insideTopRight', fill: 'var(--ink-limit)', fontSize: 11 }}
              />
            )}
            {drag === null ? null : (
              <ReferenceArea x1={drag.from} x2={drag.to} fill="var(--accent)" fillOpacity={0.16} stroke="var(--accent)" />
            )}
            <Tooltip
              isAnimationActive={false}
              position={{ y: -6 }}
              allowEscapeViewBox={{ x: false, y: true }}
              wrapperStyle={{ zIndex: 'var(--z-popover)' }}
              cursor={{ stroke: 'var(--text-3)', strokeWidth: 1 }}
              content={({ active, label }) => {
                const row = rows.find(({ at }) => at === Number(label));
                return hovered && active && row !== undefined ? <ChartTip spec={spec} row={row} now={now} zone={zone} /> : null;
              }}
            />
          </ComposedChart>
        </ResponsiveContainer>
      </div>
    </section>
  );
}

function LineKey({ line }: { readonly line: LineSpec }) {
  return (
    <span>
      <svg width="16" height="8" aria-hidden="true">
        <path d="M0 4H16" stroke={line.colour} strokeWidth="2" />
      </svg>
      {line.label}
    </span>
  );
}

/** Settled part solid, provisional part dashed; a value without neighbours is a dot, because a line needs two. */
function drawLine(line: LineSpec, rows: readonly ChartRow[], filled: boolean) {
  const next = new Map(rows.map((row, index) => [row.at, rows[index + 1]]));
  const shared = { type: 'linear', isAnimationActive: false, connectNulls: false, activeDot: false, legendType: 'none' } as const;
  const alone = (props: {
    readonly cx?: number | undefined;
    readonly cy?: number | undefined;
    readonly payload?: ChartRow | undefined;
    readonly key?: React.Key | null | undefined;
  }) =>
    props.payload?.points[line.metric]?.alone === true && props.cx !== undefined && props.cy !== undefined ? (
      <circle key={props.key} cx={props.cx} cy={props.cy} r={1.8} fill={line.colour} />
    ) : (
      <g key={props.key} />
    );
  return [
    ...(filled
      ? [
          <Area
            key={`${line.metric}-area`}
            {...shared}
            dataKey={(row: ChartRow) => row.points[line.metric]?.value ?? null}
            fill={line.colour}
            fillOpacity={0.1}
            stroke="none"
            tooltipType="none"
          />,
        ]
      : []),
    <Line
      key={line.metric}
      {...shared}
      dataKey={(row: ChartRow) => settledValue(row, line.metric)}
      stroke={line.colour}
      strokeWidth={1.6}
      dot={rows.some((row) => row.points[line.metric]?.alone === true) ? alone : false}
    />,
    <Line
      key={`${line.metric}-tail`}
      {...shared}
      dataKey={(row: ChartRow) => tailValue(row, next.get(row.at), line.metric)}
      stroke={line.colour}
      strokeWidth={1.6}
      strokeDasharray="2.5 3"
      dot={false}
      tooltipType="none"
    />,
  ];
}

/** The chart in one sentence, for people who do not see it. */
function chartSentence(spec: ChartSpec, rows: readonly ChartRow[], span: Span, now: number, zone: Zone): string {
  const known = spec.lines.map(({ metric, label }) => {
    const values = rows.map((row) => row.points[metric]?.value).filter((value) => value !== null && value !== undefined);
    const last = values.at(-1);
    return last === undefined ? `${label}: no reading` : `${label}: highest ${spec.words(Math.max(...values))}, last ${spec.words(last)}`;
  });
  return `${spec.title} from ${moment(span.from, now, zone)} to ${moment(span.to, now, zone)}. ${known.join('; ')}. Shift T shows it as a table.`;
}
