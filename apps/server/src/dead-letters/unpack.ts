import { gunzipSync } from 'node:zlib';
import type { Unpack } from '@weir/domain';

/** A message of SQS has 1 MiB at most; packed text that is so much longer is no message. */
const MOST_UNPACKED = 4_194_304;

/** Unpacks gzip. One limit for all who read messages, for the group of a message hangs on what could be read of it. */
export const unpack: Unpack = (bytes) => {
  try {
    return { bytes: gunzipSync(bytes, { maxOutputLength: MOST_UNPACKED }) };
  } catch (error) {
    const isTooLong = error instanceof RangeError;
    return { problem: isTooLong ? `more than ${String(MOST_UNPACKED / 1_048_576)} MiB when unpacked` : 'it cannot be unpacked' };
  }
};
