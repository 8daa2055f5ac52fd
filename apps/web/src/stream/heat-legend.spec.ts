import { describe, expect, it } from 'vitest';
import { heatmapOf } from '../testing/heatmap-of.js';
import { motifsIn } from './heat-legend.js';
import { heatModel } from './heat-model.js';

const MINUTE = 60_000;

describe('what a picture must name beside its ramp', () => {
  const model = heatModel(
    heatmapOf([{ number: 0, from: 0, to: 4, values: [1, null, null, 1] }], {
      absences: [{ from: MINUTE, to: 2 * MINUTE, reason: 'not-asked' }],
      gaps: [
        { from: 2 * MINUTE, to: 3 * MINUTE, reason: 'late' },
        { from: 3 * MINUTE, to: 4 * MINUTE, reason: 'late' },
      ],
      sampled: [{ from: 3 * MINUTE, to: 4 * MINUTE }],
      provisionalFrom: 2 * MINUTE,
    }),
  );

  it('is every motif that is in view, once', () => {
    expect(motifsIn(model, { from: 0, to: 4 * MINUTE })).toEqual({ absences: ['not-asked', 'late'], provisional: true, sampled: true });
  });
  it('is none that is not', () => {
    expect(motifsIn(model, { from: 0, to: MINUTE })).toEqual({ absences: [], provisional: false, sampled: false });
    expect(motifsIn(model, { from: 0, to: 3 * MINUTE })).toEqual({ absences: ['not-asked', 'late'], provisional: true, sampled: false });
  });
});
