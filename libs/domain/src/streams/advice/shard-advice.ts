import type { Remedy } from '@weir/contract';
import type { Load } from '../shard.js';
import type { Change } from './change.js';
import type { StreamLoad } from './stream-load.js';
import type { BoundedShare, PredictedShard } from './what-if.js';

/** A stream to be advised on. */
export interface AdviceQuestion extends StreamLoad {
  readonly mode: 'PROVISIONED' | 'ON_DEMAND';
  readonly distribution: 'USER_PARTITION_KEY' | 'AUTO';
}

export interface AdviceOptions {
  /** Shards the account may have in the region, for this stream; AWS's greatest quota when left out. */
  readonly shardQuota?: number;
  /** `UpdateShardCount` calls that the stream has left in its 24 hours. Left out: not known, for no call of AWS's tells it. */
  readonly updatesLeft?: number;
  /** US dollars; the list price when left out. */
  readonly shardHourUsd?: number;
  /** Shards of which so little was seen that they may take in more than they seem to: none of them is merged. None when left out. */
  readonly unsure?: ReadonlySet<string>;
  /** How hot each shard was at its hottest, by its id, over as long as is known: what is cold now may be cold by night only. */
  readonly peaks?: { readonly utilisation: ReadonlyMap<string, number>; readonly hours: number };
  /** How a key is told in sentences; in quotation marks, cut where it is long, when left out. */
  readonly showKey?: (key: string) => string;
  /** Named in the commands. Left out: there are none. */
  readonly stream?: { readonly name: string; readonly region: string };
}

/** A shard after a step. */
export interface ShardAfter extends PredictedShard {
  /** Its utilisation before the step; null: it did not exist. */
  readonly writeUtilisationNow: number | null;
}

/** What a step was decided on. */
export interface AdviceEvidence {
  /** Of the shard, or of the whole stream for an even reshard, before the step. */
  readonly load: Load;
  /** Share of the write limit of the shards it is about. */
  readonly writeUtilisation: BoundedShare;
  readonly limitedBy: 'bytes' | 'records';
  /** The heaviest keys there, with the share of one shard's write limit that each takes alone; three at most. */
  readonly keys: readonly { readonly key: string; readonly writeUtilisation: BoundedShare }[];
}

/** One step. Steps come in the order to take them: what each foresees supposes those before it. */
export interface ShardAdvice {
  readonly remedy: Remedy;
  /** Shards it is about, as they are called today, one at least: the hottest first, and both of a merge. */
  readonly shardIds: readonly string[];
  /** `Split shardId-000000000003`. */
  readonly title: string;
  readonly because: string;
  /** What to do, for `whatIf` too; null: nothing. */
  readonly change: Change | null;
  /** Of a salt: how many suffixes it takes if the load is as great as it may be. null: it is no salt, or the load is exact. */
  readonly suffixesAtMost: number | null;
  /** The shards it concerns, as they are after it: all that comes of a shard that splits, the hot shard first when a key is salted. */
  readonly after: readonly ShardAfter[];
  readonly savingUsdPerMonth: number | null;
  /** Ready to paste into a shell. */
  readonly commands: readonly string[];
  /** What else could be done. */
  readonly alternatives: readonly string[];
  readonly evidence: AdviceEvidence;
}

export interface StreamAdvice {
  /** The hottest first. */
  readonly hotShards: readonly string[];
  readonly steps: readonly ShardAdvice[];
}
