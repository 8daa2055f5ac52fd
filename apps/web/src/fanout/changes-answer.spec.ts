import type { ResourceId, TopologyChange } from '@weir/contract';
import { describe, expect, it } from 'vitest';
import { changeQuestions, changesFrom, leftOutWords } from './changes-answer.js';

const id = (letter: string) => letter.repeat(16) as ResourceId;
const [A, B, C] = [id('a'), id('b'), id('c')];
const change = (resourceId: ResourceId, at: number): TopologyChange => ({
  ...{ at, resourceId, kind: 'topic', name: 'order-events', change: 'edited' },
  ...{ fields: ['policy'], sentence: 'the policy changed', before: null, after: null },
});
const ALL = { edits: false, others: false };
const told = (...items: TopologyChange[]) => ({ data: { items, leftOut: ALL }, error: null });

describe('what is asked', () => {
  it('is each of a few by its id', () => expect(changeQuestions([A, B, C])).toEqual([A, B, C]));
  it('is of many the first by its id, and all edits at once', () => {
    expect(changeQuestions([A, ...Array.from({ length: 8 }, () => B)])).toEqual([A, null]);
  });
  it('is nothing of nobody', () => expect(changeQuestions([])).toEqual([]));
});

describe('the answer', () => {
  it('is on its way while one part is', () => {
    expect(changesFrom([told(), { data: undefined, error: null }], [A], 0, 100)).toEqual({ state: 'loading' });
  });
  it('failed when a part has nothing to show', () => {
    const parts = [told(change(A, 5)), { data: undefined, error: new Error('Weir does not answer.') }];
    expect(changesFrom(parts, [A], 0, 100)).toEqual({ state: 'failed', message: 'Weir does not answer.' });
  });
  it('keeps what was told when only asking again failed', () => {
    const part = { ...told(change(A, 5)), error: new Error('Weir does not answer.') };
    expect(changesFrom([part], [A], 0, 100)).toEqual({ state: 'told', changes: [change(A, 5)], leftOut: ALL });
  });
  it('has each edit of the wanted once, newest first, within the window', () => {
    const parts = [told(change(A, 20), change(A, 9)), told(change(C, 50), change(B, 30), change(A, 20), change(B, 100))];
    expect(changesFrom(parts, [A, B], 10, 100)).toEqual({ state: 'told', changes: [change(B, 30), change(A, 20)], leftOut: ALL });
  });
  it('says when the oldest are missing', () => {
    const cut = (edits: boolean, others: boolean) => ({ data: { items: [], leftOut: { edits, others } }, error: null });
    const leftOut = (...parts: ReturnType<typeof cut>[]) => changesFrom(parts, [A], 0, 10_000);
    expect(leftOut(cut(false, true), cut(false, false))).toEqual({ state: 'told', changes: [], leftOut: { edits: false, others: true } });
    expect(leftOut(cut(false, true), cut(true, false))).toMatchObject({ leftOut: { edits: true, others: true } });
  });
});

it.each([
  [{ edits: false, others: false }, null],
  [{ edits: true, others: false }, 'More was edited than one answer holds'],
  [{ edits: false, others: true }, 'More was added and removed than one answer holds'],
  [{ edits: true, others: true }, 'More was changed than one answer holds'],
])('says what is missing: %j', (leftOut, words) => expect(leftOutWords(leftOut)).toBe(words));
