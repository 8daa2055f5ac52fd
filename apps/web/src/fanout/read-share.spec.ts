import { describe, expect, it } from 'vitest';
import { readCount, readShareWords, readWords } from './read-share.js';

const ALL = { knownMinutes: 360, unknownMinutes: 0 };
const PART = { knownMinutes: 160, unknownMinutes: 200 };
const NONE = { knownMinutes: 0, unknownMinutes: 360 };

describe('a count of a window', () => {
  it.each([
    [{ low: 131, high: 140 }, ALL, '131 to 140'],
    [{ low: 0, high: 0 }, ALL, '0'],
    // The minutes that were not read can only add to it: the greatest of the others bounds nothing.
    [{ low: 131, high: 140 }, PART, '≥\u202f131'],
    [{ low: 0, high: 0 }, PART, '≥\u202f0'],
    [{ low: 0, high: 0 }, NONE, '–'],
  ])('%o of %o is %s', (bounds, read, words) => expect(readWords(bounds, read)).toBe(words));
});

it.each([
  [ALL, '41\u202f204'],
  [PART, '≥\u202f41\u202f204'],
  [NONE, '–'],
])('a counter over %o is %s', (read, words) => expect(readCount(41_204, read)).toBe(words));

it.each([
  [ALL, null],
  [PART, '160 of 360 min read'],
  [NONE, 'none of 360 min read'],
])('%o: %s', (read, words) => expect(readShareWords(read)).toBe(words));
