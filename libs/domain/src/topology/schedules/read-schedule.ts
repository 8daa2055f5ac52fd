import type { EpochMs } from '@weir/contract';
import { MINUTE_MS } from '../../series/sample.js';

/** When something runs by the clock. */
export interface Schedule {
  /** Of a rate the time from run to run, of which AWS does not say when it began; null: it names its minutes. */
  readonly everyMs: number | null;
  /** Whether the minute that begins then is one of its own; a rate is taken to count from 1970. */
  readonly isDue: (at: EpochMs) => boolean;
}

const UNITS: Readonly<Record<string, number>> = { minute: 1, hour: 60, day: 24 * 60 };
const MONTHS = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'];
const DAYS = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'];

/**
 * Reads `rate(5 minutes)` or `cron(0 2 * * ? *)`, in UTC; null: it makes no sense. Source: EventBridge User Guide, "Schedule expressions"; of
 * cron without L, W and #.
 */
export function readSchedule(expression: string): Schedule | null {
  const rate = /^rate\((\d{1,9}) (minute|hour|day)s?\)$/.exec(expression);
  if (rate) {
    const minutes = Number(rate[1]) * (UNITS[rate[2] ?? ''] ?? 0);
    return minutes > 0 ? { everyMs: minutes * MINUTE_MS, isDue: (at) => Math.floor(at / MINUTE_MS) % minutes === 0 } : null;
  }
  const cron = /^cron\(([^()]+)\)$/.exec(expression)?.[1]?.trim().split(/\s+/);
  return cron?.length === 6 ? readCron(cron) : null;
}

function readCron(fields: readonly string[]): Schedule | null {
  const ranges = [
    { from: 0, to: 59, names: [] },
    { from: 0, to: 23, names: [] },
    { from: 1, to: 31, names: [] },
    { from: 1, to: 12, names: MONTHS },
    { from: 1, to: 7, names: DAYS },
    { from: 1970, to: 2199, names: [] },
  ];
  const sets = ranges.map((range, at) => valuesOf(fields[at] ?? '', range));
  const [minutes, hours, days, months, weekdays, years] = sets;
  if (!minutes || !hours || !days || !months || !weekdays || !years) return null;
  const isDue = (at: EpochMs): boolean => {
    const date = new Date(at);
    return (
      minutes.has(date.getUTCMinutes()) &&
      hours.has(date.getUTCHours()) &&
      days.has(date.getUTCDate()) &&
      months.has(date.getUTCMonth() + 1) &&
      weekdays.has(date.getUTCDay() + 1) &&
      years.has(date.getUTCFullYear())
    );
  };
  return { everyMs: null, isDue };
}

/** How many runs are surely due in the minutes of `[from, to)`; of a rate one less may fit than its share says. */
export function runsDue({ everyMs, isDue }: Schedule, from: EpochMs, to: EpochMs): number {
  if (everyMs !== null) return Math.max(0, Math.floor((to - from) / everyMs));
  let due = 0;
  for (let at = Math.ceil(from / MINUTE_MS) * MINUTE_MS; at < to; at += MINUTE_MS) if (isDue(at)) due += 1;
  return due;
}

interface Range {
  readonly from: number;
  readonly to: number;
  /** Words for the numbers, from `from` on. */
  readonly names: readonly string[];
}

/** `0,15-20,30/5`; null: it makes no sense. */
function valuesOf(field: string, { from, to, names }: Range): ReadonlySet<number> | null {
  const numberOf = (text: string): number => (names.includes(text) ? names.indexOf(text) + from : /^\d+$/.test(text) ? Number(text) : NaN);
  const values = new Set<number>();
  for (const part of field.split(',')) {
    const [span = '', step = '1'] = part.split('/');
    const isAny = span === '*' || span === '?';
    const [first = '', last] = span.split('-');
    const start = isAny ? from : numberOf(first);
    const end = isAny || (last === undefined && part.includes('/')) ? to : numberOf(last ?? first);
    const stride = Number(step);
    if (!(start >= from && end <= to && start <= end && Number.isInteger(stride) && stride > 0)) return null;
    for (let value = start; value <= end; value += stride) values.add(value);
  }
  return values;
}
