import { NARROW_SPACE } from './numbers.js';

export type DurationUnit = 's' | 'min' | 'h' | 'd';
export interface DurationPart {
  readonly value: number;
  readonly unit: DurationUnit;
}
/** What is left is rounded down, what has passed is rounded up. */
export type Rounding = 'left' | 'passed';

const MINUTE = 60;
const HOUR = 3_600;
const DAY = 86_400;
/** Below this a duration is told to the second. */
const TO_THE_SECOND_BELOW = 10 * MINUTE;

/** A duration in seconds as at most two parts; the second is left out when it is 0. Negative counts as 0. */
export function durationParts(seconds: number, rounding: Rounding): readonly DurationPart[] {
  const whole = (granularity: number) => {
    const steps = Math.max(0, seconds) / granularity;
    return (rounding === 'left' ? Math.floor(steps + 1e-9) : Math.ceil(steps - 1e-9)) * granularity;
  };
  const toSecond = whole(1);
  if (toSecond < MINUTE) return [{ value: toSecond, unit: 's' }];
  if (toSecond < TO_THE_SECOND_BELOW) return pair(toSecond, MINUTE, 'min', 1, 's');
  const toMinute = whole(MINUTE);
  if (toMinute < HOUR) return [{ value: toMinute / MINUTE, unit: 'min' }];
  if (toMinute < DAY) return pair(toMinute, HOUR, 'h', MINUTE, 'min');
  return pair(whole(HOUR), DAY, 'd', HOUR, 'h');
}

function pair(value: number, big: number, bigUnit: DurationUnit, small: number, smallUnit: DurationUnit): readonly DurationPart[] {
  const first = { value: Math.floor(value / big), unit: bigUnit };
  const rest = Math.round((value % big) / small);
  return rest === 0 ? [first] : [first, { value: rest, unit: smallUnit }];
}

/** `6 min 40 s`, `3 h 12 min`, `2 d 4 h`: narrow spaces before units. */
export function duration(seconds: number, rounding: Rounding): string {
  return durationParts(seconds, rounding)
    .map(({ value, unit }) => `${value}${NARROW_SPACE}${unit}`)
    .join(' ');
}

/** A time that has passed as it is told across a room: without seconds once it is a minute, and therefore never more than has passed. */
export const timePassedRoughly = (seconds: number): string =>
  seconds < MINUTE ? duration(seconds, 'passed') : duration(Math.floor(seconds / MINUTE) * MINUTE, 'passed');

export const timeLeft = (seconds: number): string => duration(seconds, 'left');
export const timePassed = (seconds: number): string => duration(seconds, 'passed');

/** Seconds from `at` to `now` (both epoch milliseconds), never below 0: a clock a little ahead is not a reading from the future. */
export const ageSeconds = (at: number, now: number): number => Math.max(0, (now - at) / 1000);
