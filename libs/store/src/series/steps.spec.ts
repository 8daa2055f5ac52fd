import { expect, test } from 'vitest';
import { MINUTE, NOON } from '../testing/fixtures.js';
import { planRead } from './plan-read.js';
import { Steps, stretchesOf, type Combination, type StepPart } from './steps.js';

const part = (places: readonly number[], values: readonly (number | null)[], known: readonly number[] | null = null): StepPart => ({
  places,
  values,
  known,
  settledTo: null,
});
const after = (combination: Combination, ...parts: readonly StepPart[]) => {
  const steps = new Steps(3, combination);
  for (const one of parts) steps.add(one);
  return steps;
};

test('two parts of a step become the greater of a gauge and the sum of all else', () => {
  const parts = [part([0, 1], [7, 2], [3, 5]), part([0], [4], [2])];
  expect(after('max', ...parts)).toMatchObject({ values: [7, 2, null], known: [5, 5, 0] });
  expect(after('sum', ...parts)).toMatchObject({ values: [11, 2, null], known: [5, 5, 0] });
});

test('a part without a value adds none, and is told', () => {
  const steps = after('sum', part([0, 1], [null, 0]), part([1], [null]));
  expect(steps).toMatchObject({ values: [null, 0, null], known: [0, 1, 0], told: [true, true, false] });
});

test('filling leaves what is known, and settles nothing', () => {
  const steps = after('max', { ...part([0], [3]), settledTo: NOON });
  steps.fill({ ...part([0, 1, 2], [9, 8, null]), settledTo: NOON + MINUTE });
  expect(steps).toMatchObject({ values: [3, 8, null], known: [1, 1, 0], told: [true, true, false], settledTo: NOON });
});

test('steps are settled up to the last settled minute of any part', () => {
  const settled = (settledTo: number | null) => ({ ...part([0], [1]), settledTo });
  expect(after('max', settled(null), settled(NOON), settled(NOON - MINUTE), settled(null)).settledTo).toBe(NOON);
  expect(after('max', settled(null)).settledTo).toBeNull();
});

test('stretches join neighbouring steps, and end with the range', () => {
  const plan = planRead({ from: NOON, to: NOON + 6 * MINUTE, stepSeconds: 60, now: NOON });
  const stretches = stretchesOf(plan, (place) => [0, 2, 3, 5].includes(place));
  expect(stretches.map(({ from, to }) => [(from - NOON) / MINUTE, (to - NOON) / MINUTE])).toEqual([
    [0, 1],
    [2, 4],
    [5, 6],
  ]);
  expect(stretchesOf(plan, () => false)).toEqual([]);
});
