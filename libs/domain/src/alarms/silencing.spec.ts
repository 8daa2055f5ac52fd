import { silenceMatcher } from '@weir/contract';
import { describe, expect, it } from 'vitest';
import { queue } from '../topology/testing/small-estate.js';
import { matchesAll, silencedBy, type SilenceSubject, silenceState } from './silencing.js';
import { resourceOf } from './testing/resource-of.js';

const NOW = Date.UTC(2026, 10, 24, 14, 32);
const ORDERS = { ...queue('orders-eu'), tags: { team: 'payments' } };
const SUBJECT: SilenceSubject = {
  resource: resourceOf(ORDERS, [ORDERS], { verdict: 'stopped', reason: 'nobody-receiving', at: NOW }),
  rule: 'verdict',
  severity: 2,
};
const matcher = (given: object) => silenceMatcher.parse(given);

describe('silences', () => {
  it.each([
    [{ field: 'resource', value: 'orders-eu' }, true],
    [{ field: 'resource', op: 'begins-with', value: 'orders-' }, true],
    [{ field: 'resource', value: 'orders' }, false],
    [{ field: 'system', value: 'orders' }, true],
    [{ field: 'account', value: 'prod' }, true],
    [{ field: 'account', value: '111122223333' }, true],
    [{ field: 'region', op: 'is-not', value: 'us-east-1' }, true],
    [{ field: 'region', op: 'is-not', value: 'eu-west-1' }, false],
    [{ field: 'kind', value: 'queue' }, true],
    [{ field: 'rule', value: 'verdict' }, true],
    [{ field: 'severity', value: '2' }, true],
    [{ field: 'severity', value: '1' }, false],
    [{ field: 'tag', key: 'team', value: 'payments' }, true],
    [{ field: 'tag', key: 'owner', value: '' }, false],
    [{ field: 'tag', key: 'toString', op: 'begins-with', value: '' }, false],
  ])('%j matches: %s', (given, expected) => {
    expect(matchesAll([matcher(given)], SUBJECT)).toBe(expected);
  });

  it('match when all their matchers do, and never without any', () => {
    const both = [matcher({ field: 'kind', value: 'queue' }), matcher({ field: 'region', value: 'us-east-1' })];
    expect(matchesAll(both, SUBJECT)).toBe(false);
    expect(matchesAll([], SUBJECT)).toBe(false);
  });

  it('hold from their beginning to their end, or until somebody ends them', () => {
    const silence = { id: 'a', matchers: [matcher({ field: 'kind', value: 'queue' })], startsAt: NOW, endsAt: NOW + 10, endedAt: null };
    expect([NOW - 1, NOW, NOW + 9, NOW + 10].map((at) => silenceState(silence, at))).toEqual(['upcoming', 'active', 'active', 'ended']);
    expect([NOW - 1, NOW, NOW + 10].map((at) => silencedBy([silence], SUBJECT, at))).toEqual([null, 'a', null]);
    expect(silencedBy([{ ...silence, endedAt: NOW + 1 }], SUBJECT, NOW + 2)).toBeNull();
  });

  it.each([
    { field: 'tag', value: 'x' },
    { field: 'kind', key: 'team', value: 'queue' },
    { field: 'name', value: 'x' },
  ])('refuse %j', (given) => {
    expect(silenceMatcher.safeParse(given).success).toBe(false);
  });
});
