import { describe, expect, it } from 'vitest';
import { consequencesOf, endWords } from './user-words.js';

const AT_ONCE = 'It holds at once, in pages that are open too.';

describe('what follows from a change', () => {
  it('is nothing when nothing changes', () => {
    expect(consequencesOf({ role: 'viewer', accounts: null }, { role: 'viewer', accounts: null }, true)).toEqual([]);
  });
  it('names what is gained or lost by a role', () => {
    expect(consequencesOf({ role: 'viewer', accounts: null }, { role: 'responder', accounts: null }, false)).toEqual([
      'Will be able to acknowledge, assign, snooze, silence and redrive.',
      AT_ONCE,
    ]);
    expect(consequencesOf({ role: 'admin', accounts: null }, { role: 'viewer', accounts: null }, true)).toEqual([
      'Can no longer acknowledge, assign, snooze, silence and redrive; nor set alarms, test channels and say who may do what.',
      'You cannot open this page then; another admin can undo it.',
      AT_ONCE,
    ]);
  });
  it('names accounts that come into view and go out of it', () => {
    const from = { role: 'viewer', accounts: ['111122223333', '222233334444'] } as const;
    expect(
      consequencesOf({ ...from, accounts: [...from.accounts] }, { role: 'viewer', accounts: ['111122223333', '333344445555'] }, false),
    ).toEqual(['Will see 1 more account.', 'Can no longer see 1 account.', AT_ONCE]);
    expect(consequencesOf({ role: 'viewer', accounts: null }, { role: 'viewer', accounts: ['111122223333'] }, false)).toEqual([
      'Can no longer see any account but those chosen.',
      AT_ONCE,
    ]);
  });
});

describe('how long something holds', () => {
  it.each([
    [null, 'does not expire'],
    [1_000, 'expired'],
    [86_400_000 * 3 + 2_000, 'expires in 3\u202fd'],
  ])('%s: %s', (at, words) => {
    expect(endWords(at, 2_000)).toBe(words);
  });
});
