import fc from 'fast-check';
import { expect, test } from 'vitest';
import { clipSpans, overlaySpan, subtractSpans, type ReasonedSpan } from './spans.js';

const LENGTH = 40;
type Letter = 'a' | 'b' | 'c';
/** A stretch of time as one character a minute; a dot where there is no span. */
const draw = (spans: readonly ReasonedSpan<Letter>[]): string => {
  const minutes = Array.from({ length: LENGTH }, () => '.');
  for (const { from, to, reason } of spans) minutes.fill(reason, from, to);
  return minutes.join('');
};
const read = (drawing: string): ReasonedSpan<Letter>[] =>
  [...drawing.matchAll(/a+|b+|c+/g)].map(({ 0: run, index }) => ({ from: index, to: index + run.length, reason: run[0] as Letter }));

const span = fc
  .tuple(fc.nat(LENGTH), fc.nat(LENGTH), fc.constantFrom<Letter>('a', 'b', 'c'))
  .map(([one, two, reason]): ReasonedSpan<Letter> => ({ from: Math.min(one, two), to: Math.max(one, two), reason }));
const drawing = fc.array(fc.constantFrom('.', '.', 'a', 'b'), { minLength: LENGTH, maxLength: LENGTH }).map((minutes) => minutes.join(''));

test('telling spans one after the other gives what the last told said of each minute, in the fewest spans', () => {
  fc.assert(
    fc.property(fc.array(span, { maxLength: 12 }), (told) => {
      const kept = told.reduce<readonly ReasonedSpan<Letter>[]>(overlaySpan, []);
      expect(kept).toEqual(read(draw(told)));
    }),
  );
});

test('telling a span twice changes nothing', () => {
  fc.assert(
    fc.property(drawing, span, (before, told) => {
      const once = overlaySpan(read(before), told);
      expect(overlaySpan(once, told)).toEqual(once);
    }),
  );
});

test('subtracting leaves exactly the minutes outside of the holes', () => {
  fc.assert(
    fc.property(drawing, drawing, (spans, holes) => {
      const expected = [...spans].map((minute, index) => (holes[index] === '.' ? minute : '.')).join('');
      expect(draw(subtractSpans(read(spans), read(holes)))).toBe(expected);
    }),
  );
});

test('clipping leaves exactly the minutes within the frames', () => {
  fc.assert(
    fc.property(drawing, drawing, (spans, frames) => {
      const expected = [...spans].map((minute, index) => (frames[index] === '.' ? '.' : minute)).join('');
      expect(draw(clipSpans(read(spans), read(frames)))).toBe(expected);
    }),
  );
});
