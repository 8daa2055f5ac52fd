import type { LossCountdown, Verdict, VerdictState } from '@weir/contract';
import { verdictState } from '@weir/contract';

const RANK: ReadonlyMap<VerdictState, number> = new Map(verdictState.options.map((state, index) => [state, index]));

/** 0 is worst. */
export const stateRank = (state: VerdictState): number => RANK.get(state) ?? RANK.size;

export const worstOf = (states: Iterable<VerdictState>): VerdictState =>
  [...states].reduce<VerdictState>((worst, state) => (stateRank(state) < stateRank(worst) ? state : worst), 'idle');

/** A loss further away than this does not push a resource up the list: there is time. */
export const LOSS_MATTERS_WITHIN_MS = 24 * 3_600_000;

interface Orderable {
  readonly name: string;
  readonly verdict: Verdict;
  readonly loss: LossCountdown | null;
}

/**
 * When something is first lost, as it counts for order; null: nothing is. A reader of a stream that falls behind but moves loses records when
 * its pace says so, not when it would if it stopped.
 */
export function lossAt({ loss, verdict }: Pick<Orderable, 'loss'> & { readonly verdict: Pick<Verdict, 'state'> }): number | null {
  if (loss === null) return null;
  return loss.kind === 'lag-expiry' && verdict.state === 'slow' ? loss.latestAt : loss.earliestAt;
}

/**
 * Worst first: the nearest loss (within a day, from `now`), then by state, then what has lasted longest, then by name. A total order:
 * equal only for equal names.
 */
export function worstFirst(now: number): (a: Orderable, b: Orderable) => number {
  const lossKey = (resource: Orderable) => {
    const at = lossAt(resource) ?? Number.POSITIVE_INFINITY;
    return at - now <= LOSS_MATTERS_WITHIN_MS ? at : Number.POSITIVE_INFINITY;
  };
  return (a, b) => {
    const lossA = lossKey(a);
    const lossB = lossKey(b);
    if (lossA !== lossB) return lossA < lossB ? -1 : 1;
    const byState = stateRank(a.verdict.state) - stateRank(b.verdict.state);
    if (byState !== 0) return byState;
    if (a.verdict.since !== b.verdict.since) return a.verdict.since - b.verdict.since;
    return a.name < b.name ? -1 : a.name > b.name ? 1 : 0;
  };
}
