import type { Ledger, LedgerSubscriber, TopologyChange } from '@weir/contract';
import { ledgerLineAt } from '@weir/domain';
import { niceTop } from '../queue/chart-data.js';
import type { StepMark, TrackStep } from './StepsTrack.js';

type Steps = Pick<Ledger, 'steps' | 'subscriberSteps'>;

/** The steps of one subscriber. What was not read of a step was not read of anybody. */
export function stepsOfSubscriber({ stepsAt }: Pick<LedgerSubscriber, 'stepsAt'>, { steps, subscriberSteps }: Steps): readonly TrackStep[] {
  const lines = subscriberSteps[stepsAt];
  if (lines === undefined) return [];
  return steps.map(({ at, known, knownMinutes }, place) => ({ ...ledgerLineAt(lines, place), at, known, knownMinutes }));
}

/** Copies that fill a bar of any of them. */
export const topOfSubscribers = ({ subscriberSteps }: Steps): number =>
  niceTop(subscriberSteps.reduce((most, { expected }) => Math.max(most, ...expected.high), 0));

/** Edits of a subscriber within the window. What was edited is said where the edits are told; when it was is always known. */
export function marksOf(
  { resourceId, changedAt }: Pick<LedgerSubscriber, 'resourceId' | 'changedAt'>,
  { from, to, resourceId: whole }: Pick<Ledger, 'from' | 'to' | 'resourceId'>,
  changes: readonly TopologyChange[],
): readonly StepMark[] {
  const about = resourceId ?? whole;
  return changedAt
    .filter((at) => at >= from && at < to)
    .map((at) => {
      const sentences = changes.filter((change) => change.resourceId === about && change.at === at).map(({ sentence }) => sentence);
      return { at, words: sentences.length === 0 ? 'edited' : sentences.join('; ') };
    });
}
