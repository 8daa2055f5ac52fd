import { MINUTE_MS } from '@weir/domain';

/** A first regular read reaches back an hour; history ends within that, so that no minute falls between the two. */
export const HISTORY_ENDS_BEFORE_MS = 50 * MINUTE_MS;

const DAY_MS = 24 * 60 * MINUTE_MS;

export interface Span {
  readonly from: number;
  readonly to: number;
}

/** The whole and broken UTC days of a gap, the newest first: what several resources lack of one day is fetched together. */
export function historyDays({ from, to }: Span): readonly Span[] {
  const days: Span[] = [];
  for (let end = to; end > from;) {
    const start = Math.max(from, Math.floor((end - 1) / DAY_MS) * DAY_MS);
    days.push({ from: start, to: end });
    end = start;
  }
  return days;
}
