import type { Silence } from '@weir/contract';
import { describe, expect, it } from 'vitest';
import { at, FIXTURE_NOW } from '../testing/estate-fixture.js';
import { BLANK_DRAFT, BLANK_MATCHER, readDraft } from './silence-draft.js';
import { bySilenceOrder, matcherWords, silencesWords, spanWords } from './silence-words.js';
import { readSilencesSearch } from './silences-search.js';

const plain = (text: string) => text.replaceAll('\u202f', ' ');
const silence = (change: Partial<Silence> = {}): Silence => ({
  ...{ id: '6f0e9d0a-64a5-4a0e-9a35-0d2f0f0f0a01', kind: 'silence', matchers: [], reason: 'moved', author: 'Tom', createdAt: at(14, 0) },
  ...{ startsAt: at(14, 0), endsAt: at(16, 0), endedAt: null, endedBy: null, state: 'active', silences: 2 },
  ...change,
});

describe('a silence in words', () => {
  it('says which alarms', () => {
    expect(matcherWords({ field: 'tag', key: 'team', op: 'is-not', value: 'payments' })).toBe('tag team is not payments');
    expect(matcherWords({ field: 'resource', op: 'begins-with', value: '' })).toBe('resource begins with (empty)');
  });
  it('says until when', () => {
    expect(plain(spanWords(silence(), FIXTURE_NOW, 'utc'))).toBe('until 16:00, 1 h 28 min left');
    expect(plain(spanWords(silence({ state: 'upcoming', startsAt: at(15, 0) }), FIXTURE_NOW, 'utc'))).toBe(
      'from 15:00 to 16:00, begins in 28 min',
    );
    expect(plain(spanWords(silence({ state: 'ended', endedAt: at(14, 30), endedBy: 'Ines' }), FIXTURE_NOW, 'utc'))).toBe(
      'ended 14:30, 2 min ago, by Ines',
    );
  });
  it('says how much is quiet', () => {
    expect(silencesWords([])).toBe('Nothing is silenced');
    expect(silencesWords([silence(), silence({ silences: 1 })])).toBe('2 active, 3 alarms kept quiet');
    expect(silencesWords([silence({ state: 'upcoming' })])).toBe('None is active, 1 to come');
    expect(silencesWords([silence({ state: 'ended' })])).toBe('Nothing is silenced');
  });
  it('comes in the order in which it matters', () => {
    const list = [
      silence({ state: 'ended', endsAt: at(9, 0), reason: 'old' }),
      silence({ state: 'ended', endsAt: at(12, 0), reason: 'newer' }),
      silence({ state: 'upcoming', reason: 'later' }),
      silence({ endsAt: at(18, 0), reason: 'long' }),
      silence({ reason: 'short' }),
    ];
    expect(list.toSorted(bySilenceOrder).map(({ reason }) => reason)).toEqual(['short', 'long', 'later', 'newer', 'old']);
  });
});

describe('a draft', () => {
  const filled = { ...BLANK_DRAFT, reason: 'the printer is moved', matchers: [{ ...BLANK_MATCHER, value: ' shipping ' }, BLANK_MATCHER] };
  it('becomes a silence from now on, without what nobody filled in', () =>
    expect(readDraft(filled, FIXTURE_NOW)).toEqual({
      ok: true,
      silence: {
        kind: 'silence',
        matchers: [{ field: 'system', op: 'is', value: 'shipping' }],
        endsAt: at(15, 32),
        reason: 'the printer is moved',
      },
    }));
  it('begins when it is told to', () => {
    const read = readDraft({ ...filled, startsAt: '2026-11-24T22:00', minutes: 90 }, FIXTURE_NOW);
    expect(read.ok && (read.silence.startsAt ?? 0) - new Date(2026, 10, 24, 22).getTime()).toBe(0);
    expect(read.ok && read.silence.endsAt - (read.silence.startsAt ?? 0)).toBe(90 * 60_000);
  });
  it.each([
    ['without a matcher', { matchers: [BLANK_MATCHER] }, /keep everything quiet/],
    ['without a reason', { reason: ' ' }, /say why/],
    ['with a tag but no key', { matchers: [{ ...BLANK_MATCHER, field: 'tag' as const, value: 'x' }] }, /./],
    ['with half a date', { startsAt: '2026-11' + 'x' }, /date and a time/],
  ])('is refused %s', (_what, change, problem) => {
    const read = readDraft({ ...filled, ...change }, FIXTURE_NOW);
    expect(read.ok ? '' : read.problem).toMatch(problem);
  });
});

it('the address tells whether ended ones are shown', () =>
  expect([readSilencesSearch({ ended: true }), readSilencesSearch({ ended: 'x' })]).toEqual([{ ended: true }, {}]));
