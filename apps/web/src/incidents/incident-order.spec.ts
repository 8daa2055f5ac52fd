import type { IncidentSummary } from '@weir/contract';
import { describe, expect, it } from 'vitest';
import { at } from '../testing/estate-fixture.js';
import { idOf } from '../testing/known-incidents.js';
import { byUrgency } from './incident-order.js';

type Sorted = Pick<IncidentSummary, 'id' | 'state' | 'severity' | 'loss' | 'since' | 'resolvedAt'>;
const one = (number: number, change: Partial<Sorted> = {}): Sorted => ({
  ...{ id: idOf(number), state: 'open', severity: 2, loss: null, since: at(14, 0), resolvedAt: null },
  ...change,
});
const lost = (earliestAt: number) => ({ earliestAt, latestAt: earliestAt, count: 1, kind: 'backlog-expiry' as const });
const order = (...incidents: readonly Sorted[]) => incidents.toSorted(byUrgency).map(({ id }) => id);

describe('the order of incidents', () => {
  it('is by severity, then by what is lost first, then by age, then by number', () => {
    expect(
      order(
        one(5),
        one(4),
        one(3, { since: at(13, 0) }),
        one(2, { loss: lost(at(18, 0)) }),
        one(6, { loss: lost(at(17, 0)) }),
        one(1, { severity: 1 }),
      ),
    ).toEqual(['INC-1', 'INC-6', 'INC-2', 'INC-3', 'INC-4', 'INC-5']);
  });
  it('has what is over after what is open, the newest first', () =>
    expect(
      order(
        one(1, { state: 'merged', severity: 1 }),
        one(2, { state: 'resolved', severity: 1, resolvedAt: at(9, 0) }),
        one(3, { state: 'resolved', severity: 4, resolvedAt: at(12, 0) }),
        one(4, { severity: 4 }),
      ),
    ).toEqual(['INC-4', 'INC-3', 'INC-2', 'INC-1']));
});
