import { describe, expect, it } from 'vitest';
import { FIXTURE_NOW as now, fixtureResources } from '../testing/estate-fixture.js';
import { comparison, holdOrder } from './order.js';

const names = ['orders-fulfilment', 'emails-transactional', 'shipping-labels', 'inventory-reserve', 'payments-capture'];
const few = fixtureResources().filter(({ name }) => names.includes(name));
const sorted = (sort: Parameters<typeof comparison>[0]) => [...few].sort(comparison(sort, now)).map(({ name }) => name);

describe('the order of a list', () => {
  it('is worst first', () =>
    expect(sorted('worst')).toEqual([
      'payments-capture',
      'shipping-labels',
      'inventory-reserve',
      'emails-transactional',
      'orders-fulfilment',
    ]));
  it('puts the unknown last, never first or as zero', () => {
    expect(sorted('depth')).toEqual([
      'shipping-labels',
      'inventory-reserve',
      'orders-fulfilment',
      'payments-capture',
      'emails-transactional',
    ]);
    expect(sorted('drain').at(-1)).toBe('emails-transactional');
  });
  it('groups by system, worst first inside', () => expect(sorted('system')[0]).toBe('emails-transactional'));
});

describe('the order that is held', () => {
  const present = new Set(['a', 'b', 'c']);
  const held = { question: 'q', ids: ['a', 'b', 'c'], at: 0 };
  it('answers another question at once', () =>
    expect(holdOrder(held, 'other', () => ['c', 'b', 'a'], present, 1, true).ids).toEqual(['c', 'b', 'a']));
  it('does not hold on to an empty list', () =>
    expect(holdOrder({ ...held, ids: [] }, 'q', () => ['b'], present, 1, true).ids).toEqual(['b']));
  it('stays for a minute', () => expect(holdOrder(held, 'q', () => ['c', 'b', 'a'], present, 59_999, false)).toBe(held));
  it('is made anew after a minute', () =>
    expect(holdOrder(held, 'q', () => ['c', 'b', 'a'], present, 60_000, false).ids).toEqual(['c', 'b', 'a']));
  it('never moves under a pointer', () => expect(holdOrder(held, 'q', () => ['c', 'b', 'a'], present, 600_000, true)).toBe(held));
  it('lets the vanished leave and the new join at the end', () => {
    expect(holdOrder(held, 'q', () => [], new Set(['d', 'c', 'a']), 1, true).ids).toEqual(['a', 'c', 'd']);
  });
});
