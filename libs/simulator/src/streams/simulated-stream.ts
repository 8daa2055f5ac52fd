import { MINUTE_MS, SHARD_WRITE_LIMIT } from '@weir/domain';
import { seedOf } from '../chance/chance.js';
import type { RecordDistribution, StreamMode } from '../estate/stream-blueprint.js';
import { Arrivals } from './arrivals.js';
import type { Chapters } from './chapters.js';
import { ConsumerProgress } from './consumer-progress.js';
import { Consumption } from './consumption.js';
import { FanOut } from './fan-out.js';
import { Lineage, type StreamShard } from './lineage.js';
import { PutCalls } from './put-calls.js';
import { PushLog } from './push-log.js';
import { PutLog } from './put-log.js';
import { ReadLog } from './read-log.js';
import { RecordReader } from './record-reader.js';
import { Resharding } from './resharding.js';
import type { Position } from './sequence.js';
import type { StoredRecord } from './stored-record.js';

export interface StreamIdentity {
  readonly accountId: string;
  readonly region: string;
  readonly name: string;
  readonly arn: string;
}

/** Metrics of single shards that somebody pays for. Source: Kinesis API Reference, EnableEnhancedMonitoring. */
export const SHARD_LEVEL_METRICS = [
  'IncomingBytes',
  'IncomingRecords',
  'OutgoingBytes',
  'OutgoingRecords',
  'WriteProvisionedThroughputExceeded',
  'ReadProvisionedThroughputExceeded',
  'IteratorAgeMilliseconds',
] as const;
export type ShardLevelMetric = (typeof SHARD_LEVEL_METRICS)[number];

export interface StreamSettings {
  mode: StreamMode;
  distribution: RecordDistribution;
  retentionHours: number;
  maxRecordKiB: number;
  readonly tags: Map<string, string>;
}

export interface RegisteredConsumer {
  readonly name: string;
  readonly arn: string;
  /** Epoch milliseconds. */
  readonly createdAt: number;
}

export type StreamStatus = 'CREATING' | 'ACTIVE' | 'UPDATING' | 'DELETING';

interface Pending {
  readonly at: number;
  readonly act: (at: number) => void;
}

/** A change of shards takes effect so long after it was asked for, on a whole second. */
const RESHARD_TAKES_MS = 2_000;
const CREATION_TAKES_MS = 1_000;

/**
 * One stream: its shards, what its producers put in, what was put in through the API, and who reads. It knows no clock: whoever asks says
 * what time it is, and changes of its shards act when time reaches them.
 */
export class SimulatedStream {
  readonly seed: number;
  readonly lineage: Lineage;
  readonly arrivals: Arrivals;
  readonly puts = new PutLog();
  readonly putCalls = new PutCalls();
  readonly reads = new ReadLog();
  readonly reader: RecordReader;
  readonly consumption: Consumption;
  readonly registered: RegisteredConsumer[] = [];
  readonly pushed = new PushLog();
  readonly fanOut = new FanOut(this);
  /** Instants at which a shard-level metric was switched on or off, in order. */
  readonly monitoring = new Map<ShardLevelMetric, { readonly at: number; readonly on: boolean }[]>();
  /** Instants of UpdateShardCount, for its daily quota. */
  readonly countUpdates: number[] = [];
  private readonly resharding: Resharding;
  private readonly progresses = new Map<string, ConsumerProgress>();
  private readonly pending: Pending[] = [];
  private time: number;
  private deletedAt = Infinity;

  constructor(
    readonly identity: StreamIdentity,
    readonly settings: StreamSettings,
    readonly chapters: Chapters,
    readonly createdAt: number,
    shardCount: number,
    /** Consumers begin at the tip here. Epoch milliseconds. */
    private readonly since: number,
    worldSeed: number,
  ) {
    this.seed = seedOf(worldSeed, identity.arn);
    this.time = createdAt;
    this.lineage = new Lineage(shardCount, createdAt);
    this.arrivals = new Arrivals(this.lineage, chapters, this.seed);
    this.reader = new RecordReader(this.arrivals, this.puts);
    this.consumption = new Consumption(this);
    this.resharding = new Resharding(this.lineage, chapters, this.arrivals);
  }

  /** Lets every change of shards happen that was due by `now`. */
  advance(now: number): void {
    for (;;) {
      const [asked] = this.pending;
      const byItself = this.resharding.nextAfter(this.time, this.settings.mode);
      const next = Math.min(asked?.at ?? Infinity, byItself);
      if (next > now) break;
      this.time = next;
      if (asked?.at === next) {
        this.pending.shift();
        asked.act(next);
      } else {
        this.resharding.actAt(next, this.settings.mode);
      }
    }
    this.time = Math.max(this.time, now);
  }

