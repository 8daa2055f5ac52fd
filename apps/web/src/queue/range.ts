/** The span a queue page shows. Relative spans end now; an absolute one stays where it is. */
export const RANGES = ['15m', '1h', '6h', '24h', '7d', '14d', '90d', '1y'] as const;
export type Range = (typeof RANGES)[number];

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const SPAN_MS: Readonly<Record<Range, number>> = {
  '15m': 15 * MINUTE,
  '1h': HOUR,
  '6h': 6 * HOUR,
  '24h': DAY,
  '7d': 7 * DAY,
  '14d': 14 * DAY,
  '90d': 90 * DAY,
  '1y': 365 * DAY,
};
export const RANGE_WORDS: Readonly<Record<Range, string>> = {
  '15m': '15 min',
  '1h': '1 h',
  '6h': '6 h',
  '24h': '24 h',
  '7d': '7 d',
  '14d': '14 d',
  '90d': '90 d',
  '1y': '1 y',
};
export const DEFAULT_RANGE: Range = '6h';

export interface RangeSearch {
  readonly range?: Exclude<Range, '6h'> | undefined;
  /** Absolute span, epoch milliseconds; both or none. */
  readonly from?: number | undefined;
  readonly to?: number | undefined;
  /** Charts as tables. */
  readonly table?: true | undefined;
}

export const SHORTEST_SPAN_MS = 5 * MINUTE;
const LONGEST_SPAN_MS = 400 * DAY;
const LATEST = Date.UTC(2100, 0, 1);

/** Reads an address that may have been typed by anyone: what makes no sense is left out. */
export function readRangeSearch(search: Readonly<Record<string, unknown>>): RangeSearch {
  const table: Pick<RangeSearch, 'table'> = search['table'] === true ? { table: true } : {};
  const { from, to } = search;
  if (
    typeof from === 'number' &&
    typeof to === 'number' &&
    from >= 0 &&
    to <= LATEST &&
    to - from >= SHORTEST_SPAN_MS &&
    to - from <= LONGEST_SPAN_MS
  ) {
    return { from: Math.floor(from), to: Math.floor(to), ...table };
  }
  const range = RANGES.find((known): known is Range => known === search['range']);
  return range === undefined || range === '6h' ? table : { range, ...table };
}

export interface Span {
  readonly from: number;
  readonly to: number;
  /** Seconds between points. */
  readonly step: number;
  /** Ends now and moves with it. */
  readonly live: boolean;
}

/** The span of an address at a moment. A live span ends at the last full step, so that a minute is asked for once. */
export function spanOf(search: RangeSearch, now: number): Span {
  if (search.from !== undefined && search.to !== undefined)
    return { from: search.from, to: search.to, step: stepFor(search.to - search.from), live: false };
  const length = SPAN_MS[search.range ?? DEFAULT_RANGE];
  const step = stepFor(length);
  const to = Math.floor(now / (step * 1000)) * step * 1000 + step * 1000;
  return { from: to - length, to, step, live: true };
}

const STEPS = [60, 300, 900, 1_800, 3_600, 7_200, 21_600, 86_400] as const;
const MOST_POINTS = 380;

/** The finest step that keeps a chart under 380 points: about one per two pixels. */
export function stepFor(lengthMs: number): number {
  return STEPS.find((step) => lengthMs / 1000 / step <= MOST_POINTS) ?? 86_400;
}
