import type { AbsenceReason } from '@weir/contract';
import type { AwsFailureKind } from '@weir/aws';

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
