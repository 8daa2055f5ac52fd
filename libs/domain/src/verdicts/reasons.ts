import type { VerdictState } from '@weir/contract';

interface ReasonMeaning {
  readonly state: VerdictState;
  readonly meaning: string;
}

/**
 * Every reason a queue's verdict can carry, with the state it leads to and what it means. A reason belongs to exactly one state,
 * so that a name read in a log, on a screen or in a stored transition says all.
 */
export const VERDICT_REASONS = {
  'dead-lettering': { state: 'poisoned', meaning: 'Messages fail as often as allowed and move to the dead-letter queue.' },
  'redelivered-repeatedly': { state: 'poisoned', meaning: 'Messages fail again and again, and no dead-letter queue is seen to take them.' },
  'dead-letters-arriving': { state: 'poisoned', meaning: 'This dead-letter queue is receiving messages.' },

  'nobody-receiving': { state: 'stopped', meaning: 'Messages wait and nobody receives any.' },
  'none-in-flight': { state: 'stopped', meaning: 'Messages wait and none has been in flight for long; throughput is not known.' },
  'polls-return-nothing': { state: 'stopped', meaning: 'Messages wait, consumers poll, and no poll returns a message.' },

  'taken-never-finished': {
    state: 'stalled',
    meaning: 'Messages are taken, and none has been finished for longer than the work should last.',
  },
  'dead-letters-waiting': { state: 'stalled', meaning: 'Dead letters wait, and nobody takes them out.' },

  'backlog-growing': { state: 'slow', meaning: 'More arrives than is finished, so the backlog grows.' },
  'backlog-standing': { state: 'slow', meaning: 'The consumers keep pace with arrivals but never catch up with the backlog.' },
  'drains-slowly': { state: 'slow', meaning: 'The backlog shrinks, but needs long to drain.' },
  'backlog-expires': { state: 'slow', meaning: 'The backlog shrinks too slowly: its oldest messages expire first.' },
  'oldest-stuck': { state: 'slow', meaning: 'The oldest message only grows older while others are finished.' },
  'group-blocked': { state: 'slow', meaning: 'A message blocks its group while other groups move on.' },
  'beyond-lookahead': { state: 'slow', meaning: 'A FIFO queue is deeper than SQS looks for free groups.' },
  'in-flight-full': { state: 'slow', meaning: 'As many messages are in flight as SQS allows, so no more can be received.' },
  'redelivered-often': { state: 'slow', meaning: 'Most receives are repeats; the dead-letter queue has not taken them yet.' },
  'few-stuck': { state: 'slow', meaning: 'A few messages, too few to call it broken, are not being finished.' },
  'dead-letters-leaving': { state: 'slow', meaning: 'Dead letters are being taken out or redriven.' },

  'never-read': { state: 'unknown', meaning: 'This queue has never been read.' },
  'warming-up': { state: 'unknown', meaning: 'Too few minutes have been seen to judge.' },
  'no-data': { state: 'unknown', meaning: 'Nothing has been read for so long that the last verdict no longer stands.' },
  'recovery-unknown': { state: 'unknown', meaning: 'It was broken, and what would show that it recovered cannot be read.' },
  denied: { state: 'unknown', meaning: 'The role may not read this queue.' },
  throttled: { state: 'unknown', meaning: 'AWS keeps refusing the reads.' },
  unreachable: { state: 'unknown', meaning: 'Weir was not running or could not reach AWS.' },
  'not-asked': { state: 'unknown', meaning: 'Weir does not spend on reading this queue.' },
  deleted: { state: 'unknown', meaning: 'The queue no longer exists.' },

  'readings-late': { state: 'stale', meaning: 'The last verdict stands; newer readings are overdue.' },
  'readings-few': { state: 'stale', meaning: 'The last verdict stands; too few minutes have been seen since.' },
  'readings-denied': { state: 'stale', meaning: 'The last verdict stands; the role may no longer read this queue.' },
  'readings-throttled': { state: 'stale', meaning: 'The last verdict stands; AWS refuses the reads.' },
  'readings-unreachable': { state: 'stale', meaning: 'The last verdict stands; AWS cannot be reached.' },
  'readings-not-asked': { state: 'stale', meaning: 'The last verdict stands; Weir has stopped spending on this queue.' },
  'recovery-unseen': { state: 'stale', meaning: 'The broken verdict stands; what would show a recovery cannot be read just now.' },

  flowing: { state: 'ok', meaning: 'Messages arrive and are finished.' },
  draining: { state: 'ok', meaning: 'A backlog shrinks and will soon be gone.' },
  working: { state: 'ok', meaning: 'Messages are being worked on, within the time the work may take.' },
  'just-arrived': { state: 'ok', meaning: 'Messages wait, not yet for long enough to mean anything.' },
  'waiting-on-delay': { state: 'ok', meaning: 'All messages are delayed on purpose.' },
  'waiting-for-its-run': { state: 'ok', meaning: 'Messages wait for a consumer that runs at intervals.' },
  'reads-empty': { state: 'ok', meaning: 'The queue reads empty; how much flows through it is not known.' },
  'no-dead-letters': { state: 'ok', meaning: 'This dead-letter queue is empty.' },

  'no-traffic': { state: 'idle', meaning: 'The queue is empty and nothing passes through.' },
  asleep: { state: 'idle', meaning: 'The queue has been empty and untouched for so long that CloudWatch stopped reporting.' },
} as const satisfies Record<string, ReasonMeaning>;

/** The name of the rule that decided. */
export type VerdictReason = keyof typeof VERDICT_REASONS;

/** The reasons that lead to one state. */
export type ReasonOf<State extends VerdictState> = {
  [Reason in VerdictReason]: (typeof VERDICT_REASONS)[Reason]['state'] extends State ? Reason : never;
}[VerdictReason];

export const stateOf = (reason: VerdictReason): VerdictState => VERDICT_REASONS[reason].state;
