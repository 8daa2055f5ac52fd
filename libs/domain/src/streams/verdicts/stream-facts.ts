import type { Drain, EpochMs, LossCountdown, Verdict } from '@weir/contract';
import type { JudgedVerdict, ReadFailure } from '../../verdicts/queue-facts.js';

/**
 * One figure of a minute that was read. null: AWS published none for it, which means that nothing happened for what is only published
 * when something does, and that nobody polled for an iterator age. A minute that was not read is in no window at all: nothing is known.
 */
export type Figure = number | null;

/** A minute of a stream, as CloudWatch sums it (Kinesis Data Streams Developer Guide, "Stream-level metrics"). */
export interface StreamMinute {
  /** Start of the minute. */
  readonly at: EpochMs;
  /** Re-read after its settling time: its figures no longer change. */
  readonly settled: boolean;
  readonly incomingBytes: Figure;
  readonly incomingRecords: Figure;
  /** Records refused, each try counted. */
  readonly writeThrottled: Figure;
  /** `GetRecords` calls refused. */
  readonly readThrottled: Figure;
}

/** A minute of an open shard, by shard-level metrics or Weir's own sampling. */
export type ShardFigures = Omit<StreamMinute, 'settled'>;

/** The recent minutes of an open shard. Closed shards keep out: their load has gone to their children. */
export interface ShardWindow {
  readonly shardId: string;
  /** In any order; the newest `STREAM_LIMITS.recentMinutes` are enough to judge, more date the heat. */
  readonly minutes: readonly ShardFigures[];
}

/** What judging has in common for streams and their readers. */
interface WatchedFacts {
  /** Set while the newest attempt to read failed; null after a success. */
  readonly failure: ReadFailure | null;
  /** Oldest acceptable age of the newest minute read, seconds: cadence, CloudWatch's lag, a margin. */
  readonly budgetSeconds: number;
  readonly deletedAt: EpochMs | null;
}

/** All that a stream is judged on. */
export interface StreamFacts extends WatchedFacts {
  /** null: never described. */
  readonly config: {
    readonly mode: 'PROVISIONED' | 'ON_DEMAND';
    /** CREATING, ACTIVE, UPDATING or DELETING. */
    readonly status: string;
    readonly openShards: number;
  } | null;
  /** In any order; an hour is enough, less only hides spikes. */
  readonly minutes: readonly StreamMinute[];
  /** Open shards whose load is known; empty when none is. */
  readonly shards: readonly ShardWindow[];
  /** The verdict on those who poll with `GetRecords`: they have no resource of their own to carry it. null: not judged. */
  readonly readers: Pick<Verdict, 'state' | 'because' | 'since'> | null;
}

/** How hot a shard has been in the recent minutes. */
export interface ShardHeat {
  readonly shardId: string;
  /** Of its write limit, over the minutes known of it. */
  readonly writeUtilisation: number;
  /** Records refused in all, and in how many minutes. */
  readonly throttled: number;
  readonly throttledMinutes: number;
  readonly throttledPerMinute: number;
  /** How many minutes are known: a child of a split has few at first. */
  readonly minutes: number;
  /** Since when every known minute refused records or was near the limit; null: the newest one was not. */
  readonly since: EpochMs | null;
}

/** What the judge concludes of a stream. */
export interface StreamJudgement {
  readonly verdict: JudgedVerdict;
  /** Records per second over the recent minutes; null when unknown. */
  readonly acceptedPerSecond: number | null;
  readonly refusedPerSecond: number | null;
  /** Of what all open shards take together; null when unknown, or on demand. */
  readonly writeUtilisation: number | null;
  /** The shard that refuses most, else the one nearest to its limit; null: no load of shards is known. */
  readonly hottest: ShardHeat | null;
}

/** A minute of one reader of a stream. */
export interface ConsumerMinute {
  readonly at: EpochMs;
  readonly settled: boolean;
  /** How far behind the tip its oldest position was, milliseconds. */
  readonly lagMilliseconds: Figure;
  /** What it read; null also where AWS does not count it for readers of this type. */
  readonly records: Figure;
  /** Of those, what Weir's own sampler read with `GetRecords`: it shares the figures of everybody who polls. */
  readonly ownRecords: number;
  /** Delivery streams: age of the oldest record not yet delivered, seconds. */
  readonly deliveryAgeSeconds: Figure;
}

/** A minute of what arrives in a stream. */
export type ArrivalMinute = Pick<StreamMinute, 'at' | 'settled' | 'incomingRecords'>;

/** All that a reader of a stream is judged on. */
export interface ConsumerFacts extends WatchedFacts {
  /** `shared-readers`: all who poll with `GetRecords`; their lag is the stream's iterator age, their records what it gave out. */
  readonly type: 'shared-readers' | 'enhanced-fan-out' | 'event-source-mapping' | 'delivery-stream';
  /** As AWS says: Enabled, Disabled, ACTIVE, …; null: it has no state. */
  readonly state: string | null;
  /** When AWS says that it last changed, as by being switched off; null: it does not say. */
  readonly modifiedAt: EpochMs | null;
  /** The newest lag ever told, however long ago; null: none. */
  readonly lastLag: { readonly milliseconds: number; readonly at: EpochMs } | null;
  /** Weir samples the stream through it: it reads now and then, and nobody waits for it. */
  readonly isOwnSampler: boolean;
  /** In any order; two hours are enough. */
  readonly minutes: readonly ConsumerMinute[];
  /**
   * Lag by shard in milliseconds of all who poll, where shard-level metrics tell it; empty when they do not. Of a mapping that polls too it tells
   * which shard it is held up on, and nothing else: there may be others.
   */
  readonly shards: readonly {
    readonly shardId: string;
    readonly minutes: readonly { readonly at: EpochMs; readonly lagMilliseconds: Figure }[];
  }[];
  /** What arrives in the stream, in any order. */
  readonly arrivals: readonly ArrivalMinute[];
  /** null: not known. */
  readonly openShards: number | null;
  readonly retentionSeconds: number | null;
}

/** What the judge concludes of a reader. */
export interface ConsumerJudgement {
  readonly verdict: JudgedVerdict;
  /** The newest lag known, milliseconds, with the minute it is of; null: it tells none. */
  readonly lag: { readonly milliseconds: number; readonly at: EpochMs } | null;
  /** Milliseconds of lag gained per second; negative: catching up; null when unknown. */
  readonly lagGrowth: number | null;
  readonly drain: Drain;
  readonly loss: LossCountdown | null;
}
