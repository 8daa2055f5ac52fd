import { describe, expect, it } from 'vitest';
import { announcementOf, type States } from './announcement.js';

const states = (entries: Record<string, 'ok' | 'slow' | 'poisoned'>): States =>
  new Map(Object.entries(entries).map(([id, state]) => [id, { name: id, state }]));

describe('the announcement', () => {
  it.each([
    ['nothing changed', { a: 'ok' }, { a: 'ok' }, null],
    ['what is new was not seen to change', { a: 'ok' }, { a: 'ok', b: 'poisoned' }, null],
    ['one', { a: 'ok', b: 'ok' }, { a: 'slow', b: 'ok' }, 'a is slow.'],
    ['several, worst first', { a: 'ok', b: 'ok', c: 'slow' }, { a: 'slow', b: 'poisoned', c: 'ok' }, 'b is poisoned, and 2 more changed.'],
  ] as const)('%s', (_name, before, after, sentence) => expect(announcementOf(states(before), states(after))).toBe(sentence));
});
