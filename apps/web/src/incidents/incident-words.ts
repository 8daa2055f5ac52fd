import type { AlarmRule, IncidentAction, IncidentConflict, IncidentCounts, IncidentSummary, LossCountdown } from '@weir/contract';
import { counted, groupDigits, moment, momentAndAge, timeLeft, visibleText, type Zone } from '../format/index.js';

type Owned = Pick<IncidentSummary, 'state' | 'acknowledged' | 'assignee' | 'snoozed' | 'resolvedBy' | 'resolvedAt' | 'mergedInto'>;

/** Who has it: `Ines`, `acknowledged by Ines`, `not acknowledged`. What is over tells who ended it. */
export function ownerWords(incident: Owned): string {
  const { state, acknowledged, assignee, resolvedBy, mergedInto } = incident;
  if (state === 'merged') return `merged into ${mergedInto ?? 'another'}`;
  if (state === 'resolved') return resolvedBy === null ? 'resolved by itself' : `resolved by ${visibleText(resolvedBy)}`;
  if (assignee !== null) return acknowledged === null ? `${visibleText(assignee)}, not acknowledged` : visibleText(assignee);
  return acknowledged === null ? 'not acknowledged' : `acknowledged by ${visibleText(acknowledged.by)}`;
}

/** Open, and nobody has said that they see to it. */
export const isUnanswered = ({ state, acknowledged, snoozed }: Owned): boolean =>
  state === 'open' && acknowledged === null && snoozed === null;

/** `5 resources in 2 systems`; what is alone says so. */
export function reachWords({ resources, systems }: Pick<IncidentSummary, 'resources' | 'systems'>): string {
  if (resources <= 1) return 'itself alone';
  return systems.length < 2 ? counted(resources, 'resource') : `${counted(resources, 'resource')} in ${systems.length} systems`;
}

/** What the list opens with: `3 open, 2 not acknowledged`. */
export function countWords({ open, unacknowledged, snoozed }: IncidentCounts): string {
  if (open === 0) return 'Nothing is open';
  const parts = [`${groupDigits(open)} open`];
  if (unacknowledged > 0) parts.push(`${groupDigits(unacknowledged)} not acknowledged`);
  if (snoozed > 0) parts.push(`${groupDigits(snoozed)} snoozed`);
  return parts.join(', ');
}

/** What was tried, for a sentence that says that it failed: `acknowledged`, `assigned to Ines`. */
export function triedWords(action: IncidentAction, now: number, zone: Zone): string {
  switch (action.kind) {
    case 'acknowledge':
      return 'acknowledged';
    case 'unacknowledge':
      return 'handed back';
    case 'assign':
      return action.to === null ? 'assigned to nobody' : `assigned to ${visibleText(action.to)}`;
    case 'snooze':
      return action.until === null ? 'woken' : `snoozed until ${moment(action.until, now, zone)}`;
    case 'note':
      return 'noted';
    case 'link':
      return 'linked';
    case 'merge':
      return `merged into ${action.into}`;
    case 'split':
      return 'split';
    case 'resolve':
      return 'resolved';
    case 'reopen':
      return 'reopened';
  }
}

/** Who was quicker, and with what: `Ines assigned it to Tom at 14:31, 12 s ago.` */
export function conflictWords({ by, did, at }: IncidentConflict, now: number, zone: Zone): string {
  return `${by === null ? 'Weir' : visibleText(by)} ${visibleText(did)} at ${momentAndAge(at, now, zone)}.`;
}

const LOST_WHAT: Readonly<Record<LossCountdown['kind'], string>> = {
  'dead-letter-expiry': 'message',
  'backlog-expiry': 'message',
  'lag-expiry': 'record',
};

/** What a countdown counts down to: `First message is lost in`, `The record is lost in`. */
export const lostWhatWords = ({ kind, count }: LossCountdown): string => `${count === 1 ? 'The' : 'First'} ${LOST_WHAT[kind]} is lost in`;

/** When exactly, of how many, and why then. */
export function lossWords({ kind, count, earliestAt, latestAt }: LossCountdown, now: number, zone: Zone, zoneName: string): string {
  const noun = LOST_WHAT[kind];
  const why = {
    'dead-letter-expiry': 'A dead-letter queue counts its retention from the first send.',
    'backlog-expiry': 'What nobody finishes expires at the end of the retention.',
    'lag-expiry': 'What is not read by then leaves the stream.',
  }[kind];
  const all =
    count < 2
      ? ''
      : latestAt <= earliestAt
        ? ` All ${groupDigits(count)} ${noun}s go then.`
        : ` The first of ${groupDigits(count)} by ${moment(latestAt, now, zone)} at the latest.`;
  return `at ${moment(earliestAt, now, zone)} ${zoneName}. ${why}${all}`;
}

/** What is left, never less than nothing. */
export const leftSeconds = ({ earliestAt }: Pick<LossCountdown, 'earliestAt'>, now: number): number =>
  Math.max(0, (earliestAt - now) / 1000);

/** `3 h 12 min`, or that it may have begun. */
export const leftWords = (loss: LossCountdown, now: number): string =>
  leftSeconds(loss, now) === 0 ? 'may be lost already' : timeLeft(leftSeconds(loss, now));

/** What each rule watches for, as a line of a list. */
export const RULE_WORDS: Readonly<Record<AlarmRule, string>> = {
  'dead-letters': 'a dead-letter queue receives',
  'loss-countdown': 'messages are about to be lost',
  verdict: 'a verdict is worse than its floor',
  'age-over-budget': 'the oldest message waits longer than its budget',
  deliveries: 'deliveries fail or are not accounted for',
  'shard-throttling': 'a shard refuses records',
  'reader-lag': 'a reader of a stream falls behind',
};

/** The name of a rule in a table. */
export const RULE_NAMES: Readonly<Record<AlarmRule, string>> = {
  'dead-letters': 'dead letters',
  'loss-countdown': 'countdown to loss',
  verdict: 'verdict',
  'age-over-budget': 'age over budget',
  deliveries: 'deliveries',
  'shard-throttling': 'shard throttling',
  'reader-lag': 'reader lag',
};
