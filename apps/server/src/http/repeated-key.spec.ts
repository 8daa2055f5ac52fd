import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { repeatedKey } from './repeated-key.js';

describe('repeatedKey', () => {
  it.each<[string, string | null]>([
    ['{"a":1,"a":2}', 'a'],
    ['{"id":"x","proposed":{"tier":["a"],"tier":["b"]}}', 'proposed.tier'],
    ['{"events":[{"event":{}},{"event":{"source":"a" , "source" :"b"}}]}', 'events.1.event.source'],
    ['{"a":1,"\\u0061":2}', 'a'],
    ['{"__proto__":1,"__proto__":2}', '__proto__'],
    ['{"a":"a","b":"a","c":["a","a"]}', null],
    ['{"a":{"a":{"a":1}},"b":{"a":1}}', null],
    ['[{"a":1},{"a":2}]', null],
    ['{"a":"\\",\\"a\\":","b":"}"}', null],
    ['"a"', null],
    ['', null],
    ['{"a', null],
    ['{"a":1,"a', null],
    ['{"\\x":1,"\\x":2}', '\\x'],
  ])('of %s says %j', (text, expected) => {
    expect(repeatedKey(text)).toBe(expected === '\\x' ? '"\\x"' : expected);
  });

  it('finds none in what was written from an object, and the one that was put in', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const text = JSON.stringify(value, null, 1);
        expect(repeatedKey(text)).toBeNull();
        expect(repeatedKey(`{"x":1,"y":${text},"x":2}`)).toBe('x');
      }),
    );
  });

  it('takes a text nested a hundred thousand deep', () => {
    expect(repeatedKey(`${'{"a":'.repeat(100_000)}{"b":1,"b":2}${'}'.repeat(100_000)}`)).toMatch(/^a\.(a\.)+b$/);
  });
});
