import type { LedgerLine } from '@weir/contract';
import { describe, expect, it } from 'vitest';
import { ledgerParts, notDelivered, withinDue } from './ledger-parts.js';

const exactly = (count: number) => ({ low: count, high: count });
const line = (given: Partial<LedgerLine>): LedgerLine => ({
  expected: exactly(100),
  delivered: exactly(0),
  filtered: exactly(0),
  failed: exactly(0),
  deadLettered: exactly(0),
  unexplained: exactly(0),
  ...given,
});

describe('the parts of a bar', () => {
  it('keep their order and leave out what is nothing', () => {
    const parts = ledgerParts(line({ unexplained: exactly(3), delivered: exactly(90), deadLettered: exactly(7) }));
    expect(parts.map(({ part }) => part)).toEqual(['delivered', 'deadLettered', 'unexplained']);
  });
  it('show as certain only what is certain, and the rest as open', () => {
    const parts = ledgerParts(line({ delivered: { low: 80, high: 95 }, failed: { low: 5, high: 20 } }));
    expect(parts).toEqual([
      { part: 'delivered', count: 80 },
      { part: 'failed', count: 5 },
      { part: 'open', count: 15 },
    ]);
  });
  it('are none when nothing was expected', () => expect(ledgerParts(line({ expected: exactly(0) }))).toEqual([]));
  it('never say less than what was settled, whatever was expected', () => {
    expect(ledgerParts(line({ expected: exactly(10), delivered: exactly(12) }))).toEqual([{ part: 'delivered', count: 12 }]);
  });
});

describe('what was not delivered', () => {
  it('is the sum of three ends, filtered is none of them', () => {
    const told = notDelivered(
      line({
        delivered: exactly(50),
        filtered: exactly(40),
        failed: exactly(2),
        deadLettered: exactly(3),
        unexplained: { low: 0, high: 4 },
      }),
    );
    expect(told).toEqual({ low: 5, high: 9 });
  });
  it('is never more than what is left of what was expected', () => {
    const told = notDelivered(line({ delivered: { low: 60, high: 100 }, failed: { low: 0, high: 40 }, unexplained: { low: 0, high: 40 } }));
    expect(told).toEqual({ low: 0, high: 40 });
  });
});

describe('a line within what was due', () => {
  it('has no part that the others leave no room for', () => {
    const told = withinDue(line({ delivered: exactly(50), deadLettered: { low: 8, high: 20 }, failed: { low: 0, high: 128 } }));
    expect([told.failed, told.deadLettered, told.delivered]).toEqual([{ low: 0, high: 42 }, { low: 8, high: 20 }, exactly(50)]);
  });
  it('adds up to what was not delivered', () => {
    const told = line({ delivered: exactly(58), failed: { low: 0, high: 128 } });
    expect([withinDue(told).failed, notDelivered(told)]).toEqual([
      { low: 0, high: 42 },
      { low: 0, high: 42 },
    ]);
  });
  it('never takes back what is certain', () => {
    expect(withinDue(line({ expected: exactly(10), delivered: exactly(12), failed: { low: 3, high: 9 } })).failed).toEqual(exactly(3));
  });
});
