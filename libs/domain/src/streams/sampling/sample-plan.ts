/**
 * Which shards of a stream to sample next, and how much of each. Pure: the caller passes time and randomness and executes the reads.
 *
 *     planReads(stream, budget, now, random) ─▶ reads; for each begun: beginRead(…)
 *     for each come back:  finishRead(…)   records came, maybe none
 *                          refuseRead(…)   AWS throttled it, or something failed
 *
 * A read opens a fresh position a few seconds back and takes the first records from there, rather than following the shard: whoever
 * follows a shard must read all of it. What it finds is a cluster of neighbours in time, so many small reads beat few large ones.
 *
 * Hard limits, in the order they bind: calls per shard and second, calls per stream and second, bytes as a share of the stream's own
 * (a token bucket that may be overdrawn by one read, for a record's size is only known afterwards, and is then paid back; nor is it known
 * before how much a consumer is pushed at once), dollars a day. When records become far larger half a minute's bytes are lent, to be paid back
 * within five minutes: over ten minutes the share of bytes holds all the same, for a tenth of it is never planned with.
 */
import type { EpochMs } from '@weir/contract';

export interface SamplingBudget {
  readonly callsPerShardPerSecond: number;
  readonly shareOfBytes: number;
  readonly usdPerDay: number;
}

/** One shard as the sampler sees it. */
export interface ShardSampling {
  readonly shardId: string;
  /** When the last read was begun; null: never. */
  readonly begunAt: EpochMs | null;
  /** What the read under way was planned to bring, bytes; null: none is. */
  readonly inFlightBytes: number | null;
  /** No read before this moment, because AWS throttled the last; null: free. */
  readonly retryAt: EpochMs | null;
  /** Throttled reads in a row. */
  readonly refusals: number;
  /** Of the records seen, smoothed; null: none seen yet. */
  readonly recordBytes: number | null;
  /** `recordBytes` is concluded from what became of other shards' records, and the next read is taken at its word. */
  readonly isGuess: boolean;
  /** It throttles or is near its limit: read as often as the budget allows. */
  readonly urgent: boolean;
}

/** One stream as the sampler sees it; replaced, never altered. */
export interface StreamSampling {
  readonly shards: ReadonlyMap<string, ShardSampling>;
  /** Bytes that may be read now; below 0: overdrawn. */
  readonly allowance: number;
  readonly refilledAt: EpochMs;
  /** When records became far larger than before, for which something is lent; null: they never did. */
  readonly surprisedAt: EpochMs | null;
  /** What the stream takes in, bytes per second, by the newest reading there is; null: unknown. */
  readonly bytesPerSecond: number | null;
  /** The whole stream is left alone until then: somebody's reads are throttled. */
  readonly yieldUntil: EpochMs | null;
  /** What a read brings at least, by those that brought more than was planned: what is pushed comes in whole events. 0: it is not pushed. */
  readonly eventBytes: number;
  /** A reader that shares the shards' reads falls behind: everything is read so many times less often. */
  readonly isReaderBehind: boolean;
  readonly spentUsdToday: number;
}

export interface SampleRead {
  readonly shardId: string;
  /** Where to start reading, epoch milliseconds. */
  readonly from: EpochMs;
  /** Most records to take. */
  readonly limit: number;
  /** What so many records are taken to weigh, by those seen before. */
  readonly bytes: number;
}

/** AWS takes ten thousand records a call; a thousand neighbours in time tell no more than a hundred. */
const MOST_RECORDS = 500;
const CALLS_PER_STREAM_PER_SECOND = 20;
/** Of an unknown stream: little, until its size is known. */
const UNKNOWN_BYTES_PER_SECOND = 10_000;
/** Allowance unused for longer is forfeited: sampling is for now. */
const SAVES_SECONDS = 30;
const ASSUMED_RECORD_BYTES = 1_000;
/** One record tells how long it was waited for, which is no rate; of two and more the time between them is one. */
const TELLING_RECORDS = 2;
/** Kept back for records that turn out to be larger than those before them, and for a stream that just became quieter. */
const PLANNED_SHARE = 0.9;
/**
 * How far back reads begin: at a random moment within a while that ends shortly ago, for arrival times are written by many machines, and the
 * newest second is not complete yet. A consumer is pushed everything from there on, so it begins where there is less of it.
 */
