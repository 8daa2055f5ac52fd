import { describe, expect, it } from 'vitest';
import { activityOf, begin, finishLive, finishMetrics, phaseOf } from './poll-target.js';
import { idOf, queue, START } from './testing/fleet.js';

const HOUR = 3_600_000;

describe('activityOf', () => {
  it.each([
    ['a message a minute ago', START - 60_000, 'busy'],
    ['fifteen minutes of quiet', START - 15 * 60_000, 'idle'],
    ['just under six hours of quiet', START - 6 * HOUR + 1, 'idle'],
    ['six hours of quiet', START - 6 * HOUR, 'asleep'],
  ] as const)('%s', (_, lastActiveAt, expected) => {
    expect(activityOf(lastActiveAt, START - 48 * HOUR, START)).toBe(expected);
  });

  it('is idle, not asleep, until it has been watched for six hours', () => {
    expect(activityOf(null, START, START)).toBe('idle');
    expect(activityOf(null, START - 6 * HOUR, START)).toBe('asleep');
  });
});

describe('a lane', () => {
  it('keeps the moment it was begun, not the moment it ended', () => {
    const flying = begin(queue('orders'), 'live', START);
    expect(flying.live).toEqual({ begunAt: START, inFlight: true, retryAt: null });
    expect(finishLive(flying, 'read', START + 4_000).live).toEqual({ begunAt: START, inFlight: false, retryAt: null });
  });

  it('is tried again soon when it failed, later when it was refused, and forgets both at the next begin', () => {
    const flying = begin(queue('orders'), 'metrics', START);
    expect(finishMetrics(flying, 'failed', null, START).metrics.retryAt).toBe(START + 15_000);
    const refused = finishMetrics(flying, 'refused', null, START);
    expect(refused.metrics.retryAt).toBe(START + 300_000);
    expect(begin(refused, 'metrics', START + 300_000).metrics.retryAt).toBeNull();
    expect(refused.live).toEqual(queue('orders').live);
  });
});

describe('phaseOf', () => {
  it('spreads ten thousand queues evenly over fifteen seconds and over ten slots', () => {
    const phases = Array.from({ length: 10_000 }, (_, index) => phaseOf(idOf(`queue-${index}`)));
    for (const slots of [15, 10, 60]) {
      const sizes = [...Map.groupBy(phases, (phase) => phase % slots).values()].map((members) => members.length);
      expect(sizes).toHaveLength(slots);
      const even = phases.length / slots;
      expect(Math.max(...sizes)).toBeLessThan(even * 1.35);
      expect(Math.min(...sizes)).toBeGreaterThan(even * 0.7);
    }
  });
});
