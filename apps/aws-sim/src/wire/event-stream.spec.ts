import { expect, it } from 'vitest';
import { AwsFailure } from '@weir/simulator';
import { encodeEvent, encodeMessage, initialResponse } from './event-stream.js';

it('frames nothing as sixteen bytes with both checksums', () => {
  expect(encodeMessage({}, new Uint8Array()).toString('hex')).toBe('000000100000000005c248eb7d98c8ff');
});

it('frames a payload without headers', () => {
  expect(encodeMessage({}, Buffer.from("{'foo':'bar'}")).toString('hex')).toBe(
    '0000001d00000000fd528c5a7b27666f6f273a27626172277dc3653936',
  );
});

it('frames headers as name, type and value', () => {
  expect(encodeMessage({ 'content-type': 'application/json' }, Buffer.from("{'foo':'bar'}")).toString('hex')).toBe(
    '0000003d0000002007fd83960c636f6e74656e742d747970650700106170706c69636174696f6e2f6a736f6e7b27666f6f273a27626172277d8d9c08b1',
  );
});

/** A header as it stands in a message: its name, that it is text, how long it is, and the text. */
const header = (name: string, value: string): string => `${name}\u0007\0${String.fromCharCode(value.length)}${value}`;
/** What stands in a message between its prelude and its checksum. */
const textOf = (message: Buffer): string => message.subarray(12, -4).toString('latin1');

it.each([
  ['the reply itself', initialResponse(), [':event-type', 'initial-response'], [':message-type', 'event'], '{}'],
  [
    'an event',
    encodeEvent({ type: 'SubscribeToShardEvent', members: { Records: [] } }),
    [':event-type', 'SubscribeToShardEvent'],
    [':message-type', 'event'],
    '{"Records":[]}',
  ],
  [
    'an exception',
    encodeEvent(new AwsFailure('ResourceInUseException', 'taken')),
    [':exception-type', 'ResourceInUseException'],
    [':message-type', 'exception'],
    '{"message":"taken"}',
  ],
] as const)('names %s in headers', (_name, message, [name, value], [typeName, type], payload) => {
  const text = textOf(message);
  expect(text).toContain(header(name, value));
  expect(text).toContain(header(typeName, type));
  expect(text.endsWith(payload)).toBe(true);
});
