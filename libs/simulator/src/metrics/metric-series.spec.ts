import { describe, expect, it } from 'vitest';
import { queueArn } from '../world/arn.js';
import { DEFAULT_SETTINGS } from '../queue/settings.js';
import { SimulatedQueue } from '../queue/simulated-queue.js';
import type { MetricFeed } from './metric-feed.js';
import { metricSeries, type SeriesRequest } from './metric-series.js';
import { MinuteLog, type MinuteValues } from './minute-log.js';
import { QUEUE_METRICS, queueFeed, settledMinute } from './queue-metrics.js';
import { EARLIEST_REPORT_MS, LATEST_REPORT_MS, reportedMinute, SETTLED_AFTER_MS } from './reporting.js';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
const T0 = Date.UTC(2026, 10, 24);
const LONG_AFTER = T0 + DAY;

const minute = (changes: Partial<MinuteValues>): MinuteValues => ({
  visible: 0,
  inFlight: 0,
  delayed: 0,
  oldestAgeSeconds: Number.NaN,
  sent: 0,
  received: 0,
  deleted: 0,
  emptyReceives: 0,
  sizeSum: Number.NaN,
  sizeCount: Number.NaN,
  sizeMax: Number.NaN,
  sizeMin: Number.NaN,
  deduplicated: Number.NaN,
  groupsInFlight: Number.NaN,
  ...changes,
});

function queueWith(minutes: Readonly<Record<number, Partial<MinuteValues>>>, name = 'q'): SimulatedQueue {
  const place = { accountId: '111122223333', region: 'eu-west-1', name };
  const log = new MinuteLog(500 * 1440);
  for (const [at, values] of Object.entries(minutes)) log.write(T0 + Number(at) * MINUTE, minute(values));
  const settings = { ...DEFAULT_SETTINGS, createdAt: T0, modifiedAt: T0, verbatim: {} };
  return new SimulatedQueue({ ...place, arn: queueArn(place), fifo: name.endsWith('.fifo') }, settings, log, 1, () => false);
}

type Question = SeriesRequest & { readonly metricName: string };

function ask(queue: SimulatedQueue, changes: Partial<Question>): [minute: number, value: number][] {
  const feed = queueFeed(queue, changes.metricName ?? 'NumberOfMessagesSent');
  if (!feed) return [];
  return metricSeries(feed, {
    statistic: 'Sum',
    periodSeconds: 60,
    from: T0,
    to: T0 + 10 * MINUTE,
    now: LONG_AFTER,
    ...changes,
  }).map(({ at, value }) => [(at - T0) / MINUTE, value]);
}

describe('a series', () => {
  const queue = queueWith({
    0: { sent: 4, visible: 7, sizeSum: 400, sizeCount: 4, sizeMax: 130, sizeMin: 80, oldestAgeSeconds: 12 },
    1: { sent: 0, visible: 3 },
    4: { sent: 6, visible: 9, sizeSum: 300, sizeCount: 6, sizeMax: 60, sizeMin: 40 },
    5: { sent: 1, visible: 0, sizeSum: 10, sizeCount: 1, sizeMax: 10, sizeMin: 10 },
  });

  it.each<[name: string, request: Partial<Question>, points: [number, number][]]>([
    [
      'zeroes are points, silence is none',
      {},
      [
        [0, 4],
        [1, 0],
        [4, 6],
        [5, 1],
      ],
    ],
    ['from is inclusive, to exclusive', { from: T0 + MINUTE, to: T0 + 4 * MINUTE }, [[1, 0]]],
    ['a ragged from is rounded down', { from: T0 + MINUTE + 1, to: T0 + 2 * MINUTE }, [[1, 0]]],
    [
      'five minutes summed',
      { periodSeconds: 300 },
      [
        [0, 10],
        [5, 1],
      ],
    ],
    [
      'the greatest of a gauge',
      { periodSeconds: 300, metricName: 'ApproximateNumberOfMessagesVisible', statistic: 'Maximum' },
      [
        [0, 9],
        [5, 0],
      ],
    ],
    [
      'the average of a gauge is over minutes',
      { periodSeconds: 300, metricName: 'ApproximateNumberOfMessagesVisible', statistic: 'Average' },
      [
        [0, 19 / 3],
        [5, 0],
      ],
    ],
    [
      'sizes are absent where nothing was sent',
      { metricName: 'SentMessageSize', statistic: 'Average' },
      [
        [0, 100],
        [4, 50],
        [5, 10],
      ],
    ],
    [
      'sizes average over messages, not minutes',
      { metricName: 'SentMessageSize', statistic: 'Average', periodSeconds: 300 },
      [
        [0, 70],
        [5, 10],
      ],
    ],
    [
      'one sample of size a message',
      { metricName: 'SentMessageSize', statistic: 'SampleCount', periodSeconds: 300 },
      [
        [0, 10],
        [5, 1],
      ],
    ],
    ['ages only where a message counted', { metricName: 'ApproximateAgeOfOldestMessage', statistic: 'Maximum' }, [[0, 12]]],
    ['no FIFO metric of a standard queue', { metricName: 'ApproximateNumberOfGroupsWithInflightMessages', statistic: 'Maximum' }, []],
    ['no metric of that name', { metricName: 'NumberOfMessagesEaten' }, []],
    ['minutes are gone after 15 days', { now: T0 + 15 * DAY + 20 * MINUTE }, []],
    [
      'five minutes still there after 15 days',
      { now: T0 + 15 * DAY + 20 * MINUTE, periodSeconds: 300 },
      [
        [0, 10],
        [5, 1],
      ],
    ],
    ['five minutes gone after 63 days', { now: T0 + 64 * DAY, periodSeconds: 300 }, []],
    ['hours still there after 63 days', { now: T0 + 64 * DAY, periodSeconds: 3600 }, [[0, 11]]],
    ['hours gone after 455 days', { now: T0 + 456 * DAY, periodSeconds: 3600 }, []],
  ])('%s', (_name, request, points) => {
    expect(ask(queue, request)).toEqual(points);
  });

  it('tells nothing of a minute before its report is due, all of it once it has settled', () => {
    const end = T0 + 6 * MINUTE;
    expect(ask(queue, { from: T0 + 5 * MINUTE, now: end + EARLIEST_REPORT_MS - 1 })).toEqual([]);
    expect(ask(queue, { from: T0 + 5 * MINUTE, now: end + SETTLED_AFTER_MS })).toEqual([[5, 1]]);
  });
});

