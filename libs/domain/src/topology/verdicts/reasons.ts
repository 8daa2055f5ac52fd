import type { VerdictState } from '@weir/contract';

interface ReasonMeaning {
  readonly state: VerdictState;
  readonly meaning: string;
}

/** Every reason that the verdict of what passes events on can carry, each with the one state it leads to. */
export const FANOUT_REASONS = {
  // deliveries fail, and what fails is lost
  'deliveries-lost': { state: 'failing', meaning: 'Copies are given up and kept nowhere.' },
  'endpoint-failing': { state: 'failing', meaning: 'The endpoint refuses or fails, attempt after attempt.' },
  'endpoint-missing': { state: 'failing', meaning: 'What it delivers to no longer exists.' },
  'dead-letter-queue-refuses': { state: 'failing', meaning: 'What fails cannot be put into the dead-letter queue either.' },
  'puts-failing': {
    state: 'failing',
    meaning: 'Events that are put on buses of the account are not taken; whoever puts them must look at the answer.',
  },
  'never-invoked': { state: 'failing', meaning: 'EventBridge does not call the target at all, as it does to break a loop.' },
  'matches-itself': { state: 'failing', meaning: 'The rule sends to the bus it listens to what it matches itself: a loop that is billed.' },
  'multiplied-by-edit': {
    state: 'failing',
    meaning: 'Since the pattern was edited it matches many times as much as before: what its target does may come back to it, without end.',
  },
  'executions-failing': { state: 'failing', meaning: 'Executions of the pipe fail, minute after minute.' },
  'state-failed': { state: 'failing', meaning: 'AWS could not bring it into the state that was asked for.' },
  'function-failing': { state: 'failing', meaning: 'Most invocations end in an error.' },
  'async-dropped': { state: 'failing', meaning: 'Lambda gave up events handed to it, and dropped them.' },
  'delivery-failing': {
    state: 'failing',
    meaning: 'Firehose delivers nothing, attempt after attempt; it keeps what it holds for a day at most.',
  },
  'invocations-dropped': { state: 'failing', meaning: 'The scheduler gave up invocations.' },

  'dead-letters-arriving': { state: 'dead-lettering', meaning: 'Copies are given up and put into the dead-letter queue.' },

  // nobody gets anything
  'pipe-takes-nothing': {
    state: 'stopped',
    meaning: 'AWS could not bring the pipe into the state that was asked for, and it takes nothing while its source fills.',
  },
  'pipe-stopped': { state: 'stopped', meaning: 'The pipe is stopped while its source fills.' },
  'pending-confirmation': { state: 'starved', meaning: 'Nobody has confirmed the subscription, so it gets nothing.' },
  'source-silent': { state: 'starved', meaning: 'Nothing comes in any more, although it came nearly every minute before.' },
  'schedule-not-running': { state: 'starved', meaning: 'Runs were due by its schedule, and none came.' },
  'no-longer-matching': { state: 'starved', meaning: 'Nothing matches any more, although its source is as busy as before.' },
  'nothing-arrives': { state: 'starved', meaning: 'Nothing arrives any more, although its topic is as busy as before.' },
  'policy-edited': { state: 'filtered-out', meaning: 'Since the filter or pattern was edited nothing passes it.' },
  'everything-filtered': { state: 'filtered-out', meaning: 'The filter keeps everything out, which it did not do before.' },

  // held back
  'deliveries-waiting': { state: 'stalled', meaning: 'Copies are neither delivered nor given up: they are being retried.' },
  'puts-throttled': {
    state: 'throttled',
    meaning: 'More is put on the buses of the account than EventBridge takes at once; producers have to try again.',
  },
  'rule-throttled': { state: 'throttled', meaning: 'EventBridge holds the rule back; its events are late, not lost.' },
  'target-retried': { state: 'throttled', meaning: 'The target refuses at first; EventBridge tries again.' },
  'function-throttled': { state: 'throttled', meaning: 'Lambda runs no more of this function at once.' },
  'records-throttled': { state: 'throttled', meaning: 'More is put into it than its quota allows, and refused.' },
  'schedule-throttled': { state: 'throttled', meaning: 'Targets of the schedules refuse at first.' },
  'delivery-held': { state: 'stalled', meaning: 'It holds records far longer than it collects them by its settings.' },
  'delivery-stumbling': { state: 'slow', meaning: 'Many of its attempts to deliver fail and are made again.' },
  'invoked-late': { state: 'slow', meaning: 'Events wait long between coming in and reaching the target.' },
  'async-late': { state: 'slow', meaning: 'Events wait long before the function takes them.' },

  'cannot-tell-which': { state: 'unknown', meaning: 'Deliveries of its topic fail, and the counters do not say whose.' },

  'switched-off-while-busy': { state: 'disabled', meaning: 'Somebody switched it off while events came.' },
  'switched-off': { state: 'disabled', meaning: 'It is switched off.' },
  'not-confirmed': { state: 'disabled', meaning: 'It waits to be confirmed, and nothing is published.' },

  delivering: { state: 'ok', meaning: 'What comes in goes out.' },
  'passing-some': { state: 'ok', meaning: 'It gets what its filter lets pass.' },
  'runs-unchanged': { state: 'ok', meaning: 'Events pass, although AWS could not change the pipe as it was asked to.' },
  'no-traffic': { state: 'idle', meaning: 'Nothing comes in.' },
} as const satisfies Record<string, ReasonMeaning>;

export type FanoutReason = keyof typeof FANOUT_REASONS;

export const fanoutStateOf = (reason: FanoutReason): VerdictState => FANOUT_REASONS[reason].state;
