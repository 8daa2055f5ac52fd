import type { AbsenceReason } from '@weir/contract';
import { explainNulls, MINUTE_MS } from '@weir/domain';
import type { CollectorRig } from './collector-rig.js';

/** A disturbance that was on. */
export interface Disturbance {
  readonly from: number;
  readonly to: number;
  /** null: everywhere. */
  readonly region: string | null;
  /** What may be said of a minute that is missing because of it. */
  readonly reasons: readonly AbsenceReason[];
}

export interface AbsenceComparison {
  /** Minutes without a value whose reason is the right one, by reason. */
  readonly right: ReadonlyMap<AbsenceReason, number>;
  /** What is wrong, as `queue minute metric: …`, the first hundred. */
  readonly differences: readonly string[];
}

/** Reasons that blame somebody: never given without a disturbance. */
const BLAMING: readonly AbsenceReason[] = ['denied', 'throttled', 'collector-down', 'deleted'];
/**
 * A read asks for the minutes since the last one, and the next may be this much later: at its edges a disturbance may be given as the
 * reason of minutes around it, and need not be of minutes within.
 */
const EDGE_MS = 10 * MINUTE_MS;
const METRICS = ['visible', 'sent', 'oldestAge'] as const;

/**
 * Looks at every minute of the range that has no value, as people see it: it has a reason, that reason is one of the disturbance that was on,
 * and nobody is blamed when none was. Of depths, which are read all the time, a disturbance is the only excuse; rates of a queue that sleeps
 * may not have been asked for.
 */
export async function compareAbsences(
  rig: CollectorRig,
  from: number,
  to: number,
  disturbances: readonly Disturbance[],
): Promise<AbsenceComparison> {
  const right = new Map<AbsenceReason, number>();
  const differences: string[] = [];
  for (const queue of await rig.queues()) {
    const concerning = disturbances.filter(({ region }) => region === null || region === queue.region);
    for (const metric of METRICS) {
      const series = await rig.store.series.read({ resourceId: queue.id, metric, from, to, stepSeconds: 60, now: rig.now });
      const { points, absences } = explainNulls(series, MINUTE_MS, rig.now);
      for (const [at, value] of points) {
        if (value !== null) continue;
        const reason = absences.find((absence) => absence.from <= at && at < absence.to)?.reason;
        const problem = problemWith(reason, at, metric, concerning, rig.now);
        if (problem) differences.push(`${queue.name} ${new Date(at).toISOString()} ${metric}: ${problem}`);
        else if (reason) right.set(reason, (right.get(reason) ?? 0) + 1);
      }
    }
  }
  return { right, differences: differences.slice(0, 100) };
}

function problemWith(
  reason: AbsenceReason | undefined,
  at: number,
  metric: (typeof METRICS)[number],
  disturbances: readonly Disturbance[],
  now: number,
): string | null {
  if (reason === undefined) return 'no reason';
  const near = disturbances.filter(({ from, to }) => from - EDGE_MS <= at && at < to + EDGE_MS);
  if (near.some(({ reasons }) => reasons.includes(reason))) return null;
  if (BLAMING.includes(reason)) return `${reason}, though nothing of the kind was on`;
  const within = near.filter(({ from, to }) => from + MINUTE_MS <= at && at + MINUTE_MS <= Math.min(to, now - EDGE_MS));
  if (metric === 'visible' && within.length > 0) return `${reason} while ${within.flatMap(({ reasons }) => reasons).join(' or ')}`;
  return null;
}
