import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AdaptiveBucket } from './adaptive-bucket.js';

function bucketAt(ceilingPerSecond: number) {
  let now = 1_000_000;
  const bucket = new AdaptiveBucket({ ceilingPerSecond, now: () => now });
  return {
    bucket,
    now: () => now,
    pass: (ms: number) => {
      now += ms;
    },
  };
}

describe('AdaptiveBucket', () => {
  it('lets a second of its rate through at once, then spaces the rest', () => {
    const { bucket } = bucketAt(10);
    const waits = Array.from({ length: 13 }, () => bucket.reserve());
    expect(waits).toEqual([0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 100, 200, 300]);
  });

  it('fills with time, no further than a second of its rate', () => {
    const { bucket, pass } = bucketAt(10);
    for (let i = 0; i < 10; i += 1) bucket.reserve();
    pass(300);
    expect([1, 2, 3, 4].map(() => bucket.reserve())).toEqual([0, 0, 0, 100]);
    pass(3_600_000);
    expect(Array.from({ length: 11 }, () => bucket.reserve()).filter((wait) => wait > 0)).toEqual([100]);
  });

  it('admits a cost above its size by going into debt', () => {
    const { bucket } = bucketAt(90_000);
    expect(bucket.reserve(100_800)).toBe(120);
    expect(bucket.reserve(0)).toBe(120);
    expect(bucket.reserve(90_000)).toBe(1_120);
  });

  it('takes refunds, without growing beyond its size', () => {
    const { bucket } = bucketAt(1);
    expect(bucket.reserve()).toBe(0);
    expect(bucket.reserve()).toBe(1_000);
    bucket.refund();
    expect(bucket.reserve()).toBe(1_000);
    bucket.refund(50);
    expect([bucket.reserve(), bucket.reserve()]).toEqual([0, 1_000]);
  });

  it('halves once for calls that were under way together', () => {
    const { bucket, now, pass } = bucketAt(100);
    const sentAt = now();
    pass(50);
    bucket.throttled(sentAt);
    bucket.throttled(sentAt);
    bucket.throttled(sentAt);
    expect(bucket.ratePerSecond).toBe(50);
    pass(10);
    bucket.throttled(now());
    expect(bucket.ratePerSecond).toBe(25);
  });

  it('drops what it held when throttled', () => {
    const { bucket, now } = bucketAt(100);
    bucket.throttled(now());
    expect(bucket.reserve()).toBe(20);
  });

  it('never halves below a 64th of its ceiling', () => {
    const { bucket, now, pass } = bucketAt(128);
    for (let i = 0; i < 20; i += 1) {
      bucket.throttled(now());
      pass(1);
    }
    expect(bucket.ratePerSecond).toBe(2);
  });

  it('grows back linearly while calls succeed, half a ceiling in half a minute', () => {
    const { bucket, now, pass } = bucketAt(100);
    bucket.throttled(now());
    const rates = [10, 20, 30, 40].map(() => {
      for (let i = 0; i < 100; i += 1) {
        pass(100);
        bucket.succeeded();
      }
      return Math.round(bucket.ratePerSecond * 1_000) / 1_000;
    });
    expect(rates).toEqual([66.667, 83.333, 100, 100]);
  });

  it('takes a quiet hour for no proof', () => {
    const { bucket, now, pass } = bucketAt(60);
    bucket.throttled(now());
    pass(3_600_000);
    bucket.succeeded();
    expect(bucket.ratePerSecond).toBe(31);
  });

  it('never admits more than its rate and one second held in any window, whatever the demand', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 50 }),
        fc.array(fc.record({ pauseMs: fc.integer({ min: 0, max: 700 }), calls: fc.integer({ min: 1, max: 30 }) }), { maxLength: 40 }),
        (ratePerSecond, demand) => {
          const { bucket, now, pass } = bucketAt(ratePerSecond);
          const admitted: number[] = [];
          for (const { pauseMs, calls } of demand) {
            pass(pauseMs);
            for (let i = 0; i < calls; i += 1) admitted.push(now() + bucket.reserve());
          }
          for (const start of admitted) {
            const inWindow = admitted.filter((at) => at >= start && at < start + 1_000).length;
            expect(inWindow).toBeLessThanOrEqual(2 * ratePerSecond);
          }
        },
      ),
    );
  });
});
