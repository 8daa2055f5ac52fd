import { describe, expect, it } from 'vitest';
import { MINUTE_MS } from '../series/sample.js';
import { deadLetterQueue, during, minuteStart, NOW, queue, withRedrive } from './case-windows.js';
import { deadLetterFactsOf, deadLetterSourceOf } from './queue-links.js';
import { QueueWindow } from './queue-window.js';

const live = (at: number, visible: number | null, inFlight: number | null = 0) => ({
  family: 'sqs.live' as const,
  at,
  values: [visible, inFlight, 0],
  settled: false,
});
const cloudwatch = (at: number, visible: number, received: number, settled = true) => ({
  family: 'sqs.cloudwatch' as const,
  at,
  values: [visible, 0, 0, null, 5, received, 0, 0, 1200, null, null],
  settled,
});

describe('QueueWindow', () => {
  it('keeps the greatest live reading of a minute, and the last row of CloudWatch', () => {
    const window = new QueueWindow();
    for (const visible of [3, 9, 4]) window.push(live(minuteStart(0), visible));
    for (const received of [7, 2]) window.push(cloudwatch(minuteStart(0), 5, received));
    expect(window.read(minuteStart(0), 'live.visible')).toBe(9);
    expect(window.read(minuteStart(0), 'cloudwatch.received')).toBe(2);
  });

  it('holds its minutes and no more, whatever comes', () => {
    const window = new QueueWindow(10);
    for (let back = 100; back >= 0; back--) window.push(live(minuteStart(back), back));
    expect(window.plain().map(({ at }) => at)).toEqual(Array.from({ length: 10 }, (_, index) => minuteStart(9 - index)));
    window.push(live(minuteStart(50), 1));
    expect(window.plain()).toHaveLength(10);
    expect(window.read(minuteStart(50), 'live.visible')).toBeNaN();
  });

  it('turns nothing unknown into zero', () => {
    const window = new QueueWindow();
    for (const value of [null, -1, Number.NaN, Number.POSITIVE_INFINITY]) window.push(live(minuteStart(1), value));
    expect(window.plain()).toEqual([
      { at: minuteStart(1), live: { visible: null, inFlight: 0, delayed: 0 }, cloudwatch: null, settled: false, absence: null },
    ]);
    expect(window.marks.emptyAt).toBeNull();
  });

  it('keeps marks of what happened before its first minute', () => {
    const window = new QueueWindow(10);
    window.push(cloudwatch(minuteStart(300), 4, 9));
    window.push(live(minuteStart(200), 0));
    window.push(live(minuteStart(0), 2));
    expect(window.marks).toEqual({
      observedFrom: minuteStart(300),
      receivedAt: minuteStart(300),
      deletedAt: null,
      activeAt: minuteStart(0),
      emptyAt: minuteStart(200),
    });
  });

  it('keeps the newest part of a long absence, and forgets it where a row comes late', () => {
    const window = new QueueWindow(10);
    window.pushAbsence({ family: 'sqs.cloudwatch', from: 0, to: minuteStart(0) + MINUTE_MS, reason: 'inactive' });
    expect(window.plain().map(({ absence }) => absence)).toEqual(Array.from({ length: 10 }, () => 'inactive'));
    window.push(cloudwatch(minuteStart(4), 1, 1));
    expect([window.absenceAt(minuteStart(4)), window.absenceAt(minuteStart(3))]).toEqual([null, 'inactive']);
  });

  it('believes a counter that is settled, or whose minute closed two minutes ago', () => {
    const window = new QueueWindow();
    window.push(cloudwatch(minuteStart(1), 1, 1, true));
    window.push(cloudwatch(minuteStart(2), 1, 1, false));
    window.push(cloudwatch(minuteStart(3), 1, 1, false));
    expect([1, 2, 3, 4].map((back) => window.countersStand(minuteStart(back), NOW))).toEqual([true, false, true, false]);
  });

  it('returns from its plain form', () => {
    const { window } = queue([during(70, { visible: 4, sent: 3 })]);
    expect(QueueWindow.of(window.plain()).plain()).toEqual(window.plain());
  });
});

describe('what linked queues tell each other', () => {
  it('a source learns what its dead-letter queue holds and gets', () => {
    const told = deadLetterFactsOf(deadLetterQueue([during(30, { visible: 301 }), during(11, { visible: (m) => 302 + m * 11 })]), NOW);
    expect(told).toMatchObject({ held: 412, sharedBy: 1, arrivals: { count: 111, firstAt: minuteStart(10), lastAt: minuteStart(0) } });
  });

  it('a source learns nothing of a dead-letter queue that is not read', () => {
    const told = deadLetterFactsOf(deadLetterQueue([during(30, { visible: 301 })], { live: 12, cloudwatch: 20 }), NOW);
    expect(told).toEqual({ held: null, arrivals: null, sharedBy: 1 });
  });

  it('a dead-letter queue learns how long a message can have lived in its source', () => {
    const source = queue([during(30, { visible: 5, age: (m) => 100 - m })], { config: withRedrive(3) });
    expect(deadLetterSourceOf(source, NOW)).toEqual({
      fifo: false,
      retentionSeconds: 345_600,
      visibilityTimeoutSeconds: 30,
      maxReceiveCount: 3,
      oldestAgeSeconds: 100,
    });
    expect(deadLetterSourceOf(queue([]), NOW)).toBeNull();
  });
});
