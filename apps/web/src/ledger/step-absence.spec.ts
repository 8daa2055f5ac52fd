import type { Absence } from '@weir/contract';
import { expect, it } from 'vitest';
import { absenceOfStep } from './step-absence.js';

const MINUTE_MS = 60_000;
const AT = 1_800_000_000_000;
const span = (from: number, to: number, reason: Absence['reason']): Absence => ({
  from: AT + from * MINUTE_MS,
  to: AT + to * MINUTE_MS,
  reason,
});
/** A step of ten minutes, so many of them read, in a window that goes on for as long as told. */
const missing = (knownMinutes: number, absences: readonly Absence[], length = 60) =>
  absenceOfStep(
    { at: AT, known: knownMinutes > 0, knownMinutes },
    { absences: [...absences], stepSeconds: 600, to: AT + length * MINUTE_MS },
  );

it('is nothing of a step of which every minute was read', () => {
  expect(missing(10, [])).toBeNull();
  expect(missing(10, [span(-20, 0, 'throttled'), span(10, 30, 'throttled')])).toBeNull();
});
it('counts the minutes that a known step lacks', () => {
  expect(missing(6, [span(-5, 4, 'throttled')])).toEqual({ minutes: 4, of: 10, reason: 'throttled' });
});
it('tells the reason of most of them', () => {
  expect(missing(4, [span(0, 1, 'late'), span(3, 8, 'collector-down')])).toEqual({ minutes: 6, of: 10, reason: 'collector-down' });
});
it('gives no reason of minutes in which AWS had nothing to tell', () => {
  expect(missing(9, [span(0, 6, 'inactive'), span(6, 7, 'late')])).toEqual({ minutes: 1, of: 10, reason: 'late' });
});
it('is the whole of a step that is not known, asked for or not', () => {
  expect(missing(0, [span(0, 10, 'denied')])).toEqual({ minutes: 10, of: 10, reason: 'denied' });
  expect(missing(0, [])).toEqual({ minutes: 10, of: 10, reason: 'not-asked' });
});
it('ends with the window', () => {
  expect(missing(0, [span(0, 10, 'late')], 3)).toEqual({ minutes: 3, of: 3, reason: 'late' });
  expect(missing(3, [], 3)).toBeNull();
});
