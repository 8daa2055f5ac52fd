import { expect, it } from 'vitest';
import { equalRanges, type HashRange } from './hash-range.js';
import { RangeMap } from './range-map.js';

interface Part {
  readonly name: string;
  readonly range: HashRange;
}
const part = (name: string, start: bigint, end: bigint): Part => ({ name, range: { start, end } });
const names = (map: RangeMap<Part>) => map.entries.map(({ name }) => name);

it('keeps its entries by where they start, however they came', () => {
  const parts = equalRanges(8).map((range, at): Part => ({ name: String(at), range }));
  expect(names(new RangeMap(parts))).toEqual(names(new RangeMap(parts.toReversed())));
});

it('replaces owners in their place: one by two, two by one, several by as many, in any order', () => {
  const [a, b, c, d] = [part('a', 0n, 9n), part('b', 10n, 19n), part('c', 20n, 29n), part('d', 40n, 49n)];
  const map = new RangeMap([a, b, c, d]);
  expect(names(map.replacing([b], [part('upper', 15n, 19n), part('lower', 10n, 14n)]))).toEqual(['a', 'lower', 'upper', 'c', 'd']);
  expect(names(map.replacing([c, b], [part('b+c', 10n, 29n)]))).toEqual(['a', 'b+c', 'd']);
  expect(names(map.replacing([d, a], [part('D', 40n, 49n), part('A', 0n, 9n)]))).toEqual(['A', 'b', 'c', 'D']);
  expect(names(map.replacing([], [part('gap', 30n, 39n)]))).toEqual(['a', 'b', 'c', 'gap', 'd']);
  expect(names(map)).toEqual(['a', 'b', 'c', 'd']);
});
