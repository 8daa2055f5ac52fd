import type { KeySample } from '@weir/contract';
import { joinDraws, joinMoments, NO_DRAWS, NO_MOMENTS, type DrawMoments, type Draws } from '../sketch/draws.js';
import { HashSlices } from '../sketch/hash-slices.js';
import { HeavyHitters } from '../sketch/heavy-hitters.js';
import type { KeySummary } from '../sketch/key-summary.js';
import type { KeyMinute } from '../sampling/key-minute.js';
import { type Load } from '../shard.js';

/** Everything sampled of one shard over a stretch of time. */
export interface ShardKeys {
  readonly shardId: string;
  readonly keys: KeySummary;
  readonly draws: Draws;
  /** Bytes a second as each read saw them. */
  readonly rates: DrawMoments;
  /** How long stretches were seen, in all. */
  readonly seconds: number;
  readonly hashes: ReadonlyMap<string, bigint>;
  readonly slices: HashSlices | null;
  /** By its samples alone. */
  readonly sampledLoad: Load;
}

/** What was sampled in a range of time, put together. */
export interface SampledKeys {
  readonly shards: readonly ShardKeys[];
  readonly records: number;
  readonly aggregated: number;
  readonly withoutKey: number;
  readonly misplaced: number;
}

/** Keys of a shard that its minutes' sketches are merged into; ten times as many as are shown. */
const MERGED_CAPACITY = 256;

/**
 * Puts the minutes of a range together, shard by shard. Bounds stay valid: sketches are merged with their errors.
 * @param enough of a shard's draws: minutes before the newest that make up so many are left out, so that what is said is of now
 */
export function gatherKeys(minutes: readonly KeyMinute[], enough = Infinity): SampledKeys {
  const drawn = new Map<string, number>();
  const samples = minutes
    .toReversed()
    .flatMap(({ document }) => document.shards)
    .filter(({ shardId, draws }) => {
      const before = drawn.get(shardId) ?? 0;
      drawn.set(shardId, before + draws.records.count);
      return before < enough;
    })
    .toReversed();
  const shards = [...Map.groupBy(samples, ({ shardId }) => shardId)].map(([shardId, of]) => gatherShard(shardId, of));
  const sum = (pick: (sample: KeySample) => number): number => samples.reduce((total, sample) => total + pick(sample), 0);
  return {
    shards,
    records: sum(({ draws }) => draws.records.count),
    aggregated: sum(({ aggregated }) => aggregated),
    withoutKey: sum(({ withoutKey }) => withoutKey),
    misplaced: sum(({ misplaced }) => misplaced),
  };
}

function gatherShard(shardId: string, samples: readonly KeySample[]): ShardKeys {
  const sketch = new HeavyHitters(MERGED_CAPACITY);
  const hashes = new Map<string, bigint>();
  let draws = NO_DRAWS;
  let rates = NO_MOMENTS;
  let seconds = 0;
  let slices: HashSlices | null = null;
  for (const sample of samples) {
    sketch.merge(sample.keys);
    draws = joinDraws(draws, sample.draws);
    rates = joinMoments(rates, sample.rates ?? NO_MOMENTS);
    seconds += sample.seconds;
    for (const [key, hash] of sample.hashes) hashes.set(key, BigInt(hash));
    slices = addSlices(slices, sample);
  }
  return {
    shardId,
    keys: sketch.summary(),
    draws,
    rates,
    seconds,
    hashes,
    slices,
    sampledLoad: seconds > 0 ? { bytesPerSecond: draws.bytes.sum / seconds, recordsPerSecond: draws.records.sum / seconds } : NO_TIME,
  };
}

const NO_TIME: Load = { bytesPerSecond: 0, recordsPerSecond: 0 };

/** Slices of a stream that got more shards are coarser from then on; the newest grid wins, for it is the one people look at. */
function addSlices(slices: HashSlices | null, { slices: stored }: KeySample): HashSlices | null {
  if (stored.filled.length === 0) return slices;
  const read = HashSlices.from(stored);
  if (slices === null || slices.slices !== read.slices || slices.range.start !== read.range.start || slices.range.end !== read.range.end)
    return read;
  slices.merge(read);
  return slices;
}
