import { type KeyBounds, type KeySummary, summarise } from './key-summary.js';
import { MeasuredSlots } from './measured-slots.js';

/** Kinesis admits partition keys of 256 Unicode characters (API reference, PutRecord), each of at most two UTF-16 units. */
const LONGEST_KEY_UNITS = 512;

/**
 * The keys that carry most of a stream of records, by bytes and by records, in bounded memory. Both weights of a key lie within
 * proven bounds; docs/adr/0010-heavy-hitters.md says whose algorithm this is and why.
 *
 * Held keys have two numbers per measure: `high` and `missed`. The truth lies in `[high - missed, high]`. Keys not held weigh at
 * most the measure's `error`. Invariants, per measure, with `excess` = what a held key's `high` exceeds the error by, if at all:
 *
 * - a key comes in with what it may have weighed before, `missed = error`, and gathers exactly from then on;
 * - whoever is dropped has `high ≤ error` in both measures;
 * - `error × capacity + Σ excess ≤ total`, since raising the error by `c` takes at least `c` from each of `capacity` held keys,
 *   so that `error ≤ total / capacity`: **every key above the share 1/capacity is held**. Merging adds both sides, for the least of the
 *   capacities merged.
 *
 * Totals are exact as long as the weights are whole numbers and stay below 2^53.
 */
export class HeavyHitters {
  /** The share above which a key cannot go unnoticed is 1/capacity. */
  readonly capacity: number;
  readonly #limit: number;
  readonly #slots = new Map<string, number>();
  readonly #free: number[] = [];
  readonly #bytes: MeasuredSlots;
  readonly #records: MeasuredSlots;
  #keyUnits = 0;

  /**
   * @param capacity a whole number of at least 1. Four times as many keys are held at most; beside their text they take some 300
   *   bytes per unit of capacity, 128 of them from the start
   * @throws RangeError for any other capacity
   */
  constructor(capacity: number) {
    if (!Number.isInteger(capacity) || capacity < 1) throw new RangeError(`capacity must be a whole number of at least 1, not ${capacity}`);
    this.capacity = capacity;
    this.#limit = 4 * capacity;
    this.#bytes = new MeasuredSlots(this.#limit);
    this.#records = new MeasuredSlots(this.#limit);
  }

  get totalBytes(): number {
    return this.#bytes.total;
  }

  get totalRecords(): number {
    return this.#records.total;
  }

  get heldKeys(): number {
    return this.#slots.size;
  }

  /** What the held keys occupy as strings: two bytes per UTF-16 unit, at most 4 × capacity × 1,024 bytes. */
  get heldKeyBytes(): number {
    return 2 * this.#keyUnits;
  }

  /**
   * Counts a record. Allocates nothing unless the key is new. Keys longer than Kinesis admits are cut to what it admits, so those
   * that agree up to there count as one.
   *
   * @param records what it counts for; less than 1 where a record shares its place with others, as inside a KPL aggregate
   * @throws RangeError when a weight is negative or not finite
   */
  add(key: string, bytes: number, records = 1): void {
    if (!(bytes >= 0 && bytes < Infinity && records >= 0 && records < Infinity))
      throw new RangeError(`weights must be finite and at least 0, not ${bytes} bytes and ${records} records`);
    const admitted = key.length > LONGEST_KEY_UNITS ? ownCopy(key.slice(0, LONGEST_KEY_UNITS)) : key;
    const slot = this.#slots.get(admitted) ?? this.#admit(admitted);
    this.#bytes.add(slot, bytes);
    this.#records.add(slot, records);
  }

  /**
   * Takes in what another sketch, or a stored summary of one, has seen: of another shard, another minute, of any capacity. The
   * bounds stay valid in whatever order things are merged; errors add up.
   */
  merge(other: KeySummary): void {
    // Whoever is held here may have weighed as much as `other` admits for keys it does not list; those it lists are corrected below.
    for (const slot of this.#slots.values()) {
      this.#bytes.miss(slot, other.errorBytes);
      this.#records.miss(slot, other.errorRecords);
    }
    this.#bytes.error += other.errorBytes;
    this.#records.error += other.errorRecords;
    for (const { key, bytes, records } of other.keys) {
      const slot = this.#slots.get(key) ?? this.#admit(key);
      this.#bytes.learn(slot, bytes, other.errorBytes);
      this.#records.learn(slot, records, other.errorRecords);
    }
    this.#bytes.total += other.totalBytes;
    this.#records.total += other.totalRecords;
  }

  /** Between what a key weighs; for a key that is not held from 0 to the error. */
  boundsOf(key: string): KeyBounds {
    const slot = this.#slots.get(key);
    if (slot === undefined) return { key, bytes: { low: 0, high: this.#bytes.error }, records: { low: 0, high: this.#records.error } };
    return { key, bytes: this.#bytes.boundsOf(slot), records: this.#records.boundsOf(slot) };
  }

  /**
   * The `count` keys of the greatest share by bytes or by records, whichever is greater, as plain JSON; all held keys by default.
   * Its errors cover the keys left out, so that it can stand for the sketch.
   */
  summary(count = Infinity): KeySummary {
    const keys = Array.from(this.#slots.keys(), (key) => this.boundsOf(key));
    const errors = { errorBytes: this.#bytes.error, errorRecords: this.#records.error };
    return summarise({ keys, totalBytes: this.totalBytes, totalRecords: this.totalRecords, ...errors }, count);
  }

  /** A slot for a key that is not held. */
  #admit(key: string): number {
    if (this.#slots.size === this.#limit) this.#purge();
    const slot = this.#free.pop() ?? this.#slots.size;
    this.#slots.set(key, slot);
    this.#keyUnits += key.length;
    this.#bytes.enter(slot);
    this.#records.enter(slot);
    return slot;
  }

  /** Raises both errors until fewer than half of the keys are worth holding: fewer than `capacity` by bytes, as many by records. */
  #purge(): void {
    this.#bytes.raiseError(this.capacity);
    this.#records.raiseError(this.capacity);
    for (const [key, slot] of this.#slots) {
      if (this.#bytes.exceedsError(slot) || this.#records.exceedsError(slot)) continue;
      this.#slots.delete(key);
      this.#free.push(slot);
      this.#keyUnits -= key.length;
    }
  }
}

/** A slice keeps the whole string it was cut from in memory; this one does not. */
const ownCopy = (text: string): string => JSON.parse(JSON.stringify(text)) as string;
