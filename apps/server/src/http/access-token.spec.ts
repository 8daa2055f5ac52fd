import type { IncomingMessage } from 'node:http';
import { describe, expect, it } from 'vitest';
import { carriesToken } from './access-token.js';
import { isLoopbackName } from './known-hosts.js';
import { decodeCursor, encodeCursor } from './cursor.js';

const TOKEN = 'a-long-enough:access-token';
const asking = (authorization?: string) => ({ headers: { authorization } }) as IncomingMessage;

describe('carriesToken', () => {
  it.each([
    [`Bearer ${TOKEN}`, true],
    [`bearer ${TOKEN}`, true],
    [`Basic ${Buffer.from(`anyone:${TOKEN}`).toString('base64')}`, true],
    [`Basic ${Buffer.from(TOKEN).toString('base64')}`, false],
    ['Bearer ', false],
    ['Bearer', false],
    [`Bearer ${TOKEN}x`, false],
    [undefined, false],
  ])('%s → %s', (header, allowed) => {
    expect(carriesToken(asking(header), TOKEN)).toBe(allowed);
  });
});

describe('isLoopbackName', () => {
  it.each([
    ['127.0.0.1:4400', true],
    ['localhost', true],
    ['[::1]:4400', true],
    ['weir.example:4400', false],
    ['127.0.0.1.weir.example', false],
    ['localhost.weir.example', false],
    ['', false],
    [undefined, false],
  ])('%s → %s', (host, known) => {
    expect(isLoopbackName(host)).toBe(known);
  });
});

describe('cursors', () => {
  it('come back as they went', () => {
    expect(decodeCursor(encodeCursor(300))).toBe(300);
  });
  it.each(['', 'x', '%%%', encodeCursor(-1), Buffer.from('o:1e9').toString('base64url')])('refuses %j with the field named', (cursor) => {
    expect(() => decodeCursor(cursor)).toThrow('cursor');
  });
});
