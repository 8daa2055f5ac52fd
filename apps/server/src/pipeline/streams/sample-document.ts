import type { KeyMinuteDocument } from '@weir/contract';
import { MINUTE_MS, sampleDetail, type ShardMinute } from '@weir/domain';
import { NEAR_LIMIT, type Sampled, statusOf } from './sampled-stream.js';
import type { WatchedStream } from './watched-stream.js';

/** Of streams of many shards the slices are stored with every fifth minute, but for shards near their limit: they are most of the bytes and change slowly. */
const SLICES_EVERY_MINUTES = 5;
const FEW_SHARDS = 16;

/** What is kept of the minute at hand. Notes in passing how many of the newest records were aggregates, or had no key. */
export function sampleDocument(stream: WatchedStream, sampled: Sampled, budgetUsd: number, now: number): KeyMinuteDocument {
  const { keys } = sampleDetail(stream.openShards.length);
  const withSlices = (sampled.minute / MINUTE_MS) % SLICES_EVERY_MINUTES === 0 || stream.openShards.length <= FEW_SHARDS;
  const shards = [...sampled.tallies.values()].map((tally) => {
    const sample = tally.toSample(keys);
    const isHot = (sampled.utilisations.get(tally.shardId) ?? 0) > NEAR_LIMIT;
    return withSlices || isHot ? sample : { ...sample, slices: { ...sample.slices, filled: [] } };
  });
  const total = shards.reduce((sum, { draws }) => sum + draws.records.count, 0);
  if (total > 0) {
    sampled.aggregated = shards.reduce((sum, { aggregated }) => sum + aggregated, 0) / total;
    sampled.withoutKey = shards.reduce((sum, { withoutKey }) => sum + withoutKey, 0) / total;
  }
  return { version: 1, shards, sampling: statusOf(stream, sampled, budgetUsd, now) };
}

/** The load of the minute as the samples have it: the newest there is, until CloudWatch tells. */
export function sampledLoad(stream: WatchedStream, { tallies, minute }: Sampled): readonly ShardMinute[] {
  const incomingBytes: (number | null)[] = [];
  const incomingRecords: (number | null)[] = [];
  for (const { shardId, ordinal } of stream.shards) {
    const tally = tallies.get(shardId);
    incomingBytes[ordinal] = tally?.bytesPerSecond == null ? null : 60 * tally.bytesPerSecond;
    incomingRecords[ordinal] = tally?.recordsPerSecond == null ? null : 60 * tally.recordsPerSecond;
  }
  if (incomingBytes.every((value) => value === null)) return [];
  return [{ streamId: stream.id, at: minute, source: 'sampled', settled: false, values: { incomingBytes, incomingRecords } }];
}
