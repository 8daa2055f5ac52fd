import { describe, expect, it } from 'vitest';
import { explainMatch } from './explain-match.js';
import { parseEventPattern } from './read-pattern.js';

const explain = (source: unknown, event: unknown) => {
  const parsed = parseEventPattern(source);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return explainMatch(parsed.pattern, event);
};

describe('why an event matches', () => {
  it.each([
    ['a', 'is "a"'],
    [{ prefix: 'a' }, 'starts with "a"'],
    [{ prefix: { 'equals-ignore-case': 'a' } }, 'starts with "a", in any case'],
    [{ suffix: 'a' }, 'ends with "a"'],
    [{ 'equals-ignore-case': 'a' }, 'is "a", in any case'],
    [{ wildcard: 'a*' }, 'fits the wildcard "a*"'],
    [{ numeric: ['=', 5] }, 'is the number 5'],
    [{ numeric: ['>', 0, '<=', 5] }, 'is a number above 0 and at most 5'],
    [{ numeric: ['<', 5] }, 'is a number below 5'],
    [{ cidr: '10.0.0.0/8' }, 'is an address in 10.0.0.0/8'],
    [{ exists: true }, 'exists'],
    [{ exists: false }, 'does not exist'],
    [{ 'anything-but': ['a', 'b'] }, 'exists and is not "a" or "b"'],
    [{ 'anything-but': { prefix: ['a', 'b'] } }, 'exists and does not start with "a", does not start with "b"'],
    [{ 'anything-but': { wildcard: '*x' } }, 'exists and does not fit the wildcard "*x"'],
  ])('%j in words', (condition, rule) => {
    expect(explain({ x: [condition] }, { x: 'q' }).because[0]?.rule).toBe(rule);
  });

  it('shows the values it saw, cut short', () => {
    const seen = (x: unknown) => explain({ x: ['a'] }, { x }).because[0]?.seen;
    expect(seen(undefined)).toBeNull();
    expect(seen('b')).toBe('"b"');
    expect(seen([1, null, true])).toBe('[1, null, true]');
    expect(seen(Array.from({ length: 100 }, (_, index) => index))).toBe('[0, 1, 2, 3, 4, … 95 more]');
    expect(seen('x'.repeat(10_000))).toHaveLength(80);
    expect(seen(12345678901234567890n)).toBe('12345678901234567890');
  });

  it('shortens a long list of values', () => {
    const { because } = explain({ x: Array.from({ length: 300 }, (_, index) => `value ${String(index)}`) }, { x: 'value 7' });
    expect(because[0]).toMatchObject({ ok: true, rule: expect.stringMatching(/^is "value 0" or .* more$/) as unknown });
    expect(because[0]?.rule.length).toBeLessThan(700);
  });

  it('tells options from what must hold', () => {
    expect(explain({ a: [1], $or: [{ b: [1] }, { c: [1] }] }, { a: 1, c: 1 })).toEqual({
      matched: true,
      because: [
        { path: 'a', rule: 'is 1', seen: '1', ok: true },
        { path: '$or', rule: 'one of 2 options holds', seen: null, ok: true },
        { path: 'b', rule: 'is 1', seen: null, ok: false, option: '$or[0]' },
        { path: 'c', rule: 'is 1', seen: '1', ok: true, option: '$or[1]' },
      ],
    });
  });

  it('names the element that fields do not share', () => {
    const event = { a: [{ x: 1 }, { y: 2 }] };
    expect(explain({ a: { x: [1], y: [2] } }, event).because).toEqual([
      { path: 'a.x', rule: 'is 1', seen: '1', ok: true },
      { path: 'a.y', rule: 'is 2, in the same array element as a.x', seen: '2', ok: false },
    ]);
  });

  it('does not hold against an event what later conditions replace', () => {
    const { matched, because } = explain({ a: [1], $or: [{ a: [2] }, { b: [3] }] }, { a: 2 });
    expect([matched, because[0]]).toEqual([
      true,
      { path: 'a', rule: 'is 1, which later conditions on the field replace', seen: '2', ok: true },
    ]);
  });

  it('says so when the event is nested too deeply', () => {
    let event: unknown = 1;
    for (let depth = 0; depth < 2_000; depth++) event = { a: event };
    expect(explain({ a: [1] }, event)).toMatchObject({ matched: false, because: [{ ok: false }] });
  });
});
