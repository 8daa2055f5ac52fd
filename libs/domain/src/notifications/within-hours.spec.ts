import { describe, expect, it } from 'vitest';
import type { RouteHours } from '@weir/contract';
import { withinHours } from './within-hours.js';

const hours = (from: string, to: string, more: Partial<RouteHours> = {}): RouteHours => ({
  ...{ timeZone: 'Europe/Stockholm', days: ['mon', 'tue', 'wed', 'thu', 'fri'], from, to, except: false },
  ...more,
});

const CASES: readonly (readonly [name: string, at: string, hours: RouteHours, within: boolean])[] = [
  ['begins at its first minute', '2026-11-24T07:00:00Z', hours('08:00', '17:00'), true],
  ['not a second before', '2026-11-24T06:59:59Z', hours('08:00', '17:00'), false],
  ['ends before its last', '2026-11-24T16:00:00Z', hours('08:00', '17:00'), false],
  ['a Saturday', '2026-11-28T10:00:00Z', hours('08:00', '17:00'), false],
  ['all others', '2026-11-28T10:00:00Z', hours('08:00', '17:00', { except: true }), true],
  ['over midnight: the evening of Friday', '2026-11-27T22:30:00Z', hours('22:00', '06:00'), true],
  ['and the early Saturday that belongs to it', '2026-11-28T04:00:00Z', hours('22:00', '06:00'), true],
  ['but not the early Monday after a Sunday', '2026-11-30T04:00:00Z', hours('22:00', '06:00'), false],
  ['around the clock on working days', '2026-11-27T22:59:00Z', hours('00:00', '00:00'), true],
  ['until midnight there', '2026-11-27T23:00:00Z', hours('00:00', '00:00'), false],
  ['summer time: an hour earlier in UTC', '2026-07-07T06:00:00Z', hours('08:00', '17:00'), true],
  ['the hour that the clock skips is never', '2026-03-29T01:00:00Z', hours('02:00', '03:00', { days: ['sun'] }), false],
  ['nor the minute before', '2026-03-29T00:59:00Z', hours('02:00', '03:00', { days: ['sun'] }), false],
  ['the hour that it repeats: first', '2026-10-25T00:30:00Z', hours('02:00', '03:00', { days: ['sun'] }), true],
  ['and again', '2026-10-25T01:30:00Z', hours('02:00', '03:00', { days: ['sun'] }), true],
  ['a day that begins elsewhere', '2026-11-23T20:00:00Z', hours('08:00', '17:00', { timeZone: 'Pacific/Auckland', days: ['tue'] }), true],
  ['a zone of quarter hours', '2026-11-24T02:20:00Z', hours('08:05', '08:06', { timeZone: 'Asia/Kathmandu' }), true],
];

describe('hours of a route', () => {
  it.each(CASES)('%s', (_, at, of, within) => {
    expect(withinHours(of, Date.parse(at))).toBe(within);
  });
});
