import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { decodeBody } from './decode-body.js';
import { unpack } from './testing/messages.js';

const read = (body: string) => decodeBody(body, unpack);
const kinds = (body: string) => read(body).layers.map(({ kind }) => kind);
const base64 = (content: string | Uint8Array) => Buffer.from(content).toString('base64');
const order = { orderId: 'o-1', total: 12.5 };
const event = { version: '0', id: 'e-1', source: 'shop', 'detail-type': 'OrderPlaced', account: '111122223333', detail: order };
const notification = (message: string) =>
  JSON.stringify({
    Type: 'Notification',
    MessageId: 'n-1',
    TopicArn: 'arn:aws:sns:eu-west-1:111122223333:orders',
    Message: message,
    MessageAttributes: { tier: { Type: 'String', Value: 'gold' } },
  });

describe('layers of a body', () => {
  it.each([
    ['text', 'hello', ['text'], 'hello'],
    ['JSON', JSON.stringify(order), ['text', 'json'], order],
    ['JSON that is broken', '{"orderId": "o-1"', ['text'], '{"orderId": "o-1"'],
    ['a number is text', '42', ['text'], '42'],
    ['an event', JSON.stringify(event), ['text', 'eventbridge'], order],
    ['a notification of text', notification('hello'), ['text', 'sns'], 'hello'],
    ['a notification of JSON', notification(JSON.stringify(order)), ['text', 'sns', 'json'], order],
    ['a notification of an event', notification(JSON.stringify(event)), ['text', 'sns', 'eventbridge'], order],
    ['base64 of JSON', base64(JSON.stringify(order)), ['text', 'base64', 'json'], order],
    ['base64 of gzip of JSON', base64(gzipSync(JSON.stringify(order))), ['text', 'gzip', 'json'], order],
    ['a notification of packed JSON', notification(base64(gzipSync(JSON.stringify(order)))), ['text', 'sns', 'gzip', 'json'], order],
    ['a word that looks like base64', 'ABCDEFGHIJKLMNOP', ['text'], 'ABCDEFGHIJKLMNOP'],
    ['base64 of bytes that are no text', base64(Uint8Array.from([0xff, 0xfe, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9])), ['text'], expect.any(String)],
    ['nothing', '', ['text'], ''],
  ])('%s', (_, body, expected, innermost) => {
    expect(kinds(body)).toEqual(expected);
    expect(read(body).innermost).toEqual(innermost);
  });

  it('tells the envelopes', () => {
    const decoded = read(notification(JSON.stringify(event)));
    expect(decoded.sns).toMatchObject({ topicArn: 'arn:aws:sns:eu-west-1:111122223333:orders', messageId: 'n-1' });
    expect(decoded.event).toMatchObject({ source: 'shop', detailType: 'OrderPlaced', id: 'e-1' });
  });
});

describe('what is sent by those who mean harm', () => {
  it('a bomb is not unpacked', () => {
    const { layers, problems, innermost } = read(base64(gzipSync(Buffer.alloc(50_000_000))));
    expect([layers.map(({ kind }) => kind), problems, innermost]).toEqual([['text', 'raw'], ['gzip: more than 1 MiB when unpacked'], null]);
  });

  it('gzip that is cut off is told', () => {
    expect(read(base64(gzipSync(JSON.stringify(order)).subarray(0, 24))).problems).toEqual(['gzip: it cannot be unpacked']);
  });

  it('JSON of a million levels is text', () => {
    const { layers, problems } = read('['.repeat(1_000_000) + ']'.repeat(1_000_000));
    expect([layers.length, problems]).toEqual([1, ['JSON: nested deeper than 100 levels, shown as text']]);
  });

  it('brackets within strings are no levels', () => {
    expect(kinds(JSON.stringify({ text: '['.repeat(500) + '"\\' }))).toEqual(['text', 'json']);
  });

  it('envelopes within envelopes end', () => {
    let body = 'end';
    for (let times = 0; times < 12; times++) body = notification(body);
    expect(read(body).layers).toHaveLength(8);
  });

  it('a field called __proto__ stays a field', () => {
    expect(read('{"__proto__": {"admin": true}}').innermost).not.toHaveProperty('admin');
  });
});
