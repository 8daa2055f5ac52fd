import { BROKEN_STATES, LATE_STATES, type WallAnswer } from '@weir/contract';

type Counts = WallAnswer['counts'];

/** How many are broken. */
export const brokenIn = (counts: Counts): number => BROKEN_STATES.reduce((sum, state) => sum + counts[state], 0);

/** How many are late or held back. */
export const lateIn = (counts: Counts): number => LATE_STATES.reduce((sum, state) => sum + counts[state], 0);

/** `2 slow`, `1 throttled`; of both kinds `3 late`. */
export function lateWords(counts: Counts): string {
  const present = LATE_STATES.filter((state) => counts[state] > 0);
  return `${lateIn(counts)} ${present.length === 1 ? present[0] : 'late'}`;
}

/** How many nobody can say anything present of. */
export const darkIn = (counts: Counts): number => counts.unknown + counts.stale;
