import type { Load } from '../shard.js';
import type { DrawMoments, Draws } from './draws.js';
import type { Bounds, KeySummary } from './key-summary.js';
import { boundShare, DEFAULT_CONFIDENCE, type Estimate } from './share-bounds.js';

export interface Sample {
  /** What the sketch of the sample holds. */
  readonly keys: KeySummary;
  /** The same records as drawn; their sums are the totals of `keys`. */
  readonly draws: Draws;
  /** The shard's true load over the time of the sample. */
  readonly load: Load;
  /** What the shard took in that time and the sample did not read, from AWS's counters; 0: it read everything; null: unknown. */
  readonly unread: { readonly bytes: number; readonly records: number } | null;
  /** For each key by itself, above 0 and below 1. */
  readonly confidence?: number;
}

/** What one key does to a shard. */
export interface KeyLoad {
  readonly key: string;
  /** Shares of the shard's load, 0 to 1. */
  readonly bytesShare: Estimate;
  readonly recordsShare: Estimate;
  readonly bytesPerSecond: Estimate;
  readonly recordsPerSecond: Estimate;
}

/**
 * Scales the keys of a sample to the shard it was drawn from. Each bound covers what the sketch does not know and what the sample
 * cannot know: as a statistic (`boundShare`), or, when it is known how much was not read, by giving the key all or none of that,
 * whichever says more.
 *
 * @returns in the order of the summary
 */
export function scaleSample({ keys, draws, load, unread, confidence = DEFAULT_CONFIDENCE }: Sample): KeyLoad[] {
  return keys.keys.map(({ key, bytes, records }) => {
    const bytesShare = shareOf(bytes, draws.bytes, unread?.bytes ?? null, confidence);
    const recordsShare = shareOf(records, draws.records, unread?.records ?? null, confidence);
    return {
      key,
      bytesShare,
      recordsShare,
      bytesPerSecond: times(bytesShare, load.bytesPerSecond),
      recordsPerSecond: times(recordsShare, load.recordsPerSecond),
    };
  });
}

function shareOf(weight: Bounds, draws: DrawMoments, unread: number | null, confidence: number): Estimate {
  const { estimate, low, high } = boundShare(weight, draws, confidence);
  const total = draws.sum + Math.max(0, unread ?? Infinity);
  if (!(total > 0 && total < Infinity)) return { estimate, low, high };
  const certain = { low: weight.low / total, high: (weight.high + total - draws.sum) / total };
  return { estimate, low: Math.max(low, certain.low), high: Math.min(high, certain.high) };
}

const times = ({ estimate, low, high }: Estimate, by: number): Estimate => ({ estimate: estimate * by, low: low * by, high: high * by });
