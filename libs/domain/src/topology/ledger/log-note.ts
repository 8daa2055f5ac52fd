import type { AbsenceReason, TopicConfig } from '@weir/contract';
import { loggedGroups } from '../../planning/log-reading.js';

/** What a note on the delivery-status log of a topic rests on. */
export interface LogNoteFacts {
  /** null: its settings are not known. */
  readonly deliveryLogs: TopicConfig['deliveryLogs'] | null;
  readonly subscribers: number;
  /** The configuration says that it is read. */
  readonly isRead: boolean;
  /** Why minutes of it are missing, the newest reason last. */
  readonly missing: readonly AbsenceReason[];
}

/** One sentence on what the delivery log tells, would tell, or why it does not; null: there is nothing to say. */
export function logNote({ deliveryLogs, subscribers, isRead, missing }: LogNoteFacts): string | null {
  if (deliveryLogs === null || subscribers < 2) return null;
  const groups = loggedGroups(deliveryLogs);
  if (groups === null)
    return 'This topic logs no deliveries. Were its failures logged, Weir would tell who fails; with every success logged too, what each subscriber got.';
  if (!isRead)
    return 'This topic logs deliveries, and Weir is not told to read the log: fanout.deliveryLogs.read in weir.yaml would let it tell who fails.';
  const reason = missing.findLast((each) => WHY_MISSING[each] !== undefined);
  if (reason !== undefined) return WHY_MISSING[reason] ?? null;
  return groups.successes
    ? 'Shares of subscribers whose deliveries are logged come from the delivery log.'
    : 'Who fails comes from the delivery log, which has failures only: what each subscriber got is what the totals leave possible.';
}

const WHY_MISSING: Readonly<Partial<Record<AbsenceReason, string>>> = {
  denied: 'Weir may not read the delivery log, in part of this window at least: its role lacks logs:FilterLogEvents on the log groups.',
  throttled: 'AWS throttled reading the delivery log in part of this window.',
  'not-asked': 'Part of the delivery log was not read: the budget of the day was spent, or entries could not be understood.',
  late: 'There is no log group of the name that Weir expects, or nothing was written to it yet: see fanout.deliveryLogs.groups in weir.yaml.',
  'collector-down': 'Part of the delivery log was not read: Weir was not running, or could not reach AWS.',
};
