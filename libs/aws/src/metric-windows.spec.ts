import { describe, expect, it } from 'vitest';
import { alignWindow, isKept } from './metric-windows.js';

const MINUTE = 60_000;
const DAY = 86_400_000;
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
