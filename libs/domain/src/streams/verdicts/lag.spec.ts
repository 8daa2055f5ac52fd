import { describe, expect, it } from 'vitest';
import { MINUTE_MS } from '../../series/sample.js';
import { arrivalRate, lagDrain, lagExpiry, lagGrowth, type LagExpiryInput } from './lag.js';

const NOW = Date.UTC(2026, 10, 24, 14, 32);
const DAY = 86_400;
const HOUR = 3_600_000;
const points = (...lags: number[]) => lags.map((milliseconds, index) => ({ at: NOW - (lags.length - index) * MINUTE_MS, milliseconds }));

describe('lagGrowth', () => {
  it.each([
    ['a position that stands still', [0, 60_000, 120_000, 180_000], 1],
    ['a reader of half of what arrives', [0, 30_000, 60_000, 90_000], 0.5],
    ['a reader that catches up', [180_000, 120_000, 60_000, 0], -1],
    ['a steady lag', [5_000, 5_000, 5_000, 5_000], 0],
  ])('%s', (_, lags, expected) => {
    expect(lagGrowth(points(...lags))).toBeCloseTo(expected, 9);
  });
  it('is unknown from three minutes', () => {
    expect(lagGrowth(points(0, 1, 2))).toBeNull();
  });
});

describe('lagDrain', () => {
  it('tells how long catching up lasts', () => {
    expect(lagDrain(600_000, -2)).toEqual({ kind: 'in', seconds: 300 });
    expect(lagDrain(600_000, 0)).toEqual({ kind: 'never' });
    expect(lagDrain(900, null)).toEqual({ kind: 'steady' });
    expect(lagDrain(600_000, null)).toEqual({ kind: 'unknown' });
    expect(lagDrain(null, null)).toEqual({ kind: 'unknown' });
  });
});

describe('lagExpiry', () => {
  const behind = (hours: number, more: Partial<LagExpiryInput> = {}): LagExpiryInput => ({
    now: NOW,
    lag: { at: NOW - MINUTE_MS, milliseconds: hours * HOUR },
    growth: 1,
    standsStill: false,
    retentionSeconds: DAY,
    arrivingPerSecond: 100,
    ...more,
  });

  it('of a position that stands still lies within the minute that the lag was told for', () => {
    expect(lagExpiry(behind(20))).toEqual({
      kind: 'lag-expiry',
      count: 20 * 3_600 * 100,
      earliestAt: NOW - MINUTE_MS + 4 * HOUR,
      latestAt: NOW + 4 * HOUR,
    });
  });

  it('of one that gains half a second per second lies between standing still and going on so', () => {
    expect(lagExpiry(behind(20, { growth: 0.5 }))).toMatchObject({ earliestAt: NOW - MINUTE_MS + 4 * HOUR, latestAt: NOW + 8 * HOUR });
  });

  it('is now from the retention on', () => {
    expect(lagExpiry(behind(24))).toMatchObject({ earliestAt: NOW, latestAt: NOW });
    expect(lagExpiry(behind(30, { growth: null }))).toMatchObject({ earliestAt: NOW, latestAt: NOW, count: 24 * 3_600 * 100 });
  });

  it('counts on from the last lag told, of a reader that fell silent', () => {
    const silent = behind(20, { lag: { at: NOW - 2 * HOUR, milliseconds: 20 * HOUR }, standsStill: true, growth: null });
    expect(lagExpiry(silent)).toMatchObject({ earliestAt: NOW + 2 * HOUR, latestAt: NOW + 2 * HOUR + MINUTE_MS });
    const long = behind(20, { lag: { at: NOW - 6 * HOUR, milliseconds: 20 * HOUR }, standsStill: true });
    expect(lagExpiry(long)).toMatchObject({ earliestAt: NOW, latestAt: NOW });
  });

  it.each<[string, Partial<LagExpiryInput>]>([
    ['it catches up', { growth: -0.5 }],
    ['it keeps its lag', { growth: 0.01 }],
    ['its growth is unknown', { growth: null }],
    ['its lag is unknown', { lag: null }],
    ['the retention is unknown', { retentionSeconds: null }],
    ['what arrives is unknown', { arrivingPerSecond: null }],
    ['it has no lag to speak of', { lag: { at: NOW - MINUTE_MS, milliseconds: 900 } }],
  ])('is none while %s', (_, more) => {
    expect(lagExpiry(behind(20, more))).toBeNull();
  });
});

describe('arrivalRate', () => {
  it('takes a minute without a point as one without a record, and no minute at all as unknown', () => {
    const minutes = [
      { at: NOW - 3 * MINUTE_MS, incomingRecords: 1_200 },
      { at: NOW - 2 * MINUTE_MS, incomingRecords: null },
    ];
    expect(arrivalRate(minutes, NOW - 3 * MINUTE_MS, NOW)).toBe(10);
    expect(arrivalRate([], NOW - HOUR, NOW)).toBeNull();
  });
});
