import type { EpochMs } from '@weir/contract';
import { MINUTE_MS } from '../../series/sample.js';
import type { JudgedVerdict, StandingVerdict } from '../../verdicts/queue-facts.js';
import { standingOf } from './blindness.js';
import { isLag, lagGrowth, type LagPoint } from './lag.js';
import { STREAM_LIMITS } from './limits.js';
import { closedMinutes, counted, stands, sum } from './minutes.js';
import type { ConsumerFacts, ConsumerMinute } from './stream-facts.js';

/** The facts of a reader, measured once for all rules. */
export interface ConsumerView {
  readonly facts: ConsumerFacts;
  readonly now: EpochMs;
  readonly standing: StandingVerdict | null;
  /** The newest lag known in the window; null: it has told none. */
  readonly lag: LagPoint | null;
  /** Whether that lag is of the newest minutes, not from before a silence. */
  readonly tells: boolean;
  /** Newest closed minutes in a row, of those that can be taken at their word, in which it told no position. */
  readonly silentMinutes: number;
  /** Seconds of lag gained per second; null: too few minutes tell. */
  readonly growth: number | null;
  /** Start of the first minute since which the lag has only risen; null: it does not. */
  readonly risingSince: EpochMs | null;
  /** Read over the trend's minutes, Weir's own reads left out; null: not counted. */
  readonly records: number | null;
  /** What arrived lately, and since it last told a position; null: unknown. */
  readonly arrived: Arrived | null;
  readonly arrivedInSilence: Arrived | null;
  readonly shards: ShardLags;
}

export interface Arrived {
  readonly records: number;
  readonly perSecond: number;
}

/** What shard-level lags say, where there are any: of a position that stands still on one shard, an average says nothing. */
export interface ShardLags {
  /** The shards on which the position stands still, the furthest behind first. */
  readonly blocked: readonly { readonly shardId: string; readonly milliseconds: number }[];
  readonly moving: number;
}

export function consumerViewOf(facts: ConsumerFacts, previous: JudgedVerdict | null, now: EpochMs): ConsumerView {
  const minutes = closedMinutes(facts.minutes, now, WINDOW_MINUTES).map(withoutOwnReads);
  const points = lagPoints(minutes);
  const silentMinutes = silence(minutes, now);
  const [lag = null] = points;
  // From the newest lag back, so that readings that are overdue leave the trend as it was.
  const trend = points.filter(({ at }) => lag !== null && at > lag.at - STREAM_LIMITS.trendMinutes * MINUTE_MS);
  return {
    facts,
    now,
    standing: standingOf(previous),
    lag,
    tells: lag !== null && silentMinutes < patienceOf(facts),
    silentMinutes,
    growth: lagGrowth(trend),
    risingSince: risingSince(points),
    records: recordsOf(minutes, facts, now),
    arrived: arrivedSince(facts, now, now - STREAM_LIMITS.silentMappingMinutes * MINUTE_MS),
    arrivedInSilence: arrivedSince(facts, now, Math.max(lag?.at ?? 0, now - WINDOW_MINUTES * MINUTE_MS)),
    shards: shardLags(facts, now),
  };
}

const WINDOW_MINUTES = 180;

/**
 * Weir's own sampler polls with `GetRecords` too, and near the tip: where it read all that was read, the figures are its own and tell
 * nothing of anybody else.
 */
function withoutOwnReads(minute: ConsumerMinute): ConsumerMinute {
  const { ownRecords, records } = minute;
  if (ownRecords === 0 || records === null) return minute;
  const onlyOwn = ownRecords >= STREAM_LIMITS.ownShare * records;
  return { ...minute, records: Math.max(0, records - ownRecords), lagMilliseconds: onlyOwn ? null : minute.lagMilliseconds };
}

function lagPoints(minutes: readonly ConsumerMinute[]): LagPoint[] {
  return minutes.flatMap(({ at, lagMilliseconds }) => (isLag(lagMilliseconds) ? [{ at, milliseconds: lagMilliseconds }] : []));
}

/** Minutes without a position, the newest first; one that has not settled may still get its figure and is passed over. */
function silence(minutes: readonly ConsumerMinute[], now: EpochMs): number {
  let silent = 0;
  for (const minute of minutes) {
    if (isLag(minute.lagMilliseconds)) break;
    if (stands(minute, now)) silent += 1;
  }
  return silent;
}

function risingSince(newestFirst: readonly LagPoint[]): EpochMs | null {
  let since: EpochMs | null = null;
  newestFirst.every((point, place) => {
    const earlier = newestFirst[place + 1];
    const rises = earlier !== undefined && point.milliseconds > earlier.milliseconds;
    if (rises) since = earlier.at;
    return rises;
  });
  return since;
}

function recordsOf(minutes: readonly ConsumerMinute[], { type }: ConsumerFacts, now: EpochMs): number | null {
  const recent = minutes.filter((minute) => stands(minute, now)).slice(0, STREAM_LIMITS.recentMinutes);
  const known = recent.filter(({ records }) => records !== null);
  // A mapping's events are counted only when that is switched on, and a count that is never there says nothing.
  if (known.length === 0 && (type === 'event-source-mapping' || recent.length === 0)) return null;
  return sum(recent.map(({ records }) => counted(records)));
}

/** Of the minutes after the one given; null: too few are known. */
function arrivedSince({ arrivals }: ConsumerFacts, now: EpochMs, after: EpochMs): Arrived | null {
  const sure = closedMinutes(arrivals, now, WINDOW_MINUTES).filter((minute) => minute.at > after && stands(minute, now));
  if (sure.length < STREAM_LIMITS.leastMinutes) return null;
  const records = sum(sure.map(({ incomingRecords }) => counted(incomingRecords)));
  return { records, perSecond: records / (60 * sure.length) };
}

/** Minutes without a position after which it is silent. A mapping is silent too while it filters everything out, or waits for a batch. */
export function patienceOf({ type }: ConsumerFacts): number {
  return type === 'event-source-mapping' ? STREAM_LIMITS.silentMappingMinutes : STREAM_LIMITS.silentMinutes;
}

function shardLags({ shards }: ConsumerFacts, now: EpochMs): ShardLags {
  const blocked: { shardId: string; milliseconds: number }[] = [];
  let moving = 0;
  for (const { shardId, minutes } of shards) {
    const recent = closedMinutes(minutes, now, STREAM_LIMITS.trendMinutes);
    const points = recent.flatMap(({ at, lagMilliseconds }) => (isLag(lagMilliseconds) ? [{ at, milliseconds: lagMilliseconds }] : []));
    const [newest] = points;
    const growth = lagGrowth(points);
    if (newest === undefined || growth === null) continue;
    const behind = newest.milliseconds >= STREAM_LIMITS.caughtUpSeconds * 1000;
    if (behind && growth >= STREAM_LIMITS.standstill) blocked.push({ shardId, milliseconds: newest.milliseconds });
    else if (growth < STREAM_LIMITS.standstill) moving += 1;
  }
  return { blocked: blocked.sort((a, b) => b.milliseconds - a.milliseconds), moving };
}
