import { BROKEN_STATES, LATE_STATES, verdictState } from '@weir/contract';
import type { AbsenceReason, Drain, Estate, GovernorStep, Reading, VerdictState } from '@weir/contract';
import { timeLeft } from './durations.js';
import { NARROW_SPACE, UNKNOWN_FIGURE } from './numbers.js';

/** Verdicts that colour a row. Everything else stays quiet. */
export const TROUBLE_STATES: readonly VerdictState[] = [...BROKEN_STATES, ...LATE_STATES];
export const isTrouble = (state: VerdictState): boolean => TROUBLE_STATES.includes(state);

/** Order of the count buttons: worst first, as the page header tells them. */
export const COUNTED_STATES: readonly VerdictState[] = verdictState.options;

/** What each verdict means, for the tooltip of a badge. */
export const VERDICT_MEANING: Readonly<Record<VerdictState, string>> = {
  poisoned: 'messages fail again and again and end in the dead-letter queue',
  failing: 'deliveries fail, and what fails is lost',
  'dead-lettering': 'deliveries fail and end in a dead-letter queue',
  stopped: 'messages wait and nobody receives',
  starved: 'nothing matches any more although events keep coming',
  'filtered-out': 'a filter keeps everything from a subscriber that used to get it',
  stalled: 'messages are taken and never finished',
  throttled: 'AWS holds deliveries back; they are late, not lost',
  slow: 'more arrives than leaves, or it waits too long',
  unknown: 'Weir cannot see enough to judge',
  stale: 'the last verdict stands, its readings are too old to judge anew',
  disabled: 'somebody switched it off',
  ok: 'what arrives leaves in time',
  idle: 'nothing arrives and nothing waits',
};

export const ABSENCE_WORDS: Readonly<Record<AbsenceReason, { readonly name: string; readonly sentence: string }>> = {
  'not-emitted': { name: 'not emitted', sentence: 'AWS sends nothing when nothing happens.' },
  inactive: { name: 'inactive', sentence: 'Asleep for over 6 h. AWS stopped reporting.' },
  late: { name: 'late', sentence: 'AWS has not published it yet.' },
  throttled: { name: 'throttled', sentence: 'AWS refused the read.' },
  denied: { name: 'denied', sentence: 'The role may not read it.' },
  deleted: { name: 'deleted', sentence: 'Gone from this date on.' },
  'collector-down': { name: 'collector down', sentence: 'Weir was not running.' },
  'not-asked': { name: 'not asked', sentence: 'Weir did not spend on reading it.' },
};

export const GOVERNOR_WORDS: Readonly<Record<GovernorStep, string>> = {
  'idle-cloudwatch': 'Idle queues: CloudWatch read less often',
  'idle-live': 'Idle queues: depth read less often',
  'busy-cloudwatch': 'Busy queues: CloudWatch read less often',
  'busy-live': 'Busy queues: depth read less often',
  'promised-only': 'Only queues with a promise are read',
};

/** Where a reading came from and whether it may still change. */
export function readingSource(reading: Reading): string {
  switch (reading.state) {
    case 'live':
      return 'SQS, read directly';
    case 'provisional':
      return 'CloudWatch, may still change';
    case 'settled':
      return 'CloudWatch, settled';
    default:
      return `no newer reading: ${ABSENCE_WORDS[reading.state].name}`;
  }
}

/** How long a backlog takes to drain: `2 min`, `<1 s`, `never`, `steady`. */
export function drainWords(drain: Drain): string {
  switch (drain.kind) {
    case 'steady':
      return 'steady';
    case 'never':
      return 'never';
    case 'unknown':
      return UNKNOWN_FIGURE;
    case 'in':
      return drain.seconds < 1 ? `<1${NARROW_SPACE}s` : timeLeft(drain.seconds);
  }
}

export const COLLECTOR_WORDS: Readonly<Record<Estate['collector']['state'], string>> = {
  starting: 'starting',
  running: 'running',
  stopped: 'stopped',
};

/** `1 queue`, `3 queues`. */
export function counted(count: number, noun: string, plural = `${noun}s`): string {
  return `${count} ${count === 1 ? noun : plural}`;
}
