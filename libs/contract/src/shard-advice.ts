import { z } from 'zod';
import { resourceId } from './resource.js';

/** Bounds of one question, well above what AWS lets a stream have. */
export const ADVICE_BOUNDS = { shards: 10_000, keys: 100_000, perSecond: 1e12, suffixes: 10_000 } as const;

const GREATEST_HASH = (1n << 128n) - 1n;

/** A hash as AWS writes it. A JSON number cannot hold one exactly, so it is a string. */
const decimalHash = z
  .string('give the hash as a decimal string, such as "170141183460469231731687303715884105728"')
  .refine((text) => /^(0|[1-9]\d{0,38})$/.test(text) && BigInt(text) <= GREATEST_HASH, {
    error: 'a hash is a decimal number from 0 to 2^128-1, without sign, spaces or leading zeros',
  });

/** AWS counts characters, not the units that JavaScript counts. Source: Kinesis API reference, `PutRecord`. */
const partitionKey = z
  .string('give the partition key as text')
  .refine((key) => key.length > 0 && key.length <= 512 && [...key].length <= 256, {
    error: 'a partition key has 1 to 256 characters',
  });

const shardId = z
  .string('give the id of the shard as text')
  .min(1, 'give the id of the shard')
  .max(128, 'a shard id has at most 128 characters');

/** Upper case with underscores, as AWS writes it; `on-demand` or `on_demand` is understood too. */
const awsWord = <const Words extends readonly [string, ...string[]]>(words: Words) =>
  z.preprocess(
    (value) => (typeof value === 'string' ? value.trim().toUpperCase().replaceAll(/[\s-]/g, '_') : value),
    z.enum(words, `give ${words.join(' or ')}`),
  );

export const capacityMode = awsWord(['PROVISIONED', 'ON_DEMAND']);
export const recordDistribution = awsWord(['USER_PARTITION_KEY', 'AUTO']);

export const hashQuestion = z
  .strictObject(
    {
      key: partitionKey.optional(),
      explicitHashKey: decimalHash.optional(),
      streamId: resourceId.optional(),
    },
    'send a JSON object with key or explicitHashKey',
  )
  .superRefine(({ key, explicitHashKey }, context) => {
    if ((key === undefined) === (explicitHashKey === undefined)) {
      context.addIssue({ code: 'custom', path: ['key'], message: 'give either key or explicitHashKey, not both' });
    }
  });
export type HashQuestion = z.output<typeof hashQuestion>;

/** Part of the ring, both ends included. */
const shardRange = z.object({ id: z.string(), start: z.string(), end: z.string() });

/**
 * Why no shard is named: no stream was given; the stream's shards have not been read yet; its records are distributed without regard to
 * keys; or no open shard covers the hash just now, as can be while it reshards.
 */
export const noShardReason = z.enum(['no-stream-given', 'shards-not-read', 'keys-do-not-decide', 'resharding']);
export type NoShardReason = z.infer<typeof noShardReason>;

export const hashAnswer = z.object({
  /** Decimal, 0 to 2^128-1. */
  hash: z.string(),
  shard: shardRange.nullable(),
  /** Why `shard` is null; null when it is not. */
  reason: noShardReason.nullable(),
});
export type HashAnswer = z.infer<typeof hashAnswer>;

const perSecond = z
  .number('give a finite number')
  .nonnegative('a load cannot be negative')
  .max(ADVICE_BOUNDS.perSecond, 'no stream takes that much; check the unit, which is per second');

