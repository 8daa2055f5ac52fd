import type { EpochMs } from '@weir/contract';
import { MINUTE_MS, minuteOf } from '../series/sample.js';
import { arrivalFromAge, type Between } from './countdowns.js';
import { GAPS_PASSED_OVER, gaugeAt } from './depth.js';
import { JUDGE_LIMITS } from './limits.js';
import type { QueueWindow } from './queue-window.js';

/** A counter summed over the minutes in which it is known. */
interface Sum {
  readonly total: number;
  readonly minutes: number;
}

/** What passed through a queue lately. Only minutes whose counters stand are summed. */
export interface Flow {
  readonly inPerSecond: number | null;
  readonly outPerSecond: number | null;
  /** Over the longer window. */
  readonly sent: Sum;
  readonly received: Sum;
  readonly deleted: Sum;
  readonly emptyReceives: Sum;
}

/** How far back the newest counters may lie and still be called now. */
const REACH_MINUTES = 20;

export function flowOf(window: QueueWindow, now: EpochMs): Flow {
  const sums = { sent: new CounterSum(), received: new CounterSum(), deleted: new CounterSum(), emptyReceives: new CounterSum() };
  for (let at = minuteOf(now), k = 0; k < REACH_MINUTES; k++, at -= MINUTE_MS) {
    if (!window.countersStand(at, now)) continue;
    sums.sent.add(window.read(at, 'cloudwatch.sent'));
    sums.received.add(window.read(at, 'cloudwatch.received'));
    sums.deleted.add(window.read(at, 'cloudwatch.deleted'));
    sums.emptyReceives.add(window.read(at, 'cloudwatch.emptyReceives'));
  }
  return { ...sums, inPerSecond: sums.sent.perSecond, outPerSecond: sums.deleted.perSecond };
}

/** Sums a counter from the newest minute back, over the long window; and its newest minutes as a rate. */
class CounterSum implements Sum {
  total = 0;
  minutes = 0;
  #recent = 0;

  add(value: number): void {
    if (Number.isNaN(value) || this.minutes >= JUDGE_LIMITS.longTrendMinutes) return;
    if (this.minutes < JUDGE_LIMITS.rateMinutes) this.#recent += value;
    this.total += value;
    this.minutes++;
  }

  /** null: not known in any minute. */
  get perSecond(): number | null {
    return this.minutes === 0 ? null : this.#recent / (Math.min(this.minutes, JUDGE_LIMITS.rateMinutes) * 60);
  }
}

/** An unbroken run of minutes up to now. */
export interface Run {
  readonly minutes: number;
  /** Of these, the minutes of which CloudWatch's counters tell it; the others rest on live readings. */
  readonly measured: number;
  /** Start of the first of them; null: there is none. */
  readonly from: EpochMs | null;
}

/**
 * Minutes up to now in which messages waited and nobody received one. Where CloudWatch has not published yet, a live reading
 * with nothing in flight stands in. `tolerated`: minutes with receives that do not end the run, such as one look by a person.
 * `polled`: measured minutes in which consumers polled.
 */
export function quietRun(window: QueueWindow, now: EpochMs, tolerated: number): Run & { readonly polled: number } {
  let [minutes, measured, polled, gaps, forgiven] = [0, 0, 0, 0, 0];
  let from: EpochMs | null = null;
  for (let at = minuteOf(now) - MINUTE_MS, k = 1; k < window.minutes; k++, at -= MINUTE_MS) {
    if (gaugeAt(window, at, 'visible') === 0) break;
    const received = window.read(at, 'cloudwatch.received');
    const silent = received === 0 && window.countersStand(at, now);
    const inFlight = silent || received > 0 ? NaN : gaugeAt(window, at, 'inFlight');
    if (received > 0 || inFlight > 0) {
      if (++forgiven > tolerated) break;
    } else if (!silent && Number.isNaN(inFlight)) {
      if (++gaps > GAPS_PASSED_OVER) break;
      continue;
    }
    minutes++;
    from = at;
    if (!silent) continue;
    measured++;
    if (window.read(at, 'cloudwatch.emptyReceives') > 0) polled++;
  }
  return { minutes, measured, polled, from };
}

