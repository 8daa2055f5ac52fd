import type { EpochMs, IncidentId, NotificationEntry } from '@weir/contract';
import type { Due, Said, Told } from '@weir/domain';

/** What is to be told of an incident. */
export type PlannedNotification = Due & { readonly incident: IncidentId };

/** A message whose turn has come. */
export interface ClaimedNotification {
  readonly id: string;
  readonly key: string;
  readonly channel: string;
  readonly incident: IncidentId;
  readonly thread: number;
  readonly kind: Told['kind'];
  /** This one included. */
  readonly tries: number;
  /** What the channel gave back for the first message of the thread; null: nothing yet. */
  readonly reference: string | null;
}

/** How a try went. */
export type Outcome =
  | { readonly kind: 'sent'; readonly said: Said; readonly version: number; readonly reference: string | null }
  | { readonly kind: 'failed'; readonly error: string; /** No more tries. */ readonly final: boolean }
  /** It was not tried after all: it is no longer worth telling. */
  | { readonly kind: 'superseded' };

export interface ChannelRecord {
  readonly name: string;
  readonly ok: boolean;
  readonly since: EpochMs;
  readonly okAt: EpochMs | null;
  readonly error: string | null;
}

export interface NotificationQuery {
  readonly channel?: string | undefined;
  readonly incident?: IncidentId | undefined;
  readonly states?: readonly NotificationEntry['state'][] | undefined;
  /** Older than this one. */
  readonly before?: string | undefined;
  readonly limit: number;
}

/** What a worker wants done with a job: nothing more, or to be called again, after so many seconds or when its turn comes. */
export type Turn = 'done' | 'again' | { readonly againInSeconds: number };

export interface WorkOptions {
  /** The wait before the second try; it doubles from then on, up to a quarter of an hour. */
  readonly retrySeconds: number;
  /** How often new jobs are looked for. */
  readonly pollSeconds: number;
}

/** What was told to whom. Rows are never taken out; each try leaves its trace. */
export interface NotificationStore {
  /**
   * Decides what is to be told and stores it with a job for each message: one transaction, one after another over all processes. What is stored
   * under a key already is not stored again.
   * @param decide gets everything told of each incident, oldest first
   * @returns how many are new
   */
  plan(
    incidents: readonly IncidentId[],
    decide: (told: ReadonlyMap<string, readonly Told[]>) => {
      readonly due: readonly PlannedNotification[];
      readonly superseded: readonly string[];
    },
    at: EpochMs,
  ): Promise<number>;
  /**
   * Calls `handle` for every message whose turn comes, in any process, until stopped. A process that dies meanwhile leaves the message to the
   * next one.
   */
  work(handle: (id: string) => Promise<Turn>, options: WorkOptions): Promise<{ stop(): Promise<void> }>;
  /** Begins a try. null: it is settled, or another process tries at this moment. */
  claim(id: string, at: EpochMs): Promise<ClaimedNotification | null>;
  /** Ends a try, with what it says about the channel. */
  settle(claimed: Pick<ClaimedNotification, 'id' | 'channel'>, outcome: Outcome, at: EpochMs): Promise<void>;
  /** Notes a test of a channel, which is sent at once or not at all. */
  recordTest(
    test: { readonly key: string; readonly channel: string; readonly title: string; readonly error: string | null },
    at: EpochMs,
  ): Promise<void>;
  /** The newest first. */
  log(query: NotificationQuery): Promise<readonly NotificationEntry[]>;
  channels(): Promise<readonly ChannelRecord[]>;
  /** Messages that wait, by channel. */
  waiting(): Promise<ReadonlyMap<string, number>>;
}
