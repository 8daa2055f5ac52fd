import { describe, expect, it } from 'vitest';
import { AwsClock } from './aws-clock.js';

const NOON = Date.UTC(2026, 10, 24, 12);
const header = (epochMs: number) => new Date(epochMs).toUTCString();

describe('AwsClock', () => {
  it('is the local clock until AWS says otherwise', () => {
    expect(new AwsClock(() => NOON).now()).toBe(NOON);
  });

  it.each([-600_000, -5_000, 5_000, 600_000])('corrects a clock that is off by %i ms to within a second', (offByMs) => {
    const clock = new AwsClock(() => NOON + 40);
    clock.observe(header(NOON + offByMs), NOON - 40);
    expect(Math.abs(clock.now() - (NOON + 40 + offByMs))).toBeLessThanOrEqual(1_000);
    expect(clock.local()).toBe(NOON + 40);
  });

  it('leaves alone what the whole seconds of the header cannot tell apart', () => {
    const clock = new AwsClock(() => NOON + 900);
    clock.observe(header(NOON), NOON + 850);
    expect(clock.offsetMs).toBe(0);
  });

  it('does not take a slow reply for a wrong clock', () => {
    const clock = new AwsClock(() => NOON + 10_000);
    clock.observe(header(NOON), NOON);
    expect(clock.offsetMs).toBe(0);
  });

  it('goes back to the local clock once that is right again', () => {
    let now = NOON;
    const clock = new AwsClock(() => now);
    clock.observe(header(NOON + 60_000), NOON);
    now = NOON + 60_500;
    clock.observe(header(NOON + 60_000), now);
    expect(clock.now()).toBe(now);
  });

  it.each([undefined, null, 17, '', 'yesterday', 'Thu, 01 Jan 1970 00:00:00 GMT'])('ignores the header %j', (rubbish) => {
    const clock = new AwsClock(() => NOON);
    clock.observe(rubbish, NOON);
    expect(clock.now()).toBe(NOON);
  });
});
