import type { AbsenceReason } from '@weir/contract';
import { familiesFor, type FamilyMetric } from '@weir/domain';
import { expect, test } from 'vitest';
import { MINUTE, NOON } from '../testing/fixtures.js';
import { composeSeries } from './compose-series.js';
import { planRead } from './plan-read.js';
import type { Reading } from './read-steps.js';
import type { ReasonedSpan } from './spans.js';
import { Steps } from './steps.js';

const metric = (key: 'visible' | 'sent' | 'sentSize' | 'oldestAge'): FamilyMetric => familiesFor(key)[0]!.metric;
const NOW = NOON + 60 * MINUTE;
const plan = planRead({ from: NOON, to: NOON + 20 * MINUTE, stepSeconds: 300, now: NOW });
interface Step {
  readonly minute: number;
  readonly known: number;
  readonly value: number | null;
  /** Minutes after noon. */
  readonly settledTo: number | null;
}
const step = (minute: number, change: Partial<Step> = {}): Step => ({ minute, known: 5, value: 10, settledTo: minute + 5, ...change });
function stepsOf(list: readonly Step[]): Steps {
  const steps = new Steps(plan.points, 'sum');
  for (const { minute, known, value, settledTo } of list) {
    steps.add({ places: [minute / 5], known: [known], values: [value], settledTo: settledTo === null ? null : NOON + settledTo * MINUTE });
  }
  return steps;
}
const absent = (from: number, to: number, reason: AbsenceReason): ReasonedSpan<AbsenceReason> => ({
  from: NOON + from * MINUTE,
  to: NOON + to * MINUTE,
  reason,
});
const compose = (key: Parameters<typeof metric>[0], steps: Steps, absences: Reading['absences'] = []) =>
  composeSeries(plan, metric(key), { steps, absences }, NOW);
const values = (list: readonly Step[], key: Parameters<typeof metric>[0]) => compose(key, stepsOf(list)).points.map(([, value]) => value);

test('a gauge and a counter are what their step holds, an average the mean of its known minutes', () => {
  const list = [step(0, { known: 4 })];
  expect(values(list, 'visible')).toEqual([10, null, null, null]);
  expect(values(list, 'sent')).toEqual([10, null, null, null]);
  expect(values(list, 'sentSize')).toEqual([2.5, null, null, null]);
});

test('a step of which nothing is known is null, and zero is a value', () => {
  const list = [step(0, { known: 0, value: null }), step(5, { known: 1, value: 0 })];
  expect(values(list, 'visible')).toEqual([null, 0, null, null]);
});

test('absences are told only where points are null, clipped to the range, the best source first', () => {
  const best = [absent(-30, 7, 'throttled'), absent(10, 15, 'denied')];
  const other = [absent(0, 600, 'collector-down')];
  const series = compose('visible', stepsOf([step(5)]), [best, other]);
  expect(series.absences).toEqual([absent(0, 5, 'throttled'), absent(10, 15, 'denied'), absent(15, 20, 'collector-down')]);
});

test('an age that AWS was asked for and did not tell was not emitted', () => {
  const silent = stepsOf([step(0), step(5, { known: 0, value: null })]);
  const series = compose('oldestAge', silent);
  expect(series.absences).toEqual([absent(5, 10, 'not-emitted')]);
  expect(compose('visible', silent).absences).toEqual([]);
});

test('points are provisional from the first that holds something not settled', () => {
  const from = (list: readonly Step[], now = NOW) =>
    composeSeries(plan, metric('visible'), { steps: stepsOf(list), absences: [] }, now).provisionalFrom;
  expect(from([step(0), step(5)])).toBeNull();
  expect(from([step(0), step(5, { settledTo: 8 })])).toBe(NOON + 5 * MINUTE);
  expect(from([step(0), step(5, { settledTo: null }), step(15, { settledTo: null })])).toBe(NOON + 5 * MINUTE);
  expect(from([step(0, { settledTo: null })])).toBe(NOON);
  // A hole in the middle is no reason to doubt what follows it.
  expect(from([step(0, { settledTo: 3 }), step(5)])).toBeNull();
  // The step that has not ended will still change, however settled its minutes are.
  expect(from([step(0), step(5)], NOON + 7 * MINUTE)).toBe(NOON + 5 * MINUTE);
  expect(from([])).toBeNull();
});
