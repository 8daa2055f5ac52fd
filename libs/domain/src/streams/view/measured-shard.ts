import type { Bounds } from '../sketch/key-summary.js';
import type { Load } from '../shard.js';

/** The load of a shard as CloudWatch measured it, or as its newest samples have it. */
export interface MeasuredShard {
  /** What is demanded of it, as far as that is known: more than it accepts while it refuses. Keys are scaled to this. */
  readonly load: Load;
  /** Between which multiples of `load` the demand of one more minute lies. */
  readonly span: Bounds;
  /** What it took over the time that was sampled; null: some of its minutes are not told yet. */
  readonly total: { readonly bytes: number; readonly records: number } | null;
  /** The newest samples say that the load has changed since it was measured: it is theirs. */
  readonly isSampled: boolean;
}
