import { expect, it } from 'vitest';
import { spoiled } from './spoiled.js';

const order = JSON.stringify({ event: 'OrderPlaced', orderId: 'o-1', country: 'DE', value: 48 });

it.each([
  ['most lack a number', order, 0, { event: 'OrderPlaced', orderId: 'o-1', country: 'DE', value: null }],
  ['some have an empty text', order, 80, { event: 'OrderPlaced', orderId: 'o-1', country: '', value: 48 }],
  [
    'of an envelope the message is spoiled',
    JSON.stringify({ Type: 'Notification', Message: '{"n":1}' }),
    0,
    { Type: 'Notification', Message: '{"n":null}' },
  ],
])('%s', (_, body, draw, expected) => {
  expect(JSON.parse(spoiled(body, draw))).toEqual(expected);
});

it('a few are cut off, and text stays as it is', () => {
  expect(spoiled(order, 99)).toBe(order.slice(0, Math.ceil(order.length * 0.6)));
  expect(spoiled('plain', 0)).toBe('plain');
});

it('most faults are of one kind', () => {
  const kinds = Array.from({ length: 1000 }, (_, draw) => spoiled(order, draw * 7919));
  expect(kinds.filter((body) => body.includes('"value":null')).length).toBeGreaterThan(600);
});
