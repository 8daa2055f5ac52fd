import type { SamplingStatus } from '@weir/contract';
import {
  type ConsumerChoice,
  type JudgedVerdict,
  lagRises,
  MINUTE_MS,
  minuteOf,
  newStreamSampling,
  type SampleRead,
  type ShardTally,
  type StreamSampling,
} from '@weir/domain';
import type { Brought } from './record-source.js';
import type { WatchedStream } from './watched-stream.js';
import type { WatchedStreams } from './watched-streams.js';

/** What the sampler keeps of a stream between reads. */
export interface Sampled {
  sampling: StreamSampling;
  minute: number;
  readonly tallies: Map<string, ShardTally>;
  status: SamplingStatus['state'];
  because: string;
  since: number;
  /** Of each shard by its newest sample: CloudWatch tells minutes later. */
  readonly utilisations: Map<string, number>;
  /** Own reads that AWS refused, by minute: they are in its figures of refused reads. */
  readonly refused: Map<number, number>;
  /** The registered consumer to read through, or why not; null: it reads with GetRecords. */
  consumer: ConsumerChoice | null;
  /** Records read by minute, over the last hours: with GetRecords, and through a consumer. */
  readonly polled: Map<number, number>;
  readonly pushed: Map<number, number>;
  readonly calls: { readonly at: number; readonly bytes: number; readonly records: number }[];
  unwritten: { calls: number; records: number; bytes: number; usd: number };
  /** Shares among the newest records seen; null: none seen yet. */
  aggregated: number | null;
  withoutKey: number | null;
  records: number;
  bytes: number;
  writtenAt: number;
  dirty: boolean;
}

/** A stream that was never sampled. */
export function newSampled(now: number): Sampled {
  return {
    sampling: newStreamSampling(now),
    minute: minuteOf(now),
    tallies: new Map(),
    status: 'waiting',
    because: 'no record has been read yet',
    since: now,
    utilisations: new Map(),
    refused: new Map(),
    consumer: null,
    polled: new Map(),
    pushed: new Map(),
    calls: [],
    unwritten: { calls: 0, records: 0, bytes: 0, usd: 0 },
    aggregated: null,
    withoutKey: null,
    records: 0,
    bytes: 0,
    writtenAt: now,
    dirty: false,
  };
}

/** How sampling stands from now on. */
export function say(sampled: Sampled, status: Sampled['status'], because: string, now: number): void {
  if (sampled.status !== status) {
    sampled.since = now;
    sampled.dirty = true;
  }
  sampled.status = status;
  sampled.because = because;
}

/** How sampling stands, as people read it. */
export function statusOf(stream: WatchedStream, sampled: Sampled, budgetUsd: number, now: number): SamplingStatus {
  const lastMinute = sampled.calls.filter(({ at }) => at > now - MINUTE_MS);
  const overSeconds = Math.max(60, Math.min(600, (now - (sampled.calls[0]?.at ?? now)) / 1000));
  const perSecond = sampled.sampling.bytesPerSecond;
  const bytes = sampled.calls.reduce((sum, call) => sum + call.bytes, 0);
  const callsPerSecond = lastMinute.length / 60;
  return {
    state: sampled.status,
    because: sampled.because,
    since: sampled.since,
    shardsRead: sampled.tallies.size,
    callsPerSecond,
    shareOfBytes: perSecond === null || perSecond <= 0 ? null : bytes / overSeconds / perSecond,
    // A consumer has its reads to itself.
    shareOfReadCalls: sampled.consumer === null ? callsPerSecond / (5 * Math.max(1, stream.openShards.length)) : 0,
    recordsRead: sampled.records,
    bytesRead: sampled.bytes,
    spentUsd: sampled.sampling.spentUsdToday,
    budgetUsd,
    aggregatedShare: sampled.aggregated,
    missingKeyShare: sampled.withoutKey,
  };
}

/**
 * Up to when everything that had arrived was seen. If as many came as were asked for, the rest was cut off: up to the newest that came. Else
 * everything up to the tip came.
 */
export function seenUpTo(reply: Extract<Brought, { kind: 'read' }>, read: SampleRead, now: number): number {
  if (reply.records.length < read.limit) return now - (reply.behindMs ?? 0);
  return Math.max(read.from, ...reply.records.map(({ arrivedAt }) => arrivedAt ?? 0));
}

/** Minutes of CloudWatch to look back over: it tells a minute or two late. */
const RECENT_MINUTES = 10;
export const NEAR_LIMIT = 0.7;

/** Whether a shard throttled or came near its limit lately. */
export function isUrgent(stream: WatchedStream, ordinal: number): boolean {
  for (const minute of [...stream.shardMinutes.keys()].slice(-RECENT_MINUTES)) {
    const values = stream.shardMinutes.get(minute);
    const bytes = values?.incomingBytes?.[ordinal] ?? 0;
    const records = values?.incomingRecords?.[ordinal] ?? 0;
    if ((values?.writeThrottled?.[ordinal] ?? 0) > 0 || Math.max(bytes / 60 / 1_048_576, records / 60 / 1_000) > NEAR_LIMIT) return true;
  }
  return false;
}

/** Reads of others that AWS refused in the newest minute it told of. */
export function othersRefused({ readings }: WatchedStream, { refused }: Sampled): number {
  const told = readings.latest().readThrottled;
  return told?.value == null || told.at === null ? 0 : told.value - (refused.get(told.at) ?? 0);
}

/** Of records read in a minute, the share that Weir's own reads must have for what is told of it to be of nobody else. */
const OWN_SHARE = 0.95;

/**
 * A reader that shares the shards' reads and falls behind, in words; null: none does. Each that AWS tells apart by its own lag, and all that poll
 * with GetRecords by the stream's: an application of its own has no other.
 */
export function readerBehind(
  stream: WatchedStream,
  streams: WatchedStreams,
  { polled }: Pick<Sampled, 'polled'>,
  now: number,
): string | null {
  const minutes = Array.from({ length: RECENT_MINUTES }, (_, back) => minuteOf(now) - back * MINUTE_MS);
  for (const { entry, verdict, readings } of streams.consumersOf(stream)) {
    // A consumer with enhanced fan-out has its reads to itself.
    if (entry.config?.type === 'enhanced-fan-out' || entry.config?.consumerArn != null) continue;
    if (isSlow(verdict) || lagRises(minutes.map((at) => readings.at(at, 'lag')))) return `${entry.name} falls behind`;
  }
  const lags = minutes.map((at) => {
    const records = stream.readings.at(at, 'outgoingRecords');
    const isOwn = records !== null && (polled.get(at) ?? 0) >= OWN_SHARE * records;
    return isOwn ? null : stream.readings.at(at, 'iteratorAge');
  });
  return isSlow(stream.readers) || lagRises(lags) ? 'somebody who polls it with GetRecords falls behind' : null;
}

const isSlow = (verdict: JudgedVerdict | null): boolean => verdict?.state === 'slow' || verdict?.state === 'stalled';
