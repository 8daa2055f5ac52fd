import { expect, it } from 'vitest';
import { wrongWords } from './wrong-words.js';

it.each([
  [[], null],
  [[['functionErrors', null]], null],
  [
    [
      ['functionErrors', 0],
      ['functionThrottles', null],
    ],
    'no errors',
  ],
  [
    [
      ['functionErrors', 41],
      ['functionThrottles', 0],
      ['asyncDropped', 3],
    ],
    '41 errors/min, 3 dropped/min',
  ],
] as const)('what went wrong, of %j, reads %s', (counted, words) => {
  expect(wrongWords(counted.map(([metric, value]) => ({ metric, value })))).toBe(words);
});
