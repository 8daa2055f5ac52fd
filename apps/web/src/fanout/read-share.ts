import type { Bounds, Ledger } from '@weir/contract';
import { exactNumber, groupDigits, NARROW_SPACE, shortNumber, UNKNOWN_FIGURE } from '../format/index.js';
import { boundsWords } from './ledger-words.js';

/** How much of a window was read. What was not is in no figure: the sums stand for the minutes that were. */
export type ReadShare = Pick<Ledger, 'knownMinutes' | 'unknownMinutes'>;

/** A count of a whole window. Of a window read in part only its least is known, of one that was not read nothing. */
export function readWords(bounds: Bounds, read: ReadShare, number: (value: number) => string = shortNumber): string {
  if (read.knownMinutes === 0) return UNKNOWN_FIGURE;
  return read.unknownMinutes === 0 ? boundsWords(bounds, number) : `≥${NARROW_SPACE}${number(bounds.low)}`;
}

/** A counter of which AWS says no bounds. */
export const readCount = (count: number, read: ReadShare): string => readWords({ low: count, high: count }, read, exactNumber);

/** How much was read, where that is not all: `160 of 360 min read`. null: every minute was. */
export function readShareWords({ knownMinutes, unknownMinutes }: ReadShare): string | null {
  if (unknownMinutes === 0) return null;
  const all = groupDigits(knownMinutes + unknownMinutes);
  return knownMinutes === 0 ? `none of ${all} min read` : `${groupDigits(knownMinutes)} of ${all} min read`;
}
