import type { Estate, Listing, WallAnswer } from '@weir/contract';
import { describe, expect, it } from 'vitest';
import { FIXTURE_NOW as now, fixtureEstate } from '../testing/estate-fixture.js';
import { NO_COUNTS } from '../testing/no-counts.js';
import { answerInWords, faceOf, type WallKnowledge } from './face.js';

const answer = (counts: Partial<WallAnswer['counts']>, total = 10): WallAnswer => ({
  counts: { ...NO_COUNTS, ...counts },
  seen: total,
  total,
  more: 0,
});
const good = fixtureEstate([]);
const known = (change: Partial<WallKnowledge>): WallKnowledge => ({
  now,
  openedAt: now - 5_000,
  connection: { lastHeardAt: now - 1_000 },
  estate: good,
  answer: answer({ ok: 10 }),
  undelivered: 0,
  ...change,
});
const estate = (change: Partial<Estate>): Estate => ({ ...good, ...change });
const scopesAged = (ageMs: number): Estate =>
  estate({ scopes: good.scopes.slice(0, 3).map((scope) => ({ ...scope, live: { ...scope.live, at: now - ageMs } })) });
const sns: Listing = {
  at: null,
  failure: { state: 'denied', actions: ['sns:ListTopics'], detail: '', since: now - 60_000, nextTryAt: null, hides: ['topic'] },
};
const unlisted = estate({ scopes: good.scopes.map((scope) => ({ ...scope, listings: { sns } })) });

describe('the face of the wall', () => {
  it.each<[string, Partial<WallKnowledge>, unknown]>([
    ['nothing heard yet', { estate: null }, { face: 'connecting', forSeconds: 5 }],
    ['all seen and well', {}, { face: 'fine' }],
    [
      'broken',
      { answer: answer({ poisoned: 1, stopped: 1, stalled: 1, slow: 2, unknown: 12, stale: 2 }) },
      { face: 'broken', broken: 3, late: 2, dark: 14 },
    ],
    ['only slow', { answer: answer({ slow: 2 }) }, { face: 'broken', broken: 0, late: 2, dark: 0 }],
    ['only throttled', { answer: answer({ throttled: 1, ok: 9 }) }, { face: 'broken', broken: 0, late: 1, dark: 0 }],
    [
      'a rule switched off while events come',
      { answer: answer({ disabled: 1, unknown: 2, ok: 7 }), undelivered: 1 },
      { face: 'undelivered', undelivered: 1, dark: 2 },
    ],
    ['a rule switched off, and no events', { answer: answer({ disabled: 1, ok: 9 }) }, { face: 'fine' }],
    ['unknown is never fine', { answer: answer({ ok: 9, unknown: 1 }) }, { face: 'unsure', dark: 1, listed: 'wholly' }],
    ['stale is never fine', { answer: answer({ ok: 9, stale: 1 }) }, { face: 'unsure', dark: 1, listed: 'wholly' }],
    ['a silent server', { connection: { lastHeardAt: now - 31_000 } }, { face: 'lost', why: 'silent', since: now - 6_000 }],
    ['a server heard 29 s ago', { connection: { lastHeardAt: now - 29_000 } }, { face: 'fine' }],
    ['a screen that slept an hour', { now: now + 3_600_000 }, { face: 'lost', why: 'silent', since: now - 6_000 }],
    [
      'a collector without a heartbeat',
      { estate: estate({ collector: { state: 'running', heartbeatAt: now - 240_000, backfill: null } }) },
      { face: 'lost', why: 'collector', since: now - 6_000 },
    ],
    [
      'a collector that stopped',
      { estate: estate({ collector: { state: 'stopped', heartbeatAt: now - 1_000, backfill: null } }) },
      { face: 'lost', why: 'collector', since: now - 6_000 },
    ],
    ['all scopes stale', { estate: scopesAged(240_000) }, { face: 'lost', why: 'stale', since: now - 240_000 }],
    [
      'one scope stale',
      {
        estate: estate({
          scopes: good.scopes.map((scope, index) => (index === 0 ? { ...scope, live: { ...scope.live, at: now - 240_000 } } : scope)),
        }),
      },
      { face: 'fine' },
    ],
    [
      'all scopes denied',
      { estate: estate({ scopes: good.scopes.slice(3) }) },
      { face: 'lost', why: 'denied', since: Date.UTC(2026, 10, 24, 12, 10) },
    ],
    [
      'a first start',
      { answer: answer({}, 0), estate: estate({ scopes: [], collector: { state: 'starting', heartbeatAt: null, backfill: null } }) },
      { face: 'starting' },
    ],
    ['an empty account', { answer: answer({}, 0) }, { face: 'empty' }],
    ['an account that may not be empty', { answer: answer({}, 0), estate: unlisted }, { face: 'unsure', dark: 0, listed: 'partly' }],
    ['all that is listed is well, and not all is listed', { estate: unlisted }, { face: 'unsure', dark: 0, listed: 'partly' }],
    [
      'not all is listed, and something is broken',
      { answer: answer({ stopped: 1 }), estate: unlisted },
      { face: 'broken', broken: 1, late: 0, dark: 0 },
    ],
  ])('%s', (_name, change, face) => expect(faceOf(known(change))).toEqual(face));

  it('tells the last answer in words', () => {
    const given = [{ stopped: 3 }, { slow: 1 }, { throttled: 2 }, { throttled: 2, slow: 1 }, { unknown: 2, stale: 1 }, {}];
    expect(given.map((counts) => answerInWords(answer(counts), 0))).toEqual([
      ...['3 broken', '1 slow', '2 throttled', '3 late', '3 unknown', 'all fine'],
    ]);
    expect(answerInWords(answer({ disabled: 1, unknown: 2 }), 1)).toBe('1 not delivering');
  });
});
