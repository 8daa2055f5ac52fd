import type { Resource } from '@weir/contract';
import { describe, expect, it } from 'vitest';
import { fixtureResources } from '../testing/estate-fixture.js';
import { parseFilter, passes, toggleVerdict, withoutTerm, wordToDrop } from './filter.js';

const queues = fixtureResources().filter(({ kind }) => kind === 'queue');
const named = (name: string): Resource => {
  const found = queues.find((queue) => queue.name === name);
  if (!found) throw new Error(`no queue ${name}`);
  return found;
};
const few = [
  'payments-capture',
  'shipping-labels',
  'encoding-jobs',
  'inventory-reserve',
  'emails-transactional',
  'payments-ledger.fifo',
  'payments-capture-dlq',
].map(named);
const find = (text: string) => few.filter((queue) => passes(queue, parseFilter(text))).map(({ name }) => name);

describe('the filter', () => {
  it.each([
    ['', 7],
    ['payments', 3],
    ['PAYMENTS capture', 2],
    ['verdict:slow', ['inventory-reserve']],
    ['verdict:slow,stopped', ['shipping-labels', 'inventory-reserve']],
    ['-is:dlq verdict:poisoned', ['payments-capture']],
    ['age:>5m', ['shipping-labels', 'encoding-jobs', 'inventory-reserve', 'payments-capture-dlq']],
    ['age:<=41s', ['payments-capture', 'payments-ledger.fifo']],
    ['depth:>20k', ['shipping-labels', 'inventory-reserve']],
    ['dlq:none', ['encoding-jobs']],
    ['dlq:held', ['payments-capture']],
    ['tag:team=emails', ['emails-transactional']],
    ['tag:TEAM', 7],
    ['account:prod region:ap', ['emails-transactional']],
    ['is:fifo', ['payments-ledger.fifo']],
    ['is:dlq', ['payments-capture-dlq']],
    ['"never finished"', ['encoding-jobs']],
    ['http://x', 0],
  ])('%s', (text, expected) => {
    const found = find(text);
    if (typeof expected === 'number') expect(found).toHaveLength(expected);
    else expect(found).toEqual(expected);
  });

  it('what is unknown is neither above nor below', () => {
    const unknown = named('emails-transactional');
    expect(['age:>0s', 'age:<1d', 'depth:>=0', 'depth:<1'].map((text) => passes(unknown, parseFilter(text)))).toEqual([
      false,
      false,
      false,
      false,
    ]);
  });

  it('says what a word should have looked like, and ignores it', () => {
    expect(parseFilter('verdict:bad age:soon dlq:maybe tag: is:odd').problems).toHaveLength(5);
    expect(find('age:soon')).toHaveLength(7);
    expect(parseFilter('age:soon').problems).toEqual(['age: wants a comparison, like age:>5m']);
  });

  it.each([
    ['', 'slow', 'verdict:slow'],
    ['refund', 'slow', 'verdict:slow refund'],
    ['verdict:slow refund', 'ok', 'verdict:slow,ok refund'],
    ['verdict:slow,ok refund', 'slow', 'verdict:ok refund'],
    ['verdict:slow', 'slow', ''],
  ] as const)('%s toggled by %s', (before, state, after) => expect(toggleVerdict(before, state)).toBe(after));

  it('takes out one word', () => expect(withoutTerm('a verdict:ok a', { text: 'a' })).toBe('verdict:ok a'));

  it('names the word to drop when nothing is left', () => {
    const drop = wordToDrop(few, parseFilter('payments verdict:slow'));
    expect([drop?.term.text, drop?.found]).toEqual(['verdict:slow', 3]);
    expect(wordToDrop(few, parseFilter('nonsense rubbish'))).toBeNull();
  });
});
