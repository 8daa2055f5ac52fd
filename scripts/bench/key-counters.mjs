import { createHash } from 'node:crypto';
import { HeavyHitters, sampleDetail, ShardTally, showKey, WHOLE_RING } from '@weir/domain';
import { keysOf } from './key-streams.mjs';

/** @typedef {import('./key-streams.mjs').RecordBatch} RecordBatch */

/** Every key above a thousandth of a stream is held: ten times finer than what anybody splits or salts for. */
export const CAPACITY = 1_000;

/**
 * Bytes and records of every key, the exact way: what a program without a sketch would write.
 *
 * @typedef {Map<string, { bytes: number, records: number }>} ExactCount
 */

/**
 * @param {Iterable<RecordBatch>} batches
 * @param {HeavyHitters} [sketch] what counts them
 */
export function countBySketch(batches, sketch = new HeavyHitters(CAPACITY)) {
  let seconds = 0;
  for (const batch of batches) {
    const keys = keysOf(batch);
    const started = performance.now();
    addAll(sketch, keys, batch.sizes);
    seconds += (performance.now() - started) / 1000;
  }
  return { sketch, seconds };
}

/** @param {Iterable<RecordBatch>} batches */
export function countByMap(batches) {
  /** @type {ExactCount} */
  const exact = new Map();
  let seconds = 0;
  for (const batch of batches) {
    const keys = keysOf(batch);
    const started = performance.now();
    countAll(exact, keys, batch.sizes);
    seconds += (performance.now() - started) / 1000;
  }
  return { exact, seconds };
}

/**
 * @param {HeavyHitters} sketch
 * @param {readonly string[]} keys
 * @param {Uint16Array} sizes
 */
function addAll(sketch, keys, sizes) {
  for (let at = 0; at < keys.length; at += 1) sketch.add(keys[at] ?? '', sizes[at] ?? 0);
}

/**
 * @param {ExactCount} exact
 * @param {readonly string[]} keys
 * @param {Uint16Array} sizes
 */
function countAll(exact, keys, sizes) {
  for (let at = 0; at < keys.length; at += 1) {
    const key = keys[at] ?? '';
    const count = exact.get(key);
    if (count) {
      count.bytes += sizes[at] ?? 0;
      count.records += 1;
    } else exact.set(key, { bytes: sizes[at] ?? 0, records: 1 });
  }
}

const md5 = (/** @type {Uint8Array} */ bytes) => createHash('md5').update(bytes).digest();
/** As many as the sampler takes with one read. */
const READ_RECORDS = 500;
const READ_MS = 1_000;

/** What the sampler itself keeps of a shard: heavy keys, where they land, draws and slices of the ring. */
export const newTally = () => new ShardTally('shardId-000000000000', WHOLE_RING, sampleDetail(1).slices, showKey('show', md5), md5);

/**
 * Records as the sampler takes them, read by read.
 *
 * @param {Iterable<RecordBatch>} batches
 * @param {ShardTally} tally what counts them
 */
export function takeByTally(batches, tally) {
  let seconds = 0;
  const payload = new Uint8Array(2_000);
  for (const batch of batches) {
    const keys = keysOf(batch);
    for (let first = 0; first < keys.length; first += READ_RECORDS) {
      const records = keys.slice(first, first + READ_RECORDS).map((partitionKey, at) => ({
        partitionKey,
        data: payload.subarray(0, batch.sizes[first + at]),
        arrivedAt: null,
      }));
      const started = performance.now();
      tally.take({ records, from: 0, to: READ_MS });
      seconds += (performance.now() - started) / 1000;
    }
  }
  return { tally, seconds };
}
