import { RANGES, readRangeSearch, type Range, type RangeSearch, type Span } from '../queue/range.js';

/** Spans of which every minute is kept; the address holds one as `range`, or two moments. */
export const LEDGER_RANGES: readonly Range[] = RANGES.filter((range) => range !== '90d' && range !== '1y');

export type LedgerSearch = RangeSearch;

const MINUTE_MS = 60_000;
const MOST_MINUTES = 15 * 24 * 60;

/** Reads an address that may have been typed by anyone: what makes no sense, or reaches further back than minutes are kept, is left out. */
export function readLedgerSearch(search: Readonly<Record<string, unknown>>): LedgerSearch {
  const read = readRangeSearch(search);
  const tooLong = read.from !== undefined && read.to !== undefined && read.to - read.from > MOST_MINUTES * MINUTE_MS;
  const unknown = read.range !== undefined && !LEDGER_RANGES.includes(read.range);
  return tooLong || unknown ? { ...(read.table === undefined ? {} : { table: read.table }) } : read;
}

/** How the server is asked for a span: a length in whole minutes or hours, and its end unless that is now. */
export function ledgerWindow({ from, to, live }: Pick<Span, 'from' | 'to' | 'live'>): { readonly window: string; readonly to?: number } {
  const minutes = Math.max(1, Math.ceil((to - from) / MINUTE_MS));
  const window = minutes % 60 === 0 || minutes > 9_999 ? `${Math.ceil(minutes / 60)}h` : `${minutes}m`;
  return live ? { window } : { window, to };
}
