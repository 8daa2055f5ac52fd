import type { Bounds, LedgerLine } from '@weir/contract';

/** What a copy can come to, in the order in which a bar shows it. The order never changes. */
export const LEDGER_FATES = ['delivered', 'filtered', 'failed', 'deadLettered', 'unexplained'] as const;
export type LedgerFate = (typeof LEDGER_FATES)[number];

/** `open`: copies of which the counters leave more than one end. It comes after all that is certain. */
export type LedgerPart = { readonly part: LedgerFate | 'open'; readonly count: number };

/**
 * A line as the parts of a bar: of each end what is certain of it, and at last what could be one or the other. The parts add up to what was
 * expected at most, so that no bar claims an exactness the counters do not have. Parts of nothing are left out.
 */
export function ledgerParts(line: LedgerLine): readonly LedgerPart[] {
  const certain = LEDGER_FATES.map((part): LedgerPart => ({ part, count: line[part].low }));
  const told = certain.reduce((sum, { count }) => sum + count, 0);
  const open: LedgerPart = { part: 'open', count: Math.max(0, line.expected.high - told) };
  return [...certain, open].filter(({ count }) => count > 0);
}

/**
 * A line of which no part claims more than the certain shares of the others leave of what was due. AWS counts attempts of HTTP endpoints, so
 * that failures alone can be many times what was sent.
 */
export function withinDue(line: LedgerLine): LedgerLine {
  const certain = LEDGER_FATES.reduce((sum, fate) => sum + line[fate].low, 0);
  const clamped = (fate: LedgerFate): Bounds => {
    const { low, high } = line[fate];
    return { low, high: Math.max(low, Math.min(high, line.expected.high - (certain - low))) };
  };
  return {
    expected: line.expected,
    delivered: clamped('delivered'),
    filtered: clamped('filtered'),
    failed: clamped('failed'),
    deadLettered: clamped('deadLettered'),
    unexplained: clamped('unexplained'),
  };
}

/** Copies that did not arrive although they should have: given up, in a dead-letter queue, or nobody knows where. */
export function notDelivered({ expected, delivered, filtered, failed, deadLettered, unexplained }: LedgerLine): Bounds {
  const low = failed.low + deadLettered.low + unexplained.low;
  const left = expected.high - delivered.low - filtered.low;
  return { low, high: Math.max(low, Math.min(failed.high + deadLettered.high + unexplained.high, left)) };
}

export const isExact = ({ low, high }: Bounds): boolean => low === high;
