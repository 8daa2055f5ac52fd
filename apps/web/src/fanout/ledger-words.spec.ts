import { describe, expect, it } from 'vitest';
import { boundsWords, filteredReasons, lineSentence } from './ledger-words.js';

const exactly = (count: number) => ({ low: count, high: count });
const NOTHING = exactly(0);

describe('bounds in words', () => {
  it.each([
    [exactly(131), '131'],
    [exactly(0), '0'],
    [{ low: 131, high: 140 }, '131 to 140'],
    [{ low: 0, high: 38 }, '≤\u202f38'],
    [{ low: 52_400, high: 61_000 }, '52.4\u202fk to 61.0\u202fk'],
    // Rounded alike they would pass for exact.
    [{ low: 52_401, high: 52_409 }, '52\u202f401 to 52\u202f409'],
  ])('%o', (bounds, words) => expect(boundsWords(bounds)).toBe(words));
});

describe('a line in a sentence', () => {
  it('names every end that is possible', () => {
    const line = {
      expected: exactly(140),
      delivered: { low: 131, high: 140 },
      filtered: NOTHING,
      failed: { low: 0, high: 9 },
      deadLettered: NOTHING,
      unexplained: NOTHING,
    };
    expect(lineSentence(line)).toBe('140 due: 131 to 140 delivered, ≤\u202f9 failed');
  });
  it('says so when nothing was due', () => {
    const line = { expected: NOTHING, delivered: NOTHING, filtered: NOTHING, failed: NOTHING, deadLettered: NOTHING, unexplained: NOTHING };
    expect(lineSentence(line)).toBe('nothing was due');
  });
});

it('reasons for filtering come most frequent first', () => {
  const told = filteredReasons({ attributes: 3, body: 0, noAttributes: 9, invalidAttributes: 0, invalidBody: 0 });
  expect(told).toEqual([
    { words: 'the message had no attributes', count: 9 },
    { words: 'an attribute did not match', count: 3 },
  ]);
});
