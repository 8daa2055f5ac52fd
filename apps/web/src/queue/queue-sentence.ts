import type { LossCountdown, Resource } from '@weir/contract';
import { counted, groupDigits, moment, momentAndAge, timePassed, ageSeconds, type Zone } from '../format/index.js';

/** What follows the name of a queue in the sentence a page opens with: `is poisoned since 13:44, 48 min ago: 412 in its DLQ.` */
export function verdictSentence({ verdict, deletedAt }: Pick<Resource, 'verdict' | 'deletedAt'>, now: number, zone: Zone): string {
  if (deletedAt !== null) return `was deleted ${momentAndAge(deletedAt, now, zone)}. Its history stays readable.`;
  const because = verdict.because === '' ? '' : `: ${verdict.because}`;
  return `${STATE_PHRASE[verdict.state]} since ${momentAndAge(verdict.since, now, zone)}${because}.`;
}

const STATE_PHRASE: Readonly<Record<Resource['verdict']['state'], string>> = {
  poisoned: 'is poisoned',
  failing: 'is failing',
  'dead-lettering': 'is dead-lettering',
  stopped: 'is stopped',
  starved: 'is starved',
  'filtered-out': 'is filtered out',
  stalled: 'is stalled',
  throttled: 'is throttled',
  slow: 'is slow',
  unknown: 'is not visible to Weir',
  stale: 'has stale readings',
  disabled: 'is disabled',
  ok: 'is ok',
  idle: 'is idle',
};

/** What a countdown counts down to, when exactly, and why then. */
export function lossSentence(loss: LossCountdown, now: number, zone: Zone): string {
  const range =
    loss.latestAt - loss.earliestAt < 60_000
      ? moment(loss.earliestAt, now, zone)
      : `${moment(loss.earliestAt, now, zone)} to ${moment(loss.latestAt, now, zone)}`;
  const what = loss.count === 1 ? 'The message' : `The first of ${groupDigits(loss.count)} messages`;
  const why =
    loss.kind === 'dead-letter-expiry'
      ? 'Retention in a dead-letter queue counts from the original send.'
      : 'Messages nobody finishes expire at the end of the retention.';
  return `${what} is lost at ${range}. ${why}`;
}

/** How fresh the judgement is. */
export const judgedWords = (judgedAt: number, now: number): string => `judged ${timePassed(ageSeconds(judgedAt, now))} ago`;

export const receivesWords = (maxReceiveCount: number): string => `after ${counted(maxReceiveCount, 'receive')}`;
