import { describe, expect, it } from 'vitest';
import { readMapSearch } from './map-search.js';

describe('the address of a map', () => {
  it('keeps what makes sense', () => {
    const search = { group: 'tag:team', root: 'external:https://x', view: 'table', at: 'abc', find: 'orders' };
    expect(readMapSearch({ ...search, other: 1 })).toEqual(search);
    expect(readMapSearch({ group: 'system' })).toEqual({ group: 'system' });
    expect(readMapSearch({ group: 'service' })).toEqual({ group: 'service' });
  });
  it.each([
    [{ group: 'tag:' }],
    [{ group: 'colour' }],
    [{ group: 7 }],
    [{ view: 'list' }],
    [{ root: '' }],
    [{ at: 'x'.repeat(3_000) }],
    [{ find: {} }],
  ])('leaves %o out', (search) => expect(readMapSearch(search)).toEqual({}));
});
