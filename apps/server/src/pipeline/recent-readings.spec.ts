import { topicMetric } from '@weir/contract';
import { familyOf, MINUTE_MS } from '@weir/domain';
import { beforeEach, expect, test } from 'vitest';
import { RECENT_MINUTES, RecentReadings } from './recent-readings.js';

const NOON = Date.UTC(2026, 10, 24, 12);
const at = (minute: number) => NOON + minute * MINUTE_MS;
const row = (minute: number, values: Record<string, number>, settled = true) => ({
  at: at(minute),
  values: familyOf('sns.topic').metrics.map(({ key }) => values[key] ?? null),
  settled,
});
let readings: RecentReadings<(typeof topicMetric.options)[number]>;
beforeEach(() => {
  readings = new RecentReadings('sns.topic', topicMetric.options);
});
const told = (from: number, to: number) =>
  Array.from({ length: to - from }, (_, index) => {
    const minute = at(from + index);
    return `${readings.isRead(minute) ? 'r' : '-'}${readings.isSettled(minute) ? 's' : '-'}`;
  }).join(' ');

test('a minute tells what was asked of it, and no more', () => {
  readings.push(row(0, { published: 5 }), ['published', 'failed']);
  readings.push(row(1, { published: 7, delivered: 7 }, false));
  expect(told(0, 3)).toBe('rs r- --');
  expect([readings.at(at(0), 'published'), readings.at(at(0), 'failed'), readings.at(at(2), 'published')]).toEqual([5, null, null]);
  const asked = [0, 1, 2].map((minute) => [readings.isAsked(at(minute), 'failed'), readings.isAsked(at(minute), 'delivered')]);
  expect(asked).toEqual([
    [true, false],
    [true, true],
    [false, false],
  ]);
});

test('silent minutes are read, until they are late no more', () => {
  readings.pushAbsence({ from: at(0), to: at(6), reason: 'late' });
  readings.pushAbsence({ from: at(0), to: at(3), reason: 'not-emitted' });
  readings.pushAbsence({ from: at(6), to: at(8), reason: 'denied' });
  expect(told(0, 8)).toBe('rs rs rs r- r- r- -- --');
  readings.push(row(4, { published: 1 }));
  readings.pushAbsence({ from: at(3), to: at(4), reason: 'not-emitted' });
  expect(told(0, 8)).toBe('rs rs rs rs rs r- -- --');
  expect(readings.isAsked(at(2), 'delivered')).toBe(true);
  expect([readings.rows().map((each) => each.at), readings.knownThrough]).toEqual([[at(4)], at(5)]);
  expect(readings.silences()).toEqual([
    { from: at(0), to: at(4), reason: 'not-emitted' },
    { from: at(4), to: at(6), reason: 'late' },
  ]);
  readings.pushAbsence({ from: at(4), to: at(6), reason: 'inactive' });
  expect(readings.knownThrough).toBe(at(6));
  expect(readings.at(at(4), 'published')).toBeNull();
});

test('the newest readings stay, with the reason why there is no newer one', () => {
  readings.push(row(1, { published: 5 }));
  readings.push(row(0, { published: 4 }));
  expect(readings.latest().published).toEqual({ value: 5, at: at(1), state: 'settled' });
  expect(readings.latest().failed).toEqual({ value: null, at: at(1), state: 'not-emitted' });
  readings.pushAbsence({ from: at(2), to: at(4), reason: 'late' });
  expect(readings.latest().published).toMatchObject({ state: 'settled' });
  readings.pushAbsence({ from: at(2), to: at(4), reason: 'throttled' });
  expect(readings.latest().published).toEqual({ value: 5, at: at(1), state: 'throttled' });
  const restored = new RecentReadings('sns.topic', topicMetric.options);
  restored.restore(readings.latest());
  expect(restored.latest()).toEqual(readings.latest());
});

test('what was not asked for has no newest reading', () => {
  readings.push(row(0, { published: 1 }), ['published']);
  expect(Object.keys(readings.latest())).toEqual(['published']);
});

test('only the last hours are kept, whatever the order they come in', () => {
  readings.push(row(0, { published: 1 }));
  readings.pushAbsence({ from: at(1), to: at(20), reason: 'not-emitted' });
  readings.push(row(RECENT_MINUTES + 10, { published: 2 }));
  readings.push(row(RECENT_MINUTES, { published: 3 }));
  expect(readings.isRead(at(0))).toBe(false);
  expect(readings.isRead(at(15))).toBe(true);
  readings.pushAbsence({ from: at(-1000), to: at(2 * RECENT_MINUTES), reason: 'not-emitted' });
  expect([readings.isRead(at(RECENT_MINUTES - 1)), readings.isRead(at(RECENT_MINUTES))]).toEqual([false, true]);
});

test('a metric of another family is a mistake', () => {
  expect(() => new RecentReadings('pipes.pipe', topicMetric.options)).toThrow('published is no metric of pipes.pipe');
});

test('a silence that is not settled is known all the same when AWS would have told, until it tells', () => {
  readings.push(row(0, { published: 5 }));
  readings.pushAbsence({ from: at(1), to: at(4), reason: 'late' });
  expect(readings.knownThrough).toBe(at(1));
  readings.pushSilence({ from: at(1), to: at(3) });
  expect([readings.knownThrough, told(0, 4)]).toEqual([at(3), 'rs r- r- r-']);
  expect(readings.silences()).toEqual([
    { from: at(1), to: at(3), reason: 'not-emitted' },
    { from: at(3), to: at(4), reason: 'late' },
  ]);
  readings.pushAbsence({ from: at(1), to: at(4), reason: 'late' });
  expect(readings.knownThrough).toBe(at(1));
  readings.push(row(2, { published: 1 }, false));
  expect([readings.knownThrough, readings.at(at(2), 'published')]).toEqual([at(3), 1]);
});
