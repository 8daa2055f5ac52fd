import { crc32 } from 'node:zlib';
import { AwsFailure, type ServerEvent } from '@weir/simulator';

/** The content type of what is made of these messages. */
export const EVENT_STREAM = 'application/vnd.amazon.eventstream';
const JSON_TYPE = 'application/x-amz-json-1.1';

/** Both lengths and their checksum; and the checksum of the whole at its end. */
const PRELUDE_BYTES = 12;
const CHECKSUM_BYTES = 4;
/** The type of a header's value that is text. */
const TEXT = 7;

/**
 * One message of an event stream: total length, length of the headers, CRC-32 of these two, headers, payload, CRC-32 of all before it; big
 * endian throughout. Source: Smithy specification, "Amazon Event Stream".
 */
export function encodeMessage(headers: Readonly<Record<string, string>>, payload: Uint8Array): Buffer {
  const head = Buffer.concat(Object.entries(headers).map(encodeHeader));
  const message = Buffer.alloc(PRELUDE_BYTES + head.length + payload.length + CHECKSUM_BYTES);
  message.writeUInt32BE(message.length, 0);
  message.writeUInt32BE(head.length, 4);
  message.writeUInt32BE(crc32(message.subarray(0, 8)), 8);
  message.set(head, PRELUDE_BYTES);
  message.set(payload, PRELUDE_BYTES + head.length);
  const end = message.length - CHECKSUM_BYTES;
  message.writeUInt32BE(crc32(message.subarray(0, end)), end);
  return message;
}

function encodeHeader([name, value]: readonly [string, string]): Buffer {
  const [nameBytes, valueBytes] = [Buffer.from(name), Buffer.from(value)];
  const lengths = Buffer.alloc(3);
  lengths.writeUInt8(TEXT, 0);
  lengths.writeUInt16BE(valueBytes.length, 1);
  return Buffer.concat([Buffer.from([nameBytes.length]), nameBytes, lengths, valueBytes]);
}

/** In place of the body that protocols like AWS JSON would answer with. */
export const initialResponse = (): Buffer =>
  encodeMessage({ ':event-type': 'initial-response', ':content-type': JSON_TYPE, ':message-type': 'event' }, Buffer.from('{}'));

export function encodeEvent(event: ServerEvent): Buffer {
  if (event instanceof AwsFailure) {
    const headers = { ':exception-type': event.shape, ':content-type': JSON_TYPE, ':message-type': 'exception' };
    return encodeMessage(headers, Buffer.from(JSON.stringify({ message: event.message })));
  }
  const headers = { ':event-type': event.type, ':content-type': JSON_TYPE, ':message-type': 'event' };
  return encodeMessage(headers, Buffer.from(JSON.stringify(event.members)));
}
