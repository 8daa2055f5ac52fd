import type { ShapeName } from '../traffic/shape.js';
import type { StreamTrouble } from '../trouble/stream-trouble.js';

/** A stream as it is drawn up before its history begins. */
export interface StreamBlueprint {
  readonly accountId: string;
  readonly region: string;
  readonly name: string;
  readonly tags: Readonly<Record<string, string>>;
  readonly mode: StreamMode;
  readonly distribution: RecordDistribution;
  readonly retentionHours: number;
  readonly maxRecordKiB: number;
  /** Shards at the beginning, in equal parts of the hash ring. */
  readonly shardCount: number;
  readonly enhancedMonitoring: boolean;
  readonly traffic: StreamTraffic | null;
  readonly consumers: readonly StreamConsumer[];
  /** Splits and merges that are planned; each befalls the shards that are open by then. */
  readonly reshards: ReshardPlan;
  /** Troubles without an end, for scenarios: they begin with the blueprint and win over episodes. */
  readonly lasting: readonly StreamTrouble[];
}

export type StreamMode = 'PROVISIONED' | 'ON_DEMAND';
export type RecordDistribution = 'USER_PARTITION_KEY' | 'AUTO';

export type ReshardPlan =
  | { readonly kind: 'none' }
  /** Every week two shards are split in half and merged again later. Minutes since Monday 00:00 UTC. */
  | { readonly kind: 'weekly'; readonly splitAtMinute: number; readonly mergeAtMinute: number }
  /** Every so often the widest shard is split, or the two narrowest neighbours are merged, by turns. */
  | { readonly kind: 'restless'; readonly everyMinutes: number };

/** From `from` on (epoch milliseconds, a whole second) these streams behave as drawn here; what was before stays. */
export interface StreamTurn {
  readonly from: number;
  readonly streams: readonly StreamBlueprint[];
}

export interface StreamTraffic {
  readonly peakRecordsPerSecond: number;
  readonly shape: ShapeName;
  /** Keys that are told apart, each with its share of the records. */
  readonly heads: readonly HeadKey[];
  /** The other keys: so many, all alike. */
  readonly tail: { readonly prefix: string; readonly count: number; readonly dataBytes: number };
  /** Producers send no partition key with records of the tail: only where the distribution is AUTO. */
  readonly keyless: boolean;
  /** In so many seconds of each minute the load is `factor` times that of the others. null: it is even. */
  readonly burst: { readonly seconds: number; readonly factor: number } | null;
  readonly producer: Producer;
}

export interface HeadKey {
  readonly key: string;
  /** Of the records of the stream. */
  readonly share: number;
  readonly dataBytes: number;
}

export type Producer =
  /** PutRecords with so many tries for each record. */
  | { readonly kind: 'plain'; readonly attempts: number }
  /** The Kinesis Producer Library: user records of a shard and a second in aggregates of at most so many. */
  | { readonly kind: 'kpl'; readonly attempts: number; readonly recordsPerAggregate: number };

interface AnyConsumer {
  /** Name of the application, the registered consumer, the function or the delivery stream. */
  readonly name: string;
  /** How far behind the tip it is when all is well. */
  readonly usualLagMs: number;
  /** Seconds of stream it reads in a second while it catches up. */
  readonly catchUp: number;
}

export type StreamConsumer =
  /** Somebody's own reader by GetRecords: known to AWS by its calls only. */
  | (AnyConsumer & { readonly kind: 'application'; readonly pollsPerSecond: number })
  /** Enhanced fan-out. */
  | (AnyConsumer & { readonly kind: 'fan-out' })
  /** A Lambda event source mapping; through the registered consumer of that name, or null: by GetRecords. */
  | (AnyConsumer & { readonly kind: 'function'; readonly through: string | null; readonly mapping: MappingSettings })
  | (AnyConsumer & { readonly kind: 'delivery-stream'; readonly bucket: string; readonly bufferSeconds: number });

export interface MappingSettings {
  readonly batchSize: number;
  readonly batchingWindowSeconds: number;
  readonly parallelization: number;
  /** -1: for ever, until the record expires. */
  readonly maximumRetryAttempts: number;
  readonly maximumRecordAgeSeconds: number;
  readonly bisect: boolean;
  /** JSON text: only records that match one of these are handed on. Empty: all are. */
  readonly filters: readonly string[];
  /** ARN of the queue that batches go to which failed for good. */
  readonly onFailureArn: string | null;
}
