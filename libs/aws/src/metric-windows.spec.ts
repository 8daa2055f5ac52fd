import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { alignWindow, isKept, windowsByAge } from './metric-windows.js';

const MINUTE = 60_000;
const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const NOW = Date.UTC(2026, 10, 24, 12, 34, 56);

describe('isKept', () => {
  it.each([
    [60, 0, true],
    [60, 15 * DAY, true],
    [60, 15 * DAY + 1, false],
    [300, 63 * DAY, true],
    [300, 63 * DAY + 1, false],
    [3_600, 455 * DAY, true],
    [3_600, 455 * DAY + 1, false],
    [1, 0, false],
    [90, 0, false],
  ])('a period of %i s at an age of %i ms: %s', (periodSeconds, ageMs, expected) => {
    expect(isKept(NOW - ageMs, periodSeconds, NOW)).toBe(expected);
  });
});

describe('alignWindow', () => {
  it('widens to whole periods', () => {
    const start = Date.UTC(2026, 10, 24, 12, 30);
    expect(alignWindow(start + 1, start + 5 * MINUTE + 1, 300)).toEqual({ from: start, to: start + 10 * MINUTE });
    expect(alignWindow(start, start + 5 * MINUTE, 300)).toEqual({ from: start, to: start + 5 * MINUTE });
  });
});

describe('windowsByAge', () => {
  it('asks minutes of a recent gap', () => {
    const from = NOW - 2 * HOUR;
    expect(windowsByAge(from, NOW, NOW)).toEqual([{ ...alignWindow(from, NOW, 60), periodSeconds: 60 }]);
  });

  it('coarsens with age, oldest first', () => {
    const windows = windowsByAge(NOW - 100 * DAY, NOW, NOW);
    expect(windows.map((window) => window.periodSeconds)).toEqual([3_600, 300, 60]);
    expect(windows[0]?.from).toBe(Math.floor((NOW - 100 * DAY) / HOUR) * HOUR);
  });

  it('leaves out what CloudWatch no longer has', () => {
    expect(windowsByAge(NOW - 600 * DAY, NOW - 500 * DAY, NOW)).toEqual([]);
    expect(windowsByAge(NOW - 600 * DAY, NOW, NOW)[0]?.from).toBeGreaterThan(NOW - 455 * DAY);
  });

  it('has nothing to ask of an empty range', () => {
    expect(windowsByAge(NOW, NOW, Math.ceil(NOW / MINUTE) * MINUTE)).toHaveLength(1);
    expect(windowsByAge(NOW, NOW - MINUTE, NOW)).toEqual([]);
  });

  it('covers the range once, on whole periods that CloudWatch keeps', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 454 * DAY }), fc.integer({ min: 0, max: 454 * DAY }), (ageMs, lengthMs) => {
        const from = NOW - ageMs;
        const to = Math.min(NOW, from + Math.max(1, lengthMs));
        const windows = windowsByAge(from, to, NOW);
        expect(windows[0]?.from).toBeLessThanOrEqual(from);
        expect(windows.at(-1)?.to).toBeGreaterThanOrEqual(to);
        windows.forEach((window, index) => {
          expect(window.to).toBe(windows[index + 1]?.from ?? window.to);
          expect(alignWindow(window.from, window.to, window.periodSeconds)).toEqual({ from: window.from, to: window.to });
          expect(isKept(window.from, window.periodSeconds, NOW)).toBe(true);
        });
      }),
    );
  });
});
