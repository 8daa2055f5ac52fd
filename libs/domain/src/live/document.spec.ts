import type { LiveDocument, WallAnswer } from '@weir/contract';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { applyDelta, diffDocuments } from './document.js';

const entry = fc.record({ seen: fc.integer(), total: fc.integer(), more: fc.integer(), counts: fc.constant({}) });
const document = fc.dictionary(fc.constantFrom('answer', 'item:a', 'item:b', 'system:x', 'system:__proto__', 'constructor'), entry, {
  noNullPrototype: true,
});
const asDocument = (value: Record<string, unknown>) => value as Record<string, WallAnswer> as LiveDocument;

describe('live documents', () => {
  it('replaying the deltas over a snapshot equals a fresh snapshot', () => {
    fc.assert(
      fc.property(fc.array(document, { minLength: 1, maxLength: 12 }), (states) => {
        const [first, ...later] = states.map(asDocument);
        if (!first) return;
        let replayed = first;
        let previous = first;
        for (const state of later) {
          const change = diffDocuments(previous, state);
          if (change) replayed = applyDelta(replayed, JSON.parse(JSON.stringify(change)) as typeof change);
          previous = state;
        }
        expect(replayed).toEqual(previous);
      }),
    );
  });

  it('says nothing when nothing changed, even when composed anew', () => {
    const answer = { seen: 1, total: 2, more: 0, counts: {} };
    expect(diffDocuments(asDocument({ answer }), asDocument({ answer: { ...answer } }))).toBeNull();
  });

  it('names what is gone', () => {
    const answer = { seen: 1, total: 2, more: 0, counts: {} };
    expect(diffDocuments(asDocument({ answer, 'item:a': answer }), asDocument({ answer }))).toEqual({ set: {}, remove: ['item:a'] });
  });
});
