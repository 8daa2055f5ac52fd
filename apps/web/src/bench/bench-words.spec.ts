import { describe, expect, it } from 'vitest';
import { benchSentence, estimateWords, listed, lookSummary, lookWarning, shareOf } from './bench-words.js';

const queue = (change: object) =>
  ({ visible: 393, arrivingPerHour: 12.4, sources: [{ name: 'orders' }], ...change }) as Parameters<typeof benchSentence>[0];

describe('the sentence of a bench', () => {
  it.each([
    [{}, '393 dead letters from orders, 12 more each hour.'],
    [{ arrivingPerHour: 0 }, '393 dead letters from orders.'],
    [{ visible: 1, arrivingPerHour: null, sources: [] }, '1 dead letter.'],
    [{ visible: 0 }, 'Nothing is dead-lettered from orders.'],
    [{ visible: null }, 'How many dead letters from orders there are is not known.'],
  ])('%j', (change, sentence) => expect(benchSentence(queue(change))).toBe(sentence));

  it('names two sources and counts the rest', () => {
    expect([['a'], ['a', 'b'], ['a', 'b', 'c', 'd']].map(listed)).toEqual(['a', 'a and b', 'a, b and 2 more']);
  });
});

it('says what a look does, before it is begun', () => {
  expect(lookWarning(100, false)).toContain('receive count rises by one');
  expect(lookWarning(100, true)).toContain('FIFO');
});

it('tells what was looked at, and what is an estimate', () => {
  const groups = [{}, {}] as Parameters<typeof lookSummary>[0]['groups'];
  expect(lookSummary({ looked: 8, held: { low: 8, high: 8 }, groups })).toBe('all 8 looked at, 2 causes');
  expect(lookSummary({ looked: 50, held: { low: 765, high: 765 }, groups })).toBe('50 of 765 looked at, 2 causes');
  expect(lookSummary({ looked: 50, held: { low: 50, high: null }, groups })).toBe(
    '50 looked at, how many there are is not known, 2 causes',
  );
  expect(estimateWords({ low: 388, high: 388 })).toBe('388');
  expect(estimateWords({ low: 388, high: null })).toBe('388 or more');
  expect(estimateWords({ low: 413, high: 587 })).toBe('about 413 to 587');
  expect(shareOf({ estimate: { low: 40, high: 60 } }, { low: 100, high: 100 })).toBe(0.5);
  expect(shareOf({ estimate: { low: 0, high: 0 } }, { low: 0, high: 0 })).toBe(0);
});
