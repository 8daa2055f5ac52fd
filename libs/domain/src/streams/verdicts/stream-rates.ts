import type { EpochMs } from '@weir/contract';
import { MINUTE_MS } from '../../series/sample.js';
import { STREAM_LIMITS } from './limits.js';
import { closedMinutes, counted, stands, sum } from './minutes.js';
import type { StreamMinute } from './stream-facts.js';

export type RateMinute = Omit<StreamMinute, 'readThrottled'>;

/** What a stream took over some recent minutes, per second. */
export interface StreamRates {
  readonly acceptedPerSecond: number;
  /** Tries: AWS counts each try of a record. */
  readonly refusedPerSecond: number;
  readonly bytesPerSecond: number;
  /** The minutes it is of: `from` included, `to` not. */
  readonly from: EpochMs;
  readonly to: EpochMs;
  /** Some of them have not settled: it is at least this. */
  readonly provisional: boolean;
}

/**
 * What a stream takes, over the newest minutes that settled. A minute that has not may still lack a part of its records, but never has too many: the
 * minutes told since count as soon as they come to more, so that a rise is seen at once and late figures never look like a fall. null: too
 * little is known of late.
 */
export function streamRates(minutes: readonly RateMinute[], now: EpochMs): StreamRates | null {
  const settled = ratesOver(closedMinutes(minutes, now, STREAM_LIMITS.settledWithin).filter((minute) => minute.settled));
  const told = ratesOver(
    closedMinutes(minutes, now, STREAM_LIMITS.recentMinutes + STREAM_LIMITS.settlingMinutes).filter((minute) => stands(minute, now)),
  );
  if (settled === null || told === null) return told ?? settled;
  const tried = ({ acceptedPerSecond, refusedPerSecond }: StreamRates): number => acceptedPerSecond + refusedPerSecond;
  const isMore =
    tried(told) >= tried(settled) || told.bytesPerSecond > settled.bytesPerSecond || told.refusedPerSecond > settled.refusedPerSecond;
  return isMore ? told : settled;
}

/** @param newestFirst of which the first few count */
function ratesOver(newestFirst: readonly RateMinute[]): StreamRates | null {
  const counting = newestFirst.slice(0, STREAM_LIMITS.recentMinutes);
  const [newest, oldest] = [counting[0], counting.at(-1)];
  if (newest === undefined || oldest === undefined) return null;
  const perSecond = (figureOf: (minute: RateMinute) => number | null): number =>
    sum(counting.map((minute) => counted(figureOf(minute)))) / (60 * counting.length);
  return {
    acceptedPerSecond: perSecond(({ incomingRecords }) => incomingRecords),
    refusedPerSecond: perSecond(({ writeThrottled }) => writeThrottled),
    bytesPerSecond: perSecond(({ incomingBytes }) => incomingBytes),
    from: oldest.at,
    to: newest.at + MINUTE_MS,
    provisional: counting.some(({ settled }) => !settled),
  };
}