const BEGIN_BACK_MS = { polled: { least: 2_000, within: 5_000 }, pushed: { least: 1_000, within: 500 } } as const;
export type ReadWay = keyof typeof BEGIN_BACK_MS;
const FIRST_REFUSAL_MS = 30_000;
const LONGEST_REFUSAL_MS = 10 * 60_000;
/** An event that was unusually large is forgotten by so much with each that is smaller. */
const EVENT_LASTS = 0.9;
/** How long sampling stands back when reads are refused. */
export const YIELD_MS = 5 * 60_000;
/**
 * A reader that falls behind is often the victim of the very key that is looked for, so sampling goes on, at a sixth: every half minute of a
 * shard in trouble.
 */
const BEHIND_FACTOR = 6;
/** Shards without trouble are read so many times less often than urgent ones. */
const CALM_FACTOR = 3;
/**
 * And get so much less of what may be read: beside one shard in trouble, seven calm ones have a third. Records can be as large as aggregates
 * of many, of which the bytes of a minute buy a few dozen.
 */
const URGENT_WEIGHT = 12;
const YIELDS_TO_URGENT_MS = 60_000;
/** Of a stream's shards. */
const FIRST_READS_SHARE = 1 / 8;
/** Records so many times as large as before are those of another producer, and of other shards too. */
const SURPRISE = 3;
/** What is lent then, in seconds of what may be read: the read that found it out may have taken as much. Paid back by and by, and then lent again. */
const LENT_SECONDS = 30;
const REPAID_MS = 5 * 60_000;
const LENT_AGAIN_MS = 10 * 60_000;
/** Of it at once, or a single read would take it all. */
const LENT_AT_ONCE_SECONDS = 5;

export function newStreamSampling(now: EpochMs): StreamSampling {
  return {
    shards: new Map(),
    allowance: 0,
    refilledAt: now,
    surprisedAt: null,
    bytesPerSecond: null,
    yieldUntil: null,
    eventBytes: 0,
    isReaderBehind: false,
    spentUsdToday: 0,
  };
}

/** Takes the open shards as they are now; what is known of those that stay is kept. */
export function setShards(stream: StreamSampling, open: readonly { readonly shardId: string; readonly urgent: boolean }[]): StreamSampling {
  const shards = new Map(
    open.map(({ shardId, urgent }) => {
      const known = stream.shards.get(shardId) ?? {
        shardId,
        begunAt: null,
        inFlightBytes: null,
        retryAt: null,
        refusals: 0,
        recordBytes: null,
        isGuess: false,
        urgent,
      };
      return [shardId, { ...known, urgent }] as const;
    }),
  );
  return { ...stream, shards };
}

/** What the stream takes in now, and what was spent today by every process. */
export const setStreamFacts = (
  stream: StreamSampling,
  facts: Partial<Pick<StreamSampling, 'bytesPerSecond' | 'spentUsdToday' | 'yieldUntil' | 'isReaderBehind' | 'eventBytes'>>,
): StreamSampling => ({ ...stream, ...facts });

/** The allowance grown to now. */
export function refill(stream: StreamSampling, budget: SamplingBudget, now: EpochMs): StreamSampling {
  const perSecond = allowedPerSecond(stream, budget);
  const seconds = Math.max(0, (now - stream.refilledAt) / 1000);
  const allowance = Math.min(perSecond * SAVES_SECONDS, stream.allowance + perSecond * seconds);
  return { ...stream, refilledAt: now, allowance };
}

const allowedPerSecond = ({ bytesPerSecond }: StreamSampling, { shareOfBytes }: SamplingBudget): number =>
  PLANNED_SHARE * shareOfBytes * (bytesPerSecond ?? UNKNOWN_BYTES_PER_SECOND);

/** What may be planned with now, bytes: what is allowed, or for a while after a surprise some of what is lent. */
function available(stream: StreamSampling, budget: SamplingBudget, now: EpochMs, way: ReadWay): number {
  const allowed = stream.allowance - expectedBytes(stream);
  if (stream.surprisedAt === null || way === 'pushed') return allowed;
  const perSecond = allowedPerSecond(stream, budget);
  const lent = perSecond * LENT_SECONDS * Math.max(0, 1 - (now - stream.surprisedAt) / REPAID_MS);
  return Math.max(allowed, Math.min(allowed + lent, perSecond * LENT_AT_ONCE_SECONDS));
}

