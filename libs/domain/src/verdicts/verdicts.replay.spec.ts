import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import type { VerdictState } from '@weir/contract';
import { MINUTE_MS } from '../series/sample.js';
import { abandoned, BUSY, deadLetterQueue, during, NOW, POLLED, queue, type Options, type Stretch } from './case-windows.js';
import { judgeQueue } from './judge-queue.js';
import type { JudgedVerdict, QueueFacts } from './queue-facts.js';

/** The first minutes of a course. */
function upTo(minutes: number, stretches: readonly Stretch[]): Stretch[] {
  const cut: Stretch[] = [];
  let left = minutes;
  for (const stretch of stretches) {
    if (left <= 0) break;
    cut.push({ ...stretch, minutes: Math.min(left, stretch.minutes) });
    left -= stretch.minutes;
  }
  return cut;
}

/** Judges a course minute by minute, each verdict following the one before; returns the states in order, repetitions left out. */
function replay(
  facts: (stretches: readonly Stretch[], options: Options) => QueueFacts,
  stretches: readonly Stretch[],
  options: Options = {},
) {
  const total = stretches.reduce((sum, { minutes }) => sum + minutes, 0);
  const states: VerdictState[] = [];
  let verdict: JudgedVerdict | null = null;
  for (let minute = 1; minute <= total; minute++) {
    const now = NOW + minute * MINUTE_MS;
    verdict = judgeQueue(facts(upTo(minute, stretches), { ...options, now }), verdict, now).verdict;
    if (states.at(-1) !== verdict.state) states.push(verdict.state);
  }
  return states;
}

const STOP = [
  during(60, BUSY),
  during(30, abandoned(60)),
  during(10, { visible: (m) => Math.max(0, 1800 - m * 300), inFlight: 40, sent: 60, received: 400, deleted: 400 }),
  during(30, BUSY),
];

describe('verdicts over time', () => {
  it.each([1, 3, 6])('a consumer that stops and returns changes the verdict twice, CloudWatch %i min behind', (cloudwatch) => {
    expect(replay(queue, STOP, { cloudwatch })).toEqual(['unknown', 'ok', 'stopped', 'ok']);
  });

  it('without CloudWatch the growing backlog is seen first, and the stop when nothing was in flight for long', () => {
    expect(replay(queue, STOP, { cloudwatch: { none: 'throttled' } })).toEqual(['unknown', 'ok', 'slow', 'stopped', 'ok']);
  });

  it('a consumer that fails everything: repeats outnumber finishes, then nothing is finished, then the same back', () => {
    const course = [during(60, BUSY), during(30, { visible: 80, inFlight: 20, sent: 5, received: 200 }), during(40, BUSY)];
    expect(replay(queue, course)).toEqual(['unknown', 'ok', 'slow', 'stalled', 'slow', 'ok']);
  });

  it('dead letters come, wait, and are taken out', () => {
    const course = [
      during(40, {}),
      during(12, { visible: (m) => (m + 1) * 11 }),
      during(40, { visible: 132 }),
      during(6, { visible: (m) => 120 - m * 24 }),
      during(20, {}),
    ];
    expect(replay(deadLetterQueue, course)).toEqual(['unknown', 'ok', 'poisoned', 'stalled', 'slow', 'ok']);
  });

  it('a dead letter every seven minutes does not flap', () => {
    expect(replay(deadLetterQueue, [during(20, {}), during(120, { visible: (m) => Math.floor(m / 7) + 1 })])).toEqual([
      'unknown',
      'ok',
      'poisoned',
    ]);
  });

  it('a burst an hour, each drained in minutes, is never in trouble', () => {
    const burst = [
      during(5, { ...POLLED, visible: 0 }),
      during(8, { ...BUSY, visible: (m) => 8000 - m * 1000, received: 1600, deleted: 1600 }),
      during(47, POLLED),
    ];
    expect(new Set(replay(queue, [...burst, ...burst, ...burst]))).toEqual(new Set(['unknown', 'ok', 'idle']));
  });

  it('queues that keep up, whatever their pace and noise, are never called slow or broken', () => {
    const healthy = fc.record({
      perMinute: fc.integer({ min: 0, max: 60_000 }),
      noise: fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 90, maxLength: 90 }),
    });
    fc.assert(
      fc.property(healthy, ({ perMinute, noise }) => {
        const jitter = (m: number): number => noise[m] ?? 0;
        const passed = (m: number): number => Math.round(perMinute * (0.8 + 0.4 * jitter(m)));
        const course = during(90, {
          visible: (m) => Math.round((perMinute / 30) * jitter(m)),
          inFlight: (m) => Math.round((perMinute / 60) * jitter(89 - m)),
          sent: passed,
          received: passed,
          deleted: passed,
          polls: 10,
        });
        const states = replay(queue, [course]);
        expect(states.filter((state) => !['unknown', 'ok', 'idle'].includes(state))).toEqual([]);
      }),
      { numRuns: 60 },
    );
  });
});
