import type { Absence, AbsenceReason, ResourceMetric, Series } from '@weir/contract';

/** One line of a chart. */
export interface LineSpec {
  readonly metric: ResourceMetric;
  readonly label: string;
  readonly colour: string;
  /** The series counts events per step; the line shows them per second. */
  readonly perSecond: boolean;
}

/** What one line has at one moment. */
export interface LinePoint {
  readonly value: number | null;
  readonly provisional: boolean;
  /** Why there is no value. */
  readonly reason: AbsenceReason | null;
  /** A value between two gaps, which no line would show. */
  readonly alone: boolean;
}

export interface ChartRow {
  /** Start of the step, epoch milliseconds. */
  readonly at: number;
  readonly points: Readonly<Partial<Record<ResourceMetric, LinePoint>>>;
}

export interface LoadedLine {
  readonly spec: LineSpec;
  readonly series: Series;
}

/** Rows by moment over all lines of a chart; a moment only one line knows still has a row. */
export function chartRows(lines: readonly LoadedLine[]): readonly ChartRow[] {
  const rows = new Map<number, Partial<Record<ResourceMetric, LinePoint>>>();
  for (const { spec, series } of lines) {
    const divisor = spec.perSecond ? Math.max(1, series.step) : 1;
    series.points.forEach(([at, raw], index) => {
      const row = rows.get(at) ?? {};
      rows.set(at, row);
      const missing = (place: number) => (series.points[place]?.[1] ?? null) === null;
      row[spec.metric] = {
        value: raw === null ? null : raw / divisor,
        provisional: series.provisionalFrom !== null && at >= series.provisionalFrom,
        reason: raw === null ? reasonAt(series.absences, at) : null,
        alone: raw !== null && missing(index - 1) && missing(index + 1),
      };
    });
  }
  return [...rows].sort(([a], [b]) => a - b).map(([at, points]) => ({ at, points }));
}

export function reasonAt(absences: readonly Absence[], at: number): AbsenceReason | null {
  return absences.find(({ from, to }) => at >= from && at < to)?.reason ?? null;
}

/** The value of the settled line: everything that can no longer change. */
export function settledValue(row: ChartRow, metric: ResourceMetric): number | null {
  const point = row.points[metric];
  return point === undefined || point.provisional ? null : point.value;
}

/** The value of the dashed tail: what may still change, and the last settled point, so that the two lines meet. */
export function tailValue(row: ChartRow, next: ChartRow | undefined, metric: ResourceMetric): number | null {
  const point = row.points[metric];
  if (point === undefined) return null;
  return point.provisional || next?.points[metric]?.provisional === true ? point.value : null;
}

/** Absences of all lines that a chart shades, each span and reason once, inside `from` and `to`. */
export function shadedAbsences(lines: readonly LoadedLine[], from: number, to: number): readonly Absence[] {
  const seen = new Map<string, Absence>();
  for (const { series } of lines) {
    for (const absence of series.absences) {
      if (absence.to <= from || absence.from >= to) continue;
      const clipped = { ...absence, from: Math.max(from, absence.from), to: Math.min(to, absence.to) };
      seen.set(`${clipped.reason} ${clipped.from} ${clipped.to}`, clipped);
    }
  }
  return [...seen.values()];
}

const NICE_STEPS_MS = [1, 2, 5, 10, 15, 30, 60, 120, 180, 360, 720, 1_440, 2_880, 10_080, 20_160, 43_200].map(
  (minutes) => minutes * 60_000,
);

/** Round moments for a time axis, at most `most` of them. `offsetMs`: what local time is ahead of UTC, so that midnights are local. */
export function timeTicks(from: number, to: number, most: number, offsetMs = 0): readonly number[] {
  const step =
    NICE_STEPS_MS.find((candidate) => (to - from) / candidate <= most) ??
    30 * 86_400_000 * Math.ceil((to - from) / (30 * 86_400_000) / most);
  const ticks: number[] = [];
  for (let at = Math.ceil((from + offsetMs) / step) * step - offsetMs; at <= to; at += step) ticks.push(at);
  return ticks;
}

const NICE_DURATIONS = [
  2, 4, 10, 20, 40, 60, 120, 240, 600, 1_200, 2_400, 3_600, 7_200, 14_400, 28_800, 43_200, 86_400, 172_800, 345_600, 691_200, 1_209_600,
];

/** The top of a scale of seconds: a duration people say, whose half is one as well. */
export function niceDurationTop(largest: number): number {
  return NICE_DURATIONS.find((seconds) => seconds >= largest) ?? Math.ceil(largest / 172_800) * 172_800;
}

/** The top of a scale from 0: the next 1, 2, 2.5 or 5 of a power of ten, at least 1. */
export function niceTop(largest: number): number {
  if (!(largest > 1)) return 1;
  const power = 10 ** Math.floor(Math.log10(largest));
  return ([1, 1.2, 1.6, 2, 2.4, 3, 4, 5, 6, 8, 10].find((factor) => factor * power >= largest) ?? 10) * power;
}
