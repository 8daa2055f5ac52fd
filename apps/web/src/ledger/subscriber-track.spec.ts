import { resourceId, type LedgerLine, type TopologyChange } from '@weir/contract';
import { ledgerLinesOf } from '@weir/domain';
import { describe, expect, it } from 'vitest';
import { marksOf, stepsOfSubscriber, topOfSubscribers } from './subscriber-track.js';

const exactly = (count: number) => ({ low: count, high: count });
const NOTHING = exactly(0);
const line = (due: number): LedgerLine => ({
  ...{ expected: exactly(due), delivered: exactly(due), filtered: NOTHING },
  ...{ failed: NOTHING, deadLettered: NOTHING, unexplained: NOTHING },
});
const step = (at: number, known: boolean) => ({ ...line(30), at, known, knownMinutes: known ? 5 : 0, published: 10 });
const ledger = {
  steps: [step(0, true), step(300_000, false)],
  subscriberSteps: [ledgerLinesOf([line(10), line(0)]), ledgerLinesOf([line(42), line(0)])],
};

describe('the steps of a subscriber', () => {
  it('are of its own row, and known where the steps of all are', () => {
    const steps = stepsOfSubscriber({ stepsAt: 1 }, ledger);
    expect(steps.map(({ expected, known, knownMinutes }) => [expected.high, known, knownMinutes])).toEqual([
      [42, true, 5],
      [0, false, 0],
    ]);
    expect(stepsOfSubscriber({ stepsAt: 7 }, ledger)).toEqual([]);
  });

  it('are drawn on one scale for all, so that one can be read against another', () => {
    expect(topOfSubscribers(ledger)).toBe(50);
  });
});

describe('the marks of a subscriber', () => {
  const own = resourceId.parse('a'.repeat(16));
  const topic = resourceId.parse('b'.repeat(16));
  const change = (at: number, about = own): TopologyChange => ({
    ...{ at, resourceId: about, kind: 'subscription', name: 'emails', change: 'edited', sentence: `changed at ${at}` },
    ...{ before: null, after: null, fields: [] },
  });
  const window = { from: 100, to: 200, resourceId: topic };

  it('lie within the window and say what was edited, where that is told', () => {
    const changes = [change(120), change(150, topic)];
    expect(marksOf({ resourceId: own, changedAt: [50, 120, 150, 200] }, window, changes)).toEqual([
      { at: 120, words: 'changed at 120' },
      { at: 150, words: 'edited' },
    ]);
  });

  it('are those of the rule where it is a target', () => {
    expect(marksOf({ resourceId: null, changedAt: [150] }, window, [change(150, topic)])).toEqual([{ at: 150, words: 'changed at 150' }]);
  });
});
