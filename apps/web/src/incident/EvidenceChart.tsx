import type { EvidenceChart as Chart, VerdictState } from '@weir/contract';
import { useMemo, useRef, useState, useLayoutEffect } from 'react';
import { useSeries } from '../api/queries.js';
import { ResourceLink } from '../app/ResourceLink.js';
import { ABSENCE_WORDS, clockTime, fullDateTime, moment, shortDate, visibleText, type Zone } from '../format/index.js';
import { AbsenceLegend } from '../parts/AbsenceLegend.js';
import { Patience } from '../parts/Skeleton.js';
import { reasonAt, timeTicks } from '../queue/chart-data.js';
import { stepFor } from '../queue/range.js';
import type { IncidentDetail, Series } from '@weir/contract';
import { evidencePicture, ticksWithin, type EvidenceFrame } from './evidence-picture.js';
import { isPerSecond, lookOf, scaleWords } from './metric-looks.js';

const MINUTE_MS = 60_000;
const MARK_ROW = 14;
const NARROW = 460;
/** Over more than this, days tell more than hours. */
const LONG_MS = 2 * 86_400_000;

interface EvidenceChartProps {
  readonly chart: Chart;
  /** What the chart is of; null: it is no member. */
  readonly resource: IncidentDetail['members'][number]['resource'] | null;
  /** Colours the level of what is in trouble. */
  readonly verdict: VerdictState | null;
  readonly now: number;
  readonly zone: Zone;
  readonly height: number;
  readonly asTable: boolean;
  /** The moment under the pointer, shared by all charts of the page. */
  readonly pointed: number | null;
  readonly point: (at: number | null) => void;
}

/** The evidence around the moment: lines with their names at their ends, what happened when, and where nothing is known. */
export function EvidenceChart(props: EvidenceChartProps) {
  const { chart, resource, zone, now, asTable, pointed } = props;
  const minute = Math.floor(now / MINUTE_MS) * MINUTE_MS + MINUTE_MS;
  const to = chart.to ?? minute;
  const step = stepFor(to - chart.from);
  const { data, error } = useSeries({ id: chart.resourceId, metrics: chart.metrics, from: chart.from, to, step });
  return (
    <figure className="evidence-chart">
      <figcaption>
        <span>{visibleText(chart.label)}</span>{' '}
        <span className="t3">
          {resource === null ? <bdi>{visibleText(chart.name)}</bdi> : <ResourceLink resource={resource} className="link" />}
        </span>
        <span className="readout t2">{data === undefined || pointed === null ? '' : readoutOf(chart, data, pointed, now, zone)}</span>
      </figcaption>
      {data === undefined ? (
        <div className="plot" style={{ height: props.height }}>
          {error === null ? (
            <Patience>
              <span className="sk" />
            </Patience>
          ) : (
            <p className="t2">Not loaded: {error.message}</p>
          )}
        </div>
      ) : asTable ? (
        <EvidenceTable chart={chart} series={data} zone={zone} />
      ) : (
        <Drawing {...props} series={data} to={to} />
      )}
    </figure>
  );
}

/** The value of each line at a moment, with why there is none. */
function readoutOf(chart: Chart, series: readonly Series[], at: number, now: number, zone: Zone): string {
  const values = chart.metrics.map((metric, index) => {
    const one = series[index];
    const { label, scale } = lookOf(metric);
    if (one === undefined) return `${label} –`;
    const found = one.points.findLast(([time]) => time <= at);
    const value = found?.[1] ?? null;
    if (found === undefined || value === null) {
      const reason = reasonAt(one.absences, at);
      return `${label} ${reason === null ? 'no reading' : ABSENCE_WORDS[reason].name}`;
    }
    const provisional = one.provisionalFrom !== null && found[0] >= one.provisionalFrom ? ' provisional' : '';
    return `${label} ${scaleWords(scale, isPerSecond(scale) ? value / Math.max(1, one.step) : value)}${provisional}`;
  });
  return `${moment(at, now, zone)}: ${values.join(', ')}`;
}

interface DrawingProps extends EvidenceChartProps {
  readonly series: readonly Series[];
  readonly to: number;
}

