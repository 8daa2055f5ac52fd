import type { Absence, EvidenceChart, Series } from '@weir/contract';
import { sparkShape, type SparkShape } from '../parts/spark-shape.js';
import { niceDurationTop, niceTop } from '../queue/chart-data.js';
import { isPerSecond, lookOf, scaleWords, type MetricLook, type ScaleName } from './metric-looks.js';

/** Room around the plot: ticks at the left, direct labels at the right, marks above, times below. Pixels. */
export interface EvidenceFrame {
  readonly width: number;
  readonly height: number;
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
  readonly from: number;
  readonly to: number;
}

export interface EvidenceLine {
  readonly metric: EvidenceChart['metrics'][number];
  readonly look: MetricLook;
  readonly shape: SparkShape;
  /** Name and newest value, at the end of the line; null: it has none. */
  readonly label: { readonly y: number; readonly text: string } | null;
}

export interface EvidencePicture {
  readonly lines: readonly EvidenceLine[];
  /** Each span and reason once. */
  readonly gaps: SparkShape['gaps'];
  readonly reasons: readonly Absence['reason'][];
  /** Of the first scale; the others are told at the ends of their lines. */
  readonly ticks: readonly { readonly y: number; readonly text: string }[];
  readonly marks: readonly EvidenceMark[];
}

export interface EvidenceMark {
  readonly x: number;
  readonly text: string;
  readonly anchor: 'start' | 'end';
  /** Marks close to each other are written in rows, the first uppermost. */
  readonly row: number;
}

const LABEL_LINE = 14;
/** Mean width of a character of 11 px, pixels. */
const CHARACTER = 5.8;

/**
 * The picture of one chart. Lines of one unit share a scale from 0; each other unit has its own, and is told by the label at the end of its line.
 * @param series one for each metric, in its order
 */
export function evidencePicture(chart: EvidenceChart, series: readonly Series[], frame: EvidenceFrame): EvidencePicture {
  const plot = { width: plotWidth(frame), height: frame.height - frame.top - frame.bottom, from: frame.from, to: frame.to };
  const loaded = chart.metrics.flatMap((metric, index) => {
    const found = series[index];
    return found === undefined ? [] : [{ metric, look: lookOf(metric), series: perSecond(found, lookOf(metric).scale) }];
  });
  const tops = new Map<ScaleName, number>();
  for (const { look, series: one } of loaded) {
    const largest = Math.max(0, ...one.points.map(([, value]) => value ?? 0));
    tops.set(look.scale, Math.max(tops.get(look.scale) ?? 0, topOf(look.scale, largest)));
  }
  const lines = loaded.map(({ metric, look, series: one }): EvidenceLine => {
    const shape = sparkShape(one, { ...plot, max: tops.get(look.scale) ?? 1 });
    const last = one.points.findLast(([, value]) => value !== null)?.[1] ?? null;
    const y = shape.end?.y ?? null;
    const text = last === null ? `${look.label} –` : `${look.label} ${scaleWords(look.scale, last)}`;
    return { metric, look, shape, label: { y: y ?? plot.height / 2, text } };
  });
  const gaps = unique(lines.flatMap(({ shape }) => shape.gaps));
  const first = loaded[0]?.look.scale;
  const top = first === undefined ? 0 : (tops.get(first) ?? 0);
  return {
    lines: labelsApart(lines, plot.height),
    gaps,
    reasons: [...new Set(gaps.map(({ reason }) => reason))],
    ticks:
      first === undefined
        ? []
        : [0, 0.5, 1].map((share) => ({ y: plot.height - 2 - share * (plot.height - 5), text: scaleWords(first, top * share) })),
    marks: marksOf(chart.marks, frame),
  };
}

const plotWidth = ({ width, left, right }: EvidenceFrame): number => Math.max(1, width - left - right);

const topOf = (scale: ScaleName, largest: number): number =>
  scale === 'seconds' ? niceDurationTop(largest) : scale === 'milliseconds' ? niceDurationTop(largest / 1000) * 1000 : niceTop(largest);

function perSecond(series: Series, scale: ScaleName): Series {
  if (!isPerSecond(scale)) return series;
  const divisor = Math.max(1, series.step);
  return { ...series, points: series.points.map(([at, value]) => [at, value === null ? null : value / divisor]) };
}

function unique(gaps: SparkShape['gaps']): SparkShape['gaps'] {
  return [...new Map(gaps.map((gap) => [`${gap.reason} ${gap.x} ${gap.width}`, gap])).values()];
}

/** Labels that do not cover each other, in the order of their lines from top to bottom. */
function labelsApart(lines: readonly EvidenceLine[], height: number): readonly EvidenceLine[] {
  const sorted = lines.toSorted((a, b) => (a.label?.y ?? 0) - (b.label?.y ?? 0));
  let free = LABEL_LINE / 2;
  const below = sorted.map((line) => {
    const y = Math.max(free, line.label?.y ?? 0);
    free = y + LABEL_LINE;
    return y;
  });
  // Those at the bottom push the others up again.
  let limit = height;
  const places = below.toReversed().map((y) => {
    const at = Math.min(y, limit);
    limit = at - LABEL_LINE;
    return at;
  });
  places.reverse();
  const placed = new Map(sorted.map((line, index) => [line.metric, places[index] ?? 0]));
  return lines.map((line) =>
    line.label === null ? line : { ...line, label: { ...line.label, y: placed.get(line.metric) ?? line.label.y } },
  );
}

/** Where marks stand, those outside the span left out. Their words go where there is room, in a row of their own if there is none. */
function marksOf(marks: EvidenceChart['marks'], frame: EvidenceFrame): readonly EvidenceMark[] {
  const width = plotWidth(frame);
  const ends: number[] = [];
  return marks
    .filter(({ at }) => at >= frame.from && at <= frame.to)
    .toSorted((a, b) => a.at - b.at)
    .map(({ at, text }) => {
      const x = ((at - frame.from) / Math.max(1, frame.to - frame.from)) * width;
      const long = [...text].length * CHARACTER + 8;
      const anchor = x + long > width + frame.right && x > width / 2 ? ('end' as const) : ('start' as const);
      const [begin, end] = anchor === 'start' ? [x, x + long] : [x - long, x];
      const free = ends.findIndex((taken) => taken <= begin);
      const row = free < 0 ? ends.length : free;
      ends[row] = end;
      return { x, text, anchor, row };
    });
}

/** The moments to label on the time axis: none so near an end that its words would be cut. */
export function ticksWithin(ticks: readonly number[], frame: EvidenceFrame): readonly { readonly at: number; readonly x: number }[] {
  const width = plotWidth(frame);
  return ticks
    .map((at) => ({ at, x: ((at - frame.from) / Math.max(1, frame.to - frame.from)) * width }))
    .filter(({ x }) => x >= 0 && x <= width);
}
