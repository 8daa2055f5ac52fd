import type { Bounds } from '../sketch/key-summary.js';
import type { Load } from '../shard.js';

/** The load of a shard over the range as CloudWatch measured it, with how much of it that covers. */
export interface MeasuredShard {
  /** What was offered to it: what it accepted, and what it refused, as far as that is known. Keys are scaled to this. */
  readonly load: Load;
  /** What it accepted, of what was offered: 0 to 1. Below 1 a key may be as much lighter, since refused tries are counted again and again. */
  readonly acceptedShare: number;
  /** All that was written in the range; null: some of its minutes are not told yet. */
  readonly total: { readonly bytes: number; readonly records: number } | null;
  /** Bytes a second of its quietest minute as accepted, and of its busiest as offered: it changes, and is told minutes late. Left out: even. */
  readonly range?: Bounds;
  /** The newest samples say that the load has changed since it was measured: it is theirs. */
  readonly isSampled: boolean;
}
