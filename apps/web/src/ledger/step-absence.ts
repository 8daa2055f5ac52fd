import type { AbsenceReason, Ledger } from '@weir/contract';

type Step = Pick<Ledger['steps'][number], 'at' | 'known' | 'knownMinutes'>;
type Window = Pick<Ledger, 'absences' | 'stepSeconds' | 'to'>;

const MINUTE_MS = 60_000;
/** In these AWS had nothing to tell, and all counters were zero: the minutes are known. */
const SILENT: readonly AbsenceReason[] = ['not-emitted', 'inactive'];

/** What of a step was not read: how many of its minutes, and why most of them. `minutes` equal to `of`: nothing is known of it. */
export interface StepAbsence {
  readonly minutes: number;
  readonly of: number;
  readonly reason: AbsenceReason;
}

/**
 * What is missing in a step; null: all of it was read. The server calls a step known that has one known minute, so a bar may stand for less
 * than its width. Minutes without a reading and without a reason were never asked for.
 */
export function absenceOfStep({ at, known, knownMinutes }: Step, { absences, stepSeconds, to }: Window): StepAbsence | null {
  // What comes after the settled minutes AWS may still add to, whatever was read of it.
  if (at >= to) return { minutes: 1, of: 1, reason: 'late' };
  const end = Math.min(to, at + stepSeconds * 1000);
  const of = Math.max(1, Math.round((end - at) / MINUTE_MS));
  const minutes = known ? of - knownMinutes : of;
  if (minutes <= 0) return null;
  const longest = absences
    .filter(({ reason }) => !SILENT.includes(reason))
    .map(({ from, to: until, reason }) => ({ reason, ms: Math.min(end, until) - Math.max(at, from) }))
    .filter(({ ms }) => ms > 0)
    .sort((a, b) => b.ms - a.ms)[0];
  return { minutes, of, reason: longest?.reason ?? 'not-asked' };
}
