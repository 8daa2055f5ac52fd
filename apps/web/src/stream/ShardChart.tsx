import type { Absence, ResourceId } from '@weir/contract';
import { useQueries } from '@tanstack/react-query';
import { useMemo } from 'react';
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
} from 'recharts';
import { ageSeconds, clockTime, fullDateTime, moment, percent, shortDate, timePassed, visibleText, type Zone } from '../format/index.js';
import { AbsenceLegend } from '../parts/AbsenceLegend.js';
import { Patience } from '../parts/Skeleton.js';
import { timeTicks } from '../queue/chart-data.js';
import { stepFor, type Span } from '../queue/range.js';
import { useApi } from '../api/api-context.js';
import { shardName, shardNumber, shortHash } from './hash-words.js';
import { SHARD_METRICS, shardPoints, type ShardPoint } from './shard-load.js';
import { heatmapQuery, useHotKeys } from './stream-queries.js';
import { HashStripView } from './HashStripView.js';
import type { HeatRow } from './heat-model.js';

const HEIGHT = 156;
const AXIS = { tick: { fontSize: 11, fill: 'var(--text-3)' }, tickLine: false, axisLine: false } as const;
const DAY_MS = 86_400_000;
const LINE = { type: 'linear', isAnimationActive: false, connectNulls: false, activeDot: false, dot: false, legendType: 'none' } as const;

interface ShardChartProps {
  readonly id: ResourceId;
  readonly shardId: string;
  /** What is known of the shard's life; null while it is not. */
  readonly row: Pick<HeatRow, 'start' | 'end' | 'openedAt' | 'closedAt'> | null;
  readonly parents: readonly string[];
  readonly span: Span;
  readonly now: number;
  readonly zone: Zone;
}

/** One shard: what was accepted and what was refused on top, against its limit. */
export function ShardChart({ id, shardId, row, parents, span, now, zone }: ShardChartProps) {
  const { fetcher } = useApi();
  const step = stepFor(span.to - span.from);
  const coarse = { from: Math.floor(span.from / (step * 1000)) * step * 1000, to: span.to, step, live: span.live };
  const loaded = useQueries({
    queries: SHARD_METRICS.map((metric) => heatmapQuery({ id, axis: 'shard', metric, span: coarse }, fetcher)),
    combine: ([bytes, records, throttled]) => ({
      heatmaps:
        bytes?.data === undefined || records?.data === undefined || throttled?.data === undefined
          ? null
          : ([bytes.data, records.data, throttled.data] as const),
      error: [bytes, records, throttled].find((query) => query?.error)?.error ?? null,
    }),
  });
  const { heatmaps, error } = loaded;
  const points = useMemo(() => (heatmaps === null ? null : shardPoints(...heatmaps, shardId)), [heatmaps, shardId]);
  const name = visibleText(shardName(shardId));
  return (
    <section className="panel shard-chart">
      <header>
        <h2>{name[0]?.toUpperCase() + name.slice(1)}, tries against limit</h2>
        <span className="sub">{lifeWords(row, parents, now, zone)}</span>
        <span className="right keys">
          <Key words="accepted" colour="var(--ink-in)" />
          <Key words="provisional" colour="var(--ink-in)" dashed />
          <span>
            <i style={{ background: 'var(--heat-over)' }} />
            refused
          </span>
          <AbsenceLegend
            reasons={(heatmaps?.[0].absences ?? []).filter(({ to }) => to > lifeIn(coarse, row).from).map(({ reason }) => reason)}
          />
        </span>
      </header>
      {row === null ? null : <Inside id={id} shardId={shardId} row={row} span={coarse} />}
      {points !== null && points.some(({ accepted }) => accepted !== null) ? (
        <Plot points={points} absences={heatmaps?.[0].absences ?? []} span={lifeIn(coarse, row)} now={now} zone={zone} name={name} />
      ) : error !== null ? (
        <p className="body t2">Not loaded: {error.message}</p>
      ) : points !== null ? (
        <p className="body t2">Nothing is known of this shard in this range.</p>
      ) : (
        <div className="plot waiting">
          <Patience>
            <span className="sk" />
          </Patience>
        </div>
      )}
    </section>
  );
}

