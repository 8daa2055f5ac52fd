import type { SampleRow } from '../../../series/sample.js';
import { familyOf } from '../../../series/families.js';
import { CounterWindow } from '../counter-window.js';
import type { Fate } from '../narrow-shares.js';
import type { LoggedDeliveries, SubscriberFacts } from '../subscriber-facts.js';

export const MINUTE = 60_000;

/** One copy's fate: how it ended and how many minutes after it was published. */
export interface CopyPlan {
  readonly fate: Exclude<Fate, 'unexplained'> | 'never';
  readonly delayMinutes: number;
  /** Of an HTTP endpoint: failed attempts before the end. */
  readonly attempts: number;
}

export interface SubscriberPlan {
  readonly http: boolean;
  readonly filters: boolean;
  readonly deadLetters: boolean;
  readonly hasQueue: boolean;
  /** What the topic's delivery log has of it, and every how many minutes one of the log was not read; null: nothing. */
  readonly log: { readonly successPercent: 0 | 50 | 100; readonly failures: boolean; readonly unreadEvery: number } | null;
  /** The fate of each message in turn; repeated when there are more messages. */
  readonly copies: readonly CopyPlan[];
}

export interface WorldPlan {
  /** Messages published in each minute. */
  readonly published: readonly number[];
  readonly subscribers: readonly SubscriberPlan[];
  /** Minutes of the plan that are the window; the rest before it is history. */
  readonly windowMinutes: number;
}

export interface TrueFates {
  expected: number;
  delivered: number;
  filtered: number;
  failed: number;
  deadLettered: number;
  unexplained: number;
}

const none = (): TrueFates => ({ expected: 0, delivered: 0, filtered: 0, failed: 0, deadLettered: 0, unexplained: 0 });

/** A subscriber of which nothing is odd. */
export const plainSubscriber: SubscriberFacts = {
  key: 'a',
  resourceId: null,
  name: 'a',
  endpoint: 'arn:aws:sqs:eu-west-1:111122223333:a',
  protocol: 'sqs',
  begins: { earliest: 0, latest: 0 },
  ends: null,
  filters: false,
  deadLetters: false,
  countsAttempts: false,
  arrivals: null,
  logged: null,
};

/** Rows of a family from values by metric and minute. */
export function windowOf(
  family: 'sns.topic' | 'sns.deliveries' | 'events.rule' | 'pipes.pipe' | 'sqs.cloudwatch',
  values: Readonly<Record<string, readonly (number | null)[]>>,
  minutes: number,
): CounterWindow {
  const rows = Array.from({ length: minutes }, (_, minute): Pick<SampleRow, 'at' | 'values'> => ({
    at: minute * MINUTE,
    values: familyOf(family).metrics.map(({ key }) => values[key]?.[minute] ?? null),
  }));
  return CounterWindow.of(family, rows, [], 0, minutes * MINUTE);
}

/** Plays a plan out: SNS's counters by minute, each subscriber's arrivals, and what truly became of every copy of the window. */
export function playOut({ published, subscribers, windowMinutes }: WorldPlan) {
  const minutes = published.length;
  const from = minutes - windowMinutes;
  const counters: Record<string, number[]> = {};
  const add = (metric: string, minute: number, count = 1): void => {
    const column = (counters[metric] ??= Array<number>(minutes).fill(0));
    if (minute < minutes) column[minute] = (column[minute] ?? 0) + count;
  };
  const truth = subscribers.map(none);
  const arrivals = subscribers.map(() => Array<number>(minutes).fill(0));
  const givenUp = subscribers.map(() => Array<number>(minutes).fill(0));
  let message = 0;
  published.forEach((count, minute) => {
    add('published', minute, count);
    for (let index = 0; index < count; index++, message++) {
      subscribers.forEach((subscriber, at) => {
        const plan = subscriber.copies[message % subscriber.copies.length];
        const fates = truth[at];
        if (!plan || !fates) return;
        const fate = allowed(plan.fate, subscriber);
        const end = minute + (fate === 'filtered' ? 0 : plan.delayMinutes);
        if (subscriber.http && fate !== 'filtered')
          for (let attempt = 0; attempt < plan.attempts; attempt++) add('failed', Math.min(end, minute + attempt));
        const ended = fate !== 'never' && end < minutes;
        if (ended) {
          if (fate === 'delivered') {
            add('delivered', end);
            const arrived = arrivals[at];
            if (arrived) arrived[end] = (arrived[end] ?? 0) + 1;
          }
          if (fate === 'filtered') add('filteredOut', end);
          if (fate === 'failed' || fate === 'deadLettered') {
            add('failed', end);
            const ends = givenUp[at];
            if (ends) ends[end] = (ends[end] ?? 0) + 1;
          }
          if (fate === 'deadLettered') add('redrivenToDlq', end);
        }
        if (minute < from) return;
        fates.expected += 1;
        if (ended) fates[fate] += 1;
        else fates.unexplained += 1;
      });
    }
  });
  const facts = subscribers.map(({ http, filters, deadLetters, hasQueue, log }, at): SubscriberFacts => ({
    ...plainSubscriber,
    key: String(at),
    filters,
    deadLetters,
    countsAttempts: http,
    arrivals: hasQueue ? { counters: windowOf('sqs.cloudwatch', { sent: arrivals[at] ?? [] }, minutes), sharedWithOthers: false } : null,
    logged: log === null ? null : loggedOf(log, arrivals[at] ?? [], givenUp[at] ?? []),
  }));
  return {
    counters: windowOf('sns.topic', counters, minutes),
    subscribers: facts,
    truth,
    from: from * MINUTE,
    to: minutes * MINUTE,
  };
}

/** What the log has of deliveries and of copies given up by minute. */
function loggedOf(
  { successPercent, failures, unreadEvery }: NonNullable<SubscriberPlan['log']>,
  delivered: readonly number[],
  givenUp: readonly number[],
): LoggedDeliveries {
  const inLog = (counts: readonly number[], isLogged: boolean, share = 1): readonly (number | null)[] =>
    counts.map((count, minute) => (isLogged && minute % unreadEvery !== unreadEvery - 1 ? Math.round(count * share) : null));
  const values = {
    loggedSuccesses: inLog(delivered, successPercent === 100),
    sampledSuccesses: inLog(delivered, successPercent === 50, 0.5),
    loggedFailures: inLog(givenUp, failures),
  };
  return { counters: windowOf('sns.deliveries', values, delivered.length), unsure: [] };
}

/** What a subscriber has no policy or dead-letter queue for does not happen to it. */
function allowed(fate: CopyPlan['fate'], { filters, deadLetters }: SubscriberPlan): CopyPlan['fate'] {
  if (fate === 'filtered' && !filters) return 'delivered';
  if (fate === 'deadLettered' && !deadLetters) return 'failed';
  return fate;
}
