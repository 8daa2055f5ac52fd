import type { EpochMs } from '@weir/contract';
import { MINUTE_MS } from '../../series/sample.js';
import { STREAM_LIMITS } from './limits.js';

interface Minute {
  readonly at: EpochMs;
}

/**
 * The minutes that closed within the last so many, the newest first, each once. The running minute is none of them: its figures have only
 * begun to fill.
 */
export function closedMinutes<M extends Minute>(minutes: readonly M[], now: EpochMs, within: number): M[] {
  const byStart = new Map<EpochMs, M>();
  for (const minute of minutes) {
    if (minute.at + MINUTE_MS <= now && minute.at > now - (within + 1) * MINUTE_MS) byStart.set(minute.at, minute);
  }
  return [...byStart.values()].sort((a, b) => b.at - a.at);
}

/** Whether a minute's figures, a missing one included, can be taken at their word. */
export function stands(minute: Minute & { readonly settled: boolean }, now: EpochMs): boolean {
  return minute.settled || minute.at + (1 + STREAM_LIMITS.settlingMinutes) * MINUTE_MS <= now;
}

/** A counter of a minute that was read: published only when something happens. What cannot be a count is none. */
export const counted = (figure: number | null): number => (figure !== null && Number.isFinite(figure) && figure > 0 ? figure : 0);

export const sum = (figures: readonly number[]): number => figures.reduce((total, figure) => total + figure, 0);
