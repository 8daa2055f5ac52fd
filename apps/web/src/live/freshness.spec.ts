import type { Reading } from '@weir/contract';
import { describe, expect, it } from 'vitest';
import { FIXTURE_NOW as now, fixtureEstate } from '../testing/estate-fixture.js';
import { collectorDownSince, estateClock, isOldReading, isStale, isStillLooking, newestReadingAt } from './freshness.js';

const good = fixtureEstate([]);

describe('the clocks', () => {
  it('tell the oldest scope that may be read, not the one that is refused', () => {
    expect(estateClock(good, 'live', now)).toEqual({ ageSeconds: 8, budgetSeconds: 30 });
    expect(estateClock({ ...good, scopes: good.scopes.slice(3) }, 'live', now)).toBeNull();
  });
  it('a scope never read is the stalest of all', () => {
    const scopes = good.scopes.map((scope, index) => (index === 1 ? { ...scope, live: { ...scope.live, at: null } } : scope));
    const clock = estateClock({ ...good, scopes }, 'live', now);
    expect([clock, clock && isStale(clock)]).toEqual([{ ageSeconds: null, budgetSeconds: 30 }, true]);
  });
  it('a reading a little ahead of this clock is not negative', () => {
    expect(estateClock(good, 'live', now - 60_000)).toEqual({ ageSeconds: 0, budgetSeconds: 30 });
  });
  it('know the newest reading', () => {
    expect(newestReadingAt(good)).toBe(now - 6_000);
    expect(newestReadingAt({ ...good, scopes: [] })).toBeNull();
  });
});

describe('a reading', () => {
  const resource = { liveBudgetSeconds: 60 };
  const read = (state: Reading['state'], ageSeconds: number, value: number | null = 5): Reading => ({
    value,
    at: now - ageSeconds * 1000,
    state,
  });
  it.each<[string, Reading, boolean]>([
    ['live and within its budget', read('live', 59), false],
    ['live and past it', read('live', 61), true],
    ['from CloudWatch, minutes late as always', read('provisional', 300), false],
    ['from CloudWatch, too late', read('settled', 601), true],
    ['kept because no newer one could be had', read('throttled', 1), true],
    ['that never was', read('denied', 1, null), false],
  ])('%s', (_name, reading, old) => expect(isOldReading(reading, resource, now)).toBe(old));
});

describe('the collector', () => {
  it.each([
    ['runs', { state: 'running', heartbeatAt: now - 59_000, backfill: null }, null],
    ['is silent', { state: 'running', heartbeatAt: now - 61_000, backfill: null }, now - 61_000],
    ['was stopped', { state: 'stopped', heartbeatAt: now - 1_000, backfill: null }, now - 1_000],
    ['is about to start', { state: 'starting', heartbeatAt: null, backfill: null }, null],
  ] as const)('%s', (_name, collector, since) => expect(collectorDownSince({ ...good, collector }, now)).toBe(since));
});

describe('looking around', () => {
  const [scope] = good.scopes;
  it.each([
    ['has ended', good, false],
    ['goes on while the collector starts', { ...good, collector: { ...good.collector, state: 'starting' as const } }, true],
    [
      'goes on until each region was listed',
      { ...good, scopes: scope ? [{ ...scope, discovery: { ...scope.discovery, at: null } }] : [] },
      true,
    ],
    ['goes on while accounts wait for their first scope', { ...good, scopes: [] }, true],
    ['never begins without an account', { ...good, scopes: [], cost: { ...good.cost, accounts: [] } }, false],
  ])('%s', (_name, estate, looking) => expect(isStillLooking(estate)).toBe(looking));
});
