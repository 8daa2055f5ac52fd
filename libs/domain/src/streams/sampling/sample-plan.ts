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
 * before how much a consumer is pushed at once), dollars a day.
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
  /** It throttles or is near its limit: read as often as the budget allows. */
  readonly urgent: boolean;
}

/** One stream as the sampler sees it; replaced, never altered. */
export interface StreamSampling {
  readonly shards: ReadonlyMap<string, ShardSampling>;
  /** Bytes that may be read now; below 0: overdrawn. */
  readonly allowance: number;
  readonly refilledAt: EpochMs;
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

export function newStreamSampling(now: EpochMs): StreamSampling {
  return {
    shards: new Map(),
    allowance: 0,
    refilledAt: now,
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
  const perSecond = PLANNED_SHARE * budget.shareOfBytes * (stream.bytesPerSecond ?? UNKNOWN_BYTES_PER_SECOND);
  const seconds = Math.max(0, (now - stream.refilledAt) / 1000);
  return { ...stream, refilledAt: now, allowance: Math.min(perSecond * SAVES_SECONDS, stream.allowance + perSecond * seconds) };
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
  const chosen = withFewFirstReads(due, stream.shards.size).slice(0, CALLS_PER_STREAM_PER_SECOND);
  const hasUrgent = [...stream.shards.values()].some(({ urgent }) => urgent);
  const reads: SampleRead[] = [];
  let left = stream.allowance - expectedBytes(stream);
  let weightLeft = chosen.reduce((sum, shard) => sum + weightOf(shard), 0);
  for (const shard of chosen) {
    const recordBytes = shard.recordBytes ?? ASSUMED_RECORD_BYTES;
    const share = (left * weightOf(shard)) / weightLeft;
    const limit = Math.min(MOST_RECORDS, Math.floor(share / recordBytes));
    weightLeft -= weightOf(shard);
    // Too little for a whole record or event: only the first may overdraw, or a stream of large ones would never be read. While a shard is in
    // trouble the others leave that to it for a minute.
    const yields = hasUrgent && !shard.urgent && shard.begunAt !== null && now - shard.begunAt < YIELDS_TO_URGENT_MS;
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
  const next = withShard(stream, shardId, (shard) => ({
    ...shard,
    inFlightBytes: null,
    retryAt: null,
    refusals: 0,
    recordBytes: came.records === 0 ? shard.recordBytes : smooth(shard.recordBytes, came.bytes / came.records),
  }));
  return {
    ...next,
    allowance: next.allowance - came.bytes,
    spentUsdToday: next.spentUsdToday + came.usd,
    eventBytes: more ? Math.max(came.bytes, EVENT_LASTS * stream.eventBytes) : stream.eventBytes,
  };
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
