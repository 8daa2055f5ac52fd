import { gunzipSync } from 'node:zlib';
import type { DeadMessage, DeadMessageAttribute } from '../dead-message.js';
import type { Unpack } from '../decode-body.js';

/** Unpacks as the server does. */
export const unpack: Unpack = (bytes) => {
  try {
    return { bytes: gunzipSync(bytes, { maxOutputLength: 1_048_576 }) };
  } catch (error) {
    return { problem: error instanceof RangeError ? 'more than 1 MiB when unpacked' : 'it cannot be unpacked' };
  }
};

const attribute = ([name, text]: readonly [string, string]): DeadMessageAttribute => ({ name, type: 'String', text, bytes: null });

/** A message from a queue of orders. */
export const messageOf = (
  body: unknown,
  change: Partial<DeadMessage> = {},
  attributes: Readonly<Record<string, string>> = {},
): DeadMessage => ({
  messageId: 'm-1',
  body: typeof body === 'string' ? body : JSON.stringify(body),
  attributes: Object.entries(attributes).map(attribute),
  sentAt: Date.UTC(2026, 10, 24, 14),
  receiveCount: 4,
  messageGroupId: null,
  deadLetterSourceArn: 'arn:aws:sqs:eu-west-1:111122223333:orders',
  ...change,
});