/** Minutes up to now in which messages were taken or held and none was finished. `tolerated` as for `quietRun`. */
export function takenRun(window: QueueWindow, now: EpochMs, tolerated: number): Run {
  let [minutes, measured, gaps, forgiven] = [0, 0, 0, 0];
  let from: EpochMs | null = null;
  for (let at = minuteOf(now) - MINUTE_MS, k = 1; k < window.minutes; k++, at -= MINUTE_MS) {
    const deleted = window.read(at, 'cloudwatch.deleted');
    if (deleted > 0 && ++forgiven > tolerated) break;
    const received = window.read(at, 'cloudwatch.received');
    const inHand = window.read(at, 'live.inFlight') > 0 || window.read(at, 'cloudwatch.inFlight') > 0;
    if (!(received > 0) && !inHand) {
      if (!Number.isNaN(gaugeAt(window, at, 'inFlight')) || ++gaps > GAPS_PASSED_OVER) break;
      continue;
    }
    minutes++;
    from = at;
    if (deleted === 0 && window.countersStand(at, now)) measured++;
  }
  return { minutes, measured, from };
}

/**
 * The pause a consumer is known to make between receives while messages wait: the second longest in the window, so that one
 * outage is not taken for a habit. Minutes; 0: none.
 */
export function receiveRhythm(window: QueueWindow, now: EpochMs): number {
  let [longest, second, pause] = [0, 0, 0];
  let open = false;
  for (let at = minuteOf(now), k = 0; k < window.minutes; k++, at -= MINUTE_MS) {
    const received = window.read(at, 'cloudwatch.received');
    if (received > 0) {
      if (open && pause > second) [longest, second] = pause > longest ? [pause, longest] : [longest, pause];
      [open, pause] = [true, 0];
    } else if (received === 0 && gaugeAt(window, at, 'visible') > 0) pause++;
  }
  return second;
}

export interface OldestMessage {
  readonly ageSeconds: number;
  /** When the oldest message came, by that reading. */
  readonly came: Between;
  /** Minutes for which the age has kept pace with the clock. */
  readonly pinnedMinutes: number;
}

/** An age that grows by less than this share of the time that passes belongs to more than one message. */
const PACE = 0.85;

/** The oldest message as CloudWatch's newest age tells it; null: none lately. */
export function oldestMessage(window: QueueWindow, now: EpochMs): OldestMessage | null {
  let [age, ageAt, later, laterAt, pinnedMinutes] = [NaN, 0, NaN, 0, 0];
  for (let at = minuteOf(now), k = 0; k < window.minutes; k++, at -= MINUTE_MS) {
    const value = window.read(at, 'cloudwatch.oldestAge');
    if (Number.isNaN(value)) {
      if (Number.isNaN(age) && k >= REACH_MINUTES) return null;
      continue;
    }
    if (Number.isNaN(age)) [age, ageAt] = [value, at];
    else {
      const passed = (laterAt - at) / 1000;
      if (later - value < passed * PACE) break;
      pinnedMinutes += passed / 60;
    }
    [later, laterAt] = [value, at];
  }
  return Number.isNaN(age) ? null : { ageSeconds: age, came: arrivalFromAge(ageAt, age), pinnedMinutes };
}

/**
 * The earliest arrival any age in the window tells of since the queue last read empty. A peek sends a message to the back of a
 * standard queue, and the age then belongs to a younger one.
 */
export function oldestArrival(window: QueueWindow, now: EpochMs): Between | null {
  let found: Between | null = null;
  for (let at = minuteOf(now), k = 0; k < window.minutes; k++, at -= MINUTE_MS) {
    if (gaugeAt(window, at, 'visible') + gaugeAt(window, at, 'inFlight') === 0) break;
    const age = window.read(at, 'cloudwatch.oldestAge');
    if (Number.isNaN(age)) continue;
    const came = arrivalFromAge(at, age);
    if (found === null || came.earliest < found.earliest) found = came;
  }
  return found;
}

/** FIFO: groups with a message in flight, by CloudWatch's newest minute that tells; null: none lately. */
export function groupsInFlight(window: QueueWindow, now: EpochMs): number | null {
  for (let at = minuteOf(now), k = 0; k < REACH_MINUTES; k++, at -= MINUTE_MS) {
    const groups = window.read(at, 'cloudwatch.groupsInFlight');
    if (!Number.isNaN(groups)) return groups;
  }
  return null;
}

/** The greatest age in the window; null: none known. */
export function greatestAge(window: QueueWindow, now: EpochMs): number | null {
  let greatest: number | null = null;
  for (let at = minuteOf(now), k = 0; k < window.minutes; k++, at -= MINUTE_MS) {
    const age = window.read(at, 'cloudwatch.oldestAge');
    if (age > (greatest ?? -1)) greatest = age;
  }
  return greatest;
}