/** A load that was measured elsewhere, or is planned. Loads of a key that is named more than once add up. */
export const shardLoadQuestion = z
  .strictObject(
    {
      mode: capacityMode,
      distribution: recordDistribution.default('USER_PARTITION_KEY'),
      shards: z
        .array(z.object({ id: shardId, start: decimalHash, end: decimalHash }), 'list the open shards as { id, start, end }')
        .min(1, 'list the open shards of the stream')
        .max(ADVICE_BOUNDS.shards, 'at most 10,000 shards'),
      keys: z
        .array(
          z.object({ key: partitionKey, bytesPerSecond: perSecond, recordsPerSecond: perSecond }),
          'list the keys as { key, bytesPerSecond, recordsPerSecond }',
        )
        .max(ADVICE_BOUNDS.keys, 'at most 100,000 keys; leave the lightest out'),
    },
    'send a JSON object with mode, shards and keys',
  )
  .superRefine(({ shards }, context) => {
    const places = new Map<string, number>();
    shards.forEach(({ id, start, end }, place) => {
      const earlier = places.get(id);
      if (earlier !== undefined) {
        context.addIssue({ code: 'custom', path: ['shards', place, 'id'], message: `is the id of shards.${String(earlier)} too` });
      }
      places.set(id, place);
      if (BigInt(start) > BigInt(end)) {
        context.addIssue({ code: 'custom', path: ['shards', place, 'start'], message: 'is above end; both ends belong to the range' });
      }
    });
  });
export type ShardLoadQuestion = z.output<typeof shardLoadQuestion>;

export const remedy = z.enum(['split', 'salt', 'reshard-evenly', 'merge', 'none', 'not-applicable']);
export type Remedy = z.infer<typeof remedy>;

/**
 * Shards in `after` that do not exist yet are named after what they come from: `X/lower` and `X/upper` by a split of X, `X+Y` by a merge,
 * `even-2-of-6` by an even reshard. Utilisation is a share of the shard's write limit; 1 is the limit.
 */
const wireAdvice = z.object({
  shardId: z.string(),
  remedy,
  /** `NewStartingHashKey`: this hash and those above it go to the upper child. */
  splitAt: z.string().optional(),
  key: z.string().optional(),
  /** Keys to write instead of `key`: `key#0` to `key#(suffixes - 1)`. */
  suffixes: z.number().int().optional(),
  shardCount: z.number().int().optional(),
  after: z.array(z.object({ shardId: z.string(), writeUtilisation: z.number() })),
  because: z.string(),
});

/** Steps in the order to take them: `after` of each supposes those before it. */
export const shardLoadAnswer = z.object({
  hotShards: z.array(z.string()),
  advice: z.array(wireAdvice),
  /** What limits the advice: a part of the ring that no shard was listed for, keys that land there. Empty when nothing does. */
  warnings: z.array(z.string()),
});
export type ShardLoadAnswer = z.infer<typeof shardLoadAnswer>;

export const whatIfQuestion = z
  .strictObject(
    {
      /** The shard that owns this hash splits there. */
      splitAt: decimalHash.optional(),
      mergeWith: z.tuple([shardId, shardId], 'name the two neighbours as [shardId, shardId]').optional(),
      salt: z
        .strictObject({
          key: partitionKey,
          suffixes: z.number().int('give a whole number').min(2, 'at least 2').max(ADVICE_BOUNDS.suffixes, 'at most 10,000'),
        })
        .optional(),
    },
    'send a JSON object with splitAt, mergeWith or salt',
  )
  .superRefine((question, context) => {
    if (Object.values(question).filter((change) => change !== undefined).length !== 1) {
      context.addIssue({ code: 'custom', path: [], message: 'give exactly one of splitAt, mergeWith and salt' });
    }
  });
export type WhatIfQuestion = z.output<typeof whatIfQuestion>;

export const whatIfAnswer = z.object({
  /** Every open shard as it would be, in the order of the ring. */
  shards: z.array(
    shardRange.extend({
      bytesPerSecond: z.number(),
      recordsPerSecond: z.number(),
      /** Share of the write limit. `low` and `high` say how far what was not attributed to keys can move it. */
      writeUtilisation: z.object({ low: z.number(), estimate: z.number(), high: z.number() }),
      /** It would come to be, or its load would change. */
      touched: z.boolean(),
    }),
  ),
});
export type WhatIfAnswer = z.infer<typeof whatIfAnswer>;
