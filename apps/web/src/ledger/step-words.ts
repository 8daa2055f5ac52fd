import type { AbsenceReason, Ledger } from '@weir/contract';
import { ledgerParts } from '../fanout/ledger-parts.js';
import { lineSentence, PART_WORDS } from '../fanout/ledger-words.js';
import type { ReadShare } from '../fanout/read-share.js';
import { ABSENCE_WORDS, exactNumber } from '../format/index.js';
import { absenceOfStep, type StepAbsence } from './step-absence.js';
import type { TrackStep } from './StepsTrack.js';

type Window = Parameters<typeof absenceOfStep>[1];

/** How many copies a bar stands for. */
export const sizeOfStep = (step: TrackStep): number => ledgerParts(step).reduce((sum, { count }) => sum + count, 0);

/** `3 of 10 min read`, or why nothing was. Empty: all of it was read. */
export function absenceWords(absence: StepAbsence | null, known: boolean): string {
  if (absence === null) return '';
  const { name } = ABSENCE_WORDS[absence.reason];
  return known ? `${absence.of - absence.minutes} of ${absence.of} min read, the rest ${name}: ` : `not known: ${name}`;
}

/** What became of the copies of a step, as far as it was read. */
export function trackStepWords(step: TrackStep, window: Window): string {
  const absence = absenceWords(absenceOfStep(step, window), step.known);
  return step.known ? `${absence}${lineSentence(step)}` : absence;
}

/** The same of everything, after how much came in. @param came what that is called, see `inWord` */
export function stepWords(step: Ledger['steps'][number], ledger: Ledger, came: string): string {
  const absence = absenceWords(absenceOfStep(step, ledger), step.known);
  return step.known ? `${absence}${exactNumber(step.published)} ${came}, ${lineSentence(step)}` : absence;
}

type ProvisionalStep = Ledger['provisional'][number];

/** What was counted so far of a step that is not settled, as a bar: of its copies those alone of which the end is known. */
export function provisionalBar({ at, knownMinutes, delivered, filtered, failed, deadLettered }: ProvisionalStep): TrackStep {
  const exactly = (count: number) => ({ low: count, high: count });
  return {
    ...{ at, knownMinutes, known: knownMinutes > 0 },
    expected: exactly(delivered + filtered + failed + deadLettered),
    ...{ delivered: exactly(delivered), filtered: exactly(filtered), failed: exactly(failed), deadLettered: exactly(deadLettered) },
    unexplained: exactly(0),
  };
}

/** The same in words. @param came what came in is called, see `inWord` */
export function provisionalWords(step: ProvisionalStep, came: string): string {
  if (step.knownMinutes === 0) return `not known: ${ABSENCE_WORDS.late.name}`;
  const ends = (['delivered', 'filtered', 'failed', 'deadLettered'] as const)
    .filter((fate) => step[fate] > 0)
    .map((fate) => `${exactNumber(step[fate])} ${PART_WORDS[fate]}`);
  return `so far ${[`${exactNumber(step.published)} ${came}`, ...ends].join(', ')}; AWS may still add to each`;
}

/** How much of a step was read. */
export function readOfStep(step: TrackStep, window: Window): ReadShare {
  const absence = absenceOfStep(step, window);
  return absence === null
    ? { knownMinutes: 1, unknownMinutes: 0 }
    : { knownMinutes: absence.of - absence.minutes, unknownMinutes: absence.minutes };
}

/** Why steps were not read, for the legend. */
export const reasonsOf = (steps: readonly TrackStep[], window: Window): readonly AbsenceReason[] =>
  steps.flatMap((step) => absenceOfStep(step, window)?.reason ?? []);
