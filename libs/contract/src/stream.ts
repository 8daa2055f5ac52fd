import { z } from 'zod';
import { absence, absenceReason } from './absence.js';
import { drain, lossCountdown, reading, resource, resourceId } from './resource.js';
import { verdict } from './verdict.js';

/** A point of the 128-bit hash axis, 0 to 2^128-1: a decimal string, for it exceeds what a JSON number holds exactly. */
export const hashKey = z.string().regex(/^\d{1,39}$/, 'a hash key is a decimal number from 0 to 2^128-1, as a string');

const load = z.object({ bytesPerSecond: z.number(), recordsPerSecond: z.number() });

/** A value known to lie between two ends; both included. */
export const bounded = z.object({ low: z.number(), estimate: z.number(), high: z.number() });
export type Bounded = z.infer<typeof bounded>;

/**
 * Where the load of shards is known from. `metrics`: CloudWatch's shard-level metrics (enhanced monitoring). `sampled`: Weir's own
 * sampler, an estimate. `none`: neither; only the stream as a whole is known.
 */
export const shardLoadSource = z.enum(['metrics', 'sampled', 'none']);
export type ShardLoadSource = z.infer<typeof shardLoadSource>;

/** Cells of a miniature: rows from the bottom of the hash axis to its top, columns of time, utilisation as a share of the limit. */
export const miniature = z.object({
  from: z.number(),
  stepSeconds: z.number(),
  /** Row by row; null: nothing known. */
  rows: z.array(z.array(z.number().nullable())),
  /** Cells of which records were refused: row × columns + column. */
  refused: z.array(z.number()),
});

export const streamKey = z.object({
  /** As shown: whole, masked or hashed, by configuration. */
  key: z.string(),
  shardId: z.string(),
  hash: hashKey,
  /** Offered: what the shard refused is taken to be of the same keys as what it accepted. */
  bytesPerSecond: bounded,
  recordsPerSecond: bounded,
  /** Of what one shard may take: the greater of its share of 1 MiB/s and of 1,000 records/s. 1 is the limit. */
  shareOfShardLimit: bounded,
  /** Of the stream's bytes. Its bounds hold what is not known of any shard's load: little where CloudWatch measures them, much where samples do. */
  shareOfStream: bounded,
  /**
   * Of the bytes that its shard accepted. Offered load is bounded loosely while a shard refuses, for AWS counts each try of a record; what was
   * accepted is what was sampled, so that this stays as tight as the sample is large.
   */
  shareOfShard: bounded,
  /** Estimated bytes per second by step, oldest first; null where nothing was sampled. */
  trend: z.array(z.number().nullable()),
});
export type StreamKey = z.infer<typeof streamKey>;

/** A stream in a list, on the wall and at the head of its page. */
export const streamOverview = z.object({
  resource,
  openShards: z.number().nullable(),
  closedShards: z.number().nullable(),
  loadSource: shardLoadSource,
  /** Written over `ratesOf`, of what all open shards may take together; null when unknown or on demand. */
  writeUtilisation: z.number().nullable(),
  /** Records per second accepted, and tries refused, over `ratesOf`; null when unknown. */
  acceptedPerSecond: z.number().nullable(),
  refusedPerSecond: z.number().nullable(),
  /** The minutes that rates and utilisation are of, five as a rule: `from` included, `to` not. `provisional`: some may still grow. null: no rate is known. */
  ratesOf: z.object({ from: z.number(), to: z.number(), provisional: z.boolean() }).nullable(),
  hottest: z
    .object({
      shardId: z.string(),
      /** What is demanded of it, of what it may take; an estimate while it refuses. */
      writeUtilisation: z.number().nullable(),
      /** Between these that lies: what it accepts, and that with every refused try, for AWS counts each try. */
      utilisationBounds: z.object({ low: z.number(), high: z.number() }).nullable(),
      throttledPerMinute: z.number().nullable(),
      since: z.number().nullable(),
    })
    .nullable(),
  topKey: streamKey.omit({ trend: true }).nullable(),
  /** The consumer furthest behind: at least so far, of one that is off and told no position since Weir looks on. */
  lag: z.object({ consumer: z.string(), milliseconds: z.number(), loss: lossCountdown.nullable() }).nullable(),
  miniature,
  /** Start of the newest minute of shard load stored; a change says that the heatmap has a new column. */
  newestMinute: z.number().nullable(),
});
export type StreamOverview = z.infer<typeof streamOverview>;

