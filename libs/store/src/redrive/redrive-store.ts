import type {
  EpochMs,
  RedriveActionKind,
  RedriveId,
  RedriveJournalLine,
  RedriveKind,
  RedriveMessage,
  RedriveMessageState,
  RedriveState,
  ResourceId,
} from '@weir/contract';
import type { Claim, JournalChange, RedriveProgress, RedriveTally } from '@weir/domain';
import type { Lease } from '../database/lease.js';

/** `perSecond`: messages moved, lately. */
export type RedriveCountsRecord = RedriveTally & { readonly leftAlone: number; readonly perSecond: number };

/** A redrive as stored. `document` is what it was told at its start; the store does not look into it. */
export interface StoredRedrive {
  readonly id: RedriveId;
  readonly dlqId: ResourceId;
  readonly kind: RedriveKind;
  readonly document: unknown;
  readonly progress: RedriveProgress;
  readonly counts: RedriveCountsRecord;
  readonly startedBy: string;
  readonly reason: string | null;
  readonly startedAt: EpochMs;
  readonly changedAt: EpochMs;
  readonly endedAt: EpochMs | null;
}

export interface NewRedriveRecord {
  readonly dlqId: ResourceId;
  readonly kind: RedriveKind;
  readonly document: unknown;
  readonly progress: RedriveProgress;
  readonly startedBy: string;
  readonly reason: string | null;
  readonly requestId: string | null;
}

export interface RedriveQuery {
  readonly dlqId?: ResourceId | undefined;
  readonly states?: readonly RedriveState[] | undefined;
  /** Not ended, or ended at this moment or later. */
  readonly endedSince?: EpochMs | undefined;
  /** Older than this one. */
  readonly before?: RedriveId | undefined;
  readonly limit: number;
}

export interface RequestedAction {
  readonly id: string;
  readonly kind: RedriveActionKind;
  readonly by: string;
}

export interface MessageToClaim {
  readonly id: string;
  readonly alias: string | null;
  /** It is written down as about to be sent when it is new. */
  readonly intended: boolean;
  readonly failureGroup: string | null;
}

/** The journal of redrives: what is to be done, what was, and what may have been done twice. Bodies are never kept. */
export interface RedriveStore {
  /**
   * Writes a redrive down. `running`: one of this dead-letter queue has not ended, which is returned. `repeated`: the request was made before,
   * and this is what it gave.
   */
  start(
    redrive: NewRedriveRecord,
    at: EpochMs,
  ): Promise<{ readonly outcome: 'started' | 'running' | 'repeated'; readonly redrive: StoredRedrive }>;
  /** What a request gave; null: it was not made before. */
  byRequest(requestId: string): Promise<StoredRedrive | null>;
  /** Newest first. */
  list(query: RedriveQuery): Promise<readonly StoredRedrive[]>;
  one(id: RedriveId): Promise<StoredRedrive | null>;
  /** Newest first. */
  lines(id: RedriveId, limit: number): Promise<readonly RedriveJournalLine[]>;
  messages(query: {
    readonly id: RedriveId;
    readonly states?: readonly RedriveMessageState[] | undefined;
    readonly possiblyTwice?: boolean | undefined;
    /** The id of the message before, for the next page. */
    readonly after?: string | undefined;
    readonly limit: number;
  }): Promise<{ readonly items: readonly RedriveMessage[]; readonly total: number }>;
  /** Asks whoever runs it. */
  request(id: RedriveId, action: RedriveActionKind, by: string, at: EpochMs): Promise<void>;
  /** Takes what was asked, oldest first; each is handed out once. */
  takeRequested(id: RedriveId, at: EpochMs): Promise<readonly RequestedAction[]>;
  /** The right to run the redrives of a dead-letter queue, which one process has at a time; null: another has it. */
  lease(dlqId: ResourceId): Promise<Lease | null>;
  /** Counted from its messages. */
  tally(id: RedriveId): Promise<RedriveTally>;
  claim(id: RedriveId, messages: readonly MessageToClaim[], at: EpochMs): Promise<readonly Claim[]>;
  record(id: RedriveId, changes: readonly JournalChange[], at: EpochMs): Promise<void>;
  /** Flags what is left in doubt. May be repeated. */
  flagDoubtful(id: RedriveId): Promise<void>;
  /** How far it is, with lines of its journal, and a notice to everybody who watches. */
  save(
    id: RedriveId,
    of: Pick<StoredRedrive, 'progress' | 'counts'> & { readonly lines: readonly RedriveJournalLine[]; readonly over: boolean },
    at: EpochMs,
  ): Promise<void>;
  /** Forgets messages and lines of what ended before this moment. */
  forget(endedBefore: EpochMs): Promise<void>;
}