/** Samples are asked for over at most so long at once. */
const MOST_INSIDE_MS = 6 * 3_600_000;

/** Heat inside the shard, over the newest hours of the span. */
function Inside({
  id,
  shardId,
  row,
  span,
}: Pick<ShardChartProps, 'id' | 'shardId'> & { readonly row: NonNullable<ShardChartProps['row']>; readonly span: Span }) {
  const { from, to } = lifeIn(span, row);
  const { data } = useHotKeys({ id, shard: shardId, from: Math.max(from, to - MOST_INSIDE_MS), to, limit: 1 });
  return data == null || data.slices.length === 0 ? null : (
    <div className="body">
      <HashStripView slices={data.slices} range={row} />
    </div>
  );
}

/** The part of a span that a shard lived in: before its split there is nothing of it to see. */
function lifeIn(span: Span, row: ShardChartProps['row']): Span {
  const from = Math.max(span.from, row?.openedAt ?? span.from);
  const to = Math.min(span.to, row?.closedAt ?? span.to);
  return to > from ? { ...span, from, to } : span;
}

function lifeWords(row: ShardChartProps['row'], parents: readonly string[], now: number, zone: Zone): string {
  if (row === null) return '';
  const range = `${shortHash(row.start)} to ${shortHash((BigInt(row.end) + 1n).toString()).replace(/^0x10+…$/, '2¹²⁸')}`;
  const life =
    row.closedAt !== null
      ? `closed ${moment(row.closedAt, now, zone)}`
      : row.openedAt === null
        ? 'open'
        : `open since ${moment(row.openedAt, now, zone)}`;
  const from =
    parents.length === 0 ? '' : `, child of ${parents.length === 1 ? 'shard' : 'shards'} ${parents.map(shardNumber).join(' and ')}`;
  return `${range}, ${life}${from}`;
}

function Key({ words, colour, dashed = false }: { readonly words: string; readonly colour: string; readonly dashed?: boolean }) {
  return (
    <span>
      <svg width="16" height="8" aria-hidden="true">
        <path d="M0 4H16" stroke={colour} strokeWidth="2" strokeDasharray={dashed ? '3 2.5' : undefined} />
      </svg>
      {words}
    </span>
  );
}

interface PlotProps {
  readonly points: readonly ShardPoint[];
  readonly absences: readonly Absence[];
  readonly span: Span;
  readonly now: number;
  readonly zone: Zone;
  readonly name: string;
}