export const streamList = z.object({ items: z.array(streamOverview), total: z.number() });

/** Why the sampler reads a stream, or does not. */
export const samplingStatus = z.object({
  state: z.enum(['off', 'waiting', 'reading', 'backing-off', 'budget-spent', 'denied', 'failed', 'not-applicable']),
  /** In words: "off: sampling is not enabled for this stream", "reading shard 3: it throttles". */
  because: z.string(),
  since: z.number().nullable(),
  shardsRead: z.number(),
  /** Over the last minute. */
  callsPerSecond: z.number(),
  /** Of the stream's bytes over the last ten minutes; null when the stream's own are unknown. */
  shareOfBytes: z.number().nullable(),
  /** Of the 5 calls/s that each shard has. */
  shareOfReadCalls: z.number(),
  recordsRead: z.number(),
  bytesRead: z.number(),
  /** Today, US dollars, and what it may come to. */
  spentUsd: z.number(),
  budgetUsd: z.number(),
  /** What was noticed of the records: KPL aggregates among them, no partition keys. */
  aggregatedShare: z.number().nullable(),
  missingKeyShare: z.number().nullable(),
});
export type SamplingStatus = z.infer<typeof samplingStatus>;

/** What to do about one shard, and the arithmetic behind it. */
export const streamAdvice = z.object({
  shardId: z.string().nullable(),
  remedy: z.enum(['split', 'salt', 'reshard-evenly', 'merge', 'none', 'not-applicable']),
  /** "Salt fleet-berlin-07 over 3 suffixes". */
  title: z.string(),
  because: z.string(),
  splitAt: hashKey.nullable(),
  key: z.string().nullable(),
  suffixes: z.number().nullable(),
  /** Suffixes it takes if the load is as great as it may be; null: it is no salt. */
  suffixesAtMost: z.number().nullable(),
  shardCount: z.number().nullable(),
  mergeWith: z.string().nullable(),
  savingUsdPerMonth: z.number().nullable(),
  /** What it was decided on: of the shard, or of the whole stream for an even reshard, before the step. Loads while a shard refuses are estimates. */
  evidence: z.object({
    bytesPerSecond: z.number(),
    recordsPerSecond: z.number(),
    writeUtilisation: bounded,
    limitedBy: z.enum(['bytes', 'records']),
    /** The heaviest keys there with the share of one shard's write limit that each takes; three at most. */
    keys: z.array(z.object({ key: z.string(), writeUtilisation: bounded })),
  }),
  /**
   * Expected utilisation of each shard it touches, now and after. Its bounds hold what AWS does not tell of refused records (each try is counted),
   * what samples do not tell, and by how much one minute differs from another.
   */
  after: z.array(
    z.object({
      shardId: z.string(),
      writeUtilisationNow: z.number().nullable(),
      writeUtilisation: bounded,
      note: z.string().nullable(),
    }),
  ),
  /** Ready to paste into a shell; empty when there is nothing to run. */
  commands: z.array(z.string()),
  alternatives: z.array(z.string()),
  computedAt: z.number(),
  sampledRecords: z.number().nullable(),
});
export type StreamAdvice = z.infer<typeof streamAdvice>;

export const consumerType = z.enum(['shared-readers', 'enhanced-fan-out', 'event-source-mapping', 'delivery-stream']);
export type ConsumerType = z.infer<typeof consumerType>;

/** One reader of a stream with its own position. `shared-readers` stands for all that poll with GetRecords: AWS tells them apart no further. */
export const streamConsumer = z.object({
  id: resourceId.nullable(),
  name: z.string(),
  type: consumerType,
  /** What AWS says of its state, such as Enabled or ACTIVE; null for shared readers. */
  state: z.string().nullable(),
  verdict,
  /** Milliseconds behind the tip. */
  lag: reading,
  /** Milliseconds of lag gained per second; negative: catching up; null when unknown. */
  lagGrowth: z.number().nullable(),
  drain,
  loss: lossCountdown.nullable(),
  /** Settings that decide what a bad batch does, in words. */
  facts: z.array(z.string()),
});
export type StreamConsumer = z.infer<typeof streamConsumer>;

