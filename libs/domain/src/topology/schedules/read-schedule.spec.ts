import { describe, expect, it } from 'vitest';
import { readSchedule, runsDue } from './read-schedule.js';

const MINUTE = 60_000;
/** Tuesday 24 November 2026. */
const DAY_START = Date.UTC(2026, 10, 24);

function minutesDue(expression: string): number[] {
  const schedule = readSchedule(expression);
  if (!schedule) throw new Error('it makes no sense');
  return Array.from({ length: 24 * 60 }, (_, minute) => minute).filter((minute) => schedule.isDue(DAY_START + minute * MINUTE));
}

describe('schedules', () => {
  it.each([
    ['rate(5 minutes)', 288],
    ['rate(1 hour)', 24],
    ['rate(1 day)', 1],
    ['cron(0 2 * * ? *)', 1],
    ['cron(0/15 * * * ? *)', 96],
    ['cron(5,35 8-17 ? * MON-FRI *)', 20],
    ['cron(0 12 ? * SAT,SUN *)', 0],
    ['cron(0 12 24 NOV ? 2026)', 1],
    ['cron(0 12 25 * ? *)', 0],
  ])('%s is due %d times that Tuesday', (expression, times) => {
    expect(minutesDue(expression)).toHaveLength(times);
  });

  it('name the minute', () => {
    expect(minutesDue('cron(30 2 * * ? *)')).toEqual([150]);
    expect(minutesDue('cron(50/4 0 * * ? *)')).toEqual([50, 54, 58]);
  });

  it.each([
    '',
    'rate(0 minutes)',
    'rate(5)',
    'cron(60 * * * ? *)',
    'cron(* * * * ?)',
    'cron(a * * * ? *)',
    'cron(5-2 * * * ? *)',
    'cron(0/0 * * * ? *)',
  ])('refuse %j', (expression) => {
    expect(readSchedule(expression)).toBeNull();
  });

  it.each([
    // Nobody knows when a rate began: of 14 minutes two runs in five are sure.
    ['rate(5 minutes)', 0, 14, 2],
    ['rate(5 minutes)', 0, 4, 0],
    ['rate(1 hour)', 0, 180, 3],
    ['cron(0 2 * * ? *)', 0, 120, 0],
    ['cron(0 2 * * ? *)', 0, 121, 1],
    ['cron(0/15 * * * ? *)', 1, 61, 4],
  ])('%s surely runs in minutes %d to %d so often: %d', (expression, from, to, runs) => {
    const schedule = readSchedule(expression);
    expect(schedule && runsDue(schedule, DAY_START + from * MINUTE, DAY_START + to * MINUTE)).toBe(runs);
  });
});
