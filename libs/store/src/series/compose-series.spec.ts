import type { AbsenceReason } from '@weir/contract';
import { familiesFor, type FamilyMetric } from '@weir/domain';
import { expect, test } from 'vitest';
import { MINUTE, NOON } from '../testing/fixtures.js';
import { composeSeries } from './compose-series.js';
import { planRead } from './plan-read.js';
import type { StepRow } from './read-steps.js';
import type { ReasonedSpan } from './spans.js';

const metric = (key: 'visible' | 'sent' | 'sentSize' | 'oldestAge'): FamilyMetric => familiesFor(key)[0]!.metric;
const step = (minute: number, change: Partial<StepRow>): StepRow => ({
  resource: 0,
  at: NOON + minute * MINUTE,
  known: 5,
  sum: 10,
  max: 7,
  settledTo: NOON + (minute + 5) * MINUTE,
  reported: true,
  ...change,
});
const absent = (from: number, to: number, reason: AbsenceReason): ReasonedSpan<AbsenceReason> => ({
  from: NOON + from * MINUTE,
  to: NOON + to * MINUTE,
  reason,
});
const NOW = NOON + 60 * MINUTE;
const plan = planRead({ from: NOON, to: NOON + 20 * MINUTE, stepSeconds: 300, now: NOW });
const values = (rows: readonly StepRow[], key: Parameters<typeof metric>[0]) =>
  composeSeries(plan, metric(key), rows, [], NOW).points.map(([, value]) => value);

test('a gauge keeps the maximum, a counter the sum, an average the mean of its known minutes', () => {
  const rows = [step(0, { known: 4 })];
  expect(values(rows, 'visible')).toEqual([7, null, null, null]);
  expect(values(rows, 'sent')).toEqual([10, null, null, null]);
  expect(values(rows, 'sentSize')).toEqual([2.5, null, null, null]);
});

test('a step of which nothing is known is null, and zero is a value', () => {
  const rows = [step(0, { known: 0, sum: null, max: null }), step(5, { known: 1, sum: 0, max: 0 })];
  expect(values(rows, 'visible')).toEqual([null, 0, null, null]);
});

test('absences are told only where points are null, clipped to the range, the best source first', () => {
  const best = [absent(-30, 7, 'throttled'), absent(10, 15, 'denied')];
  const other = [absent(0, 600, 'collector-down')];
  const series = composeSeries(plan, metric('visible'), [step(5, {})], [best, other], NOW);
  expect(series.absences).toEqual([absent(0, 5, 'throttled'), absent(10, 15, 'denied'), absent(15, 20, 'collector-down')]);
});

test('an age that AWS was asked for and did not tell was not emitted', () => {
  const silent = step(5, { known: 0, sum: null, max: null });
  const series = composeSeries(plan, metric('oldestAge'), [step(0, {}), silent], [], NOW);
  expect(series.absences).toEqual([absent(5, 10, 'not-emitted')]);
  expect(composeSeries(plan, metric('visible'), [step(0, {}), silent], [], NOW).absences).toEqual([]);
});

test('points are provisional from the first that holds something not settled', () => {
  const from = (rows: readonly StepRow[], now = NOW) => composeSeries(plan, metric('visible'), rows, [], now).provisionalFrom;
  expect(from([step(0, {}), step(5, {})])).toBeNull();
  expect(from([step(0, {}), step(5, { settledTo: NOON + 8 * MINUTE })])).toBe(NOON + 5 * MINUTE);
  expect(from([step(0, {}), step(5, { settledTo: null }), step(15, { settledTo: null })])).toBe(NOON + 5 * MINUTE);
  expect(from([step(0, { settledTo: null })])).toBe(NOON);
  // A hole in the middle is no reason to doubt what follows it.
  expect(from([step(0, { settledTo: NOON + 3 * MINUTE }), step(5, {})])).toBeNull();
  // The step that has not ended will still change, however settled its minutes are.
  expect(from([step(0, {}), step(5, {})], NOON + 7 * MINUTE)).toBe(NOON + 5 * MINUTE);
  expect(from([])).toBeNull();
});
