import type { EpochMs, HotKeys, KeySample, StreamKey } from '@weir/contract';
import { DEFAULT_CONFIDENCE, type Estimate } from '../sketch/share-bounds.js';
import { scaleSample, type KeyLoad as ScaledKey } from '../sketch/scale-sample.js';
import type { KeyMinute } from '../sampling/key-minute.js';
import { writeUtilisation, type Shard } from '../shard.js';
import { shardsBeside, shareOfStream } from './load-bounds.js';

import { scaledSlices, type SampledKeys } from './gather-keys.js';
import type { MeasuredShard } from './measured-shard.js';

/** What every shard takes in. */
export interface BoundedLoads {
  readonly shards: readonly Shard[];
  /** Bytes a second by shard id, as `boundLoads` has them. */
  readonly loads: ReadonlyMap<string, Estimate>;
}

/** A key with its place and weight, as numbers to reckon with. */
export interface WeighedKey {
  readonly shardId: string;
  readonly hash: bigint;
  readonly scaled: ScaledKey;
}

/**
 * The keys of all shards, scaled to what the shards really took.
 * @param measured by shard id; a shard that is missing is taken to be as its samples say
 */
export function weighKeys(sampled: SampledKeys, measured: ReadonlyMap<string, MeasuredShard>): readonly WeighedKey[] {
  return sampled.shards.flatMap((shard) => {
    const known = measured.get(shard.shardId);
    const { draws, keys } = shard;
    const unread = known?.total ? { bytes: known.total.bytes - draws.bytes.sum, records: known.total.records - draws.records.sum } : null;
    const load = known?.load ?? shard.sampledLoad;
    return scaleSample({ keys, draws, load, unread }).map((scaled) => ({
      shardId: shard.shardId,
      hash: shard.hashes.get(scaled.key) ?? 0n,
      scaled,
    }));
  });
}

/** A key must be at least this much of a shard's limit to be worth a line, unless it is among the first few. */
const LEAST_SHARE = 0.005;
const ALWAYS_SHOWN = 5;
/** Seen once or twice in a sample, any key may be there by chance. */
const LEAST_SEEN = 3;

/** The heaviest keys as people read them. */
export function composeKeys(
  weighed: readonly WeighedKey[],
  sampled: SampledKeys,
  { shards, loads }: BoundedLoads,
  limit: number,
  trendOf: (shardId: string, key: string) => (number | null)[],
): StreamKey[] {
  const seen = new Map(
    sampled.shards.flatMap(({ shardId, keys }) => keys.keys.map(({ key, records }) => [`${shardId} ${key}`, records.low])),
  );
  return weighed
    .filter(({ shardId, scaled }) => (seen.get(`${shardId} ${scaled.key}`) ?? 0) >= LEAST_SEEN)
    .map(({ shardId, hash, scaled }) => {
      const load = loads.get(shardId) ?? NOT_KNOWN;
      const { bytesPerSecond, recordsPerSecond } = withLoad(scaled, load);
      const limitShare = (pick: 'low' | 'estimate' | 'high'): number =>
        writeUtilisation({ bytesPerSecond: bytesPerSecond[pick], recordsPerSecond: recordsPerSecond[pick] });
      return {
        key: scaled.key,
        shardId,
        hash: String(hash),
        bytesPerSecond,
        recordsPerSecond,
        shareOfShardLimit: { low: limitShare('low'), estimate: limitShare('estimate'), high: limitShare('high') },
        shareOfShard: scaled.bytesShare,
        load,
      };
    })
    .sort((a, b) => b.shareOfShardLimit.estimate - a.shareOfShardLimit.estimate || (a.key < b.key ? -1 : 1))
    .filter((key, place) => place < ALWAYS_SHOWN || key.shareOfShardLimit.estimate >= LEAST_SHARE)
    .slice(0, limit)
    .map(({ load, ...key }) => {
      const beside = shardsBeside(key.shardId, shards).map((shardId) => loads.get(shardId) ?? NOT_KNOWN);
      return { ...key, shareOfStream: shareOfStream(key.shareOfShard, load, beside), trend: trendOf(key.shardId, key.key) };
    });
}

