import { expect, it } from 'vitest';
import { readBenchSearch } from './bench-search.js';

const told = (search: Readonly<Record<string, unknown>>) => JSON.parse(JSON.stringify(readBenchSearch(search))) as unknown;

it.each([
  [{}, {}],
  [
    { group: 'ab12', n: 3, q: 'o-1', sel: ['a', 'b'], layer: '1 json' },
    { group: 'ab12', n: 3, q: 'o-1', sel: ['a', 'b'], layer: '1 json' },
  ],
  [
    { group: 1234, q: 42 },
    { group: '1234', q: '42' },
  ],
  [{ group: '', n: -1, q: 'x'.repeat(201), sel: 'a', layer: {} }, {}],
  [{ n: 1.5, sel: [{}, 'a', ''] }, { sel: ['a'] }],
])('%j', (search, expected) => {
  expect(told(search)).toEqual(expected);
});
