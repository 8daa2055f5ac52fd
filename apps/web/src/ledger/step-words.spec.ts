import { describe, expect, it } from 'vitest';
import { ledgerParts } from '../fanout/ledger-parts.js';
import { absenceOfStep } from './step-absence.js';
import { provisionalBar, provisionalWords } from './step-words.js';

const TO = 1_800_000_000_000;
const step = { at: TO, knownMinutes: 1, published: 11_830, delivered: 6_999, filtered: 3_161, failed: 0, deadLettered: 0 };
const unread = { at: TO, knownMinutes: 0, published: 0, delivered: 0, filtered: 0, failed: 0, deadLettered: 0 };

describe('a step that is not settled', () => {
  it('tells what was counted so far, and of no loss', () => {
    const bar = provisionalBar(step);
    expect(ledgerParts(bar)).toEqual([
      { part: 'delivered', count: 6_999 },
      { part: 'filtered', count: 3_161 },
    ]);
    expect(provisionalWords(step, 'published')).toBe(
      'so far 11\u202f830 published, 6\u202f999 delivered, 3\u202f161 filtered; AWS may still add to each',
    );
  });

  it('says that nothing is known where nothing was read', () => {
    expect(provisionalBar(unread).known).toBe(false);
    expect(provisionalWords(unread, 'published')).toBe('not known: late');
  });

  it('is veiled as late, read or not', () => {
    const window = { absences: [], stepSeconds: 60, to: TO };
    for (const one of [step, unread]) expect(absenceOfStep(provisionalBar(one), window)?.reason).toBe('late');
  });
});