const NOT_KNOWN: Estimate = { low: 0, estimate: 0, high: 0 };

/** A key's load with what is not known of its shard's. */
function withLoad(
  { bytesShare, bytesPerSecond, recordsShare, recordsPerSecond }: ScaledKey,
  load: Estimate,
): Pick<ScaledKey, 'bytesPerSecond' | 'recordsPerSecond'> {
  if (load.estimate <= 0) return { bytesPerSecond, recordsPerSecond };
  const widened = (share: Estimate, { estimate, high }: Estimate): Estimate => {
    const whole = share.high > 0 ? high / share.high : 0;
    return { estimate, low: (share.low * whole * load.low) / load.estimate, high: (high * load.high) / load.estimate };
  };
  return { bytesPerSecond: widened(bytesShare, bytesPerSecond), recordsPerSecond: widened(recordsShare, recordsPerSecond) };
}

/** Estimated bytes per second of one key by step; null where its shard was not sampled. */
export function keyTrend(
  minutes: readonly KeyMinute[],
  from: EpochMs,
  stepMs: number,
  steps: number,
): (shardId: string, key: string) => (number | null)[] {
  const byStep = Array.from({ length: steps }, () => [] as KeySample[]);
  for (const { at, document } of minutes) byStep[Math.floor((at - from) / stepMs)]?.push(...document.shards);
  return (shardId, key) =>
    byStep.map((samples) => {
      let seconds = 0;
      let bytes = 0;
      for (const sample of samples) {
        if (sample.shardId !== shardId) continue;
        seconds += sample.seconds;
        const found = sample.keys.keys.find((candidate) => candidate.key === key);
        if (found) bytes += (found.bytes.low + found.bytes.high) / 2;
      }
      return seconds > 0 ? Math.round(bytes / seconds) : null;
    });
}

/** Slices with load, scaled to what the shard really took, in the order of the ring. */
export function composeSlices(sampled: SampledKeys, measured: ReadonlyMap<string, MeasuredShard>): HotKeys['slices'] {
  return sampled.shards
    .flatMap((shard) => scaledSlices(shard, measured.get(shard.shardId)?.load ?? shard.sampledLoad))
    .filter(({ load }) => load.bytesPerSecond > 0 || load.recordsPerSecond > 0)
    .sort((a, b) => (a.range.start < b.range.start ? -1 : 1))
    .map(({ range, load }) => ({ start: String(range.start), end: String(range.end), ...load }));
}

const AGGREGATED_WORTH_TELLING = 0.01;

/** What limits the figures, in words. */
export function keyNotes(
  sampled: SampledKeys,
  stream: { readonly mode: string | null; readonly distribution: string | null; readonly shards: readonly Shard[] },
): string[] {
  const { records, aggregated, withoutKey, misplaced } = sampled;
  const percent = (part: number): string => `${String(Math.round((100 * part) / Math.max(1, records)))} %`;
  return [
    ...(stream.distribution === 'AUTO'
      ? ['This stream spreads records over shards by itself (AUTO): keys are shown as they were given, and decide nothing about the shard.']
      : []),
    ...(aggregated / Math.max(1, records) >= AGGREGATED_WORTH_TELLING
      ? [
          `${percent(aggregated)} of the records are aggregates of the Kinesis Producer Library; the keys inside are counted, each with its part of the record.`,
        ]
      : []),
    ...(withoutKey > 0 ? [`${percent(withoutKey)} of the records have no partition key.`] : []),
    ...(misplaced / Math.max(1, records) >= AGGREGATED_WORTH_TELLING && stream.distribution !== 'AUTO'
      ? [`${percent(misplaced)} of the records lie on another shard than their key hashes to: their producer sets explicit hash keys.`]
      : []),
  ];
}

export const KEY_CONFIDENCE = DEFAULT_CONFIDENCE;
