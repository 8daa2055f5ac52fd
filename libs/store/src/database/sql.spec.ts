import fc from 'fast-check';
import { expect, test } from 'vitest';
import { numberArray, parseNumbers } from './sql.js';

test('numbers survive the text form of arrays, and what is no number is unknown', () => {
  const number = fc.oneof(fc.double({ noNaN: true, noDefaultInfinity: true }), fc.maxSafeInteger());
  fc.assert(
    fc.property(fc.array(number), (numbers) => {
      // Neither PostgreSQL's text nor JSON's tells a zero below zero apart.
      expect(parseNumbers(numberArray(numbers))).toEqual(numbers.map((value) => (value === 0 ? 0 : value)));
    }),
  );
  expect(parseNumbers('{}')).toEqual([]);
  expect(parseNumbers('{1,NULL,-2.5,NaN,Infinity,-Infinity,1e+20,3e-07}')).toEqual([1, null, -2.5, null, null, null, 1e20, 3e-7]);
});
