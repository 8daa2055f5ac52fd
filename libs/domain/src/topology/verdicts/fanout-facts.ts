import type { Bounds, EpochMs, FanoutConfig, FanoutMetric, LedgerLine, QueueMetric, StreamMetric } from '@weir/contract';
import type { JudgedVerdict, ReadFailure } from '../../verdicts/queue-facts.js';
import type { CounterWindow } from '../ledger/counter-window.js';

/** A setting that was seen to be another than before. `at` is when it was seen: the edit lies between that and the discovery before. */
export interface SettingChange {
  readonly at: EpochMs;
  readonly field: string;
  readonly before: unknown;
  readonly after: unknown;
}

/** What something takes its events from. */
export interface FeederFacts {
  readonly name: string;
  readonly counters: CounterWindow;
  /** What it counts as coming in. */
  readonly metric: FanoutMetric | QueueMetric | StreamMetric;
  /** Messages that wait in it; null: it holds none, or it is not known. */
  readonly waiting: number | null;
}

/** What something delivers to. */
export interface EndpointFacts {
  readonly name: string;
  /** null: Weir cannot see whether it exists. */
  readonly exists: boolean | null;
  /** What arrives in it, where it is a queue that nothing else is known to feed; null otherwise. */
  readonly arrivals: CounterWindow | null;
}

/** Another subscription of the same topic of which the filter was edited. */
export interface EditedBeside {
  readonly name: string;
  /** When edits of its filter were seen. */
  readonly at: readonly EpochMs[];
  /** What arrives in its queue, where nothing else is known to feed that; null: it cannot be seen. */
  readonly arrivals: CounterWindow | null;
}

/** What the ledger shows of copies that had waited, whenever they were published. */
export interface LongAgo {
  /** So many of them surely ended since the last verdict, however that was. */
  readonly endedLate: number;
  /** Somebody left lately, and what waited for it waits no more. */
  readonly somebodyLeft: boolean;
  /** How long AWS goes on trying a copy, milliseconds. */
  readonly triedForMs: number;
}

/** All that something which passes events on is judged by. */
export interface FanoutFacts {
  readonly name: string;
  /** null: its settings were never readable. */
  readonly config: FanoutConfig | null;
  /** Its own counters of the last hours, up to the newest minute that was read; null: AWS has none of this kind. */
  readonly counters: CounterWindow | null;
  /** Of the default bus: what the account puts on all its buses of the region; null: not known, or it is none. */
  readonly ingest: CounterWindow | null;
  readonly failure: ReadFailure | null;
  readonly budgetSeconds: number;
  readonly deletedAt: EpochMs | null;
  /** Weir's first look at it. */
  readonly metAt: EpochMs;
  /** Of the last day, the oldest first. */
  readonly changes: readonly SettingChange[];
  readonly feeder: FeederFacts | null;
  readonly endpoints: readonly EndpointFacts[];
  /** What became of its copies over the last quarter of an hour; of a subscription its share of the topic's. null: not known. */
  readonly line: LedgerLine | null;
  /** What was given up in that time, whenever it was published. Of a subscription only the delivery log of its topic tells. */
  readonly settled: Pick<LedgerLine, 'failed' | 'deadLettered'> | null;
  /** Of a topic or rule: what is neither delivered nor given up now. */
  readonly underWay: Bounds | null;
  /** Whether copies may still wait that were published longer ago than the ledger looks back; null: nothing is known of that. */
  readonly longAgo: LongAgo | null;
  /** Of a subscription: failed deliveries of that time by which the delivery log names it. */
  readonly namedFailures: number;
  /** Of a subscription whose filter was edited: the others of its topic that were. */
  readonly editedBeside: readonly EditedBeside[];
  /** Of a bus: end of the newest minute in which CloudWatch told of events on another bus there; null: of none. */
  readonly neighboursToldThrough: EpochMs | null;
  /** Of a subscription: deliveries of its topic fail, and it is one of several that may be meant. */
  readonly oneOfSeveral: boolean;
  /** Counters whose failed attempts are its own: of a topic, or of the only subscription of one that is counted by the attempt. */
  readonly failingAttempts: CounterWindow | null;
}

export interface FanoutJudgement {
  readonly verdict: JudgedVerdict;
  /** Events per second over the recent minutes that are known; null: not known. */
  readonly rates: { readonly in: number | null; readonly out: number | null };
  /** The newest minute is reason to look again soon, see `isSuspicious`. */
  readonly suspicious: boolean;
}
