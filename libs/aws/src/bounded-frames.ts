import { AwsError, failureFor } from './failure.js';

/** A message begins with its length, four bytes, big endian (Smithy specification, "Amazon Event Stream"). */
const LENGTH_BYTES = 4;

/**
 * Passes an event stream on as it comes, until a message claims to be longer than any: whoever decodes it would set aside that much memory.
 * @param action as IAM spells it, for the failure
 * @throws AwsError of kind `internal`
 */
export async function* boundedFrames(chunks: AsyncIterable<Uint8Array>, mostBytes: number, action: string): AsyncGenerator<Uint8Array> {
  let [claimed, claimedBytes, left] = [0, 0, 0];
  for await (const chunk of chunks) {
    let whole = 0;
    for (let at = 0; at < chunk.length;) {
      if (left > 0) {
        const step = Math.min(left, chunk.length - at);
        left -= step;
        at += step;
        if (left === 0) whole = at;
        continue;
      }
      claimed = claimed * 256 + (chunk[at] ?? 0);
      claimedBytes += 1;
      at += 1;
      if (claimedBytes < LENGTH_BYTES) continue;
      if (claimed > mostBytes || claimed <= LENGTH_BYTES) {
        // What came whole before it is good.
        yield chunk.subarray(0, whole);
        throw new AwsError(failureFor('internal', action, `a message claims to be ${String(claimed)} bytes long`, { retryable: true }));
      }
      left = claimed - LENGTH_BYTES;
      [claimed, claimedBytes] = [0, 0];
    }
    yield chunk;
  }
}
