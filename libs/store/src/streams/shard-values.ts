import { SHARD_METRIC_ORDER, type ShardMetric, type ShardMinute } from '@weir/domain';
import type { EpochMs } from '@weir/contract';
import type { StoredShardMinute } from '../store.js';

/** Far beyond the shards of any stream: more values than this are a mistake. */
const MOST_SHARDS = 100_000;
const BYTES = Float32Array.BYTES_PER_ELEMENT;
const IS_LITTLE_ENDIAN = new Uint8Array(Uint32Array.of(1).buffer)[0] === 1;

/** The columns of `shard_minute`: `incoming_bytes` for `incomingBytes`. */
export const columnOf = (metric: ShardMetric): string => metric.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

/**
 * A minute as it is stored. 32-bit floats: a minute's bytes of a shard (at most 63 million) come out right to 2, a week of age to 32 ms, at half
 * the space and time of doubles.
 * @throws RangeError for an absurd number of values
 */
export function packMinute({ streamId, source, settled, values }: ShardMinute, at: EpochMs): StoredShardMinute {
  const packed: Partial<Record<ShardMetric, Float32Array>> = {};
  for (const metric of SHARD_METRIC_ORDER) {
    const list = values[metric] ?? [];
    if (list.length > MOST_SHARDS) throw new RangeError(`a minute of ${streamId} has ${list.length} values of ${metric}`);
    const floats = Float32Array.from(list, (value) => finite(value));
    let { length } = floats;
    while (length > 0 && Number.isNaN(floats[length - 1])) length--;
    if (length > 0) packed[metric] = floats.subarray(0, length);
  }
  return { at, source, settled, values: packed };
}

/** What is no number, or too great for 32 bits, is no reading. */
function finite(value: number | null): number {
  if (value === null) return Number.NaN;
  // The sum knows one zero, so that a minus before it is never news.
  const float = Math.fround(value) + 0;
  return Number.isFinite(float) ? float : Number.NaN;
}

/** As base 64, which the driver passes on several times faster than an array, and needs no conversion of its own. */
export function encodeFloats(floats: Float32Array): string {
  const bytes = Buffer.alloc(floats.length * BYTES);
  for (const [index, value] of floats.entries()) bytes.writeFloatLE(value, index * BYTES);
  return bytes.toString('base64');
}

/** What `encodeFloats` encoded; line breaks within do no harm. */
export function decodeFloats(base64: string): Float32Array {
  const bytes = Buffer.from(base64, 'base64');
  const end = bytes.byteOffset + Math.floor(bytes.length / BYTES) * BYTES;
  // A copy where floats may begin anywhere: nearly every machine counts bytes as they are stored.
  if (IS_LITTLE_ENDIAN) return new Float32Array(bytes.buffer.slice(bytes.byteOffset, end));
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const floats = new Float32Array(Math.floor(bytes.length / BYTES));
  for (let index = 0; index < floats.length; index++) floats[index] = view.getFloat32(index * BYTES, true);
  return floats;
}

/** The columns of a row in base 64, in the order of `metrics`. */
export function decodeColumns(
  metrics: readonly ShardMetric[],
  columns: readonly (string | null)[],
): Partial<Record<ShardMetric, Float32Array>> {
  const values: Partial<Record<ShardMetric, Float32Array>> = {};
  for (const [index, metric] of metrics.entries()) {
    const column = columns[index];
    if (typeof column === 'string') values[metric] = decodeFloats(column);
  }
  return values;
}
