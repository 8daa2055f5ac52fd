import type { AlarmSettings } from '@weir/contract';
import { describe, expect, it } from 'vitest';
import { readAlarmSettingsSearch } from './alarm-settings-search.js';
import { previewWords } from './preview-words.js';
import { durationText, readDuration } from './read-duration.js';
import { draftOf, readSettings } from './settings-draft.js';
import { settingsWords } from './settings-words.js';

const plain = (text: string) => text.replaceAll('\u202f', ' ');

const ALL: AlarmSettings = {
  ...{ enabled: true, verdictFloor: 'broken', ageBudgetSeconds: 90, lossWithinSeconds: 14_400, runbook: 'https://wiki.example.com/a' },
  rules: { verdict: { enabled: false, forSeconds: 60 }, 'dead-letters': { clearSeconds: 300 } },
};

describe('a duration', () => {
  it.each([
    ['90', 90],
    ['90 s', 90],
    ['5min', 300],
    ['1 h 30 min', 5_400],
    ['1\u202fd', 86_400],
    ['1.5 h', 5_400],
    ['', null],
    ['soon', null],
    ['5 parsecs', null],
  ])('%s is %s seconds', (text, seconds) => expect(readDuration(text)).toBe(seconds));
  it('reads back what it tells', () => {
    for (const seconds of [0, 1, 59, 60, 90, 599, 3_600, 5_400, 86_400]) expect(readDuration(durationText(seconds))).toBe(seconds);
  });
});

describe('settings', () => {
  it('are told by what they say and not by what they leave', () => {
    expect(settingsWords({})).toEqual([]);
    expect(settingsWords(ALL).map(plain)).toEqual([
      'alarms on',
      'only what is broken raises an alarm',
      'the oldest may wait 1 min 30 s',
      'losses within 4 h',
      'dead letters: clear after 5 min',
      'verdict: off, after 1 min',
      'runbook https://wiki.example.com/a',
    ]);
  });
  it.each<[AlarmSettings]>([[{}], [ALL], [{ ageBudgetSeconds: null }], [{ enabled: false, verdictFloor: 'late' }]])(
    'come back from a draft as they went in: %o',
    (settings) => expect(readSettings(draftOf(settings))).toEqual({ ok: true, settings }),
  );
  it('name what makes no sense', () => {
    const draft = draftOf({});
    const problemOf = (change: Partial<typeof draft>) => {
      const read = readSettings({ ...draft, ...change });
      return read.ok ? '' : read.problem;
    };
    expect(problemOf({ ageBudget: 'a while' })).toMatch(/^budget of age: give a time/);
    expect(problemOf({ runbook: 'wiki' })).toMatch(/^runbook: /);
    expect(problemOf({ rules: { ...draft.rules, verdict: { enabled: 'above', forText: '9 d', clearText: '' } } })).toMatch(
      /^rules verdict forSeconds: /,
    );
  });
});

it.each([
  [3, 5, 2, 'Would have fired 3 times in 7 days, on 2 resources; as it is set now, 5 times.'],
  [1, 1, 1, 'Would have fired 1 time in 7 days, on 1 resource; as often as it is set now.'],
  [0, 2, 0, 'Would not have fired in 7 days; as it is set now, 2 times.'],
  [2, 0, 1, 'Would have fired 2 times in 7 days, on 1 resource; as it is set now, never.'],
])('%d instead of %d', (fired, firedNow, resources, words) =>
  expect(previewWords({ from: 0, to: 7 * 86_400_000, fired, firedNow, resources })).toBe(words),
);

it('the address names a resource', () =>
  expect([readAlarmSettingsSearch({ resource: 'abcdefghijklmnop' }), readAlarmSettingsSearch({ resource: 'x' })]).toEqual([
    { resource: 'abcdefghijklmnop' },
    {},
  ]));
