import type { IncomingMessage } from 'node:http';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { frontDoor } from '@weir/simulator';

const unzip = promisify(gunzip);

/** Above what any of the services takes. */
export const MAX_BODY_BYTES = 4 * 1024 * 1024;

/** The whole body, unzipped if it came zipped. Throws AwsFailure when it is too large or no gzip. */
export async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    // Read on to the end, or the sender never looks at the answer; but keep nothing.
    if (size <= MAX_BODY_BYTES) chunks.push(chunk);
    else if (size > 4 * MAX_BODY_BYTES) request.destroy();
  }
  if (size > MAX_BODY_BYTES) throw frontDoor.tooLarge();
  const body = Buffer.concat(chunks);
  if (request.headers['content-encoding'] !== 'gzip') return body;
  try {
    return await unzip(body, { maxOutputLength: MAX_BODY_BYTES });
  } catch (error) {
    throw error instanceof RangeError ? frontDoor.tooLarge() : frontDoor.malformed('The body is not valid gzip.');
  }
}