/** The reads to begin now, urgent shards first, then those waiting longest. Empty while the budget forbids it or reads are refused. */
export function planReads(
  stream: StreamSampling,
  budget: SamplingBudget,
  now: EpochMs,
  random: () => number,
  way: ReadWay = 'polled',
): readonly SampleRead[] {
  if (mayNotRead(stream, budget, now) !== null) return [];
  const due = [...stream.shards.values()]
    .filter((shard) => shard.inFlightBytes === null && nextReadAt(shard, periodMs(stream, shard, budget)) <= now)
    .sort((a, b) => Number(b.urgent) - Number(a.urgent) || (a.begunAt ?? 0) - (b.begunAt ?? 0));
  const { least, within } = BEGIN_BACK_MS[way];
  const hasUrgent = [...stream.shards.values()].some(({ urgent }) => urgent);
  const most = allowedPerSecond(stream, budget) * SAVES_SECONDS;
  const allWeight = [...stream.shards.values()].reduce((sum, shard) => sum + weightOf(shard), 0);
  // Shards may be due one after the other and then none for long: the first must not take what was saved for all, nor overdraw by as much.
  const turnOf = (shard: ShardSampling): number => {
    const seconds = Math.max(periodMs(stream, shard, budget) / 1000, stream.shards.size / CALLS_PER_STREAM_PER_SECOND);
    return (allowedPerSecond(stream, budget) * seconds * weightOf(shard)) / allWeight;
  };
  const bytesOf = ({ recordBytes }: ShardSampling): number => recordBytes ?? ASSUMED_RECORD_BYTES;
  // While a shard is in trouble the others are content with less.
  const leastOf = (shard: ShardSampling): number =>
    way === 'polled' && (shard.urgent || !hasUrgent) && bytesOf(shard) * TELLING_RECORDS <= most ? TELLING_RECORDS : 1;
  let left = available(stream, budget, now, way);
  // The very first read of a stream without trouble has nothing to hurry for: it waits until it is paid for, or until no more can be saved for it.
  if (!hasUrgent && isUnread(stream) && left < Math.min(Math.max(ASSUMED_RECORD_BYTES, stream.eventBytes), most)) return [];
  let fits = left;
  const chosen = withFewFirstReads(due, stream.shards.size)
    .slice(0, CALLS_PER_STREAM_PER_SECOND)
    // Who comes after one that has to wait for its records waits too, or would get them in its stead.
    .filter((shard) => (leastOf(shard) === 1 ? fits >= 0 || !yieldsTo(shard, now) : (fits -= leastOf(shard) * bytesOf(shard)) >= 0));
  const reads: SampleRead[] = [];
  let weightLeft = chosen.reduce((sum, shard) => sum + weightOf(shard), 0);
  for (const shard of chosen) {
    const recordBytes = bytesOf(shard);
    const share = Math.min((left * weightOf(shard)) / weightLeft, shard.urgent ? Infinity : turnOf(shard));
    const limit = Math.min(MOST_RECORDS, Math.max(Math.floor(share / recordBytes), leastOf(shard) === 1 ? 0 : leastOf(shard)));
    weightLeft -= weightOf(shard);
    // Too little for a whole record or event: only the first may overdraw, or a stream of large ones would never be read. While a shard is in
    // trouble the others leave that to it for a minute.
    const yields = hasUrgent && !shard.urgent && shard.begunAt !== null && yieldsTo(shard, now);
    if ((limit < 1 || share < stream.eventBytes) && (reads.length > 0 || left <= 0 || yields)) continue;
    const records = Math.max(1, limit);
    left -= Math.max(records * recordBytes, stream.eventBytes);
    reads.push({
      shardId: shard.shardId,
      from: now - least - Math.floor(random() * within),
      limit: records,
      bytes: records * recordBytes,
    });
  }
  return reads;
}

const isUnread = ({ shards }: StreamSampling): boolean => [...shards.values()].every(({ begunAt }) => begunAt === null);

const yieldsTo = ({ begunAt }: ShardSampling, now: EpochMs): boolean => begunAt === null || now - begunAt < YIELDS_TO_URGENT_MS;

/** What the reads under way will bring. */
function expectedBytes({ shards, eventBytes }: StreamSampling): number {
  let bytes = 0;
  for (const { inFlightBytes } of shards.values()) if (inFlightBytes !== null) bytes += Math.max(inFlightBytes, eventBytes);
  return bytes;
}

/**
 * Of calm shards that were never read only so many at once: shards that are first read together are due together ever after, and were all of
 * a stream's records suddenly twenty times as large, as when its producer begins to aggregate, all would overdraw together.
 */
function withFewFirstReads(due: readonly ShardSampling[], shards: number): readonly ShardSampling[] {
  let left = Math.max(1, Math.ceil(shards * FIRST_READS_SHARE));
  return due.filter((shard) => shard.urgent || shard.begunAt !== null || left-- > 0);
}

