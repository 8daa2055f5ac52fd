import type { EpochMs, RedriveActionKind, RedriveCanary, RedriveEngine, RedriveKind, RedriveState } from '@weir/contract';

/** What a redrive is told at its start and keeps to. */
export interface RedriveSettings {
  readonly kind: RedriveKind;
  readonly engine: RedriveEngine;
  /** The dead-letter queue is FIFO: one message of a group at a time, and sends carry a deduplication id. */
  readonly fifo: boolean;
  readonly ratePerSecond: number;
  readonly canary: RedriveCanary;
  readonly rampSeconds: number;
  /** Messages it may take; null: all there are. */
  readonly limit: number | null;
  /** Batches under way at once. */
  readonly lanes: number;
  /** How long received messages are hidden. */
  readonly hideSeconds: number;
  /** Arrivals a second in the dead-letter queue before it began. */
  readonly ambientPerSecond: number;
}

/** All that is kept of a redrive beside its messages; what a restart begins from. */
export interface RedriveProgress {
  readonly state: RedriveState;
  readonly because: string;
  /** What `stopping` leads to. */
  readonly stoppingInto: RedriveState | null;
  /** Where `paused` goes on; null: it is not paused. */
  readonly resumesAs: RedriveState | null;
  /** When this state began. */
  readonly since: EpochMs;
  readonly watchEndsAt: EpochMs | null;
  /** The watch is the last one, after which it is done. */
  readonly lastWatch: boolean;
  readonly rampStartedAt: EpochMs | null;
  /** Messages in the dead-letter queue before anything was moved; null: not read yet. */
  readonly depthAtStart: number | null;
  /** Moved before the message-move task that runs now, and by it. */
  readonly movedByEarlierTasks: number;
  readonly movedByTask: number;
  /** When the task was asked for; null: none was. */
  readonly taskWantedAt: EpochMs | null;
}

/** Of the messages in the journal. */
export interface RedriveTally {
  readonly sending: number;
  readonly sent: number;
  readonly moved: number;
  readonly cameBack: number;
  readonly failed: number;
  readonly possiblyTwice: number;
}

/** A message as the dead-letter queue gave it; its body stays with who received it. */
export interface ReceivedMessage {
  readonly id: string;
  /** Another name under which it may be known: the deduplication id of a FIFO message, which is the id it had before it was dead-lettered. */
  readonly alias: string | null;
  /** Message group of a FIFO queue. */
  readonly group: string | null;
  /** The plan takes it. */
  readonly taken: boolean;
  /** Why it cannot be sent although the plan takes it; null: it can. */
  readonly problem: string | null;
  /** It was received before and left alone. */
  readonly leftBefore: boolean;
}

/** What the journal knew of a message. `came-back`: it is one that this redrive sent. */
export interface Claim {
  readonly id: string;
  readonly was: 'new' | 'sending' | 'sent' | 'moved' | 'failed' | 'came-back' | 'came-back-before';
  /** When it was first to be sent; null: it is new. */
  readonly since: EpochMs | null;
  /** It may have been sent twice. */
  readonly flagged: boolean;
}

/**
 * `unknown`: no answer, or none that says. `later`: refused and may be tried again. `message`: this one will never be taken.
 * `queue`: none will be.
 */
export type SendOutcome =
  | { readonly id: string; readonly kind: 'sent'; readonly sentId: string }
  | { readonly id: string; readonly kind: 'unknown' | 'later' | 'message' | 'queue'; readonly detail: string };

export interface DeleteOutcome {
  readonly id: string;
  readonly deleted: boolean;
  readonly detail: string;
}

/** `withdrawn`: it was not sent, and the journal forgets it. `flagged`: it is about to be sent again and may be there twice. */
export type JournalChange =
  | { readonly id: string; readonly to: 'sent'; readonly sentId: string }
  | { readonly id: string; readonly to: 'moved' | 'withdrawn' | 'flagged' }
  | { readonly id: string; readonly to: 'failed'; readonly detail: string };

export interface Refusal {
  readonly retryable: boolean;
  readonly detail: string;
}

export type RedriveEvent =
  | { readonly kind: 'tick' }
  | { readonly kind: 'received'; readonly lane: number; readonly messages: readonly ReceivedMessage[] }
  | { readonly kind: 'not-received'; readonly lane: number; readonly refusal: Refusal }
  | { readonly kind: 'claimed'; readonly lane: number; readonly claims: readonly Claim[] }
  | { readonly kind: 'recorded'; readonly lane: number }
  | { readonly kind: 'extended'; readonly lane: number; readonly lost: readonly string[] }
  | { readonly kind: 'sent'; readonly lane: number; readonly outcomes: readonly SendOutcome[] }
  | { readonly kind: 'deleted'; readonly lane: number; readonly outcomes: readonly DeleteOutcome[] }
  /** All messages of the dead-letter queue, and what is wrong with the consumer; null: nothing. */
  | { readonly kind: 'depth'; readonly total: number | null; readonly consumerTrouble: string | null }
  | {
      readonly kind: 'task';
      readonly status: 'none' | 'running' | 'completed' | 'cancelled' | 'failed';
      readonly moved: number;
      /** null: there is none. */
      readonly startedAt: EpochMs | null;
      readonly detail: string;
    }
  | { readonly kind: 'task-refused'; readonly refusal: Refusal }
  | { readonly kind: 'action'; readonly action: RedriveActionKind; readonly by: string }
  /** The process ends: nothing new is begun, the state stays. */
  | { readonly kind: 'suspend' };

/** What has to be done. Those of one step are begun in their order; `save` and `finish` are durable before any after them begins. */
export type RedriveEffect =
  | { readonly kind: 'receive'; readonly lane: number; readonly max: number; readonly hideSeconds: number }
  /** Looks messages up, and writes down of those that are new and `intended` that they are about to be sent: one transaction. */
  | {
      readonly kind: 'claim';
      readonly lane: number;
      readonly messages: readonly { readonly id: string; readonly alias: string | null; readonly intended: boolean }[];
    }
  | { readonly kind: 'record'; readonly lane: number; readonly changes: readonly JournalChange[] }
  | { readonly kind: 'extend'; readonly lane: number; readonly ids: readonly string[]; readonly hideSeconds: number }
  | { readonly kind: 'send'; readonly lane: number; readonly ids: readonly string[] }
  | { readonly kind: 'delete'; readonly lane: number; readonly ids: readonly string[] }
  /** Made visible again at once. Nobody waits for it: what fails becomes visible by itself. */
  | { readonly kind: 'give-back'; readonly ids: readonly string[] }
  /** Kept hidden until the end, so that receives reach those behind them; given back with `finish`. */
  | { readonly kind: 'leave'; readonly ids: readonly string[] }
  | { readonly kind: 'read-depth' }
  | { readonly kind: 'start-task'; readonly ratePerSecond: number }
  | { readonly kind: 'poll-task' }
  | { readonly kind: 'cancel-task' }
  /** Of the machine: how far it is. */
  | { readonly kind: 'save' }
  | {
      readonly kind: 'tell';
      readonly about: 'state' | 'action' | 'messages' | 'trouble';
      readonly text: string;
      readonly by: string | null;
    }
  /** It ended: what is left in doubt is flagged, what was left alone is given back. */
  | { readonly kind: 'finish' };
