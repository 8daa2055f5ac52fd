import { timePassed, ageSeconds } from './durations.js';

/** Times are told in UTC or in the zone of the browser; the page names which, once. */
export type Zone = 'utc' | 'local';

interface Parts {
  readonly weekday: string;
  readonly day: string;
  readonly month: string;
  readonly year: string;
  readonly hour: string;
  readonly minute: string;
  readonly second: string;
}

const formats = new Map<Zone, Intl.DateTimeFormat>();

function formatOf(zone: Zone): Intl.DateTimeFormat {
  const known = formats.get(zone);
  if (known) return known;
  const made = new Intl.DateTimeFormat('en-GB', {
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    hourCycle: 'h23',
    ...(zone === 'utc' ? { timeZone: 'UTC' } : {}),
  });
  formats.set(zone, made);
  return made;
}

function partsOf(at: number, zone: Zone): Parts {
  const found = Object.fromEntries(
    formatOf(zone)
      .formatToParts(at)
      .map(({ type, value }) => [type, value]),
  );
  const part = (name: string) => found[name] ?? '';
  // Some locales' data abbreviate September to four letters; three keep columns straight.
  return {
    weekday: part('weekday'),
    day: part('day'),
    month: part('month').slice(0, 3),
    year: part('year'),
    hour: part('hour'),
    minute: part('minute'),
    second: part('second'),
  };
}

/** `14:32` */
export function clockTime(at: number, zone: Zone): string {
  const { hour, minute } = partsOf(at, zone);
  return `${hour}:${minute}`;
}

/** `14:31:40` */
export function clockTimeWithSeconds(at: number, zone: Zone): string {
  const { hour, minute, second } = partsOf(at, zone);
  return `${hour}:${minute}:${second}`;
}

/** `Tue 24 Nov` */
export function weekdayDate(at: number, zone: Zone): string {
  const { weekday, day, month } = partsOf(at, zone);
  return `${weekday} ${day} ${month}`;
}

/** `24 Nov` */
export function shortDate(at: number, zone: Zone): string {
  const { day, month } = partsOf(at, zone);
  return `${day} ${month}`;
}

/** `24 Nov 2026, 14:32` */
export function fullDateTime(at: number, zone: Zone): string {
  const { day, month, year, hour, minute } = partsOf(at, zone);
  return `${day} ${month} ${year}, ${hour}:${minute}`;
}

/** A moment as short as its distance allows: `14:09` today, `22 Nov 14:09` this year, `22 Nov 2025` before. */
export function moment(at: number, now: number, zone: Zone): string {
  const then = partsOf(at, zone);
  const today = partsOf(now, zone);
  const sameYear = then.year === today.year;
  if (sameYear && then.month === today.month && then.day === today.day) return `${then.hour}:${then.minute}`;
  return sameYear ? `${then.day} ${then.month} ${then.hour}:${then.minute}` : `${then.day} ${then.month} ${then.year}`;
}

/** An event, absolute and relative together: `13:44, 48 min ago`. */
export function momentAndAge(at: number, now: number, zone: Zone): string {
  return `${moment(at, now, zone)}, ${timePassed(ageSeconds(at, now))} ago`;
}

/** `UTC`, or what the browser calls its own zone. */
export function zoneName(zone: Zone): string {
  return zone === 'utc' ? 'UTC' : (Intl.DateTimeFormat().resolvedOptions().timeZone.split('/').at(-1)?.replaceAll('_', ' ') ?? 'local');
}
