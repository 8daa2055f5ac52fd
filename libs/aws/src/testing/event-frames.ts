import { crc32 } from 'node:zlib';

/** A message of an event stream with headers that are texts. */
export function frame(headers: Readonly<Record<string, string>>, payload: string | Uint8Array = '{}'): Buffer {
  const head = Buffer.concat(
    Object.entries(headers).map(([name, value]) => {
      const lengths = Buffer.from([7, value.length >> 8, value.length & 255]);
      return Buffer.concat([Buffer.from([name.length]), Buffer.from(name), lengths, Buffer.from(value)]);
    }),
  );
  const body = Buffer.from(payload);
  const prelude = Buffer.alloc(8);
  prelude.writeUInt32BE(12 + head.length + body.length + 4, 0);
  prelude.writeUInt32BE(head.length, 4);
  const checked = Buffer.concat([prelude, checksum(prelude), head, body]);
  return Buffer.concat([checked, checksum(checked)]);
}

function checksum(bytes: Uint8Array): Buffer {
  const written = Buffer.alloc(4);
  written.writeUInt32BE(crc32(bytes));
  return written;
}

const JSON_TYPE = { ':content-type': 'application/x-amz-json-1.1' };

export const eventFrame = (type: string, members: unknown): Buffer =>
  frame({ ':event-type': type, ...JSON_TYPE, ':message-type': 'event' }, JSON.stringify(members));

export const exceptionFrame = (type: string, message: string): Buffer =>
  frame({ ':exception-type': type, ...JSON_TYPE, ':message-type': 'exception' }, JSON.stringify({ message }));
