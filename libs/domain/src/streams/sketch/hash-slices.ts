import { overlapOf, widthOf, type HashRange } from '../hash-range.js';
import type { Estimate } from './share-bounds.js';

/** Slices of a range unless told otherwise: a split at one of their edges is off the best one by a thousandth of the shard's hashes. */
export const SLICES = 1_024;
/** Two doubles per slice; 8 MiB for one range is more than anybody looks at. */
const MOST_SLICES = 2 ** 19;

/** What falls into part of a range. Edges that cut a slice leave it open how much of the slice lies inside. */
export interface SliceLoad {
  readonly bytes: Estimate;
  readonly records: Estimate;
}

/** `HashSlices` as plain JSON: only the slices that took something. */
export interface StoredSlices {
  /** Both ends of the range, included, as decimal strings. */
  readonly start: string;
  readonly end: string;
  readonly slices: number;
  /** Three numbers for each slice that took something, in rising order: its index, bytes, records. */
  readonly filled: readonly number[];
}

/**
 * Load by where on the hash ring it falls, in equal slices of one range, so that heat shows even when no single key causes it.
 *
 * The range is a shard's own. Slices of the whole ring would be as wide as a shard on a stream of a thousand shards and show nothing
 * inside it; slices of a shard show it a thousandfold finer whatever the number of shards, cost nothing for cold shards, and their
 * edges are the candidates for a split. What is asked of the whole stream is asked of each shard's slices and added up. A child of
 * a split gets slices of its own, twice as fine.
 *
 * Slice i begins at `start + ⌈i × width / slices⌉`. A range with fewer hashes than slices has a slice per hash.
 */
export class HashSlices {
  readonly range: HashRange;
  /** How many slices there are. */
  readonly slices: number;
  readonly #width: bigint;
  readonly #count: bigint;
  readonly #bytes: Float64Array;
  readonly #records: Float64Array;

  /** @throws RangeError for an empty range, or other than 1 to 524,288 slices */
  constructor(range: HashRange, slices = SLICES) {
    this.range = range;
    this.#width = widthOf(range);
    if (this.#width < 1n || range.start < 0n) throw new RangeError(`a range from ${range.start} to ${range.end} holds no hashes`);
    if (!Number.isInteger(slices) || slices < 1 || slices > MOST_SLICES)
      throw new RangeError(`slices must be a whole number from 1 to ${MOST_SLICES}, not ${slices}`);
    this.slices = this.#width < BigInt(slices) ? Number(this.#width) : slices;
    this.#count = BigInt(this.slices);
    this.#bytes = new Float64Array(this.slices);
    this.#records = new Float64Array(this.slices);
  }

  /**
   * Counts a record where its hash falls.
   *
   * @returns whether the hash lies in the range; if not, nothing was counted. A record of a shard's may lie outside of its range:
   *   user records aggregated under another hash, or keys ignored by `AUTO` distribution
   */
  add(hash: bigint, bytes: number, records = 1): boolean {
    if (hash < this.range.start || hash > this.range.end) return false;
    this.#put(this.#sliceOf(hash), bytes, records);
    return true;
  }

  /** The first hash of a slice. For the index after the last one: the hash after the range. */
  startOf(index: number): bigint {
    return this.range.start + (BigInt(index) * this.#width + this.#count - 1n) / this.#count;
  }

  /** Adds what was counted elsewhere on the same range. @throws RangeError when the range or the number of slices differs */
  merge(other: HashSlices): void {
    if (other.range.start !== this.range.start || other.range.end !== this.range.end || other.slices !== this.slices)
      throw new RangeError('only slices of the same range can be merged');
    for (let index = 0; index < this.slices; index++) this.#put(index, other.#bytes[index] ?? 0, other.#records[index] ?? 0);
  }

  /** What fell into a slice. */
  at(index: number): { readonly bytes: number; readonly records: number } {
    return { bytes: this.#bytes[index] ?? 0, records: this.#records[index] ?? 0 };
  }

  /**
   * What fell into part of the ring. Exact where its ends are edges of slices; of a slice that an end cuts, none to all of it, and as
   * an estimate the share of its hashes.
   */
  loadWithin(range: HashRange): SliceLoad {
    const inside = overlapOf(range, this.range);
    if (inside === null) return { bytes: exactly(0), records: exactly(0) };
    const bytes = { estimate: 0, low: 0, high: 0 };
    const records = { estimate: 0, low: 0, high: 0 };
    const first = this.#sliceOf(inside.start);
    const last = this.#sliceOf(inside.end);
    for (let index = first; index <= last; index++) {
      // Only the first and the last can be cut.
      const share = index === first || index === last ? this.#shareOfSlice(index, inside) : 1;
      addShare(bytes, this.#bytes[index] ?? 0, share);
      addShare(records, this.#records[index] ?? 0, share);
    }
    return { bytes, records };
  }

  toJSON(): StoredSlices {
    const filled: number[] = [];
    for (let index = 0; index < this.slices; index++) {
      const { bytes, records } = this.at(index);
      if (bytes > 0 || records > 0) filled.push(index, bytes, records);
    }
    return { start: String(this.range.start), end: String(this.range.end), slices: this.slices, filled };
  }

  /** @throws RangeError or SyntaxError for what `toJSON` does not write */
  static from({ start, end, slices, filled }: StoredSlices): HashSlices {
    const read = new HashSlices({ start: BigInt(start), end: BigInt(end) }, slices);
    for (let at = 0; at < filled.length; at += 3) {
      const [index = NaN, bytes = NaN, records = NaN] = filled.slice(at, at + 3);
      if (!(Number.isInteger(index) && index >= 0 && index < read.slices && bytes >= 0 && records >= 0))
        throw new RangeError(`slice ${index} with ${bytes} bytes and ${records} records cannot be`);
      read.#put(index, bytes, records);
    }
    return read;
  }

  /** Of a slice's hashes, the share inside of a range; 1 only when all are. */
  #shareOfSlice(index: number, range: HashRange): number {
    const slice = { start: this.startOf(index), end: this.startOf(index + 1) - 1n };
    const shared = overlapOf(slice, range);
    if (shared === null) return 0;
    const [part, whole] = [widthOf(shared), widthOf(slice)];
    return part === whole ? 1 : Math.min(1 - Number.EPSILON, Number(part) / Number(whole));
  }

  #sliceOf(hash: bigint): number {
    return Number(((hash - this.range.start) * this.#count) / this.#width);
  }

  #put(index: number, bytes: number, records: number): void {
    this.#bytes[index] = (this.#bytes[index] ?? 0) + bytes;
    this.#records[index] = (this.#records[index] ?? 0) + records;
  }
}

const exactly = (value: number): Estimate => ({ estimate: value, low: value, high: value });

function addShare(sum: { -readonly [Name in keyof Estimate]: number }, value: number, share: number): void {
  sum.estimate += value * share;
  sum.low += share === 1 ? value : 0;
  sum.high += value;
}
