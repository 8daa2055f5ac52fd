import type { Absence, EpochMs, Series } from '@weir/contract';

/** CloudWatch is usually behind by no more than this. */
const USUAL_LAG_MS = 10 * 60_000;

type Explained = Pick<Series, 'points' | 'absences' | 'provisionalFrom'>;

/**
 * The same series with a reason for every null: what no recorded absence explains was `late` if it is that young, and else not asked for,
 * such as depths that SQS tells only for now. No hole is left without a type.
 * @param stepMs length of a step, milliseconds
 */
export function explainNulls<S extends Explained>(series: S, stepMs: number, now: EpochMs): S {
  const added: Absence[] = [];
  for (const [at, value] of series.points) {
    const to = at + stepMs;
    if (value !== null || at >= now || series.absences.some((absence) => absence.from < to && absence.to > at)) continue;
    const reason = to > now - USUAL_LAG_MS ? 'late' : 'not-asked';
    const last = added.at(-1);
    if (last?.to === at && last.reason === reason) last.to = to;
    else added.push({ from: at, to, reason });
  }
  if (added.length === 0) return series;
  return { ...series, absences: [...series.absences, ...added].sort((a, b) => a.from - b.from) };
}
