import { ADVICE_LIMITS } from '../advice/limits.js';
import { overlapOf, type HashRange } from '../hash-range.js';
import { SHARD_WRITE_LIMIT, type Shard } from '../shard.js';
import type { DrawMoments } from '../sketch/draws.js';
import { DEFAULT_CONFIDENCE, type Estimate } from '../sketch/share-bounds.js';
import type { SampledKeys, ShardKeys } from './gather-keys.js';
import type { MeasuredShard } from './measured-shard.js';

/** Of fewer reads their rates say too little of how rates vary. */
const LEAST_READS = 4;
/** The quantile of the normal distribution for `DEFAULT_CONFIDENCE`, both sides. */
const NORMAL_QUANTILE = 2.5758;
/** How many may have come unseen where none was seen: Poisson's law gives nothing so often as is unlikely enough. */
const UNSEEN_RECORDS = -Math.log((1 - DEFAULT_CONFIDENCE) / 2);

/**
 * Between what each open shard takes in, and each other that was sampled, bytes a second by shard id.
 *
 * Measured: as `measureShards` bounds it. Sampled: each read is one draw of the shard's rate at a random moment, and Student's distribution bounds the mean of a few draws. Neither: anything up to
 * what a shard takes, most likely as much as the others.
 *
 * @param open the shards that take writes now
 * @param total the most that the stream as a whole took of late, bytes a second: no shard that is sampled took more. Left out: not known
 */
export function boundLoads(
  open: readonly Pick<Shard, 'shardId'>[],
  sampled: SampledKeys,
  measured: ReadonlyMap<string, MeasuredShard>,
  total = Infinity,
): ReadonlyMap<string, Estimate> {
  const heaviest = Math.max(0, ...sampled.shards.map(({ draws }) => draws.bytes.largest));
  const bounds = new Map<string, Estimate>();
  for (const [shardId, { load, span, isSampled }] of measured) {
    const { bytesPerSecond } = load;
    if (!isSampled) bounds.set(shardId, { low: span.low * bytesPerSecond, estimate: bytesPerSecond, high: span.high * bytesPerSecond });
  }
  for (const shard of sampled.shards)
    if (!bounds.has(shard.shardId)) bounds.set(shard.shardId, within(boundSampledLoad(shard, heaviest), total));
  const known = [...bounds.values()];
  const usual = known.length === 0 ? 0 : known.reduce((sum, { estimate }) => sum + estimate, 0) / known.length;
  for (const { shardId } of open) {
    const unseen = { low: 0, estimate: usual, high: Math.max(usual, SHARD_WRITE_LIMIT.bytesPerSecond) };
    if (!bounds.has(shardId)) bounds.set(shardId, within(unseen, total));
  }
  return bounds;
}

const within = ({ low, estimate, high }: Estimate, total: number): Estimate => ({
  low,
  estimate,
  high: Math.max(estimate, Math.min(high, total)),
});

/**
 * Shards of a stream without shard metrics that were sampled so little that they may be too warm to be merged. Where CloudWatch measures shards,
 * it soon measures those of which it says nothing yet.
 */
export function unsureShards(
  open: readonly Pick<Shard, 'shardId'>[],
  sampled: SampledKeys,
  measured: ReadonlyMap<string, MeasuredShard>,
  total = Infinity,
): ReadonlySet<string> {
  if (measured.size > 0) return new Set();
  const bounds = boundLoads(open, sampled, measured, total);
  const cold = ADVICE_LIMITS.cold * SHARD_WRITE_LIMIT.bytesPerSecond;
  return new Set(open.flatMap(({ shardId }) => ((bounds.get(shardId)?.high ?? Infinity) < cold ? [] : [shardId])));
}

/**
 * What a shard takes in by its samples alone, bytes a second.
 * @param heaviest what the heaviest record of the stream weighs, for those that may have come unseen
 */
export function boundSampledLoad({ sampledLoad, seconds, rates }: ShardKeys, heaviest: number): Estimate {
  const estimate = sampledLoad.bytesPerSecond;
  if (rates.count < LEAST_READS) return { low: 0, estimate, high: Math.max(estimate, SHARD_WRITE_LIMIT.bytesPerSecond) };
  const mean = rates.sum / rates.count;
  const margin = studentQuantile(rates.count - 1) * Math.sqrt(variance(rates) / rates.count);
  const unseen = seconds > 0 ? (UNSEEN_RECORDS * heaviest) / seconds : 0;
  return {
    low: Math.max(0, Math.min(estimate, mean - margin)),
    estimate,
    high: Math.max(estimate, mean + margin, mean === 0 ? unseen : 0),
  };
}

/** Of what the draws come from, without bias. */
const variance = ({ count, sum, squares }: DrawMoments): number => Math.max(0, squares - sum ** 2 / count) / (count - 1);

/** Of Student's distribution for `DEFAULT_CONFIDENCE`, both sides, by the first terms of its expansion about the normal one (Abramowitz and Stegun, 26.7.5). */
export function studentQuantile(degrees: number): number {
  const z = NORMAL_QUANTILE;
  const terms = [
    z,
    (z ** 3 + z) / 4,
    (5 * z ** 5 + 16 * z ** 3 + 3 * z) / 96,
    (3 * z ** 7 + 19 * z ** 5 + 17 * z ** 3 - 15 * z) / 384,
    (79 * z ** 9 + 776 * z ** 7 + 1_482 * z ** 5 - 1_920 * z ** 3 - 945 * z) / 92_160,
  ];
  return terms.reduce((sum, term, power) => sum + term / degrees ** power, 0);
}

/**
 * What a key of a shard is of its stream's bytes, 0 to 1. The more its shard takes the more it is, and the more others take the less: so the
 * bounds are where all that is uncertain says the same.
 *
 * @param share of what its shard takes
 * @param others what the rest of the ring takes, shard by shard
 */
export function shareOfStream(share: Estimate, shard: Estimate, others: readonly Estimate[]): Estimate {
  const rest = { low: 0, estimate: 0, high: 0 };
  for (const { low, estimate, high } of others) {
    rest.low += low;
    rest.estimate += estimate;
    rest.high += high;
  }
  const of = (part: number, own: number, beside: number): number => (own + beside > 0 ? Math.min(1, (part * own) / (own + beside)) : part);
  // Alone, a shard's keys have of the stream what they have of it, however little is known of its load.
  const low = of(share.low, shard.low, rest.high);
  const estimate = of(share.estimate, shard.estimate, rest.estimate);
  return { low: Math.min(low, estimate), estimate, high: Math.max(estimate, of(share.high, shard.high, rest.low)) };
}

/**
 * The open shards that a shard does not overlap. A closed shard's children take what it took, and counted beside it they would be counted twice.
 */
export function shardsBeside(shardId: string, shards: readonly Pick<Shard, 'shardId' | 'open' | 'range'>[]): string[] {
  const own = shards.find((shard) => shard.shardId === shardId);
  if (own === undefined) return shards.flatMap((shard) => (shard.open ? [shard.shardId] : []));
  return shards.flatMap((shard) => (shard.open && shard.shardId !== shardId && !overlaps(shard.range, own.range) ? [shard.shardId] : []));
}

const overlaps = (a: HashRange, b: HashRange): boolean => overlapOf(a, b) !== null;
