import type { EpochMs } from '@weir/contract';
import type { Found } from '../../streams/verdicts/blindness.js';
import { fanoutStateOf, type FanoutReason } from './reasons.js';
import type { FanoutFacts } from './fanout-facts.js';

/** What a rule looks at. */
export interface Looking {
  readonly facts: FanoutFacts;
  readonly now: EpochMs;
  /** The reason of the last verdict on fresh readings, and since when it stands. */
  readonly standing: { readonly reason: string; readonly since: EpochMs } | null;
}

/** Finds something or not; of what is found the worst counts, and of two alike the earlier rule. */
export type Rule = (looking: Looking) => Found | null;

export const find = (reason: FanoutReason, because: string, from: EpochMs | null = null): Found => ({
  verdict: { state: fanoutStateOf(reason), reason, because },
  from,
});