  statusAt(now: number): StreamStatus {
    if (now >= this.deletedAt) return 'DELETING';
    if (now < this.createdAt + CREATION_TAKES_MS) return 'CREATING';
    return this.pending.length > 0 ? 'UPDATING' : 'ACTIVE';
  }

  /** Asks for a change of shards; it takes effect in a moment. */
  reshard(act: (at: number) => void, now: number): void {
    this.pending.push({ at: Math.ceil((now + RESHARD_TAKES_MS) / 1000) * 1000, act });
  }

  beginDeletion(now: number): void {
    this.deletedAt = now;
  }

  isGone(now: number): boolean {
    return now >= this.deletedAt + CREATION_TAKES_MS;
  }

  get retentionMs(): number {
    return this.settings.retentionHours * 3_600_000;
  }

  horizon(now: number): number {
    return Math.max(this.createdAt, now - this.retentionMs);
  }

  /** Shards that ListShards tells of: the open ones, and closed ones until their last record expires. */
  listedShards(now: number): readonly StreamShard[] {
    return this.lineage.shards.filter(({ openedAt, closedAt }) => openedAt <= now && closedAt > now - this.retentionMs);
  }

  openShards(now: number): readonly StreamShard[] {
    return this.lineage.epochAt(now).open;
  }

  /** Puts one record in through the API; null: the shard has no room left in this second, and the refusal is counted. */
  put(shard: StreamShard, record: Omit<StoredRecord, 'position'>, now: number): Position | null {
    const room = this.roomAt(shard, now);
    if (room.records >= 1 && room.bytes >= record.bytes) return this.puts.accept(shard, record, now);
    this.puts.reject(shard, record.bytes, now);
    return null;
  }

  /** What a shard can still take in the second of `now`, besides what the company's producers put in. */
  private roomAt(shard: StreamShard, now: number): { readonly records: number; readonly bytes: number } {
    const minute = Math.floor(now / MINUTE_MS) * MINUTE_MS;
    const second = Math.floor((now - minute) / 1000);
    const taken = this.puts.takenThisSecond(shard, now);
    let [records, bytes] = [taken.records, taken.bytes];
    for (const { portions, counts, regime } of this.arrivals.detailOf(shard, minute).parts) {
      const perRecord = regime.producer.kind === 'kpl' ? regime.producer.recordsPerAggregate : 1;
      portions.forEach((portion, at) => {
        const count = counts[second * portions.length + at] ?? 0;
        records += count / perRecord;
        bytes += count * portion.bytes;
      });
    }
    return { records: SHARD_WRITE_LIMIT.recordsPerSecond - records, bytes: SHARD_WRITE_LIMIT.bytesPerSecond - bytes };
  }

  /**
   * The company's producers write a key under so many suffixes in turn, from the next whole second on.
   * @returns that instant, epoch milliseconds; null: the key is none of those that are told apart
   */
  salt(key: string, suffixes: number, now: number): number | null {
    if (!this.chapters.regimeAt(now)?.heads.some((head) => head.key === key)) return null;
    const from = Math.floor(now / 1000) * 1000 + 1000;
    this.chapters.salt({ key, suffixes, from });
    this.turnAt(from);
    return from;
  }

  /** The company's consumers at an instant, each with its progress. */
  consumersAt(now: number): readonly ConsumerProgress[] {
    return this.chapters.at(now).blueprint.consumers.map((consumer) => {
      const key = `${consumer.kind}/${consumer.name}`;
      let progress = this.progresses.get(key);
      if (!progress) {
        progress = new ConsumerProgress(consumer, this.chapters, this.seed, this.since, () => this.retentionMs);
        this.progresses.set(key, progress);
      }
      return progress;
    });
  }

  /** Consumers forget what they had foreseen of the time after `at`. */
  turnAt(at: number): void {
    for (const progress of this.progresses.values()) progress.forgetFrom(at);
  }

  /** Switches shard-level metrics; those that are so already stay. */
  monitor(metrics: readonly ShardLevelMetric[], on: boolean, now: number): void {
    for (const metric of metrics) {
      const changes = this.monitoring.get(metric) ?? [];
      if ((changes.at(-1)?.on ?? false) !== on) changes.push({ at: now, on });
      this.monitoring.set(metric, changes);
    }
  }

  isMonitored(metric: ShardLevelMetric, at: number): boolean {
    return this.monitoring.get(metric)?.findLast((change) => change.at <= at)?.on ?? false;
  }

  monitoredAt(now: number): ShardLevelMetric[] {
    return SHARD_LEVEL_METRICS.filter((metric) => this.isMonitored(metric, now));
  }
}
