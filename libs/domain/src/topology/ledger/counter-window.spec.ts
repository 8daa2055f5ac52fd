import { describe, expect, it } from 'vitest';
import { familyOf } from '../../series/families.js';
import { CounterWindow } from './counter-window.js';
import { MINUTE } from './testing/small-world.js';

const published = (minute: number, count: number, settled: boolean) => ({
  at: minute * MINUTE,
  values: familyOf('sns.topic').metrics.map(({ key }) => (key === 'published' ? count : null)),
  settled,
});
const silent = (from: number, to: number) => ({ from: from * MINUTE, to: to * MINUTE, reason: 'not-emitted' as const });
const windowOf = (rows: readonly ReturnType<typeof published>[], absences: readonly ReturnType<typeof silent>[] = []) =>
  CounterWindow.of('sns.topic', rows, absences, 0, 6 * MINUTE);

describe('counters of which some were read too early', () => {
  it('are known of settled minutes alone, silent ones among them', () => {
    const read = windowOf([published(0, 5, true), published(1, 3, false), published(4, 2, false)], [silent(1, 4)]);
    expect([0, 1, 2, 3, 4, 5].map((minute) => read.at('published', minute * MINUTE))).toEqual([5, 3, 0, 0, 2, null]);
    const settled = read.settled();
    expect([0, 1, 2, 3, 4, 5].map((minute) => settled.at('published', minute * MINUTE))).toEqual([5, null, 0, 0, null, null]);
    expect([settled.knownMinutes(), settled.sum('published'), settled.unsettledMinutes(0, settled.to)]).toEqual([3, 5, []]);
  });

  it('are the same where all were settled', () => {
    const read = windowOf([published(0, 5, true)]);
    expect(read.settled()).toBe(read);
  });

  it('take a minute as it was read last', () => {
    expect(
      windowOf([published(0, 3, false), published(0, 5, true)])
        .settled()
        .at('published', 0),
    ).toBe(5);
    expect(
      windowOf([published(0, 5, true), published(0, 3, false)])
        .settled()
        .at('published', 0),
    ).toBeNull();
  });

  it.each([
    ['the newest settled row', [published(1, 5, true), published(2, 3, false)], [], 0, 2],
    ['the newest silence', [published(1, 5, true), published(4, 3, false)], [silent(2, 3)], 0, 3],
    ['none before what is asked for', [published(1, 5, true), published(4, 3, false)], [], 2, null],
    ['none', [published(4, 3, false)], [], 0, null],
  ])('are settled up to %s', (_what, rows, absences, from, minute) =>
    expect(windowOf(rows, absences).settledTo(from * MINUTE)).toBe(minute === null ? null : minute * MINUTE),
  );
});
