import { describe, expect, it } from 'vitest';
import { fixtureResources } from '../testing/estate-fixture.js';
import { deadLetterQueues, deadLetterSentence, withoutDeadLetterQueue } from './dead-letters.js';

const resources = fixtureResources();

describe('dead letters', () => {
  it('puts the nearest loss first, then what holds most, then the unknown, then the empty', () => {
    const held = deadLetterQueues(resources).map((queue) => queue.held);
    expect(held.slice(0, 5)).toEqual([412, 2, 1, null, null]);
    expect(held.slice(5).every((count) => count === 0)).toBe(true);
  });
  it('answers in a sentence that does not hide what it cannot see', () => {
    expect(deadLetterSentence(deadLetterQueues(resources))).toBe('415 dead letters in 3 of 17 dead-letter queues, 2 not visible');
    expect(deadLetterSentence([])).toBe('No dead letters in 0 dead-letter queues');
  });
  it('names queues whose failures go nowhere', () => {
    expect(withoutDeadLetterQueue(resources).map(({ name }) => name)).toEqual(['clickstream-rejects', 'encoding-jobs']);
  });
});
