import type { EpochMs } from '@weir/contract';

/**
 * What is to be said of a window that begins before Weir looked.
 * @param what is not known of before
 */
export function unmetNote(knownFrom: EpochMs, what: string): string {
  if (!Number.isFinite(knownFrom)) return 'Its settings are not known, so all that is told is what was counted.';
  const [day, time] = new Date(knownFrom).toISOString().split('T');
  return `Weir first looked here on ${day} at ${time?.slice(0, 5)} UTC. ${what} is not known: figures of that time are what the counters leave possible, as if nobody had left.`;
}
