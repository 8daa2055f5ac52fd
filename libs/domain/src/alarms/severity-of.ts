import type { EpochMs, LossCountdown, Severity, VerdictState } from '@weir/contract';
import { lossAt, stateRank } from '../estate/severity-order.js';

/** How bad something is, and what makes it so. */
export interface Graded {
  readonly severity: Severity;
  readonly because: string;
}

export interface Gradable {
  readonly verdict: VerdictState;
  readonly reason: string;
  readonly loss: LossCountdown | null;
}

const HOUR_MS = 3_600_000;
/** Less than it takes to wake somebody, find the cause and redrive. */
const SOON_MS = 4 * HOUR_MS;
const LATER_MS = 24 * HOUR_MS;
/** What takes so many systems with it is a step worse. */
const WIDE_REACH = 5;

/** Of these what fails is lost at once, kept nowhere. */
const LOSING_REASONS: ReadonlySet<string> = new Set([
  'deliveries-lost',
  'dead-letter-queue-refuses',
  'losing-records',
  'async-dropped',
  'invocations-dropped',
]);

const BY_STATE: Readonly<Partial<Record<VerdictState, Severity>>> = {
  poisoned: 2,
  failing: 2,
  'dead-lettering': 2,
  stopped: 2,
  starved: 2,
  'filtered-out': 2,
  stalled: 2,
  throttled: 3,
  disabled: 3,
  slow: 4,
};

/** From verdict, countdown and named reason. */
export function severityOf({ verdict, reason, loss }: Gradable, now: EpochMs): Graded {
  const lostAt = lossAt({ loss, verdict: { state: verdict } });
  if (lostAt !== null && lostAt - now <= SOON_MS) return { severity: 1, because: 'first loss within 4\u202fh' };
  if (LOSING_REASONS.has(reason)) return { severity: 1, because: 'what fails is lost' };
  const byState = BY_STATE[verdict] ?? 4;
  if (lostAt !== null && lostAt - now <= LATER_MS && byState > 2) return { severity: 2, because: 'first loss within a day' };
  // Dead letters that only wait are kept; what brought them there is over.
  if (reason === 'dead-letters-waiting' || reason === 'dead-letters-leaving') return { severity: 3, because: 'dead letters wait' };
  return { severity: byState, because: `it is ${verdict}` };
}

/** The worst of several, a step worse where several systems are taken along. */
export function severityOfAll(all: readonly Gradable[], systems: number, now: EpochMs): Graded {
  const graded = all.map((each) => ({ ...severityOf(each, now), rank: stateRank(each.verdict) }));
  const [worst] = graded.sort((a, b) => a.severity - b.severity || a.rank - b.rank);
  if (worst === undefined) return { severity: 4, because: 'nothing is known of it' };
  const { severity, because } = worst;
  if (systems < WIDE_REACH || severity === 1) return { severity, because };
  return { severity: (severity - 1) as Severity, because: `${because}, and ${String(systems)} systems are in it` };
}
