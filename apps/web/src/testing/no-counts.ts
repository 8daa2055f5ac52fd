import { type VerdictState, verdictState } from '@weir/contract';

/** No resource in any state. */
export const NO_COUNTS = Object.fromEntries(verdictState.options.map((state) => [state, 0])) as Record<VerdictState, number>;
