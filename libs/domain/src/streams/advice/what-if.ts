import type { HashRange } from '../hash-range.js';
import { writeUtilisation, type Load } from '../shard.js';
import { changed, type Change, type ImpossibleChange } from './change.js';
import type { ShardContent } from './shard-content.js';
import { pictureOf, type StreamLoad } from './stream-load.js';

/** A share of the write limit (1 is the limit) with the bounds between which it lies, given that what was measured is right. */
export interface BoundedShare {
  readonly low: number;
  readonly estimate: number;
  readonly high: number;
}

/** A shard as it would be. One that does not exist yet is named after what it comes from. */
export interface PredictedShard {
  readonly shardId: string;
  readonly range: HashRange;
  readonly load: Load;
  readonly writeUtilisation: BoundedShare;
}

export type WhatIf =
  | {
      readonly ok: true;
      /** Every open shard, in the order of the ring. */
      readonly shards: readonly PredictedShard[];
      /** Ids of those that come to be or get another load. */
      readonly touched: ReadonlySet<string>;
    }
  | { readonly ok: false; readonly reason: ImpossibleChange };

/** What a change would do to a stream, without doing it. */
export function whatIf(load: StreamLoad, change: Change): WhatIf {
  const result = changed(pictureOf(load).contents, change);
  if (!result.ok) return result;
  return {
    ok: true,
    shards: result.contents.entries.map(predicted),
    touched: new Set(result.touched.map(({ shardId }) => shardId)),
  };
}

export function predicted({ shardId, range, load, low, high }: ShardContent): PredictedShard {
  return {
    shardId,
    range,
    load,
    writeUtilisation: { low: writeUtilisation(low), estimate: writeUtilisation(load), high: writeUtilisation(high) },
  };
}