describe('late revisions', () => {
  const feedOf = (revised: boolean): MetricFeed => ({ seed: 5, metricSeed: 9, revised, unit: 'Count', settled: () => null });
  const settled = { count: 1, sum: 600, min: 600, max: 600 };
  const told = (at: number, sinceEndMs: number): number | null =>
    reportedMinute(settled, feedOf(true), T0 + at * MINUTE, T0 + (at + 1) * MINUTE + sinceEndMs)?.sum ?? null;
  const minutes = Array.from({ length: 400 }, (_, at) => at);

  it('only ever grow, and end at the truth', () => {
    for (const at of minutes) {
      let last = 0;
      for (let since = EARLIEST_REPORT_MS; since <= SETTLED_AFTER_MS; since += 5_000) {
        const value = told(at, since);
        if (value === null) expect(since).toBeLessThan(LATEST_REPORT_MS);
        else {
          expect(value).toBeGreaterThanOrEqual(last);
          last = value;
        }
      }
      expect(last).toBe(600);
    }
  });

  it('befall some minutes and not others', () => {
    const short = minutes.filter((at) => (told(at, LATEST_REPORT_MS) ?? 600) < 600).length;
    expect(short).toBeGreaterThan(30);
    expect(short).toBeLessThan(200);
  });

  it('leave zero and the size of messages alone', () => {
    const zero = { count: 1, sum: 0, min: 0, max: 0 };
    const sizes = queueFeed(queueWith({}), 'SentMessageSize');
    expect(sizes?.revised).toBe(false);
    for (const at of minutes) {
      const now = T0 + (at + 1) * MINUTE + LATEST_REPORT_MS;
      expect(reportedMinute(zero, feedOf(true), T0 + at * MINUTE, now)).toEqual(zero);
      expect(reportedMinute(settled, feedOf(false), T0 + at * MINUTE, now)).toEqual(settled);
    }
  });
});

describe('the minute log', () => {
  it('gives back what was written and nothing else', () => {
    const queue = queueWith({ 3: { sent: 5, sizeSum: 50, sizeCount: 5, sizeMax: 10, sizeMin: 10 } });
    const sizes = QUEUE_METRICS['SentMessageSize'];
    expect(sizes && settledMinute(queue.log, T0 + 3 * MINUTE, sizes)).toEqual({ count: 5, sum: 50, min: 10, max: 10 });
    expect(queue.log.read(T0 + 4 * MINUTE, 'sent')).toBeNaN();
  });

  it('forgets what is older than it is to keep', () => {
    const log = new MinuteLog(24 * 60);
    log.write(T0, minute({ sent: 1 }));
    log.write(T0 + 3 * DAY, minute({ sent: 2 }));
    expect(log.read(T0, 'sent')).toBeNaN();
    expect(log.read(T0 + 3 * DAY, 'sent')).toBe(2);
  });
});
