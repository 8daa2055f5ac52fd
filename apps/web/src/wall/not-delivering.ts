import type { WallFanout } from '@weir/contract';
import { withoutPrefix } from '../format/index.js';

/** Wall units that one takes at least, to be read from three metres. */
const LEAST_WIDTH = 34;
/** Between two; `styles/not-delivering.css` has the same. */
export const FANOUT_GAP_UNITS = 1.2;

/** How many fit side by side into so many wall units: one always does. */
export const fanoutRowsIn = (units: number): number =>
  Math.max(1, Math.floor((units + FANOUT_GAP_UNITS) / (LEAST_WIDTH + FANOUT_GAP_UNITS)));

export const whatIsWrong = ({ verdict, kind }: WallFanout): string => (verdict.because === '' ? kind : verdict.because);

/** What hangs on it and is the trouble: `orders → invoicing: its filter was edited, and 2 more`. */
export function partWords({ part, otherParts, verdict }: WallFanout, prefix: string): string {
  if (part === null) return verdict.because;
  const name = withoutPrefix(part.name, prefix);
  const because = part.verdict.because === '' ? part.verdict.state : part.verdict.because;
  return `${name}: ${because}${otherParts === 0 ? '' : `, and ${otherParts} more`}`;
}
