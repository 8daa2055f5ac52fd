import type { AbsenceReason, EpochMs, ResourceId, ResourceMetric } from '@weir/contract';
import { type FamilyName, familyOf, isFanoutFamily } from '../series/families.js';
import { type AbsenceSpan, MINUTE_MS, minuteOf, type SampleRow } from '../series/sample.js';
import { ASLEEP_AFTER_MS } from './poll-target.js';

/** One resource's part of a metrics reply at a period of one minute. */
export interface MinutesReply {
  readonly resourceId: ResourceId;
  readonly family: FamilyName;
  readonly from: EpochMs;
  /** Exclusive. */
  readonly to: EpochMs;
  /** When the reply was read. */
  readonly readAt: EpochMs;
  /** The metrics asked for and the points that came, each `[start of the minute, value]`; none is `[]`. */
  readonly points: Readonly<Partial<Record<ResourceMetric, readonly (readonly [EpochMs, number])[]>>>;
  /** Why some of the metrics asked for were not answered; null: all were. Then nothing settles, whatever came is kept as provisional. */
  readonly failure: AbsenceReason | null;
}

/** What is known of the resource beside the reply. */
export interface SettleContext {
  /** Minutes before this one are settled and stay as they are; null: none is. */
  readonly provisionalFrom: EpochMs | null;
  readonly settleSeconds: number;
  /**
   * Since when it has been quiet, by every reading there is; `null`: it is not quiet. `undefined`: nobody watched it, as over an
   * outage that is being filled.
   */
  readonly quietSince: EpochMs | null | undefined;
}

export interface Settled {
  /** Minutes with at least one reading, oldest first. */
  readonly rows: readonly SampleRow[];
  /** Minutes without any, as spans. They stand until a sample comes in their place. */
  readonly absences: readonly AbsenceSpan[];
  /**
   * Minutes without any that are not final, yet closed for longer than CloudWatch usually takes to tell, of metrics that AWS leaves out when
   * nothing happens: good enough to judge by while reading goes on, and not to be written down as silent.
   */
  readonly silences: readonly Pick<AbsenceSpan, 'from' | 'to'>[];
  /** The next read begins here. */
  readonly provisionalFrom: EpochMs;
}

/** A queue that wakes may take this long to be reported (Amazon SQS Developer Guide, CloudWatch metrics). */
const WAKING_MS = 15 * 60_000;
/** An invocation is told when it ends, under the minute it began in; it may last as long (AWS Lambda Developer Guide, Lambda quotas). */
const LONGEST_INVOCATION_MS = 15 * 60_000;
/** CloudWatch publishes within one to two minutes as a rule; half a minute on top. */
const USUALLY_TOLD_MS = 150_000;
/** A minute an active queue owes is waited for this long by regular reads; from then on it is a gap. */
const OVERDUE_MS = 3 * 3_600_000;
/** By then CloudWatch will not say any more: the gap is closed for good. */
const GIVEN_UP_MS = 24 * 3_600_000;

/**
 * Decides which minutes of a reply are final.
 *
 * A minute is *settled* when it had been closed for `settleSeconds` at the moment of the read: then its row is final. AWS documents no
 * figure for how long points still change; the configured one is re-read on every pass, so a longer one costs nothing but bytes.
 * A minute without any point is explained (`absenceOf`), and as long as the explanation is `late` and the minute young enough, reading
 * goes on from it. The next read begins at the first minute that is not final. Settled minutes behind it come along and are dropped here
 * only if they precede `provisionalFrom`; writing one again with the same values is harmless.
 *
 * Points that are not finite, not on a whole minute or outside the window are ignored: replies are untrusted.
 */
