import type { LossCountdown, Verdict } from '@weir/contract';
import { timeLeft } from '../format/index.js';

/** The oldest unread record arrived within some minute: moments no further apart than this and a rounding are told as one. */
const AS_ONE_MS = 2 * 60_000;

const leftUntil = (at: number, now: number): string => timeLeft(Math.max(0, (at - now) / 1000));

/** Whether both ends of a countdown say the same, so that one figure tells both. */
export const isOneMoment = ({ earliestAt, latestAt }: LossCountdown): boolean => latestAt - earliestAt <= AS_ONE_MS;

/**
 * When a reader loses data. The earliest moment is where it goes no further from now on, the latest where it goes on as it does: a pace that a
 * reader which stopped does not have.
 */
export function lossWords(loss: LossCountdown, state: Verdict['state'], now: number): string {
  const { earliestAt, latestAt } = loss;
  if (earliestAt <= now)
    return latestAt > now ? `Data may be lost already, and is in ${leftUntil(latestAt, now)} at the latest.` : 'Data may be lost already.';
  if (isOneMoment(loss)) return `Loses data in ${leftUntil(earliestAt, now)} at this pace.`;
  return `Loses data in ${leftUntil(earliestAt, now)} at the earliest, ${leftUntil(latestAt, now)} ${state === 'stopped' ? 'at the latest' : 'at this pace'}.`;
}
