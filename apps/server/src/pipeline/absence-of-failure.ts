import type { AbsenceReason } from '@weir/contract';
import type { AwsFailureKind } from '@weir/aws';
import type { ReadFailure } from '@weir/domain';

/** What a reader should be told about a reading that is missing because AWS failed this way: whose side it is on. */
const ABSENCE: Readonly<Record<AwsFailureKind, AbsenceReason>> = {
  throttled: 'throttled',
  denied: 'denied',
  'expired-credentials': 'denied',
  'not-found': 'deleted',
  internal: 'late',
  // Weir could not ask, or asked wrongly: its own side.
  unreachable: 'collector-down',
  'clock-skew': 'collector-down',
  invalid: 'collector-down',
};

export const absenceOf = (kind: AwsFailureKind): AbsenceReason => ABSENCE[kind];

/** What the judge should make of a reading that is missing for this reason; null: nothing failed. */
export function readFailureOf(reason: AbsenceReason | null): ReadFailure | null {
  switch (reason) {
    case 'throttled':
    case 'denied':
    case 'deleted':
    case 'not-asked':
      return reason;
    // AWS failing to answer is, to the judge, Weir not reaching it.
    case 'collector-down':
    case 'late':
      return 'collector-down';
    case null:
    case 'inactive':
    case 'not-emitted':
      return null;
  }
}
