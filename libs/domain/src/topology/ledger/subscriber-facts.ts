import type { EpochMs, ResourceId } from '@weir/contract';
import type { CounterWindow } from './counter-window.js';

/** Somebody who should get a copy of everything: a subscription of a topic, a target of a rule. */
export interface SubscriberFacts {
  /** Stable: a subscription's ARN, a target's id. */
  readonly key: string;
  readonly resourceId: ResourceId | null;
  readonly name: string;
  readonly endpoint: string;
  readonly protocol: string;
  /** Since when it gets copies. Weir looks now and then, so a beginning lies between the last look without it and the first with it. */
  readonly begins: { readonly earliest: EpochMs; readonly latest: EpochMs };
  /** null: it goes on. */
  readonly ends: { readonly earliest: EpochMs; readonly latest: EpochMs } | null;
  /** It had a filter policy at some moment of the window. */
  readonly filters: boolean;
  /** It had a dead-letter queue at some moment of the window. */
  readonly deadLetters: boolean;
  /** Failures are counted by the attempt, not by the copy that is given up. */
  readonly countsAttempts: boolean;
  /** What arrived in its queue; null: it is none, or not known. */
  readonly arrivals: { readonly counters: CounterWindow; readonly sharedWithOthers: boolean } | null;
  /** What the delivery-status log of the topic says of it; null: nothing. */
  readonly logged: LoggedDeliveries | null;
}

/** What the delivery-status log of a topic says of one subscriber. */
export interface LoggedDeliveries {
  /** `sns.deliveries`. */
  readonly counters: CounterWindow;
  /** When less may have been logged than the settings said: that something is not in the log says nothing of these spans. */
  readonly unsure: readonly { readonly from: EpochMs; readonly to: EpochMs }[];
}