/** Why nothing of the stream may be read now; null: it may. */
export function mayNotRead(stream: StreamSampling, budget: SamplingBudget, now: EpochMs): 'budget-spent' | 'backing-off' | null {
  if (stream.spentUsdToday >= budget.usdPerDay) return 'budget-spent';
  return stream.yieldUntil !== null && now < stream.yieldUntil && stream.yieldUntil <= now + YIELD_MS ? 'backing-off' : null;
}

export function beginRead(stream: StreamSampling, { shardId, bytes }: SampleRead, now: EpochMs): StreamSampling {
  return withShard(stream, shardId, (shard) => ({ ...shard, begunAt: now, inFlightBytes: bytes }));
}

/** What came: so many records of so many bytes in all. */
export function finishRead(
  stream: StreamSampling,
  shardId: string,
  came: { readonly records: number; readonly bytes: number; readonly usd: number },
): StreamSampling {
  // Only what exceeds the plan tells how large an event is.
  const more = stream.eventBytes > 0 && came.bytes > (stream.shards.get(shardId)?.inFlightBytes ?? Infinity);
  const known = stream.shards.get(shardId);
  const bytes = came.records === 0 ? null : came.bytes / came.records;
  const surprise = known?.recordBytes != null && !known.isGuess && bytes !== null ? bytes / known.recordBytes : 1;
  const told = surprise >= SURPRISE ? withGuesses(stream, surprise) : stream;
  const next = withShard(told, shardId, (shard) => ({
    ...shard,
    inFlightBytes: null,
    retryAt: null,
    refusals: 0,
    isGuess: bytes === null && shard.isGuess,
    recordBytes: bytes === null ? shard.recordBytes : shard.isGuess ? bytes : smooth(shard.recordBytes, bytes),
  }));
  return {
    ...next,
    allowance: next.allowance - came.bytes,
    spentUsdToday: next.spentUsdToday + came.usd,
    eventBytes: more ? Math.max(came.bytes, EVENT_LASTS * stream.eventBytes) : stream.eventBytes,
  };
}

/** What records of one shard have become, those of the others are taken to have become too, or each would overdraw once more to find out. */
function withGuesses(stream: StreamSampling, factor: number): StreamSampling {
  const shards = [...stream.shards].map(([shardId, shard]) => {
    const { recordBytes, isGuess } = shard;
    return [shardId, recordBytes === null || isGuess ? shard : { ...shard, recordBytes: recordBytes * factor, isGuess: true }] as const;
  });
  const { surprisedAt, refilledAt } = stream;
  const isNew = surprisedAt === null || refilledAt - surprisedAt >= LENT_AGAIN_MS || surprisedAt > refilledAt;
  return { ...stream, shards: new Map(shards), surprisedAt: isNew ? refilledAt : surprisedAt };
}

/** The read was refused or failed: the shard rests, longer each time. */
export function refuseRead(stream: StreamSampling, shardId: string, now: EpochMs): StreamSampling {
  return withShard(stream, shardId, (shard) => ({
    ...shard,
    inFlightBytes: null,
    refusals: shard.refusals + 1,
    retryAt: now + Math.min(LONGEST_REFUSAL_MS, FIRST_REFUSAL_MS * 2 ** Math.min(10, shard.refusals)),
  }));
}

function withShard(stream: StreamSampling, shardId: string, change: (shard: ShardSampling) => ShardSampling): StreamSampling {
  const shard = stream.shards.get(shardId);
  return shard === undefined ? stream : { ...stream, shards: new Map(stream.shards).set(shardId, change(shard)) };
}

const weightOf = ({ urgent }: ShardSampling): number => (urgent ? URGENT_WEIGHT : 1);

const periodMs = ({ isReaderBehind }: StreamSampling, shard: ShardSampling, budget: SamplingBudget): number =>
  (((isReaderBehind ? BEHIND_FACTOR : 1) * (shard.urgent ? 1 : CALM_FACTOR)) / budget.callsPerShardPerSecond) * 1000;

const nextReadAt = (shard: ShardSampling, periodMs: number): EpochMs =>
  shard.retryAt ?? (shard.begunAt === null ? 0 : shard.begunAt + periodMs);

/** Larger records are taken at their word, for each read of too many is paid back in silence; smaller ones by and by. */
const smooth = (before: number | null, now: number): number => (before === null || now > before ? now : 0.8 * before + 0.2 * now);
