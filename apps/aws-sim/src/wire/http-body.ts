import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { frontDoor } from '@weir/simulator';

const unzip = promisify(gunzip);

/** Above what most of the services take. */
export const MAX_BODY_BYTES = 4 * 1024 * 1024;
/** PutRecords takes 10 MiB, which are a third more in base 64. */
const MAX_RECORDS_BYTES = 16 * 1024 * 1024;

export const bodyLimitOf = (headers: IncomingHttpHeaders): number =>
  headers['x-amz-target'] === 'Kinesis_20131202.PutRecords' ? MAX_RECORDS_BYTES : MAX_BODY_BYTES;

/** The whole body, unzipped if it came zipped. Throws AwsFailure when it is larger than `limit` bytes or no gzip. */
export async function readBody(request: IncomingMessage, limit = MAX_BODY_BYTES): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    // Read on to the end, or the sender never looks at the answer; but keep nothing.
    if (size <= limit) chunks.push(chunk);
    else if (size > 4 * limit) request.destroy();
  }
  if (size > limit) throw frontDoor.tooLarge();
  const body = Buffer.concat(chunks);
  if (request.headers['content-encoding'] !== 'gzip') return body;
  try {
    return await unzip(body, { maxOutputLength: limit });
  } catch (error) {
    throw error instanceof RangeError ? frontDoor.tooLarge() : frontDoor.malformed('The body is not valid gzip.');
  }
}
