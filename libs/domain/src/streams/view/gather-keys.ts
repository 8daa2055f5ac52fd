import type { KeySample } from '@weir/contract';
import { joinDraws, joinMoments, NO_DRAWS, NO_MOMENTS, type DrawMoments, type Draws } from '../sketch/draws.js';
import { HashSlices } from '../sketch/hash-slices.js';
import { HeavyHitters } from '../sketch/heavy-hitters.js';
import type { KeySummary } from '../sketch/key-summary.js';
import type { KeyMinute } from '../sampling/key-minute.js';
import type { HashRange } from '../hash-range.js';
import type { Load } from '../shard.js';

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
  /** What was drawn in the minutes that have slices: not each has them where shards are many. */
  readonly slicedDraws: { readonly bytes: number; readonly records: number };
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
  const slices = new SliceSum();
  for (const sample of samples) {
    sketch.merge(sample.keys);
    draws = joinDraws(draws, sample.draws);
    rates = joinMoments(rates, sample.rates ?? NO_MOMENTS);
    seconds += sample.seconds;
    for (const [key, hash] of sample.hashes) hashes.set(key, BigInt(hash));
    slices.add(sample);
  }
  return {
    shardId,
    keys: sketch.summary(),
    draws,
    rates,
    seconds,
    hashes,
    slices: slices.slices,
    slicedDraws: slices.draws,
    sampledLoad: seconds > 0 ? { bytesPerSecond: draws.bytes.sum / seconds, recordsPerSecond: draws.records.sum / seconds } : NO_TIME,
  };
}

const NO_TIME: Load = { bytesPerSecond: 0, recordsPerSecond: 0 };

/** Slices of a stream that got more shards are coarser from then on; the newest grid wins, for it is the one people look at. */
class SliceSum {
  slices: HashSlices | null = null;
  draws = { bytes: 0, records: 0 };

  add({ slices: stored, draws }: KeySample): void {
    if (stored.filled.length === 0) return;
    const read = HashSlices.from(stored);
    const { slices } = this;
    if (slices?.slices === read.slices && slices.range.start === read.range.start && slices.range.end === read.range.end) {
      slices.merge(read);
      this.draws = { bytes: this.draws.bytes + draws.bytes.sum, records: this.draws.records + draws.records.sum };
    } else {
      this.slices = read;
      this.draws = { bytes: draws.bytes.sum, records: draws.records.sum };
    }
  }
}

/** What was drawn of a shard slice by slice, scaled to a load of the whole shard. Empty slices are among them; none where none is known. */
export function scaledSlices({ slices, slicedDraws }: ShardKeys, load: Load): { readonly range: HashRange; readonly load: Load }[] {
  if (slices === null || slicedDraws.bytes <= 0) return [];
  return Array.from({ length: slices.slices }, (_, index) => {
    const { bytes, records } = slices.at(index);
    return {
      range: { start: slices.startOf(index), end: slices.startOf(index + 1) - 1n },
      load: {
        bytesPerSecond: (load.bytesPerSecond * bytes) / slicedDraws.bytes,
        recordsPerSecond: (load.recordsPerSecond * records) / Math.max(1, slicedDraws.records),
      },
    };
  });
}
