import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type DuplicateFacts, type FlowMinute, judgeDuplicates } from './judge-duplicates.js';

const minute = (change: Partial<FlowMinute> = {}): FlowMinute => ({
  sent: 60,
  received: 60,
  deleted: 60,
  visible: 0,
  inFlight: 5,
  ...change,
});
const hour = (change: Partial<FlowMinute> = {}, length = 60) => Array.from({ length }, () => minute(change));
const facts = (minutes: readonly FlowMinute[], change: Partial<DuplicateFacts> = {}): DuplicateFacts => ({
  ...{ minutes, visibilityTimeoutSeconds: 30, isFifo: false, deduplicated: null },
  ...change,
});

describe('why messages are received twice', () => {
  it.each([
    ['none', 'each once', hour()],
    ['slow-work', 'in flight for as long as the timeout, one of three again', hour({ received: 90, inFlight: 45 })],
    ['given-back', 'again and again, quickly', hour({ received: 90, inFlight: 5 })],
    ['cannot-tell', 'what waited at the beginning may be all of it', [minute({ visible: 3000 }), ...hour({ received: 90 }, 59)]],
    ['none', 'a backlog is worked off', [minute({ visible: 1800, inFlight: 0 }), ...hour({ received: 90, deleted: 90 }, 59)]],
    ['too-little-traffic', 'a handful', hour({ sent: 0, received: 0, deleted: 0 })],
    ['unknown', 'most minutes were not read', [...hour({ received: null }, 40), ...hour({}, 20)]],
    ['unknown', 'what waited at the beginning is not known', [minute({ visible: null }), ...hour({}, 59)]],
    ['unknown', 'no minute', []],
  ] as const)('%s: %s', (kind, _, minutes) => {
    expect(judgeDuplicates(facts(minutes)).kind).toBe(kind);
  });

  it('says how much, how long, and what consumers need', () => {
    const slow = judgeDuplicates(facts(hour({ received: 90, inFlight: 45 })));
    expect(slow).toMatchObject({ sent: 3600, received: 5400, deleted: 3600, heldSeconds: 30, deduplicated: null });
    expect(slow.redelivered).toEqual({ low: 1755, high: 1845 });
    expect(slow.sentence).toBe(
      'Of all receives 33\u202f% to 34\u202f% were repeats: each takes 30\u202fs of a visibility timeout of 30\u202fs, so the next consumer begins before the first ends.',
    );
    expect(slow.advice).toContain('Raise the visibility timeout');
    const fifo = judgeDuplicates(facts(hour({ received: 90 }), { isFifo: true, deduplicated: 12 }));
    expect([fifo.deduplicated, fifo.advice?.includes('deduplication id')]).toEqual([12, true]);
    expect(judgeDuplicates(facts(hour())).advice).toBeNull();
  });
});

/** Messages that live through a window: how often each is received, and whether it is deleted in it. */
const lives = fc.array(fc.record({ beganAs: fc.constantFrom('sent', 'waiting', 'flying'), received: fc.nat(4), deleted: fc.boolean() }), {
  minLength: 1,
  maxLength: 60,
});

it('the truth lies within the bounds', () => {
  fc.assert(
    fc.property(lives, (drawn) => {
      // What is deleted was received, in the window or before it.
      const messages = drawn.map((life) => ({ ...life, deleted: life.deleted && (life.received > 0 || life.beganAs === 'flying') }));
      const count = (of: (life: (typeof messages)[number]) => boolean) => messages.filter(of).length;
      const received = messages.reduce((sum, life) => sum + life.received, 0);
      fc.pre(received > 0);
      const truth = received - count((life) => life.received > 0);
      const { redelivered } = judgeDuplicates(
        facts([
          minute({
            ...{ sent: count(({ beganAs }) => beganAs === 'sent'), received, deleted: count(({ deleted }) => deleted) },
            ...{ visible: count(({ beganAs }) => beganAs === 'waiting'), inFlight: count(({ beganAs }) => beganAs === 'flying') },
          }),
        ]),
      );
      expect(redelivered?.low).toBeLessThanOrEqual(truth);
      expect(redelivered?.high).toBeGreaterThanOrEqual(truth);
    }),
  );
});
