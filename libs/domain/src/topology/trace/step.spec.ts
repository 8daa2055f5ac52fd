import { describe, expect, it } from 'vitest';
import { explainMatch, parseEventPattern } from '../matching/index.js';
import { firstFailing } from './step.js';

function failing(pattern: object, event: object): string | null {
  const read = parseEventPattern(JSON.stringify(pattern));
  if (!read.ok) throw new Error('the pattern is not valid');
  return firstFailing(explainMatch(read.pattern, event).because);
}

describe('the first condition that is not met, in words', () => {
  it.each([
    [{ source: ['shop.checkout'] }, { source: 'shop.carts' }, 'source is "shop.carts"; the condition is that it is "shop.checkout"'],
    [{ detail: { event: [{ exists: true }] } }, { detail: {} }, 'detail.event is missing; the condition is that it exists'],
    [
      { detail: { total: [{ numeric: ['>=', 1000] }] } },
      { detail: { total: 900 } },
      'detail.total is 900; the condition is that it is a number at least 1000',
    ],
  ])('%j of %j', (pattern, event, told) => {
    expect(failing(pattern, event)).toBe(told);
  });

  it('is nothing where all are met', () => {
    expect(failing({ source: ['shop'] }, { source: 'shop' })).toBeNull();
  });

  it('of a message as a whole, which has no path, is a sentence', () => {
    expect(firstFailing([{ path: '', rule: 'the body is a JSON object', seen: null, ok: false }])).toBe(
      'the condition is that the body is a JSON object',
    );
  });
});
