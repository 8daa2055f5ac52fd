import type { Bounds, EpochMs, LedgerLine } from '@weir/contract';
import { between } from './bounds.js';

/** What was counted in one step of time. */
export interface StepCounts extends Omit<LedgerLine, 'unexplained'> {
  readonly published: number;
  readonly knownMinutes: number;
}

export interface StepFigures extends LedgerLine {
  readonly at: EpochMs;
  readonly published: number;
  /** Something is known of it. */
  readonly known: boolean;
  /** Of its minutes so many are; less than all: its figures are of a part. */
  readonly knownMinutes: number;
}

/**
 * The window in steps, for bars. A step knows nothing of its neighbours: what is delivered a step later than it was published shows as
 * unexplained in one and is missing in the next, which is what happened.
 */
export function stepsOf(
  { from, to }: { readonly from: EpochMs; readonly to: EpochMs },
  stepSeconds: number,
  count: (begin: EpochMs, end: EpochMs) => StepCounts,
): readonly StepFigures[] {
  return stepBounds({ from, to }, stepSeconds).map(({ begin, end }) => {
    const counts = count(begin, end);
    return { at: begin, ...counts, known: counts.knownMinutes > 0, unexplained: leftOver(counts) };
  });
}

/** Where the steps of a window begin and end; the last may be shorter. */
export function stepBounds(
  { from, to }: { readonly from: EpochMs; readonly to: EpochMs },
  stepSeconds: number,
): readonly { readonly begin: EpochMs; readonly end: EpochMs }[] {
  const stepMs = stepSeconds * 1000;
  const steps = [];
  for (let begin = from; begin < to; begin += stepMs) steps.push({ begin, end: Math.min(to, begin + stepMs) });
  return steps;
}

const leftOver = ({ expected, delivered, filtered, failed, deadLettered }: StepCounts): Bounds =>
  between(
    expected.low - delivered.high - filtered.high - failed.high - deadLettered.high,
    expected.high - delivered.low - filtered.low - failed.low - deadLettered.low,
  );
