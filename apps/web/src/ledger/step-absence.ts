import type { AbsenceReason, Ledger } from '@weir/contract';

type Step = Pick<Ledger['steps'][number], 'at' | 'known'>;
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
export function absenceOfStep({ at, known }: Step, { absences, stepSeconds, to }: Window): StepAbsence | null {
  const end = Math.min(to, at + stepSeconds * 1000);
  const of = Math.max(1, Math.round((end - at) / MINUTE_MS));
  const missing = absences
    .filter(({ reason }) => !SILENT.includes(reason))
    .map(({ from, to: until, reason }) => ({ reason, ms: Math.min(end, until) - Math.max(at, from) }))
    .filter(({ ms }) => ms > 0)
    .sort((a, b) => b.ms - a.ms);
  const reason = missing[0]?.reason ?? 'not-asked';
  if (!known) return { minutes: of, of, reason };
  const minutes = Math.round(missing.reduce((sum, { ms }) => sum + ms, 0) / MINUTE_MS);
  // One minute of it is known, whatever the spans say together.
  return minutes === 0 ? null : { minutes: Math.min(minutes, of - 1), of, reason };
}
