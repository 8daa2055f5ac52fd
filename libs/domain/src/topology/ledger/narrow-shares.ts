import type { Bounds } from '@weir/contract';
import { exactly, within } from './bounds.js';

/** What may become of a copy. */
export const FATES = ['delivered', 'filtered', 'failed', 'deadLettered', 'unexplained'] as const;
export type Fate = (typeof FATES)[number];
export type Fates = Readonly<Record<Fate, Bounds>>;

/** One subscriber: how many copies it should have got, and what is known of their fates before the totals are looked at. */
export interface Share {
  readonly expected: Bounds;
  readonly fates: Fates;
}

/** Bounds shrink by whole counts; a few rounds settle all but contrived cases, and stopping early only leaves them wider than need be. */
const MOST_ROUNDS = 32;

/**
 * Shares totals out among subscribers as far as arithmetic allows: AWS counts by topic, and what one subscriber cannot have got another must
 * have. The fates of a subscriber add up to what it should have got, those of all subscribers to the total of each fate; either sum narrows
 * what is left for each of its parts, until nothing moves. Sound: a truth that fulfils what was given lies within every result.
 */
export function narrowShares(shares: readonly Share[], totals: Fates): readonly Share[] {
  const expected = shares.map((share) => share.expected);
  const cells = shares.map(({ fates }) => FATES.map((fate) => fates[fate]));
  for (let round = 0; round < MOST_ROUNDS; round++) {
    let moved = false;
    const narrowLine = (parts: readonly Bounds[], total: Bounds, put: (index: number, bounds: Bounds) => void): void => {
      const low = parts.reduce((sum, part) => sum + part.low, 0);
      const high = parts.reduce((sum, part) => sum + part.high, 0);
      parts.forEach((part, index) => {
        const narrowed = within(part, { low: total.low - (high - part.high), high: total.high - (low - part.low) });
        if (narrowed.low === part.low && narrowed.high === part.high) return;
        moved = true;
        put(index, narrowed);
      });
    };
    cells.forEach((row, index) => {
      narrowLine(row, expected[index] ?? exactly(0), (at, bounds) => (row[at] = bounds));
    });
    FATES.forEach((fate, column) => {
      narrowLine(
        cells.map((row) => row[column] ?? exactly(0)),
        totals[fate],
        (at, bounds) => {
          const row = cells[at];
          if (row) row[column] = bounds;
        },
      );
    });
    if (!moved) break;
  }
  return shares.map((share, index) => ({
    expected: share.expected,
    fates: Object.fromEntries(FATES.map((fate, column) => [fate, cells[index]?.[column] ?? share.fates[fate]])) as Fates,
  }));
}
