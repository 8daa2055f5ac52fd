import type { Bounds } from './key-summary.js';

/** One measure of the keys in a sketch: per slot between what its key weighs, and what a key without a slot weighs at most. */
export class MeasuredSlots {
  total = 0;
  error = 0;
  readonly #high: Float64Array;
  /** What of `high` may be too much. */
  readonly #missed: Float64Array;

  constructor(slots: number) {
    this.#high = new Float64Array(slots);
    this.#missed = new Float64Array(slots);
  }

  /** A new key in a slot: all that is known of it is that it was not held. */
  enter(slot: number): void {
    this.#high[slot] = this.error;
    this.#missed[slot] = this.error;
  }

  add(slot: number, weight: number): void {
    this.total += weight;
    this.#high[slot] = this.#highOf(slot) + weight;
  }

  /** The key of a slot weighs from 0 to `most` in addition. */
  miss(slot: number, most: number): void {
    this.#high[slot] = this.#highOf(slot) + most;
    this.#missed[slot] = this.#missedOf(slot) + most;
  }

  /** What was `assumed` to be missed of the key of a slot has turned out to lie within bounds. */
  learn(slot: number, { low, high }: Bounds, assumed: number): void {
    this.#high[slot] = this.#highOf(slot) + high - assumed;
    this.#missed[slot] = this.#missedOf(slot) + high - low - assumed;
  }

  /** Raises the error so far that fewer than `rank` keys exceed it. Every slot must be taken. */
  raiseError(rank: number): void {
    // Without a comparing function: by value, in native code, and no input makes it slow.
    const sorted = this.#high.toSorted();
    this.error = Math.max(this.error, sorted[sorted.length - rank] ?? 0);
  }

  exceedsError(slot: number): boolean {
    return this.#highOf(slot) > this.error;
  }

  boundsOf(slot: number): Bounds {
    const high = this.#highOf(slot);
    return { low: high - this.#missedOf(slot), high };
  }

  #highOf(slot: number): number {
    return this.#high[slot] ?? 0;
  }

  #missedOf(slot: number): number {
    return this.#missed[slot] ?? 0;
  }
}
