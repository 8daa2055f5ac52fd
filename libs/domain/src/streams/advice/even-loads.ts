import { equalRanges } from '../hash-range.js';
import type { RangeMap } from '../range-map.js';
import { writeUtilisation } from '../shard.js';
import { shareWithin, type KeyMass, type ShardContent, type SpreadMass } from './shard-content.js';

/** What equal shards would take, for any number of them, without laying out what is in each: for trying many numbers. */
export class EvenLoads {
  /** By hash. */
  readonly #keys: readonly KeyMass[];
  /** By where they start. */
  readonly #spreads: readonly SpreadMass[];

  constructor(contents: RangeMap<ShardContent>) {
    this.#keys = contents.entries.flatMap(({ keys }) => keys);
    this.#spreads = contents.entries.flatMap(({ spreads }) => spreads);
  }

  /** The write utilisation of each of so many equal shards, in the order of the ring. */
  of(shardCount: number): number[] {
    let nextKey = 0;
    let firstSpread = 0;
    return equalRanges(shardCount).map((range) => {
      let bytesPerSecond = 0;
      let recordsPerSecond = 0;
      for (let mass = this.#keys[nextKey]; mass !== undefined && mass.hash <= range.end; mass = this.#keys[++nextKey]) {
        bytesPerSecond += mass.load.bytesPerSecond;
        recordsPerSecond += mass.load.recordsPerSecond;
      }
      while ((this.#spreads[firstSpread]?.range.end ?? range.start) < range.start) firstSpread++;
      for (let place = firstSpread; ; place++) {
        const spread = this.#spreads[place];
        if (spread === undefined || spread.range.start > range.end) break;
        const share = shareWithin(spread.range, range);
        bytesPerSecond += spread.load.bytesPerSecond * share;
        recordsPerSecond += spread.load.recordsPerSecond * share;
      }
      return writeUtilisation({ bytesPerSecond, recordsPerSecond });
    });
  }
}