export const streamDetail = streamOverview.extend({
  sampling: samplingStatus,
  /** Whether shard-level metrics are on, and what they cost or would cost a month. */
  enhancedMonitoring: z.object({ enabled: z.boolean(), metrics: z.array(z.string()), monthlyUsd: z.number(), command: z.string() }),
  hotKeys: z.array(streamKey),
  advice: z.array(streamAdvice),
  consumers: z.array(streamConsumer),
});
export type StreamDetail = z.infer<typeof streamDetail>;

export const streamShard = z.object({
  shardId: z.string(),
  start: hashKey,
  end: hashKey,
  parentShardId: z.string().nullable(),
  adjacentParentShardId: z.string().nullable(),
  open: z.boolean(),
  /** When Weir first saw it, and first saw it closed; AWS tells neither. Epoch milliseconds. */
  firstSeen: z.number(),
  closedSeen: z.number().nullable(),
  load: load.nullable(),
  writeUtilisation: z.number().nullable(),
  throttledPerMinute: z.number().nullable(),
});
export type StreamShard = z.infer<typeof streamShard>;

export const streamShards = z.object({ items: z.array(streamShard), loadSource: shardLoadSource, at: z.number().nullable() });

export type StreamShards = z.infer<typeof streamShards>;

export const heatmapMetric = z.enum(['write', 'writeBytes', 'writeRecords', 'read', 'throttled', 'readThrottled', 'lag']);
export type HeatmapMetric = z.infer<typeof heatmapMetric>;

/**
 * Load by shard and time. Rows are shards that lived in the range, sorted by the start of their hash range (`axis=hash`) or by id
 * (`axis=shard`); a row is empty outside the life of its shard.
 */
export const heatmap = z.object({
  axis: z.enum(['shard', 'hash']),
  metric: heatmapMetric,
  /** `share` of the limit (1 is the limit), `per-second`, `count` of the step, or `milliseconds`. */
  unit: z.enum(['share', 'per-second', 'count', 'milliseconds']),
  /** The limit in the unit; null where there is none. */
  limit: z.number().nullable(),
  /** Of the picture as a whole: `metrics` as soon as one column is measured. */
  source: shardLoadSource,
  /**
   * Columns that are estimated from samples, of what was accepted alone, as spans of time: `from` included, `to` not. All others are measured. A shard
   * that refused in the newest minute measured before such a column has no value of `write` in it, for how much was refused is not known.
   */
  sampled: z.array(z.object({ from: z.number(), to: z.number() })),
  from: z.number(),
  stepSeconds: z.number(),
  columns: z.number(),
  rows: z.array(
    z.object({ shardId: z.string(), start: hashKey, end: hashKey, openedAt: z.number().nullable(), closedAt: z.number().nullable() }),
  ),
  /** Row by row; null: no value, see `absences` and the life of the shard. */
  values: z.array(z.array(z.number().nullable())),
  /** Columns in which no row has a value, and why: shard metrics are read together. */
  absences: z.array(absence),
  /** Columns in which some rows have a value, and why the others that live then have none. */
  gaps: z.array(absence),
  provisionalFrom: z.number().nullable(),
  /** Splits and merges in the range. */
  reshards: z.array(
    z.object({ at: z.number(), kind: z.enum(['split', 'merge']), parents: z.array(z.string()), children: z.array(z.string()) }),
  ),
});
export type Heatmap = z.infer<typeof heatmap>;

/** Load per slice of a shard's hash range: shows heat inside a shard where no key dominates. */
export const hashSlice = z.object({ start: hashKey, end: hashKey, bytesPerSecond: z.number(), recordsPerSecond: z.number() });

export const hotKeys = z.object({
  from: z.number(),
  to: z.number(),
  stepSeconds: z.number(),
  shardId: z.string().nullable(),
  /** Records seen by the sampler in the range; 0: nothing can be said. */
  sampledRecords: z.number(),
  /** Of every statement below; 0.95 means 19 of 20. */
  confidence: z.number(),
  items: z.array(streamKey),
  slices: z.array(hashSlice),
  advice: z.array(streamAdvice),
  /** What limits these figures, in words: aggregated records, keys that decide nothing, sampling off. */
  notes: z.array(z.string()),
  absentBecause: absenceReason.nullable(),
});
export type HotKeys = z.infer<typeof hotKeys>;

export const streamConsumers = z.object({ items: z.array(streamConsumer) });
