import { z } from 'zod';
import { samplingStatus } from './stream.js';

const bounds = z.object({ low: z.number(), high: z.number() });
const moments = z.object({ count: z.number(), sum: z.number(), squares: z.number(), largest: z.number() });

/** What one minute's samples of one shard say. */
export const keySample = z.object({
  shardId: z.string(),
  /** How long a stretch of the shard was seen; `bytes` ÷ `seconds` is what it takes in. */
  seconds: z.number(),
  /** Stored records that were KPL aggregates, that had no partition key, and that lie outside of where their keys hash to. */
  aggregated: z.number(),
  withoutKey: z.number(),
  misplaced: z.number(),
  keys: z.object({
    keys: z.array(z.object({ key: z.string(), bytes: bounds, records: bounds })),
    totalBytes: z.number(),
    totalRecords: z.number(),
    errorBytes: z.number(),
    errorRecords: z.number(),
  }),
  /** Each listed key with where it lands, decimal. Pairs, for a key may be called like a field that no document may have. */
  hashes: z.array(z.tuple([z.string(), z.string()])),
  draws: z.object({ bytes: moments, records: moments }),
  /** Bytes a second as each read saw them. Absent: of a version that did not keep them. */
  rates: moments.optional(),
  slices: z.object({ start: z.string(), end: z.string(), slices: z.number(), filled: z.array(z.number()) }),
});
export type KeySample = z.infer<typeof keySample>;

/** A minute of a stream as a collector's sampler left it for every other process: one document, written anew while the minute lasts. */
export const keyMinuteDocument = z.object({
  version: z.literal(1),
  shards: z.array(keySample),
  /** How sampling stood when it was written. */
  sampling: samplingStatus,
});
export type KeyMinuteDocument = z.infer<typeof keyMinuteDocument>;
