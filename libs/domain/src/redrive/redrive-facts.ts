import type { EpochMs } from '@weir/contract';
import { settleMs } from './judge-return.js';
import type { RedriveMachine } from './redrive-machine.js';
import type { RedriveTally } from './redrive-machine-types.js';

/** Receives in a row that bring nothing, before a queue counts as empty. */
const EMPTY_RECEIVES = 3;
export const READ_DEPTH_MS = 5_000;

/** Messages that were taken on. */
export const begun = ({ sending, sent, moved }: RedriveTally): number => sending + sent + moved;

/** Messages taken out of the dead-letter queue, by Weir and by message-move tasks. */
export const movedBy = ({ tally, progress }: RedriveMachine): number => tally.moved + progress.movedByEarlierTasks + progress.movedByTask;

/** New messages that may still be taken on: of the canary while that goes on, of all otherwise. */
export function roomOf({ settings, tally, progress, lanes }: RedriveMachine): number {
  const reserved = [...lanes.values()].reduce((sum, lane) => sum + lane.reserved, 0);
  const most = Math.min(settings.limit ?? Infinity, progress.state === 'canary' ? settings.canary.size : Infinity);
  return Math.max(0, most - begun(tally) - reserved);
}

/** Of every message is known what became of it. */
export const isResolved = ({ sending, sent }: RedriveTally): boolean => sending + sent === 0;

/** Since the last send hidden messages had time to show up again, more than once. */
export const hasWaited = ({ rate, startedAt, settings }: RedriveMachine, now: EpochMs): boolean =>
  now >= (rate.sends.at(-1)?.at ?? startedAt) + 3 * settings.hideSeconds * 1000;

/** All that may be taken on was, or there is no more. */
export function isThrough(machine: RedriveMachine, now: EpochMs): boolean {
  if (roomOf(machine) > 0) return isExhausted(machine);
  return isResolved(machine.tally) || hasWaited(machine, now);
}

/** Nothing new for some receives, and time enough for hidden messages that still have to be deleted or decided to show up again. */
export function isExhausted({ empty, tally, settings, readings, leftAlone }: RedriveMachine): boolean {
  if (empty.count < EMPTY_RECEIVES) return false;
  const held = leftAlone + tally.failed + tally.cameBack;
  const reading = readings.at(-1);
  const unresolved = tally.sending + tally.sent > 0 || reading === undefined || reading.at < empty.since || reading.total > held;
  return !unresolved || empty.askedAt > empty.since + settings.hideSeconds * 1000;
}

/** Its time is up, and after that was looked once more; and two readings tell of what had settled by then. */
export function isWatchOver({ progress, lookedAt, readings, unreadable, settings }: RedriveMachine, now: EpochMs): boolean {
  const endsAt = progress.watchEndsAt ?? 0;
  if (now < endsAt || lookedAt < endsAt) return false;
  const before = readings.at(-2);
  const settledBy = (before?.at ?? 0) - settleMs(settings.canary.watchSeconds);
  return unreadable || readings.some(({ at }) => at >= progress.since && at <= settledBy);
}

/** Milliseconds between two looks: a short watch is looked at often enough. */
export const pauseMs = ({ progress, settings }: RedriveMachine): number =>
  progress.state === 'watching' ? Math.min(READ_DEPTH_MS, (settings.canary.watchSeconds * 1000) / 6) : READ_DEPTH_MS;
