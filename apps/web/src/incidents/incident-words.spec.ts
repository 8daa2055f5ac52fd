import type { IncidentAction, IncidentSummary } from '@weir/contract';
import { describe, expect, it } from 'vitest';
import { at, FIXTURE_NOW } from '../testing/estate-fixture.js';
import { idOf } from '../testing/known-incidents.js';
import {
  conflictWords,
  countWords,
  isUnanswered,
  leftWords,
  lossWords,
  lostWhatWords,
  ownerWords,
  reachWords,
  triedWords,
} from './incident-words.js';

const plain = (text: string) => text.replaceAll('\u202f', ' ');

type Owned = Pick<IncidentSummary, 'state' | 'acknowledged' | 'assignee' | 'snoozed' | 'resolvedBy' | 'resolvedAt' | 'mergedInto'>;
const nobody: Owned = {
  ...{ state: 'open', acknowledged: null, assignee: null, snoozed: null, resolvedBy: null, resolvedAt: null, mergedInto: null },
};
const byInes = { by: 'Ines', at: at(14, 20) };

describe('who has it', () => {
  it.each<[Partial<Owned>, string]>([
    [{}, 'not acknowledged'],
    [{ acknowledged: byInes }, 'acknowledged by Ines'],
    [{ acknowledged: byInes, assignee: 'Tom' }, 'Tom'],
    [{ assignee: 'Tom' }, 'Tom, not acknowledged'],
    [{ state: 'resolved' }, 'resolved by itself'],
    [{ state: 'resolved', resolvedBy: 'Ines' }, 'resolved by Ines'],
    [{ state: 'merged', mergedInto: idOf(7) }, 'merged into INC-7'],
  ])('%o reads %s', (change, words) => expect(ownerWords({ ...nobody, ...change })).toBe(words));
  it('nobody has answered what is open, not acknowledged and not snoozed', () => {
    expect(isUnanswered(nobody)).toBe(true);
    expect(isUnanswered({ ...nobody, acknowledged: byInes })).toBe(false);
    expect(isUnanswered({ ...nobody, snoozed: { ...byInes, until: at(15, 0) } })).toBe(false);
    expect(isUnanswered({ ...nobody, state: 'resolved' })).toBe(false);
  });
});

it.each([
  [1, ['payments'], 'itself alone'],
  [3, ['payments'], '3 resources'],
  [3, ['orders', 'payments'], '3 resources in 2 systems'],
])('%d resources of %o reach %s', (resources, systems, words) => expect(reachWords({ resources, systems })).toBe(words));

it.each([
  [0, 0, 0, 'Nothing is open'],
  [3, 0, 0, '3 open'],
  [3, 2, 1, '3 open, 2 not acknowledged, 1 snoozed'],
])('%d open, %d waiting, %d snoozed', (open, unacknowledged, snoozed, words) =>
  expect(countWords({ open, unacknowledged, snoozed, bySeverity: { 1: open, 2: 0, 3: 0, 4: 0 }, worst: null })).toBe(words),
);

it.each<[IncidentAction, string]>([
  [{ kind: 'assign', to: 'Tom' }, 'assigned to Tom'],
  [{ kind: 'assign', to: null }, 'assigned to nobody'],
  [{ kind: 'snooze', until: at(15, 0) }, 'snoozed until 15:00'],
  [{ kind: 'snooze', until: null }, 'woken'],
  [{ kind: 'merge', into: idOf(7) }, 'merged into INC-7'],
  [{ kind: 'resolve', fix: null }, 'resolved'],
])('%o was tried as %s', (action, words) => expect(triedWords(action, FIXTURE_NOW, 'utc')).toBe(words));

it('a conflict says who did what, and when', () => {
  const conflict = { id: idOf(7), version: 4, at: FIXTURE_NOW - 12_000, did: 'assigned it to Ines' };
  expect(plain(conflictWords({ ...conflict, by: 'Tom' }, FIXTURE_NOW, 'utc'))).toBe('Tom assigned it to Ines at 14:31, 12 s ago.');
  expect(conflictWords({ ...conflict, by: null }, FIXTURE_NOW, 'utc')).toMatch(/^Weir assigned/);
});

describe('a countdown', () => {
  const loss = { earliestAt: at(17, 44), latestAt: at(18, 32), count: 412, kind: 'dead-letter-expiry' as const };
  it('says what is lost, when and why', () => {
    expect(lostWhatWords(loss)).toBe('First message is lost in');
    expect(lostWhatWords({ ...loss, count: 1, kind: 'lag-expiry' })).toBe('The record is lost in');
    expect(plain(lossWords(loss, FIXTURE_NOW, 'utc', 'UTC'))).toBe(
      'at 17:44 UTC. A dead-letter queue counts its retention from the first send. The first of 412 by 18:32 at the latest.',
    );
    expect(lossWords({ ...loss, latestAt: loss.earliestAt }, FIXTURE_NOW, 'utc', 'UTC')).toContain('All 412 messages go then.');
  });
  it('rounds down, and never says that nothing is left', () => {
    expect(plain(leftWords(loss, FIXTURE_NOW))).toBe('3 h 12 min');
    expect(leftWords(loss, at(17, 45))).toBe('may be lost already');
  });
});
