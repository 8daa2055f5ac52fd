import fc from 'fast-check';
import { MAX_SERIES_POINTS } from '@weir/contract';
import { describe, expect, test } from 'vitest';
import { DAY, HOUR, NOON as NOW } from '../testing/fixtures.js';
import { LAYERS } from './layers.js';
import { planRead, TooManyPoints } from './plan-read.js';

describe('the step, when none is asked for', () => {
  test.each([
    { range: 'the last hour', from: NOW - HOUR, step: 60, layer: 'raw', points: 60 },
    { range: 'the last day', from: NOW - DAY, step: 300, layer: 'fiveMinutes', points: 288 },
    { range: 'the last week', from: NOW - 7 * DAY, step: 900, layer: 'fiveMinutes', points: 672 },
    { range: 'the last month', from: NOW - 30 * DAY, step: 7200, layer: 'hour', points: 360 },
    { range: 'the last year', from: NOW - 365 * DAY, step: 86_400, layer: 'hour', points: 366 },
  ])('$range is answered in steps of $step s from the $layer layer', ({ from, step, layer, points }) => {
    const plan = planRead({ from, to: NOW, now: NOW });
    expect({ layer: plan.layer, step: plan.stepMs / 1000, points: plan.points }).toEqual({ layer, step, points });
  });
});

describe('a step that is asked for', () => {
  test.each([
    { asked: 61, from: NOW - HOUR, step: 120, because: 'a minute is the finest kept of the last fifteen days' },
    { asked: 60, from: NOW - 20 * DAY, step: 300, because: 'five minutes are the finest kept of the last 63 days' },
    { asked: 400, from: NOW - 100 * DAY, step: 3600, because: 'an hour is the finest kept before that' },
    { asked: 7200, from: NOW - 100 * DAY, step: 7200, because: 'it is kept' },
  ])('of $asked s becomes $step s: $because', ({ asked, from, step }) => {
    expect(planRead({ from, to: from + DAY, stepSeconds: asked, now: NOW }).stepMs).toBe(step * 1000);
  });

  test('that would return too many points is refused, and the smallest that would not is named', () => {
    expect(() => planRead({ from: NOW - 14 * DAY, to: NOW, stepSeconds: 60, now: NOW })).toThrow(new TooManyPoints(20_160, 120));
  });
});

test('whatever is asked, the answer covers the range in whole steps, and the step named in a refusal is accepted', () => {
  const range = fc.record({
    from: fc.integer({ min: NOW - 500 * DAY, max: NOW }),
    length: fc.integer({ min: 0, max: 500 * DAY }),
    stepSeconds: fc.option(fc.integer({ min: 60, max: 7 * 86_400 }), { nil: undefined }),
  });
  fc.assert(
    fc.property(range, ({ from, length, stepSeconds }) => {
      const request = { from, to: from + length, now: NOW };
      let plan;
      try {
        plan = planRead({ ...request, stepSeconds });
      } catch (error) {
        if (!(error instanceof TooManyPoints)) throw error;
        plan = planRead({ ...request, stepSeconds: error.smallestStepSeconds });
      }
      expect(plan.from % plan.stepMs).toBe(0);
      expect(plan.from).toBeLessThanOrEqual(from);
      expect(from - plan.from).toBeLessThan(plan.stepMs);
      expect(plan.to - plan.from).toBe(plan.points * plan.stepMs);
      expect(plan.points).toBeLessThanOrEqual(MAX_SERIES_POINTS);
      if (length > 0) expect(plan.to).toBeGreaterThanOrEqual(from + length);
      expect(plan.stepMs % LAYERS[plan.layer].resolutionMs).toBe(0);
    }),
  );
});
