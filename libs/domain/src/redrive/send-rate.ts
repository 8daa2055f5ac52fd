import type { EpochMs } from '@weir/contract';

/** Sends of the last window, oldest first, and when the next may follow. */
export interface RateState {
  readonly sends: readonly { readonly at: EpochMs; readonly count: number }[];
  readonly nextAt: EpochMs;
}

/** After a start nothing is known of what was sent just before: a whole window has to pass. */
export const restedRate = (rate: number, now: EpochMs): RateState => ({ sends: [], nextAt: now + windowOf(rate) });

/** AWS takes ten messages a call. */
const LARGEST_BATCH = 10;
/** A ramp begins at this share of the rate. */
const RAMP_FROM = 0.1;

/** Messages a second that are allowed: a tenth (but not less than one) until the ramp begins, then evenly up to `limit`. */
export function allowedRate(limit: number, rampSeconds: number, rampStartedAt: EpochMs | null, now: EpochMs): number {
  const least = Math.min(limit, Math.max(1, limit * RAMP_FROM));
  if (rampStartedAt === null) return least;
  if (rampSeconds === 0) return limit;
  const share = Math.min(1, Math.max(0, now - rampStartedAt) / (rampSeconds * 1000));
  return least + (limit - least) * share;
}

/** Messages to receive at once, so that five batches a second or more make up the rate. */
export const batchFor = (rate: number): number => Math.max(1, Math.min(LARGEST_BATCH, Math.floor(rate / 5)));

/**
 * When `count` messages may be sent: one after another at the rate, and in no window of a second (below one a second: of the time that one
 * takes) more than the rate.
 */
export function sendableAt({ sends, nextAt }: RateState, count: number, rate: number, now: EpochMs): EpochMs {
  const windowMs = windowOf(rate);
  const room = Math.max(1, Math.floor(rate));
  let inWindow = count;
  let at = Math.max(nextAt, now);
  for (const send of sends.toReversed()) {
    if (send.at + windowMs <= at) break;
    inWindow += send.count;
    if (inWindow > room) {
      at = send.at + windowMs;
      break;
    }
  }
  return at;
}

/** A timer that was late may be made up for by so much; the window holds all the same. */
const CATCH_UP_MS = 100;

export function recordSend({ sends, nextAt }: RateState, count: number, rate: number, now: EpochMs): RateState {
  const kept = sends.filter(({ at }) => at + windowOf(rate) > now);
  return { sends: [...kept, { at: now, count }], nextAt: Math.max(nextAt, now - CATCH_UP_MS) + (count / rate) * 1000 };
}

const windowOf = (rate: number): number => Math.max(1000, 1000 / rate);
