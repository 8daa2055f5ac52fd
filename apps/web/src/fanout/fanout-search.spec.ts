import { expect, it } from 'vitest';
import { readFanoutSearch } from './fanout-search.js';

it.each([
  [
    { kind: 'topic', q: 'verdict:failing' },
    { kind: 'topic', q: 'verdict:failing' },
  ],
  [{ kind: 'queue', at: 'aaaaaaaaaaaaaaaa' }, { at: 'aaaaaaaaaaaaaaaa' }],
  [{ kind: ['rule'], at: 'nonsense', q: '  ' }, {}],
])('%o', (typed, read) => expect(readFanoutSearch(typed)).toEqual(read));
