import type { AbsenceReason, EpochMs, ResourceId } from '@weir/contract';
import type { FamilyName } from './families.js';

export const MINUTE_MS = 60_000;

/** One minute of one family of one resource. `values` follows the family's order; null: no reading of that metric. */
export interface SampleRow {
  readonly resourceId: ResourceId;
  readonly family: FamilyName;
  /** Start of the minute. */
  readonly at: EpochMs;
  readonly values: readonly (number | null)[];
  /** Re-read after the period closed and no longer changing. */
  readonly settled: boolean;
}

/** A span without any reading. `from` inclusive, `to` exclusive. */
export interface AbsenceSpan {
  readonly resourceId: ResourceId;
  readonly family: FamilyName;
  readonly from: EpochMs;
  readonly to: EpochMs;
  readonly reason: AbsenceReason;
}

export const minuteOf = (at: EpochMs): EpochMs => Math.floor(at / MINUTE_MS) * MINUTE_MS;
