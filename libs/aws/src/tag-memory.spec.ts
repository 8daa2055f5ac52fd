import { describe, expect, it } from 'vitest';
import { readTags, TagMemory } from './tag-memory.js';

describe('readTags', () => {
  it('keeps text within the bounds of AWS, whatever it says', () => {
    const tags = readTags({
      system: '<script>alert(1)</script>',
      owner: '\u202Eevil',
      long: 'x'.repeat(257),
      number: 7,
      nul: '\u0000',
      '\u0000': 'x',
      '': 'x',
      empty: '',
    });
    expect(tags).toEqual({ system: '<script>alert(1)</script>', owner: '\u202Eevil', empty: '' });
  });

  it('keeps at most fifty', () => {
    const many = Object.fromEntries(Array.from({ length: 80 }, (_, index) => [`k${index}`, 'v']));
    expect(Object.keys(readTags(many))).toHaveLength(50);
  });

  it('takes a key that would poison a prototype for a key', () => {
    const tags = readTags(JSON.parse('{"__proto__":"x"}'));
    expect(Object.keys(tags)).toEqual(['__proto__']);
    expect(Object.getPrototypeOf(tags)).toBe(Object.prototype);
  });

  it.each([undefined, null, 'x', 7])('reads %j as no tags', (raw) => {
    expect(readTags(raw)).toEqual({});
  });
});

describe('TagMemory', () => {
  const HOUR_MS = 3_600_000;

  it('wants the unread first, then what was read longest ago, and nothing read within the hour', () => {
    const memory = new TagMemory();
    memory.learn('newer', { tags: {} }, HOUR_MS);
    memory.learn('older', { tags: {} }, 0);
    memory.learn('fresh', { tags: {} }, 2 * HOUR_MS);
    expect(memory.due(['fresh', 'newer', 'unread', 'older'], 2 * HOUR_MS)).toEqual(['unread', 'older', 'newer']);
  });

  it('forgets what is no longer listed', () => {
    const memory = new TagMemory();
    memory.learn('a', { tags: { x: '1' } }, 0);
    memory.learn('b', { problem: 'denied' }, 0);
    memory.keepOnly(['b']);
    expect([memory.get('a'), memory.get('b')]).toEqual([null, { problem: 'denied' }]);
  });
});
