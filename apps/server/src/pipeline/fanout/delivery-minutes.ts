import type { DeliveryLogs, LogGroupReading } from '@weir/aws';
import type { AbsenceReason, TopicConfig } from '@weir/contract';
import { type AbsenceSpan, type CatalogueOf, FAMILIES, MINUTE_MS, type SampleRow } from '@weir/domain';
import { absenceOf } from '../absence-of-failure.js';

export const DELIVERIES = 'sns.deliveries';
const ORDER = FAMILIES[DELIVERIES].metrics.map(({ key }) => key);

/** What one reading of a topic's log says of its subscriptions, minute by minute. */
export interface DeliveryMinutes {
  readonly rows: readonly SampleRow[];
  readonly absences: readonly AbsenceSpan[];
}

/**
 * Rows for the minutes of which the log was read whole, so that what is not in it did not happen; and why the others are missing. Of a minute
 * only one group was read of, what that group says is kept.
 */
export function deliveryMinutes(
  { deliveryLogs }: Pick<TopicConfig, 'deliveryLogs'>,
  subscriptions: readonly CatalogueOf<'subscription'>[],
  { destinations, successes, failures }: DeliveryLogs,
  { from, to }: { readonly from: number; readonly to: number },
): DeliveryMinutes {
  const rows: SampleRow[] = [];
  const absences: AbsenceSpan[] = [];
  const counted = new Map(
    destinations.map(({ destination, minutes }) => [destination, new Map(minutes.map((minute) => [minute.at, minute]))]),
  );
  const whole = { successes: wholeUntil(successes, from), failures: wholeUntil(failures, from) };
  for (const { id: resourceId, config } of subscriptions) {
    const logging = deliveryLogs[config?.protocol ?? ''];
    if (config === null || logging === undefined) continue;
    const own = counted.get(config.endpoint);
    const wanted = { successes: logging.successPercent > 0, failures: logging.failures };
    const groups = [
      ...(wanted.failures ? [{ from: whole.failures, reason: reasonOf(failures) }] : []),
      ...(wanted.successes ? [{ from: whole.successes, reason: reasonOf(successes) }] : []),
    ];
    const missing = groups.filter((group) => group.from < to);
    const isRead = missing.length < groups.length;
    // That nothing was ever logged for a failure says nothing while successes are.
    const [first] = missing.filter(({ reason }) => reason !== 'late' || !isRead).toSorted((a, b) => a.from - b.from);
    if (first) absences.push({ resourceId, family: DELIVERIES, from: first.from, to, reason: first.reason });
    for (let at = from; at < to; at += MINUTE_MS) {
      const isKnown = { successes: wanted.successes && at < whole.successes, failures: wanted.failures && at < whole.failures };
      if (!isKnown.successes && !isKnown.failures) continue;
      const minute = own?.get(at);
      const success = isKnown.successes ? (minute?.successes ?? 0) : null;
      const values = {
        loggedSuccesses: logging.successPercent === 100 ? success : null,
        sampledSuccesses: logging.successPercent === 100 ? null : success,
        loggedFailures: isKnown.failures ? (minute?.failures ?? 0) : null,
        loggedAttempts: minute?.attempts ?? 0,
      };
      rows.push({ resourceId, family: DELIVERIES, at, values: ORDER.map((key) => values[key]), settled: true });
    }
  }
  return { rows, absences };
}

/** End of the minutes that were read whole. Entries that could not be understood may be anybody's: then no minute is. */
function wholeUntil({ outcome, readUntil, uncounted }: LogGroupReading, from: number): number {
  if (uncounted > 0) return from;
  return outcome === 'complete' ? readUntil : Math.floor(readUntil / MINUTE_MS) * MINUTE_MS;
}

function reasonOf({ outcome }: LogGroupReading): AbsenceReason {
  switch (outcome) {
    case 'complete':
    case 'not-wanted':
    case 'cut-short':
      return 'not-asked';
    // The group is made with its first entry: AWS has published nothing yet.
    case 'missing':
      return 'late';
    default:
      return absenceOf(outcome.kind);
  }
}
