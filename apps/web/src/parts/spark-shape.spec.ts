import { describe, expect, it } from 'vitest';
import { sparkShape } from './spark-shape.js';

const frame = { width: 106, height: 25, from: 0, to: 100 };

describe('the shape of a sparkline', () => {
  it('starts its scale at 0 and its tail at the last settled point', () => {
    const shape = sparkShape(
      {
        points: [
          [0, 0],
          [50, 10],
          [100, 20],
        ],
        absences: [],
        provisionalFrom: 100,
      },
      frame,
    );
    expect(shape.runs).toEqual([{ area: 'M3 23L53 13L103 3L103 25L3 25Z', solid: 'M3 23L53 13', tail: 'M53 13L103 3' }]);
    expect(shape.end).toEqual({ x: 103, y: 3, provisional: true });
  });
  it('breaks at absence and fills the gap', () => {
    const shape = sparkShape(
      {
        points: [
          [0, 1],
          [20, 1],
          [40, null],
          [60, null],
          [80, 1],
          [100, null],
        ],
        absences: [
          { from: 40, to: 80, reason: 'denied' },
          { from: 90, to: 300, reason: 'not-emitted' },
          { from: 200, to: 300, reason: 'late' },
        ],
        provisionalFrom: null,
      },
      frame,
    );
    expect(shape.runs.map(({ solid }) => solid)).toEqual(['M3 3L23 3', '']);
    expect(shape.gaps).toEqual([
      { reason: 'denied', x: 43, y: 0, width: 40, height: 25 },
      { reason: 'not-emitted', x: 93, y: 18, width: 10, height: 7 },
    ]);
    expect(shape.end).toBeNull();
  });
  it('draws zero as a line on the baseline, not as nothing', () => {
    expect(
      sparkShape(
        {
          points: [
            [0, 0],
            [100, 0],
          ],
          absences: [],
          provisionalFrom: null,
        },
        frame,
      ).runs[0]?.solid,
    ).toBe('M3 23L103 23');
  });
  it('has nothing to draw without points', () => {
    expect(sparkShape({ points: [], absences: [], provisionalFrom: null }, frame)).toEqual({ runs: [], gaps: [], end: null });
  });
});