export function settle(reply: MinutesReply, context: SettleContext): Settled {
  const from = Math.max(minuteOf(reply.from), context.provisionalFrom === null ? 0 : minuteOf(context.provisionalFrom));
  const { metrics } = familyOf(reply.family);
  const asked = metrics.filter(({ key }) => reply.points[key] !== undefined);
  const mayBeSilent = asked.length > 0 && asked.every(({ whenMissing }) => whenMissing === 'not-emitted');
  const columns = metrics.map(({ key }) => usable(reply.points[key] ?? [], from, reply.to));

  const wakingMs = wakingTimeOf(reply.family);
  const rows: SampleRow[] = [];
  const absences: AbsenceSpan[] = [];
  const silences: { from: EpochMs; to: EpochMs }[] = [];
  let provisionalFrom: EpochMs | null = null;
  for (let at = from; at < reply.to; at += MINUTE_MS) {
    const closedForMs = reply.readAt - (at + MINUTE_MS);
    const ripe = reply.failure === null && closedForMs >= context.settleSeconds * 1000;
    const values = columns.map((column) => column.get(at) ?? null);
    if (values.some((value) => value !== null)) {
      rows.push({ resourceId: reply.resourceId, family: reply.family, at, values, settled: ripe });
      if (!ripe) provisionalFrom ??= at;
      continue;
    }
    const absence = reply.failure
      ? { reason: reply.failure, final: false }
      : absenceOf({ at, closedForMs, ripe, mayBeSilent, wakingMs, context });
    extend(absences, reply, at, absence.reason);
    if (absence.final) continue;
    provisionalFrom ??= at;
    const usuallyTold = closedForMs >= Math.max(USUALLY_TOLD_MS, wakingMs);
    if (usuallyTold && mayBeSilent && absence.reason === 'late' && context.quietSince !== undefined) extendSilence(silences, at);
  }
  return { rows, absences, silences, provisionalFrom: provisionalFrom ?? Math.max(from, minuteOf(reply.to)) };
}

/**
 * Why a minute has no point at all, and whether that is the last word:
 * - not closed for long enough: `late`, CloudWatch usually publishes a minute or two behind
 * - six hours after the queue went quiet: `inactive`
 * - quiet, and only metrics asked for that AWS leaves out when nothing happens, such as a dead-letter queue's age: `not-emitted`
 * - within a quarter of an hour: `late`, a waking queue is reported with that delay, and a function when it has ended; what else passes events
 *   on is told as it happens
 * - only such metrics asked for: `not-emitted`
 * - nobody watched the queue: `inactive`, for SQS reports the counters of an active queue every minute, zeroes included
 * - otherwise the queue was active and CloudWatch owes the minute: `late`, read again for three hours, then left to back-fill as a gap,
 *   and after a day `not-emitted`, because nothing more will come
 */
function absenceOf(minute: {
  readonly at: EpochMs;
  readonly closedForMs: number;
  readonly ripe: boolean;
  readonly mayBeSilent: boolean;
  readonly wakingMs: number;
  readonly context: SettleContext;
}): { readonly reason: AbsenceReason; readonly final: boolean } {
  const { quietSince } = minute.context;
  if (!minute.ripe) return { reason: 'late', final: false };
  if (typeof quietSince === 'number' && minute.at >= quietSince + ASLEEP_AFTER_MS) return { reason: 'inactive', final: true };
  if (minute.mayBeSilent && typeof quietSince === 'number' && minute.at >= quietSince) return { reason: 'not-emitted', final: true };
  if (minute.closedForMs < minute.wakingMs) return { reason: 'late', final: false };
  if (minute.mayBeSilent) return { reason: 'not-emitted', final: true };
  if (quietSince === undefined) return { reason: 'inactive', final: true };
  if (minute.closedForMs < GIVEN_UP_MS) return { reason: 'late', final: minute.closedForMs >= OVERDUE_MS };
  return { reason: 'not-emitted', final: true };
}

function wakingTimeOf(family: FamilyName): number {
  if (family === 'lambda.function') return LONGEST_INVOCATION_MS;
  return isFanoutFamily(family) ? 0 : WAKING_MS;
}

function usable(points: readonly (readonly [EpochMs, number])[], from: EpochMs, to: EpochMs): ReadonlyMap<EpochMs, number> {
  return new Map(points.filter(([at, value]) => Number.isFinite(value) && at % MINUTE_MS === 0 && at >= from && at < to));
}

function extend(absences: AbsenceSpan[], reply: MinutesReply, at: EpochMs, reason: AbsenceReason): void {
  const last = absences.at(-1);
  if (last?.reason === reason && last.to === at) absences[absences.length - 1] = { ...last, to: at + MINUTE_MS };
  else absences.push({ resourceId: reply.resourceId, family: reply.family, from: at, to: at + MINUTE_MS, reason });
}

function extendSilence(silences: { from: EpochMs; to: EpochMs }[], at: EpochMs): void {
  const last = silences.at(-1);
  if (last?.to === at) last.to = at + MINUTE_MS;
  else silences.push({ from: at, to: at + MINUTE_MS });
}
