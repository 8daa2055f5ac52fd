import type { Bounds } from '@weir/contract';
import { NONE, sumOf, within } from './bounds.js';

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

/** Subscribers of which the same is known: what is found of one is found of each. */
interface Alike {
  readonly share: Share;
  count: number;
  /** By fate, in their order. */
  readonly cells: Bounds[];
}

/**
 * Shares totals out among subscribers as far as arithmetic allows: AWS counts by topic, and what one subscriber cannot have got another must
 * have. The fates of a subscriber add up to what it should have got, those of all subscribers to the total of each fate; either sum narrows
 * what is left for each of its parts, until nothing moves. Sound: a truth that fulfils what was given lies within every result. Of
 * thousands of subscribers most are alike, and are looked at together.
 */
export function narrowShares(shares: readonly Share[], totals: Fates): readonly Share[] {
  const groupOf = groupAlike(shares);
  const groups = [...new Set(groupOf)];
  for (let round = 0; round < MOST_ROUNDS; round++) {
    let moved = false;
    for (const { share, cells } of groups) {
      const sum = sumOf(cells);
      FATES.forEach((_, at) => (moved = narrowCell(cells, at, sum, share.expected) || moved));
    }
    FATES.forEach((fate, at) => {
      const sum = { low: 0, high: 0 };
      for (const { cells, count } of groups) {
        const cell = cells[at] ?? NONE;
        sum.low += count * cell.low;
        sum.high += count * cell.high;
      }
      for (const { cells } of groups) moved = narrowCell(cells, at, sum, totals[fate]) || moved;
    });
    if (!moved) break;
  }
  const narrowed = new Map(groups.map((group) => [group, fatesOf(group)]));
  return shares.map(({ expected, fates }, index) => {
    const group = groupOf[index];
    return { expected, fates: (group && narrowed.get(group)) ?? fates };
  });
}

/** The group of each share, in their order. */
function groupAlike(shares: readonly Share[]): readonly Alike[] {
  const groups = new Map<string, Alike>();
  const met = new Map<Share, Alike>();
  return shares.map((share) => {
    // One and the same needs no comparing, which is most of the work.
    const again = met.get(share);
    if (again !== undefined) {
      again.count += 1;
      return again;
    }
    const cells = FATES.map((fate) => share.fates[fate]);
    const key = [share.expected, ...cells].map(({ low, high }) => `${low} ${high}`).join();
    const known = groups.get(key);
    const group = known ?? { share, count: 0, cells };
    if (known === undefined) groups.set(key, group);
    met.set(share, group);
    group.count += 1;
    return group;
  });
}

/** Narrows a part by the sum of all parts, as it was before any of them was narrowed, and their total. Whether it moved. */
function narrowCell(cells: Bounds[], at: number, sum: Bounds, total: Bounds): boolean {
  const part = cells[at] ?? NONE;
  const narrowed = within(part, { low: total.low - (sum.high - part.high), high: total.high - (sum.low - part.low) });
  if (narrowed.low === part.low && narrowed.high === part.high) return false;
  cells[at] = narrowed;
  return true;
}

const fatesOf = ({ share, cells }: Alike): Fates =>
  Object.fromEntries(FATES.map((fate, at) => [fate, cells[at] ?? share.fates[fate]])) as Fates;
