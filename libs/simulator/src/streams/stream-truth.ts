import { MINUTE_MS } from '@weir/domain';
import { streamFeed, STREAM_METRICS } from '../metrics/stream-metrics.js';
import type { Samples } from '../metrics/metric-feed.js';
import type { StreamShard } from './lineage.js';
import { mappingsOf } from './mapping.js';
import type { ShardMinute } from './shard-minute.js';
import type { SimulatedStream } from './simulated-stream.js';

/** What one key brought. Of user records, also inside aggregates; bytes are data and key. */
export interface KeyTruth {
  readonly key: string;
  readonly shardIds: readonly string[];
  readonly records: number;
  readonly bytes: number;
  /** Of all user records and bytes of the stream that were accepted in the range. */
  readonly recordShare: number;
  readonly byteShare: number;
}

export interface ShardTruth {
  readonly shardId: string;
  readonly openedAt: number;
  /** null: it is open. */
  readonly closedAt: number | null;
  /** `[minute start, what the shard accepted and refused]` of every minute with a put. */
  readonly minutes: readonly (readonly [number, ShardMinute])[];
}

export interface ConsumerTruth {
  readonly kind: string;
  readonly name: string;
  /** Of an event source mapping; null: it is none. */
  readonly uuid: string | null;
  readonly state: 'working' | 'stopped' | 'disabled';
  /** Shards that are not read to their end, with the age of the oldest unread record. */
  readonly shards: readonly { readonly shardId: string; readonly lagMs: number }[];
}

export interface StreamTruth {
  readonly shards: readonly ShardTruth[];
  /** Keys that are told apart, the heaviest by bytes first. */
  readonly keys: readonly KeyTruth[];
  /** The rest, whose keys are many and alike. */
  readonly others: { readonly records: number; readonly bytes: number; readonly keys: number };
  readonly consumers: readonly ConsumerTruth[];
  /** By CloudWatch's name: `[minute start, samples]` of every minute that was emitted. */
  readonly metrics: Readonly<Record<string, readonly (readonly [number, Samples])[]>>;
}

const MOST_KEYS = 100;

/** What happened to a stream in the minutes that start in [from, to) and are over by `now`, to the last byte. Epoch milliseconds. */
export function streamTruth(stream: SimulatedStream, from: number, to: number, now: number): StreamTruth {
  const minutes: number[] = [];
  const first = Math.ceil(Math.max(from, stream.createdAt - MINUTE_MS) / MINUTE_MS) * MINUTE_MS;
  for (let at = first; at < to && at + MINUTE_MS <= now; at += MINUTE_MS) minutes.push(at);
  const shards = minutes.length === 0 ? [] : [...stream.lineage.openWithin(from, to - 1)];
  const keys = new KeySums();
  for (const shard of shards) for (const minute of minutes) countKeys(stream, shard, minute, keys);
  return {
    shards: shards.map((shard) => ({
      shardId: shard.shardId,
      openedAt: shard.openedAt,
      closedAt: Number.isFinite(shard.closedAt) ? shard.closedAt : null,
      minutes: minutes.flatMap((minute) => {
        const told = minuteOf(stream, shard, minute);
        return told.records + told.rejected > 0 ? [[minute, told] as const] : [];
      }),
    })),
    ...keys.summed(),
    consumers: consumersAt(stream, now),
    metrics: Object.fromEntries(
      Object.keys(STREAM_METRICS).map((name) => {
        const feed = streamFeed(stream, name);
        return [
          name,
          minutes.flatMap((minute) => [feed?.settled(minute)].flatMap((samples) => (samples ? [[minute, samples] as const] : []))),
        ];
      }),
    ),
  };
}

function minuteOf(stream: SimulatedStream, shard: StreamShard, minute: number): ShardMinute {
  const produced = stream.arrivals.shardMinute(shard, minute);
  const put = stream.puts.minute(shard, minute);
  if (!put) return produced;
  return {
    records: produced.records + put.records,
    bytes: produced.bytes + put.bytes,
    rejected: produced.rejected + put.rejected,
    rejectedBytes: produced.rejectedBytes + put.rejectedBytes,
    userRecords: produced.userRecords + put.records,
  };
}

class KeySums {
  private readonly sums = new Map<string, { records: number; bytes: number; readonly shardIds: Set<string> }>();
  private readonly others = { records: 0, bytes: 0, keys: 0 };

  add(key: string, records: number, bytes: number, shardId: string): void {
    let sum = this.sums.get(key);
    if (!sum) this.sums.set(key, (sum = { records: 0, bytes: 0, shardIds: new Set() }));
    sum.records += records;
    sum.bytes += bytes;
    sum.shardIds.add(shardId);
  }

  addOthers(records: number, bytes: number, keys: number): void {
    this.others.records += records;
    this.others.bytes += bytes;
    this.others.keys = Math.max(this.others.keys, keys);
  }

  summed(): Pick<StreamTruth, 'keys' | 'others'> {
    const all = [...this.sums.values(), this.others];
    const records = all.reduce((total, sum) => total + sum.records, 0);
    const bytes = all.reduce((total, sum) => total + sum.bytes, 0);
    const keys = [...this.sums]
      .map(([key, sum]) => ({
        key,
        shardIds: [...sum.shardIds],
        records: sum.records,
        bytes: sum.bytes,
        recordShare: sum.records / records,
        byteShare: sum.bytes / bytes,
      }))
      .sort((a, b) => b.bytes - a.bytes)
      .slice(0, MOST_KEYS);
    return { keys, others: this.others };
  }
}

function countKeys(stream: SimulatedStream, shard: StreamShard, minute: number, keys: KeySums): void {
  for (const { portions, counts, regime } of stream.arrivals.detailOf(shard, minute).parts) {
    portions.forEach(({ head, dataBytes }, at) => {
      let records = 0;
      for (let place = at; place < counts.length; place += portions.length) records += counts[place] ?? 0;
      if (records === 0) return;
      const key = head?.key ?? (regime.keyless ? '' : (regime.tail.table.keys[0] ?? ''));
      const bytes = records * (dataBytes + encoder.encode(key).length);
      if (head) keys.add(head.key, records, bytes, shard.shardId);
      else keys.addOthers(records, bytes, regime.keyless ? 0 : regime.tail.table.keys.length);
    });
  }
  for (const { partitionKey, bytes } of stream.puts.between(shard, { at: minute, order: 0 }, minute + MINUTE_MS - 1)) {
    if (partitionKey === null) keys.addOthers(1, bytes, 0);
    else keys.add(partitionKey, 1, bytes, shard.shardId);
  }
}

const encoder = new TextEncoder();

function consumersAt(stream: SimulatedStream, now: number): ConsumerTruth[] {
  const mappings = mappingsOf([stream], now);
  return stream.consumersAt(now).map((progress) => {
    const { kind, name } = progress.consumer;
    const standing = progress.standingAt(now);
    const oldest = now - Math.max(standing.behindMs, standing.poisonedBehindMs) - MINUTE_MS;
    const shards = [...stream.lineage.openWithin(Math.max(oldest, stream.createdAt), now)]
      .map((shard) => ({ shard, lagMs: Math.round(progress.lagMs(shard, standing)) }))
      .filter(({ shard, lagMs }) => shard.closedAt > now - lagMs);
    return {
      kind,
      name,
      uuid: mappings.find((mapping) => mapping.progress === progress)?.uuid ?? null,
      state: standing.state,
      shards: shards.map(({ shard, lagMs }) => ({ shardId: shard.shardId, lagMs })),
    };
  });
}
