import type { Absence, Series } from '@weir/contract';

export type SparkInput = Pick<Series, 'points' | 'absences' | 'provisionalFrom'>;

export interface SparkFrame {
  readonly width: number;
  readonly height: number;
  readonly from: number;
  readonly to: number;
  /** Top of the scale; the largest value, and at least 1, when left out. */
  readonly max?: number;
}

export interface SparkRun {
  readonly area: string;
  /** Settled part; empty when all is provisional. */
  readonly solid: string;
  /** Provisional part; empty when all is settled. */
  readonly tail: string;
}

export interface SparkShape {
  readonly runs: readonly SparkRun[];
  readonly gaps: readonly {
    readonly reason: Absence['reason'];
    readonly x: number;
    readonly y: number;
    readonly width: number;
    readonly height: number;
  }[];
  /** The newest value, when it is the end of the line; null when the line ends in an absence. */
  readonly end: { readonly x: number; readonly y: number; readonly provisional: boolean } | null;
}

const PADDING = 3;
const TOP = 3;
const BASELINE_BAND = 7;

interface Dot {
  readonly at: number;
  readonly x: number;
  readonly y: number;
}

/**
 * Geometry of a sparkline: the line breaks at every missing value and the gap is filled by its reason, at full height, except
 * `not-emitted`, which lies on the baseline. The scale starts at 0.
 */
export function sparkShape(series: SparkInput, frame: SparkFrame): SparkShape {
  const { width, height, from, to } = frame;
  const span = Math.max(1, to - from);
  const max = frame.max ?? Math.max(1, ...series.points.map(([, value]) => value ?? 0));
  const x = (at: number) => PADDING + (Math.min(Math.max(at, from), to) - from) * ((width - PADDING * 2) / span);
  const y = (value: number) => height - 2 - (Math.min(value, max) / max) * (height - 2 - TOP);
  const provisionalFrom = series.provisionalFrom ?? Number.POSITIVE_INFINITY;
  const runs = splitRuns(series.points.map(([at, value]) => (value === null ? null : { at, x: x(at), y: y(value) })));
  const last = series.points.at(-1);
  return {
    runs: runs.map((run) => drawRun(run, provisionalFrom, height)),
    gaps: series.absences
      .filter((absence) => absence.to > from && absence.from < to)
      .map(({ from: start, to: end, reason }) => {
        const band = reason === 'not-emitted' ? BASELINE_BAND : height;
        return { reason, x: x(start), y: height - band, width: Math.max(2, x(end) - x(start)), height: band };
      }),
    end: last && last[1] !== null ? { x: x(last[0]), y: y(last[1]), provisional: last[0] >= provisionalFrom } : null,
  };
}

function splitRuns(dots: readonly (Dot | null)[]): readonly (readonly Dot[])[] {
  const runs: Dot[][] = [];
  let open: Dot[] | null = null;
  for (const dot of dots) {
    if (dot === null) open = null;
    else if (open === null) runs.push((open = [dot]));
    else open.push(dot);
  }
  return runs;
}

const at = (value: number) => Math.round(value * 10) / 10;
const path = (dots: readonly Dot[]) => dots.map((dot, index) => `${index === 0 ? 'M' : 'L'}${at(dot.x)} ${at(dot.y)}`).join('');

function drawRun(run: readonly Dot[], provisionalFrom: number, height: number): SparkRun {
  const firstProvisional = run.findIndex((dot) => dot.at >= provisionalFrom);
  const settled = firstProvisional < 0 ? run : run.slice(0, firstProvisional);
  // The tail starts at the last settled point, so that the line does not break where its certainty does.
  const tail = firstProvisional < 0 ? [] : run.slice(Math.max(0, firstProvisional - 1));
  const first = run[0];
  const last = run.at(-1);
  const area = first && last && run.length > 1 ? `${path(run)}L${at(last.x)} ${height}L${at(first.x)} ${height}Z` : '';
  return { area, solid: settled.length > 1 ? path(settled) : '', tail: tail.length > 1 ? path(tail) : '' };
}
