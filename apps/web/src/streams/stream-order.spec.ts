import { describe, expect, it } from 'vitest';
import { FIXTURE_NOW } from '../testing/estate-fixture.js';
import { fixtureStreams } from '../testing/known-streams.js';
import { hottestFirst } from './stream-order.js';

describe('the order of streams', () => {
  it('is worst first, then by heat, and unknown heat is not small', () => {
    const names = fixtureStreams()
      .map(({ detail }) => detail)
      .sort(hottestFirst(FIXTURE_NOW))
      .map(({ resource }) => resource.name);
    expect(names.slice(0, 5)).toEqual(['driver-locations', 'courier-pings', 'partner-feed', 'orders-changes', 'app-logs']);
    expect(names.at(-1)).toBe('old-telemetry');
  });
});
