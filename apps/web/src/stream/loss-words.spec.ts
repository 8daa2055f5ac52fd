import { lagExpiry } from '@weir/domain';
import { describe, expect, it } from 'vitest';
import { lossWords } from './loss-words.js';

const NOW = Date.UTC(2026, 10, 24, 12);
const HOUR = 3_600_000;
const plain = (text: string) => text.replaceAll('\u202f', ' ');
const loss = (earliestInHours: number, latestInHours: number) =>
  ({ kind: 'lag-expiry', count: 1, earliestAt: NOW + earliestInHours * HOUR, latestAt: NOW + latestInHours * HOUR }) as const;

describe('when a reader loses data', () => {
  it('tells the pace apart from the standstill that it may come to', () =>
    expect(plain(lossWords(loss(71 / 3, 79.1), 'slow', NOW))).toBe('Loses data in 23 h 40 min at the earliest, 3 d 7 h at this pace.'));
  it('says one figure where both are the same: the reader stands still', () => {
    const still = lagExpiry({
      now: NOW,
      lag: { at: NOW - 60_000, milliseconds: HOUR },
      growth: 1,
      standsStill: true,
      retentionSeconds: 86_400,
      arrivingPerSecond: 10,
    });
    expect(still && plain(lossWords(still, 'stalled', NOW))).toBe('Loses data in 22 h 59 min at this pace.');
  });
  it('names no pace of a reader that stopped', () =>
    expect(plain(lossWords(loss(1, 3), 'stopped', NOW))).toBe('Loses data in 1 h at the earliest, 3 h at the latest.'));
  it('says how long a reader that was off before anybody looked has at most', () => {
    expect(plain(lossWords(loss(0, 3), 'stopped', NOW))).toBe('Data may be lost already, and is in 3 h at the latest.');
    expect(lossWords(loss(-1, 0), 'stopped', NOW)).toBe('Data may be lost already.');
  });
});
