import type { AbsenceReason, TopicConfig } from '@weir/contract';
import { type LogReach, MOST_LOGGED_SUBSCRIPTIONS } from '../../planning/log-reach.js';
import { loggedGroups } from '../../planning/log-reading.js';
import { countOf, countText } from '../../verdicts/wording.js';

/** One subscription of a topic, and what the log tells of it. */
export interface LoggedReach {
  readonly name: string;
  readonly protocol: string;
  readonly reach: LogReach;
}

/** What notes on the delivery-status log of a topic rest on. */
export interface LogNoteFacts {
  /** null: its settings are not known. */
  readonly deliveryLogs: TopicConfig['deliveryLogs'] | null;
  /** Those that are there now. */
  readonly subscriptions: readonly LoggedReach[];
  /** The configuration says that it is read. */
  readonly isRead: boolean;
  /** More minutes of it lie in the window than are looked at for one answer. */
  readonly isTooLong: boolean;
  /** Why minutes of it are missing, the newest reason last. */
  readonly missing: readonly AbsenceReason[];
  /** Of so many newest minutes of the window so many were read. */
  readonly minutes: { readonly read: number; readonly of: number };
}

/** What the delivery log tells, would tell, or why it does not, and of whom it tells nothing; empty: there is nothing to say. */
export function logNotes(facts: LogNoteFacts): readonly string[] {
  const { deliveryLogs, subscriptions, isRead } = facts;
  if (deliveryLogs === null || subscriptions.length < 2) return [];
  const groups = loggedGroups(deliveryLogs);
  if (groups === null)
    return [
      'This topic logs no deliveries. Were its failures logged, Weir would tell who fails; with every success logged too, what each subscriber got.',
    ];
  if (!isRead)
    return [
      'This topic logs deliveries, and Weir is not told to read the log: fanout.deliveryLogs.read in weir.yaml would let it tell who fails.',
    ];
  if (subscriptions.length > MOST_LOGGED_SUBSCRIPTIONS)
    return [
      `This topic has ${countOf(subscriptions.length, 'subscription', 'subscriptions')}. Its delivery log is not read: of more than ${countText(MOST_LOGGED_SUBSCRIPTIONS)} Weir could not tell who is missing in it.`,
    ];
  return [...toldNotes(facts, groups.successes), ...untoldNotes(subscriptions)];
}

function toldNotes({ subscriptions, isTooLong, missing, minutes: { read, of } }: LogNoteFacts, hasSuccesses: boolean): readonly string[] {
  if (subscriptions.every(({ reach }) => reach !== 'told')) return [];
  if (isTooLong) return ['This window is too long for the delivery log of so many subscriptions to be looked at: a shorter one shows it.'];
  const reason = missing.findLast((each) => WHY_MISSING[each] !== undefined);
  const why = reason === undefined ? undefined : WHY_MISSING[reason];
  if (why !== undefined) return [why];
  if (read === 0) return ['Nothing of the delivery log was read in this window: Weir reads what is written once it has met the topic.'];
  const part = read < of ? `, of which ${countText(read)} of the newest ${countText(of)} min were read` : '';
  return [
    hasSuccesses
      ? `Shares of subscribers whose deliveries are logged come from the delivery log${part}.`
      : `Who fails comes from the delivery log${part}. It has failures only: what each subscriber got is what the totals leave possible.`,
  ];
}

function untoldNotes(subscriptions: readonly LoggedReach[]): readonly string[] {
  const notLogged = subscriptions.filter(({ reach }) => reach === 'not-logged');
  const alike = subscriptions.filter(({ reach }) => reach === 'same-endpoint');
  const protocols = [...new Set(notLogged.map(({ protocol }) => protocol))].sort().join(', ');
  return [
    ...(notLogged.length === 0 ? [] : [`The delivery log tells nothing of ${listed(notLogged)}: this topic logs nothing of ${protocols}.`]),
    ...(alike.length === 0
      ? []
      : [`The delivery log tells nothing of ${listed(alike)}: it names endpoints, and more than one subscription has theirs.`]),
  ];
}

/** So many are named; others are counted. */
const MOST_NAMED = 3;

function listed(subscriptions: readonly LoggedReach[]): string {
  const names = subscriptions.slice(0, MOST_NAMED).map(({ name }) => name);
  const more = subscriptions.length - names.length;
  return more === 0 ? names.join(', ') : `${names.join(', ')} and ${countText(more)} more`;
}

const WHY_MISSING: Readonly<Partial<Record<AbsenceReason, string>>> = {
  denied: 'Weir may not read the delivery log, in part of this window at least: its role lacks logs:FilterLogEvents on the log groups.',
  throttled: 'AWS throttled reading the delivery log in part of this window.',
  'not-asked': 'Part of the delivery log was not read: the budget of the day was spent, or entries could not be understood.',
  late: 'There is no log group of the name that Weir expects, or nothing was written to it yet: see fanout.deliveryLogs.groups in weir.yaml.',
  'collector-down': 'Part of the delivery log was not read: Weir was not running, or could not reach AWS.',
};
