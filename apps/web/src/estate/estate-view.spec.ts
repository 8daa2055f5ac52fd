import { describe, expect, it } from 'vitest';
import { FIXTURE_NOW as now, fixtureResources } from '../testing/estate-fixture.js';
import { NO_COUNTS } from '../testing/no-counts.js';
import { estateAnswer, justChanged, worstResources } from './estate-view.js';

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
    [{ ...NO_COUNTS, poisoned: 1, stopped: 1, slow: 4 }, 9, 9, '2 broken, 9 of 9 seen'],
    [{ ...NO_COUNTS, slow: 4 }, 9, 9, '4 slow, 9 of 9 seen'],
    [NO_COUNTS, 8, 9, 'Nothing known is wrong, 8 of 9 seen'],
    [NO_COUNTS, 9, 9, 'All fine, 9 of 9 seen'],
  ])('answers', (counts, seen, total, answer) => expect(estateAnswer(counts, seen, total)).toBe(answer));
});
