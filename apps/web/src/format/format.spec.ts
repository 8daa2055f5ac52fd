import { describe, expect, it } from 'vitest';
import {
  bytes,
  clipMiddle,
  clockTime,
  counted,
  drainWords,
  duration,
  durationParts,
  exactNumber,
  figure,
  fullDateTime,
  groupDigits,
  moment,
  momentAndAge,
  money,
  percent,
  sharedPrefix,
  shortNumber,
  splitForClipping,
  timePassedRoughly,
  visibleText,
  wholeMoney,
  withoutPrefix,
} from './index.js';

const plain = (text: string) => text.replaceAll('\u202f', '_');

describe('numbers', () => {
  it.each([
    [0, '0'],
    [3, '3'],
    [2.44, '2.4'],
    [4.04, '4'],
    [0.04, '<0.1'],
    [0.06, '0.1'],
    [-3, '−3'],
    [123.4, '123'],
    [1_930, '1_930'],
    [9_999, '9_999'],
    [10_000, '10.0_k'],
    [52_440, '52.4_k'],
    [999_499, '999_k'],
    [999_950, '1.00_M'],
    [1_910_000, '1.91_M'],
    [2_500_000_000, '2.50_G'],
    [7_000_000_000_000, '7_000_G'],
  ])('%d reads %s', (value, text) => expect(plain(shortNumber(value))).toBe(text));

  it('unknown is a dash, never 0', () => {
    expect([figure(null), figure(undefined), figure(0)]).toEqual(['–', '–', '0']);
  });

  it('groups and keeps exact figures', () => {
    expect(plain(groupDigits(1_234_567))).toBe('1_234_567');
    expect(plain(exactNumber(52_440))).toBe('52_440');
    expect(exactNumber(0.123456)).toBe('0.1235');
  });

  it.each([
    [0, '$0.00'],
    [0.001, '<$0.01'],
    [38.2, '$38.20'],
    [1234.5, '$1_234.50'],
  ])('money %d reads %s', (value, text) => expect(plain(money(value))).toBe(text));

  it('tells a cap in whole dollars', () => expect([wholeMoney(60), wholeMoney(7.5)]).toEqual(['$60', '$7.50']));

  it.each([
    [0, '0_%'],
    [0.0001, '<0.1_%'],
    [0.034, '3.4_%'],
    [0.936, '93.6_%'],
    [0.9912, '99.1_%'],
    [0.9991, '99.91_%'],
    [0.99972, '99.97_%'],
    [0.99999, '99.999_%'],
    [0.9999999999, '>99.9999_%'],
    [1, '100_%'],
    [1.31, '131_%'],
  ])('the share %d reads %s', (value, text) => expect(plain(percent(value))).toBe(text));

  it('tells bytes in binary units', () => expect([plain(bytes(262_144)), plain(bytes(512))]).toEqual(['256_KiB', '512_B']));
});

describe('durations', () => {
  it.each([
    [0, '0_s', '0_s'],
    [-5, '0_s', '0_s'],
    [41.2, '41_s', '42_s'],
    [59.4, '59_s', '1_min'],
    [60, '1_min', '1_min'],
    [400, '6_min 40_s', '6_min 40_s'],
    [599.5, '9_min 59_s', '10_min'],
    [601, '10_min', '11_min'],
    [3_599, '59_min', '1_h'],
    [11_520, '3_h 12_min', '3_h 12_min'],
    [11_579, '3_h 12_min', '3_h 13_min'],
    [86_399, '23_h 59_min', '1_d'],
    [187_200, '2_d 4_h', '2_d 4_h'],
    [190_799, '2_d 4_h', '2_d 5_h'],
  ])('%d s left reads %s, passed %s', (seconds, left, passed) => {
    expect(plain(duration(seconds, 'left'))).toBe(left);
    expect(plain(duration(seconds, 'passed'))).toBe(passed);
  });

  it('tells an age across a room without seconds', () =>
    expect([41.2, 244, 11_579].map((age) => plain(timePassedRoughly(age)))).toEqual(['42_s', '4_min', '3_h 12_min']));
  it('never has more than two parts', () => {
    for (let seconds = 0; seconds < 400_000; seconds += 977) expect(durationParts(seconds, 'left').length).toBeLessThanOrEqual(2);
  });

  it('tells what a backlog needs', () => {
    expect(plain(drainWords({ kind: 'in', seconds: 0.2 }))).toBe('<1_s');
    expect(plain(drainWords({ kind: 'in', seconds: 125 }))).toBe('2_min 5_s');
    expect(drainWords({ kind: 'never' })).toBe('never');
    expect(drainWords({ kind: 'unknown' })).toBe('–');
  });
});

describe('times', () => {
  const now = Date.UTC(2026, 10, 24, 14, 32);
  it('is as short as its distance allows', () => {
    expect(clockTime(now, 'utc')).toBe('14:32');
    expect(moment(Date.UTC(2026, 10, 24, 14, 9), now, 'utc')).toBe('14:09');
    expect(moment(Date.UTC(2026, 10, 22, 14, 9), now, 'utc')).toBe('22 Nov 14:09');
    expect(moment(Date.UTC(2025, 8, 2, 14, 9), now, 'utc')).toBe('2 Sep 2025');
    expect(fullDateTime(now, 'utc')).toBe('24 Nov 2026, 14:32');
  });
  it('tells events absolutely and relatively', () => {
    expect(plain(momentAndAge(Date.UTC(2026, 10, 24, 13, 44), now, 'utc'))).toBe('13:44, 48_min ago');
  });
});

describe('names', () => {
  it('clips the middle by code points', () => {
    expect(clipMiddle('payments-capture', 30)).toBe('payments-capture');
    expect(clipMiddle('prod-payments-capture-dlq', 15)).toBe('prod-pa…ure-dlq');
    expect([...clipMiddle('😀'.repeat(20), 7)]).toHaveLength(7);
  });
  it('shows characters that hide', () => expect(visibleText('a\u202eb\u0007c\u05d0')).toBe('a\ufffdb\ufffdc\u05d0'));
  it('keeps the end of long names whole', () => {
    expect(splitForClipping('dlqs')).toEqual(['dlqs', '']);
    expect(splitForClipping('bus-1')).toEqual(['bus', '-1']);
    expect(splitForClipping('orders')).toEqual(['orde', 'rs']);
    expect(splitForClipping('orders-returns')).toEqual(['orders-re', 'turns']);
    expect(splitForClipping('prod-payments-capture-dlq')).toEqual(['prod-payments-ca', 'pture-dlq']);
  });
  it('finds what all names share', () => {
    expect(sharedPrefix(['prod-orders-a', 'prod-orders-b', 'prod-pay'])).toBe('prod-');
    expect(sharedPrefix(['orders-a', 'payments-b', 'x'])).toBe('');
    expect(sharedPrefix(['prod-', 'prod-a', 'prod-b'])).toBe('');
    expect(sharedPrefix(['prod-a', 'prod-b'])).toBe('');
    expect(withoutPrefix('prod-orders', 'prod-')).toBe('orders');
    expect(withoutPrefix('orders', 'prod-')).toBe('orders');
  });
  it('counts in words', () => expect([counted(1, 'queue'), counted(3, 'queue')]).toEqual(['1 queue', '3 queues']));
});
