import type { LedgerLine, LedgerLines } from '@weir/contract';

const PARTS = ['expected', 'delivered', 'filtered', 'failed', 'deadLettered', 'unexplained'] as const;

/** Lines part by part, which on the wire is a fifth of what they are one by one. */
export const ledgerLinesOf = (lines: readonly LedgerLine[]): LedgerLines =>
  byPart((part) => ({ low: lines.map((line) => line[part].low), high: lines.map((line) => line[part].high) }));

/** The line of a place; of noughts where there is none. */
export const ledgerLineAt = (lines: LedgerLines, place: number): LedgerLine =>
  byPart((part) => ({ low: lines[part].low[place] ?? 0, high: lines[part].high[place] ?? 0 }));

function byPart<T>(of: (part: (typeof PARTS)[number]) => T): Record<(typeof PARTS)[number], T> {
  return Object.fromEntries(PARTS.map((part) => [part, of(part)])) as Record<(typeof PARTS)[number], T>;
}
