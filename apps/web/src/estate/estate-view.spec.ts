import { describe, expect, it } from 'vitest';
import { FIXTURE_NOW as now, fixtureResources } from '../testing/estate-fixture.js';
import { NO_COUNTS } from '../testing/no-counts.js';
import { knownTopology } from '../testing/known-topology.js';
import { deliverySum, estateAnswer, justChanged, latestChanges, worstResources } from './estate-view.js';

const resources = fixtureResources();

describe('the estate at a glance', () => {
  it('tells one trouble once, worst first', () => {
    expect(worstResources(resources, now).map(({ name }) => name)).toEqual([
      'payments-capture',
      'shipping-labels',
      'encoding-jobs',
      'driver-locations',
      'inventory-reserve',
    ]);
  });
  it('tells the newest changes first', () => expect(justChanged(resources, now)[0]?.name).toBe('emails-bounces'));
  it.each([
    [{ poisoned: 1, stopped: 1, slow: 4 }, 9, 0, '2 broken, 9 of 9 seen'],
    [{ slow: 4 }, 9, 0, '4 slow, 9 of 9 seen'],
    [{ throttled: 1 }, 9, 1, '1 throttled, 9 of 9 seen'],
    [{ throttled: 1, slow: 4 }, 9, 0, '5 late, 9 of 9 seen'],
    [{ disabled: 1 }, 9, 1, '1 not delivering, 9 of 9 seen'],
    [{ disabled: 1 }, 9, 0, 'All fine, 9 of 9 seen'],
    [{}, 8, 0, 'Nothing known is wrong, 8 of 9 seen'],
    [{}, 9, 0, 'All fine, 9 of 9 seen'],
  ])('answers', (counts, seen, undelivered, answer) =>
    expect(estateAnswer({ counts: { ...NO_COUNTS, ...counts }, seen, total: 9 }, undelivered)).toBe(answer),
  );
  it('never answers that all is fine where there may be more than is listed', () => {
    const plain = (counts: object) =>
      estateAnswer({ counts: { ...NO_COUNTS, ...counts }, seen: 9, total: 9 }, 0, false).replaceAll('\u202f', ' ');
    expect(plain({})).toBe('Nothing known is wrong, 9 of ≥ 9 seen');
    expect(plain({ stopped: 1 })).toBe('1 broken, 9 of ≥ 9 seen');
  });
  it('puts what was edited beside what changed its verdict', () =>
    expect(
      latestChanges(resources, knownTopology().changes, now).map(({ verdictOf, change }) => verdictOf?.name ?? change?.sentence),
    ).toEqual([
      'emails-bounces',
      'emails-bounces-dlq',
      'orders-archive',
      'orders-archive-dlq',
      'the event pattern changed',
      'encoding-jobs',
    ]));
});

describe('what was due', () => {
  const exact = (value: number) => ({ low: value, high: value });
  const line = {
    expected: exact(1_000),
    delivered: { low: 700, high: 720 },
    filtered: exact(200),
    failed: exact(60),
    deadLettered: exact(0),
    unexplained: { low: 0, high: 38 },
  };
  it('is what no policy filters, and arrives within bounds', () =>
    expect(deliverySum(line)).toEqual({
      expected: 800,
      arrived: { low: 0.875, high: 0.9 },
      unexplained: { low: 0, high: 38 },
    }));
  it('is not known without a ledger, and never more than all', () => {
    expect(deliverySum(null)).toBeNull();
    expect(deliverySum({ ...line, delivered: exact(5_000) })?.arrived).toEqual({ low: 1, high: 1 });
    expect(deliverySum({ ...line, expected: exact(0), filtered: exact(0) })?.arrived).toBeNull();
  });
});
