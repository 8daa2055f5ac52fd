import { HeavyHitters } from '@weir/domain';
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
