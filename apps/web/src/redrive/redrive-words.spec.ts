import type { RedriveDetail } from '@weir/contract';
import { describe, expect, it } from 'vitest';
import { readEditStep } from './read-edit-step.js';
import { reachedOf, startWords, stopsOf } from './redrive-words.js';

type Going = Parameters<typeof stopsOf>[0];
const COUNTS: RedriveDetail['counts'] = { moved: 0, sent: 0, failed: 0, leftAlone: 0, cameBack: 0, possiblyTwice: 0 };
const PLAN = { canary: { size: 5, watchSeconds: 60, confirm: true } } as NonNullable<RedriveDetail['plan']>;
const CHECK = { name: 'enabled', state: 'pass', text: '', fix: null } as const;
const going = (state: RedriveDetail['state'], counts: Partial<RedriveDetail['counts']> = {}): Going => ({
  state,
  stoppingInto: null,
  plan: PLAN,
  counts: { ...COUNTS, ...counts },
  checks: [CHECK],
  rate: { now: 2, allowed: 5, limit: 20 },
});
const states = (one: Going) => stopsOf(one, reachedOf(one)).map(({ state }) => state);

describe('the four stops', () => {
  it.each([
    [going('checking'), ['now', 'ahead', 'ahead', 'ahead']],
    [going('canary', { moved: 2 }), ['done', 'now', 'ahead', 'ahead']],
    [going('confirming', { moved: 5 }), ['done', 'now', 'ahead', 'ahead']],
    [going('ramping', { moved: 20 }), ['done', 'done', 'now', 'ahead']],
    [going('running', { moved: 200 }), ['done', 'done', 'done', 'now']],
    [going('done', { moved: 393 }), ['done', 'done', 'done', 'done']],
    [going('aborted', { moved: 5, cameBack: 0 }), ['done', 'stopped', 'ahead', 'ahead']],
    [going('cancelled', { moved: 40 }), ['done', 'done', 'stopped', 'ahead']],
  ])('$state', (one, expected) => expect(states(one)).toEqual(expected));

  it('say what they do', () => {
    expect(stopsOf(going('canary', { moved: 2, sent: 1 })).map(({ name, text }) => `${name}: ${text}`)).toEqual([
      'Checks: 1 of 1',
      'Canary 5: 3 sent',
      'Ramp to 20/s: now 5/s',
      'The rest: 2 moved',
    ]);
  });
});

it('a button says how many', () => {
  expect(startWords({ low: 393, high: 393 })).toBe('Redrive 393');
  expect(startWords({ low: 380, high: 400 })).toBe('Redrive 380 to 400');
  expect(startWords({ low: 380, high: null })).toBe('Redrive at least 380');
});

describe('a step of an edit, as typed', () => {
  it.each([
    ['set', '/country', 'DE', { step: { op: 'set', pointer: '/country', value: 'DE' } }],
    ['replace', '/total', '42', { step: { op: 'replace', pointer: '/total', value: 42 } }],
    ['remove', ' /total ', '', { step: { op: 'remove', pointer: '/total' } }],
    ['replace-text', 'EURO', 'EUR', { step: { op: 'replace-text', pattern: 'EURO', ignoreCase: false, replacement: 'EUR' } }],
    ['set', 'country', 'DE', { problem: 'a JSON pointer looks like /detail/order/total' }],
    ['replace-text', '(', '', { problem: 'This is no regular expression.' }],
  ] as const)('%s %s %s', (op, where, value, expected) => expect(readEditStep(op, where, value)).toEqual(expected));
});
