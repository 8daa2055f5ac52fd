import type { Failure, FailureReason, Outcome } from '../delivery/parcel.js';
import type { TargetBlueprint } from '../estate/event-blueprint.js';
import type { EventSample } from './event-sample.js';
import type { RuleNames } from './target-input.js';

/** Events that are alike and came at the same time. */
export interface Wave {
  readonly sample: EventSample;
  readonly count: number;
  /** When the bus took them, epoch milliseconds. */
  readonly ingestedAt: number;
}

/** `prevented`: AWS does not even try, for the event would go on to a third account. */
export type TargetFailure = Omit<Failure, 'reason'> & { readonly reason: FailureReason | 'prevented' };

/** What became of one attempt. What is missing in the three counts has not been attempted: the destination takes no more in this moment. */
export interface Handover extends Omit<Outcome, 'failure'> {
  readonly failure: TargetFailure | null;
}

/** Why a dead letter is dead, as its attributes say. Source: EventBridge User Guide, "Using dead-letter queues to process undelivered events". */
export interface DeathNote {
  readonly errorCode: string;
  readonly errorMessage: string;
  readonly exhausted: 'MaximumRetryAttempts' | 'MaximumEventAgeInSeconds' | null;
  readonly retryAttempts: number;
}

/** Brings events to wherever a target's ARN leads. */
export interface Courier {
  readonly hand: (target: TargetBlueprint, rule: RuleNames, wave: Wave, now: number) => Handover;
  /** false: the dead-letter queue did not take them. */
  readonly bury: (target: TargetBlueprint, rule: RuleNames, wave: Wave, note: DeathNote, now: number) => boolean;
}
