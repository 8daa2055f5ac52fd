/**
 * Records as a sampler gets them, in batches: each key a string of its own, whose hash nobody has computed yet, as it comes out of a
 * reply of AWS's. A batch is kept as JSON, and read anew by whoever counts it.
 *
 * @typedef {{ keysJson: string, sizes: Uint16Array }} RecordBatch
 */

/** The most that one `GetRecords` brings (API reference). */
const RECORDS_PER_BATCH = 10_000;
const LARGEST_BYTES = 2_000;

/** Longer than ten characters, or the engine would hand out the same string for the same key. */
const nameOf = (/** @type {number} */ rank) => `customer-${String(rank).padStart(8, '0')}`;

/**
 * Keys by Zipf's law with the exponent 1: the key of rank r comes up in proportion to 1/r. The same ones every time.
 *
 * @param {number} records a multiple of a batch
 * @param {number} keys
 * @returns {RecordBatch[]}
 */
export function zipfBatches(records, keys) {
  const random = seededRandom(1);
  const cumulated = new Float64Array(keys);
  let sum = 0;
  for (let rank = 0; rank < keys; rank += 1) {
    sum += 1 / (rank + 1);
    cumulated[rank] = sum;
  }
  return Array.from({ length: records / RECORDS_PER_BATCH }, () => batchOf(() => firstAbove(cumulated, random() * sum), random));
}

/**
 * Keys that never come again, one batch at a time.
 *
 * @param {number} from number of the first key
 * @param {number} to number after the last key; whole batches from the first
 * @returns {Generator<RecordBatch, void>}
 */
export function* distinctBatches(from, to) {
  const random = seededRandom(2);
  for (let next = from; next < to;) yield batchOf(() => next++, random);
}

/** @param {RecordBatch} batch */
export const keysOf = ({ keysJson }) => /** @type {string[]} */ (JSON.parse(keysJson));

/**
 * @param {() => number} nextRank
 * @param {() => number} random
 * @returns {RecordBatch}
 */
function batchOf(nextRank, random) {
  const keys = Array.from({ length: RECORDS_PER_BATCH }, () => nameOf(nextRank()));
  return { keysJson: JSON.stringify(keys), sizes: Uint16Array.from(keys, () => 1 + random() * LARGEST_BYTES) };
}

/**
 * @param {Float64Array} rising
 * @param {number} value
 */
function firstAbove(rising, value) {
  let low = 0;
  let high = rising.length - 1;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((rising[middle] ?? 0) > value) high = middle;
    else low = middle + 1;
  }
  return low;
}

/**
 * Numbers from 0 up to and without 1 (mulberry32).
 *
 * @param {number} seed
 */
function seededRandom(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
