import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { groupMessages, readMessage } from './group-messages.js';
import { bodyTemplate, textTemplate } from './template.js';
import { messageOf, unpack } from './testing/messages.js';

const keyOf = (...args: Parameters<typeof messageOf>) => readMessage(messageOf(...args), unpack).signature.key;
const placed = (change: object = {}) => ({ event: 'OrderPlaced', orderId: 'o-17', total: 12.5, at: '2026-11-24T14:00:00Z', ...change });
const RULE = 'arn:aws:events:eu-west-1:111122223333:rule/commerce/invoices';

describe('templates', () => {
  it.each([
    ['order 4711 of ann@example.com failed at 2026-11-24T14:00:01.5Z', 'order {n} of {email} failed at {time}'],
    ['3f2c8b1e-5d4a-4c8e-9b1f-0a1b2c3d4e5f', '{uuid}'],
    ['trace 4bf92f3577b34da6a3ce929d0e0e4736', 'trace {hex}'],
    ['deadline facade', 'deadline facade'],
    ['-12.50 EUR on 2026-11-24', '{n} EUR on {date}'],
  ])('%s → %s', (text, template) => expect(textTemplate(text)).toBe(template));

  it('of JSON keep what tells, and the shape', () => {
    expect(bodyTemplate({ b: [1, 2, -3], a: 'free words', type: 'Order', n: null, ok: true, empty: '', id: 'o-1' })).toBe(
      '{ a: {text}, b: [{-n} | {n}], empty: "", id: {text}, n: null, ok: true, type: "Order" }',
    );
    expect(bodyTemplate({ 'o-1001': { q: 1 }, 'o-1002': { q: 2 } })).toBe('{ o{n}: { q: {n} } }');
  });
});

describe('failed alike', () => {
  it.each([
    ['other numbers, times and ids', [placed()], [placed({ orderId: 'o-99', total: 3, at: '2026-11-25T01:02:03Z' })]],
    ['fields in another order', [placed()], [Object.fromEntries(Object.entries(placed()).reverse())]],
    ['another number of lines', [placed({ lines: [{ n: 1 }] })], [placed({ lines: [{ n: 1 }, { n: 2 }] })]],
    [
      'another message of the same error',
      [placed(), {}, { ErrorMessage: 'order 1 timed out' }],
      [placed(), {}, { ErrorMessage: 'order 22 timed out' }],
    ],
    [
      'JSON that breaks off elsewhere',
      ['{"event":"OrderPlaced","orderId":"o-17","total":1'],
      ['{"event":"OrderPlaced","orderId":"o-18","total":12.5,"a'],
    ],
    ['another request', [placed(), {}, { RequestID: 'a' }], [placed(), {}, { RequestID: 'b' }]],
  ] as [string, Parameters<typeof messageOf>, Parameters<typeof messageOf>][])('%s', (_, one, other) => {
    expect(keyOf(...one)).toBe(keyOf(...other));
  });

  it.each([
    ['another event', [placed()], [placed({ event: 'OrderCancelled' })]],
    ['a field that is null', [placed()], [placed({ total: null })]],
    ['a negative number', [placed()], [placed({ total: -1 })]],
    ['another queue', [placed()], [placed(), { deadLetterSourceArn: 'arn:aws:sqs:eu-west-1:111122223333:refunds' }]],
    [
      'another error',
      [placed(), {}, { RULE_ARN: RULE, ERROR_CODE: 'THROTTLING' }],
      [placed(), {}, { RULE_ARN: RULE, ERROR_CODE: 'NO_PERMISSIONS' }],
    ],
    ['no JSON at all', [placed()], ['<order/>']],
  ] as [string, Parameters<typeof messageOf>, Parameters<typeof messageOf>][])('not: %s', (_, one, other) => {
    expect(keyOf(...one)).not.toBe(keyOf(...other));
  });

  it.each([
    [placed(), []],
    [placed({ total: null }), ['total is null']],
    [placed({ country: '', lines: [{ quantity: -1 }], a: { b: null } }), ['country is empty', 'b is null']],
    ['text', []],
  ])('tells what is strange of %j', (body, oddities) => {
    expect(readMessage(messageOf(body), unpack).signature.oddities).toEqual(oddities);
  });

  it('tells the rule, the error, and what it is about', () => {
    const { signature } = readMessage(
      messageOf(placed(), { deadLetterSourceArn: null }, { RULE_ARN: RULE, ERROR_CODE: 'TIMEOUT' }),
      unpack,
    );
    expect(signature).toMatchObject({
      sourceArn: RULE,
      about: 'OrderPlaced',
      error: [
        { name: 'RULE_ARN', value: RULE },
        { name: 'ERROR_CODE', value: 'TIMEOUT' },
      ],
    });
  });

  it('tells what a destination of a function holds', () => {
    const body = {
      requestContext: { functionArn: 'arn:aws:lambda:eu-west-1:111122223333:function:mail', condition: 'RetriesExhausted' },
      requestPayload: { to: 'x' },
      responsePayload: { errorType: 'TypeError', errorMessage: 'order 17 has no lines' },
    };
    const { signature } = readMessage(messageOf(body, { deadLetterSourceArn: null }), unpack);
    expect(signature.sourceArn).toBe('arn:aws:lambda:eu-west-1:111122223333:function:mail');
    expect(signature.error.map(({ value }) => value)).toEqual(['RetriesExhausted', 'TypeError', 'order {n} has no lines']);
  });
});

const bodies = fc.array(
  fc.oneof(
    fc.record({ event: fc.constantFrom('A', 'B'), n: fc.option(fc.integer()), at: fc.date({ noInvalidDate: true }).map(String) }),
    fc.string({ maxLength: 40 }),
    fc.jsonValue({ maxDepth: 3 }),
  ),
  { maxLength: 30 },
);

it('groups the same, in whatever order and however often messages come', () => {
  fc.assert(
    fc.property(bodies, fc.infiniteStream(fc.nat(1000)), (list, weights) => {
      const read = list.map((body, place) => readMessage(messageOf(body ?? 'null', { messageId: `m-${place}` }), unpack));
      const shuffled = [...read, ...read.slice(0, 3)]
        .map((each) => ({ each, at: Number(weights.next().value) }))
        .sort((a, b) => a.at - b.at);
      const held = { low: read.length, high: read.length + 50 };
      expect(
        groupMessages(
          shuffled.map(({ each }) => each),
          held,
        ),
      ).toEqual(groupMessages(read, held));
      expect(groupMessages(read, held).reduce((sum, { messages }) => sum + messages.length, 0)).toBe(read.length);
    }),
    { numRuns: 60 },
  );
});
