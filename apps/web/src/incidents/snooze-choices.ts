import { NARROW_SPACE } from '../format/index.js';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const MORNING_HOUR = 9;

export interface SnoozeChoice {
  readonly label: string;
  /** Epoch milliseconds. */
  readonly until: number;
}

/**
 * How long an incident may be snoozed for. Mornings are those of the person who chooses.
 * @param offsetMinutes what UTC is ahead of local time, as `getTimezoneOffset` tells it
 */
export function snoozeChoices(now: number, offsetMinutes = new Date(now).getTimezoneOffset()): readonly SnoozeChoice[] {
  const offset = offsetMinutes * MINUTE_MS;
  const day = 24 * HOUR_MS;
  const today = Math.floor((now - offset) / day) * day + offset;
  const morning = today + MORNING_HOUR * HOUR_MS;
  return [
    { label: `30${NARROW_SPACE}min`, until: now + 30 * MINUTE_MS },
    { label: `1${NARROW_SPACE}h`, until: now + HOUR_MS },
    { label: `4${NARROW_SPACE}h`, until: now + 4 * HOUR_MS },
    morning - now > HOUR_MS ? { label: 'Until this morning', until: morning } : { label: 'Until tomorrow morning', until: morning + day },
  ];
}
