import { describe, expect, it } from 'vitest';
import { readQueueSearch } from './queue-search.js';

describe('the address of a queue list', () => {
  it.each<[Record<string, unknown>, unknown]>([
    [{}, {}],
    [{ q: ' ' }, {}],
    [{ q: 404 }, { q: '404' }],
    [{ q: { a: 1 } }, {}],
    [{ q: 'x'.repeat(9_000) }, { q: 'x'.repeat(400) }],
    [{ sort: 'worst' }, {}],
    [{ sort: 'depth' }, { sort: 'depth' }],
    [{ sort: '__proto__' }, {}],
    [{ hide: ['drain', 'name', 'nonsense', 'why'] }, { hide: ['why', 'drain'] }],
    [{ hide: [] }, { hide: [] }],
    [
      { sel: ['abcdefghijklmnop', '../x', 5], at: 'abcdefghijklmnop' },
      { sel: ['abcdefghijklmnop'], at: 'abcdefghijklmnop' },
    ],
  ])('%j reads %j', (search, read) => expect(readQueueSearch(search)).toEqual(read));
});
