import type { EpochMs, RouteHours, Weekday } from '@weir/contract';

const DAYS: readonly Weekday[] = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];
const DAY_MINUTES = 1440;

/**
 * Whether a moment lies in the hours of a route, by the clock of its place. A moment has one local time, so an hour that the clock skips or
 * repeats when summer time begins or ends needs no rule of its own: 02:30 is then never, or for two hours.
 */
export function withinHours({ timeZone, days, from, to, except }: RouteHours, at: EpochMs): boolean {
  const { day, minute } = localTime(timeZone, at);
  const begin = minutesOf(from);
  const end = minutesOf(to);
  const on = (index: number) => days.includes(DAYS[(index + 7) % 7] ?? 'sun');
  // What ends on the next day belongs to the day on which it begins.
  const inside = begin < end ? on(day) && minute >= begin && minute < end : (on(day) && minute >= begin) || (on(day - 1) && minute < end);
  return inside !== except;
}

const minutesOf = (clock: string): number => Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3));

function localTime(timeZone: string, at: EpochMs): { readonly day: number; readonly minute: number } {
  const parts = new Intl.DateTimeFormat('en-US', {
    timeZone,
    hourCycle: 'h23',
    weekday: 'short',
    hour: '2-digit',
    minute: '2-digit',
  }).formatToParts(at);
  const part = (type: Intl.DateTimeFormatPartTypes) => parts.find((each) => each.type === type)?.value ?? '';
  const day = DAYS.findIndex((name) => name === part('weekday').toLowerCase());
  return { day, minute: (Number(part('hour')) * 60 + Number(part('minute'))) % DAY_MINUTES };
}