function Drawing({ chart, series, to, verdict, now, zone, height, pointed, point }: DrawingProps) {
  const box = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(640);
  useLayoutEffect(() => {
    const element = box.current;
    if (element === null) return;
    const observer = new ResizeObserver(() => setWidth(Math.max(240, Math.round(element.clientWidth))));
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  const narrow = width < NARROW;
  const frame = useMemo<EvidenceFrame>(
    () => ({ width, height, left: narrow ? 40 : 46, right: narrow ? 84 : 108, top: 18, bottom: 18, from: chart.from, to }),
    [width, height, narrow, chart.from, to],
  );
  const picture = useMemo(() => evidencePicture(chart, series, frame), [chart, series, frame]);
  const rows = Math.max(0, ...picture.marks.map(({ row }) => row + 1));
  const extra = Math.max(0, rows - 1) * MARK_ROW;
  const plot = { width: width - frame.left - frame.right, height: height - frame.top - frame.bottom };
  const ticks = ticksWithin(timeTicks(frame.from, to, narrow ? 3 : 6), frame);
  // The colour of trouble is for what waits; what stands beside it keeps its own.
  const colourOf = (metric: Chart['metrics'][number], colour: string) =>
    metric === 'visible' && verdict !== null ? `var(--${verdict})` : colour;
  const moved = (event: React.PointerEvent<SVGSVGElement>) => {
    const bounds = event.currentTarget.getBoundingClientRect();
    const share = (event.clientX - bounds.left - frame.left) / plot.width;
    point(share < 0 || share > 1 ? null : Math.round((frame.from + share * (to - frame.from)) / MINUTE_MS) * MINUTE_MS);
  };
  const pointedX =
    pointed === null || pointed < frame.from || pointed > to ? null : ((pointed - frame.from) / (to - frame.from)) * plot.width;
  return (
    <div ref={box} className="plot">
      <svg
        width={width}
        height={height + extra}
        role="img"
        aria-label={sentenceOf(chart, picture, to, now, zone)}
        onPointerMove={moved}
        onPointerLeave={() => point(null)}
      >
        <g transform={`translate(${frame.left} ${frame.top + extra})`}>
          {picture.ticks.map(({ y, text }) => (
            <g key={text}>
              <path d={`M0 ${y}H${plot.width}`} stroke="var(--grid)" />
              <text className="tick" x={-8} y={y + 4} textAnchor="end">
                {text}
              </text>
            </g>
          ))}
          {picture.gaps.map((gap) => (
            <rect key={`${gap.reason}${gap.x}`} x={gap.x} y={gap.y} width={gap.width} height={gap.height} fill={`url(#p-${gap.reason})`}>
              <title>{ABSENCE_WORDS[gap.reason].name}</title>
            </rect>
          ))}
          {picture.lines.map(({ metric, look, shape }) => {
            const colour = colourOf(metric, look.colour);
            return (
              <g key={metric} fill="none" stroke={colour} strokeWidth={look.scale === 'level' ? 2 : 1.6} strokeLinejoin="round">
                {shape.runs.map((run) => (
                  <g key={run.area || run.solid || run.tail}>
                    {metric === 'visible' ? <path d={run.area} fill={colour} stroke="none" opacity=".14" /> : null}
                    <path d={run.solid} />
                    <path d={run.tail} strokeDasharray="3 2.5" />
                  </g>
                ))}
                {shape.end?.provisional === true ? (
                  <circle cx={shape.end.x} cy={shape.end.y} r="2.2" fill="var(--bg-1)" strokeWidth="1.2" />
                ) : null}
              </g>
            );
          })}
          {picture.marks.map(({ x, text, anchor, row }) => (
            <g key={`${x}${text}`}>
              <path d={`M${x} ${-8 - extra + row * MARK_ROW}V${plot.height}`} stroke="var(--text-2)" strokeDasharray="3 3" />
              <text className="mark" x={anchor === 'start' ? x + 5 : x - 5} y={-4 - extra + row * MARK_ROW} textAnchor={anchor}>
                {visibleText(text)}
              </text>
            </g>
          ))}
          {pointedX === null ? null : <path d={`M${pointedX} 0V${plot.height}`} stroke="var(--text-3)" />}
          {picture.lines.map(({ metric, look, label }) =>
            label === null ? null : (
              <text key={metric} className="end" x={plot.width + 6} y={label.y + 4} fill={colourOf(metric, look.colour)}>
                {label.text}
              </text>
            ),
          )}
          {ticks.map(({ at, x }) => (
            <text key={at} className="tick" x={x} y={plot.height + 15} textAnchor="middle">
              {to - frame.from > LONG_MS ? shortDate(at, zone) : clockTime(at, zone)}
            </text>
          ))}
        </g>
      </svg>
      {picture.reasons.length === 0 ? null : (
        <div className="keys">
          <AbsenceLegend reasons={picture.reasons} />
        </div>
      )}
    </div>
  );
}

/** The chart in one sentence, for people who do not see it. */
function sentenceOf(chart: Chart, { lines, marks }: ReturnType<typeof evidencePicture>, to: number, now: number, zone: Zone): string {
  const told = [...lines.flatMap(({ label }) => label?.text ?? []), ...marks.map(({ text }) => visibleText(text))];
  return `${visibleText(chart.label)} of ${visibleText(chart.name)} from ${moment(chart.from, now, zone)} to ${moment(to, now, zone)}: ${told.join(', ')}. Shift T shows it as a table.`;
}

function EvidenceTable({ chart, series, zone }: { readonly chart: Chart; readonly series: readonly Series[]; readonly zone: Zone }) {
  const times = series[0]?.points.map(([at]) => at) ?? [];
  return (
    <div className="scroll" tabIndex={0} role="region" aria-label={`${visibleText(chart.label)} as a table`}>
      <table>
        <thead>
          <tr>
            <th>Time</th>
            {chart.metrics.map((metric) => (
              <th key={metric} className="num">
                {lookOf(metric).label}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {times.toReversed().map((at) => (
            <tr key={at}>
              <td className="tab">{fullDateTime(at, zone)}</td>
              {chart.metrics.map((metric, index) => (
                <td key={metric} className="num">
                  {cellOf(series[index], at, lookOf(metric).scale)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function cellOf(series: Series | undefined, at: number, scale: ReturnType<typeof lookOf>['scale']): string {
  const value = series?.points.find(([time]) => time === at)?.[1] ?? null;
  if (series === undefined || value === null) {
    const reason = series === undefined ? null : reasonAt(series.absences, at);
    return reason === null ? '–' : ABSENCE_WORDS[reason].name;
  }
  return scaleWords(scale, isPerSecond(scale) ? value / Math.max(1, series.step) : value);
}
