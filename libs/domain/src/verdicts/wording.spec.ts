import { describe, expect, it } from 'vitest';
import { countOf, countText, durationText, rateText } from './wording.js';

/** Narrow no-break spaces as underscores, to be read. */
const shown = (text: string): string => text.replaceAll('\u202f', '_');

describe('wording', () => {
  it.each([
    [0, '0'],
    [412, '412'],
    [9_999, '9_999'],
    [10_000, '10.0_k'],
    [52_440, '52.4_k'],
    [999_499, '999_k'],
    [1_910_000, '1.91_M'],
    [3_000_000_000, '3.00_G'],
  ])('counts %i', (value, text) => {
    expect(shown(countText(value))).toBe(text);
  });

  it.each([
    [0, '0_/s'],
    [38, '38_/s'],
    [2.41, '2.4_/s'],
    [11 / 60, '11_/min'],
    [3 / 3600, '3_/h'],
    [52_440, '52.4_k_/s'],
  ])('rates %d', (value, text) => {
    expect(shown(rateText(value))).toBe(text);
  });

  it.each([
    [0, '0_s'],
    [40, '40_s'],
    [400, '6_min 40_s'],
    [11_520, '3_h 12_min'],
    [11_461, '3_h 12_min'],
    [187_200, '2_d 4_h'],
    [86_399.5, '1_d'],
    [3600, '1_h'],
  ])('durations of %d s, rounded up, in two units at most', (value, text) => {
    expect(shown(durationText(value))).toBe(text);
  });

  it('agrees in number', () => {
    expect([countOf(1, 'message', 'messages'), countOf(2, 'message', 'messages')]).toEqual(['1 message', '2 messages']);
  });
});
