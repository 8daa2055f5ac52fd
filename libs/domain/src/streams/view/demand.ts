import type { Estimate } from '../sketch/share-bounds.js';

/**
 * How often a refused record is tried in all, unless told otherwise: what AWS's SDKs do by default. Source: AWS SDKs and Tools Reference Guide,
 * "Retry behavior" (`max_attempts`, 3). No metric tells it.
 */
const USUAL_TRIES = 3;

/**
 * What is demanded of a shard, in multiples of what it accepts. AWS counts each refused try, not each refused record, and not their bytes. So
 * what is demanded is at least what is accepted (each refused record was tried again until it passed), and at most that and every refusal (none
 * was tried again); the estimate takes each record that failed to have been tried `USUAL_TRIES` times. Refused records are taken to be of
 * the size, and of the keys, of those accepted.
 * @param accepted records over some time
 * @param refused tries over the same time
 */
export function demandFactor(accepted: number | undefined, refused: number | undefined): Estimate {
  if (accepted === undefined || refused === undefined || !(accepted > 0 && refused > 0)) return { low: 1, estimate: 1, high: 1 };
  const ratio = refused / accepted;
  return { low: 1, estimate: estimatedDemand(accepted, refused), high: 1 + ratio };
}

/** The estimate alone, without an object: for the million cells of a heatmap. */
export const estimatedDemand = (accepted: number, refused: number): number =>
  accepted > 0 && refused > 0 ? 1 + refused / accepted / USUAL_TRIES : 1;