function Plot({ points, absences, span, now, zone, name }: PlotProps) {
  const largest = Math.max(1, ...points.map(({ offered, accepted }) => offered ?? accepted ?? 0));
  const top = Math.max(1.2, Math.ceil(largest * 2.2) / 2);
  const last = points.findLast(({ accepted }) => accepted !== null);
  const long = span.to - span.from > 2 * DAY_MS;
  const inView = points.filter(({ at }) => at >= span.from && at <= span.to);
  const next = new Map(points.map((point, index) => [point.at, points[index + 1]]));
  const refused = (point: ShardPoint) =>
    point.offered !== null && point.accepted !== null && point.offered > point.accepted ? [point.accepted, point.offered] : null;
  const offeredNow = last === undefined ? null : (last.offered ?? last.accepted);
  return (
    <div className="plot" role="group" aria-label={plotSentence(name, points, now, zone)}>
      <ResponsiveContainer width="100%" height={HEIGHT} initialDimension={{ width: 640, height: HEIGHT }}>
        <ComposedChart data={inView} margin={{ top: 8, right: 62, bottom: 0, left: 0 }}>
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
            width={60}
            domain={[0, top]}
            ticks={[0, 0.5, 1, ...(top >= 1.5 ? [1.5] : []), ...(top >= 3 ? [Math.floor(top)] : [])]}
            tickFormatter={(share: number) => percent(share)}
            allowDataOverflow
          />
          {absences
            .filter(({ from, to }) => to > span.from && from < span.to)
            .map(({ from, to, reason }) => (
              <ReferenceArea
                key={`${reason}${from}`}
                x1={Math.max(from, span.from)}
                x2={Math.min(to, span.to)}
                y1={0}
                y2={top}
                fill={`url(#p-${reason})`}
                fillOpacity={1}
                stroke="none"
                ifOverflow="hidden"
              />
            ))}
          <Area
            {...LINE}
            dataKey={refused}
            fill="var(--heat-over)"
            fillOpacity={0.28}
            stroke="var(--heat-over)"
            strokeWidth={1.4}
            tooltipType="none"
          />
          <Area {...LINE} dataKey="accepted" fill="var(--ink-in)" fillOpacity={0.12} stroke="none" tooltipType="none" />
          <Line
            {...LINE}
            dataKey={(point: ShardPoint) => (point.provisional ? null : point.accepted)}
            stroke="var(--ink-in)"
            strokeWidth={1.8}
          />
          <Line
            {...LINE}
            dataKey={(point: ShardPoint) => (point.provisional || next.get(point.at)?.provisional === true ? point.accepted : null)}
            stroke="var(--ink-in)"
            strokeWidth={1.8}
            strokeDasharray="3 2.5"
            tooltipType="none"
          />
          <ReferenceLine
            y={1}
            stroke="var(--ink-limit)"
            strokeDasharray="5 4"
            strokeWidth={1.3}
            label={{ value: 'limit', position: 'right', fill: 'var(--ink-limit)', fontSize: 11, fontWeight: 600 }}
          />
          {offeredNow === null || Math.abs(offeredNow - 1) < 0.12 ? null : (
            <ReferenceLine
              y={offeredNow}
              stroke="none"
              label={{
                value: percent(Math.round(offeredNow * 100) / 100),
                position: 'right',
                fill: 'var(--text-1)',
                fontSize: 11,
                fontWeight: 600,
              }}
            />
          )}
          <Tooltip
            isAnimationActive={false}
            position={{ y: -6 }}
            allowEscapeViewBox={{ x: false, y: true }}
            cursor={{ stroke: 'var(--text-3)', strokeWidth: 1 }}
            wrapperStyle={{ zIndex: 'var(--z-popover)' }}
            content={({ active, label }) => {
              const point = points.find(({ at }) => at === Number(label));
              return active && point !== undefined ? <PlotTip point={point} now={now} zone={zone} /> : null;
            }}
          />
        </ComposedChart>
      </ResponsiveContainer>
    </div>
  );
}

function PlotTip({ point, now, zone }: { readonly point: ShardPoint; readonly now: number; readonly zone: Zone }) {
  const { at, accepted, offered, provisional } = point;
  return (
    <div className="pop tip">
      <b>{fullDateTime(at, zone)}</b>
      <span className="line">
        accepted <b>{accepted === null ? 'no reading' : `${percent(accepted)} of limit`}</b>
      </span>
      {accepted !== null && offered !== null && offered > accepted ? (
        <span className="line">
          refused <b>{percent(offered - accepted)} on top</b>
        </span>
      ) : null}
      <span className="t3">
        CloudWatch · {provisional ? 'provisional' : 'settled'} · {timePassed(ageSeconds(at, now))} ago
      </span>
    </div>
  );
}

function plotSentence(name: string, points: readonly ShardPoint[], now: number, zone: Zone): string {
  const known = points.flatMap(({ at, offered, accepted }) => (accepted === null ? [] : [{ at, load: offered ?? accepted }]));
  const peak = known.reduce((best, point) => (point.load > best.load ? point : best), known[0] ?? { at: 0, load: 0 });
  const last = known.at(-1);
  return `Load of ${name} against its limit: at most ${percent(peak.load)} at ${moment(peak.at, now, zone)}, last ${percent(last?.load ?? 0)}. The heatmap as a table has the same values.`;
}
