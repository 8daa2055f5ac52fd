import type { Bounds, EpochMs, FanoutMetric } from '@weir/contract';
import { between, exactly } from './bounds.js';
import type { CounterWindow } from './counter-window.js';

/** By which counters of a family copies that were given up are told. */
interface GivenUpCounters {
  /** All that were given up, kept in a dead-letter queue or not. */
  readonly all: readonly FanoutMetric[];
  readonly kept: FanoutMetric;
  /** A dead-letter queue refused them. */
  readonly refused: FanoutMetric;
}

export const GIVEN_UP_BY_TOPIC: GivenUpCounters = { all: ['failed'], kept: 'redrivenToDlq', refused: 'notRedrivenToDlq' };
// What was never invoked is not among the failed invocations, but may be among what the dead-letter queues keep.
export const GIVEN_UP_BY_RULE: GivenUpCounters = { all: ['failedInvocations', 'neverInvoked'], kept: 'sentToDlq', refused: 'notSentToDlq' };

export interface GivenUp {
  /** Kept nowhere. */
  readonly failed: Bounds;
  readonly deadLettered: Bounds;
  /** Both together, which can be surer than either. */
  readonly givenUp: Bounds;
}

/**
 * Copies given up over `[from, to)`, into those that a dead-letter queue keeps and those that are lost. CloudWatch publishes each counter by
 * itself: of a minute that is not settled the failures may be there and what was kept of them not yet, so that where there is a dead-letter
 * queue nothing of it is surely lost but what that queue refused.
 * @param keeps whether anything that fails can be kept
 */
export function givenUpOver(
  counters: CounterWindow,
  { all, kept, refused }: GivenUpCounters,
  from: EpochMs,
  to: EpochMs,
  keeps: boolean,
): GivenUp {
  const lost = Math.max(0, all.reduce((sum, metric) => sum + counters.sum(metric, from, to), 0) - counters.sum(kept, from, to));
  const deadLettered = counters.sum(kept, from, to);
  const late = keeps
    ? counters.unsettledMinutes(from, to).reduce((sum, at) => {
        const count = (metric: FanoutMetric) => counters.at(metric, at) ?? 0;
        return sum + Math.max(0, all.reduce((total, metric) => total + count(metric), 0) - count(kept) - count(refused));
      }, 0)
    : 0;
  return {
    failed: between(lost - late, lost),
    deadLettered: between(deadLettered, deadLettered + late),
    givenUp: exactly(lost + deadLettered),
  };
}
