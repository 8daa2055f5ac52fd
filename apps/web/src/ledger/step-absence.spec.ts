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
/** A step of ten minutes in a window that goes on for as long as told. */
const missing = (known: boolean, absences: readonly Absence[], length = 60) =>
  absenceOfStep({ at: AT, known }, { absences: [...absences], stepSeconds: 600, to: AT + length * MINUTE_MS });

it('is nothing of a step of which every minute was read', () => {
  expect(missing(true, [])).toBeNull();
  expect(missing(true, [span(-20, 0, 'throttled'), span(10, 30, 'throttled')])).toBeNull();
});
it('counts the minutes that a known step lacks', () => {
  expect(missing(true, [span(-5, 4, 'throttled')])).toEqual({ minutes: 4, of: 10, reason: 'throttled' });
});
it('tells the reason of most of them', () => {
  expect(missing(true, [span(0, 1, 'late'), span(3, 8, 'collector-down')])).toEqual({ minutes: 6, of: 10, reason: 'collector-down' });
});
it('takes minutes in which AWS had nothing to tell as read', () => {
  expect(missing(true, [span(0, 6, 'inactive'), span(6, 9, 'not-emitted')])).toBeNull();
});
it('is the whole of a step that is not known, asked for or not', () => {
  expect(missing(false, [span(0, 10, 'denied')])).toEqual({ minutes: 10, of: 10, reason: 'denied' });
  expect(missing(false, [])).toEqual({ minutes: 10, of: 10, reason: 'not-asked' });
});
it('ends with the window', () => {
  expect(missing(false, [span(0, 10, 'late')], 3)).toEqual({ minutes: 3, of: 3, reason: 'late' });
});
it('never takes a known step for one that nobody read', () => {
  expect(missing(true, [span(0, 6, 'late'), span(0, 10, 'throttled')])).toEqual({ minutes: 9, of: 10, reason: 'throttled' });
});
