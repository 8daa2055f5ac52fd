import { describe, expect, it } from 'vitest';
import { FIXTURE_NOW as now, fixtureResources } from '../testing/estate-fixture.js';
import { lossSentence, verdictSentence } from './queue-sentence.js';

const plain = (text: string) => text.replaceAll('\u202f', ' ');
const named = (name: string) => {
  const found = fixtureResources().find((resource) => resource.name === name);
  if (!found) throw new Error(name);
  return found;
};

describe('the sentence of a queue', () => {
  it.each([
    ['payments-capture', 'is poisoned since 13:44, 48 min ago: 412 in its DLQ, +11/min.'],
    ['emails-marketing', 'is not visible to Weir since 12:10, 2 h 22 min ago: access denied.'],
    ['orders-fulfilment', 'is ok since 09:00, 5 h 32 min ago.'],
    ['payments-disputes-old', 'was deleted 13:02, 1 h 30 min ago. Its history stays readable.'],
  ])('%s %s', (name, sentence) => expect(plain(verdictSentence(named(name), now, 'utc'))).toBe(sentence));

  it('says what is lost, when and why', () => {
    const loss = named('payments-capture-dlq').loss;
    expect(loss === null ? null : plain(lossSentence(loss, now, 'utc'))).toBe(
      'The first of 412 messages is lost at 17:44 to 18:32. Retention in a dead-letter queue counts from the original send.',
    );
  });
});
