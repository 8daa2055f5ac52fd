import type { Bounds, EpochMs, FanoutMetric, Ledger, LedgerLine } from '@weir/contract';
import { MINUTE_MS } from '../../series/sample.js';
import { between, exactly, NONE, plus } from './bounds.js';
import type { CounterWindow } from './counter-window.js';
import { GIVEN_UP_BY_TOPIC, type GivenUp, givenUpOver } from './given-up.js';
import { DueCopies, dueTo } from './due-copies.js';
import {
  dueWithGone,
  type KnownWindow,
  LOOK_BACK_MS,
  lineOf,
  settleWhole,
  shareOut,
  type SharingWindow,
  type SubscriberFigures,
  type Whole,
} from './figures.js';
import { countedBy } from './incoming-copies.js';
import { LateEnds } from './late-ends.js';
import { LoggedCopies, type LoggedFigures } from './logged-deliveries.js';
import { unmetNote } from './unmet-note.js';
import { stepsOf, type StepFigures } from './steps.js';
import { subscriberSteps, type SubscriberSteps } from './subscriber-steps.js';
import type { SubscriberFacts } from './subscriber-facts.js';
import { UnderWay } from './under-way.js';

export interface TopicLedgerFacts extends KnownWindow {
  /** `sns.topic`, from an hour before the window on. */
  readonly counters: CounterWindow;
  /** Confirmed ones, those that began or ended within the window, or within an hour before it, included. */
  readonly subscribers: readonly SubscriberFacts[];
  readonly stepSeconds: number;
}

export interface LedgerFigures {
  readonly published: Bounds;
  readonly line: LedgerLine;
  /** What was given up in the window, whenever it was published: a loss that is told of now. */
  readonly settled: Pick<LedgerLine, 'failed' | 'deadLettered'>;
  /** Copies that are neither delivered nor given up at the end of the window, whenever they were published. */
  readonly underWay: Bounds;
  /** Copies that surely ended since then and had waited, whenever they were published. */
  readonly endedLateSince: (begin: EpochMs) => number;
  /** Somebody left in the window or the hour before, and took along what waited for it. */
  readonly somebodyLeft: boolean;
  readonly filteredBy: Ledger['filteredBy'];
  readonly retried: Bounds;
  readonly knownMinutes: number;
  readonly unknownMinutes: number;
  readonly subscribers: readonly SubscriberFigures[];
  readonly steps: readonly StepFigures[];
  /** The steps of each subscriber, made when somebody looks at them: a verdict rests on none. */
  readonly subscriberSteps: () => SubscriberSteps;
  readonly notes: readonly string[];
}

const NOT_FILTERED: Ledger['filteredBy'] = { attributes: 0, body: 0, noAttributes: 0, invalidAttributes: 0, invalidBody: 0 };

/**
 * What became of every copy of every message published to a topic in a window. SNS counts deliveries, failures and filtered copies by topic,
 * so the totals are exact and a subscriber's share is bounded by what the others can have got. Two things make totals bounds as well:
 * HTTP endpoints, of which each failed attempt is counted, and subscriptions that began or ended at a moment Weir did not see.
 *
 * Source: Amazon SNS Developer Guide, "Monitoring topics using CloudWatch" and "Message delivery retries".
 */
export function topicLedger(facts: TopicLedgerFacts): LedgerFigures {
  const { from, to, counters } = facts;
  const lookFrom = Math.max(counters.from, from - LOOK_BACK_MS);
  const incoming = countedBy(counters, 'published');
  const due = new DueCopies(facts.subscribers, incoming, lookFrom, to);
  const subscribers = facts.subscribers.filter(({ ends }) => ends === null || ends.latest > from);
  const countsAttempts = subscribers.some((subscriber) => subscriber.countsAttempts);
  const countedAttempts = countsAttempts || facts.subscribers.some((subscriber) => subscriber.countsAttempts);
  const underWay = new UnderWay(lookFrom);
  const late = new LateEnds(lookFrom);
  for (let at = lookFrom; at < to; at += MINUTE_MS) {
    if (!counters.isKnown(at)) {
      underWay.lose();
      late.lose();
      continue;
    }
    const ended = endedOver(facts, at, at + MINUTE_MS, at < from ? countedAttempts : countsAttempts);
    underWay.pass(due.at(at), ended);
    late.pass(due.at(at), ended);
  }
  const sum = (metric: Parameters<CounterWindow['sum']>[0]): number => counters.sum(metric, from, to);
  const ended = (begin: EpochMs, end: EpochMs): Bounds => endedOver(facts, begin, end, countsAttempts);
  const dueOver = (begin: EpochMs, end: EpochMs): Bounds =>
    begin < facts.knownFrom ? dueWithGone(due.over(begin, end), ended(begin, end).low) : due.over(begin, end);
  const settled = givenUpOf(facts, from, to, countsAttempts);
  const wholeOf = (begin: EpochMs, end: EpochMs): Whole =>
    settleWhole({
      expected: dueOver(begin, end),
      delivered: exactly(counters.sum('delivered', begin, end)),
      filtered: exactly(counters.sum('filteredOut', begin, end)),
      ...givenUpOf(facts, begin, end, countsAttempts),
      before: underWay.at(begin),
      after: underWay.at(end),
      lastMinute: due.at(end - MINUTE_MS).high,
      // Nothing is tried any more of what somebody who is gone was due.
      perhapsOfGone: begin < facts.knownFrom ? ended(begin, Math.min(end, facts.knownFrom)).high : 0,
    });
  const whole = wholeOf(from, to);
  const logs = logsOf(subscribers, { lookFrom, from, to, counters });
  const loggedOf = (subscriber: SubscriberFacts, begin: EpochMs, end: EpochMs, { fates }: Whole): LoggedFigures | null =>
    logs.get(subscriber.key)?.over(begin, end, {
      fates,
      settled: givenUpOf(facts, begin, end, countsAttempts),
      before: underWay.at(begin),
      after: underWay.at(end),
    }) ?? null;
  const sharing = { from, to, incoming };
  const knownMinutes = counters.knownMinutes(from, to);
  return {
    published: exactly(sum('published')),
    line: lineOf(whole.expected, whole.fates),
    settled,
    underWay: stillUnderWay(underWay, due.at(to - MINUTE_MS).high, facts.subscribers, sharing),
    endedLateSince: (begin) => late.since(begin),
    somebodyLeft: hasLeft(facts.subscribers, to),
    filteredBy: filteredBy(sum),
    retried: countsAttempts ? between(0, sum('failed')) : NONE,
    knownMinutes,
    unknownMinutes: Math.round((to - from) / MINUTE_MS) - knownMinutes,
    subscribers: shareOut(whole, subscribers, sharing, (subscriber) => loggedOf(subscriber, from, to, whole)),
    subscriberSteps: () => subscriberSteps(subscribers, { ...sharing, stepSeconds: facts.stepSeconds, wholeOf, loggedOf }),
    steps: stepsOf(facts, facts.stepSeconds, (begin, end) => {
      const total = (metric: Parameters<CounterWindow['sum']>[0]) => counters.sum(metric, begin, end);
      return {
        knownMinutes: counters.knownMinutes(begin, end),
        published: total('published'),
        expected: dueOver(begin, end),
        delivered: exactly(total('delivered')),
        filtered: exactly(total('filteredOut')),
        ...givenUpOf(facts, begin, end, countsAttempts),
      };
    }),
    notes: notesOf(facts, subscribers, countsAttempts, whole.expected),
  };
}

export const noFilters = NOT_FILTERED;

/** Whether somebody is known to be gone by then. */
export const hasLeft = (subscribers: readonly SubscriberFacts[], by: EpochMs): boolean =>
  subscribers.some(({ ends }) => ends !== null && ends.latest <= by);

/**
 * What is under way: of what is not settled the last minute alone can account for some, and whoever is gone took along what waited for it,
 * which nothing tries any more: at most what was due to it, and what was under way when it left.
 */
export function stillUnderWay(
  underWay: UnderWay,
  lastMinute: number,
  subscribers: readonly SubscriberFacts[],
  { incoming, from, to }: Omit<SharingWindow, 'perhapsOfGone'>,
): Bounds {
  const takenAlong = subscribers.reduce((sum, each) => {
    if (each.ends === null || each.ends.latest > to) return sum;
    const due = dueTo(each, incoming, from - LOOK_BACK_MS, to).high;
    return sum + Math.min(due, underWay.mostBetween(each.ends.earliest, each.ends.latest));
  }, 0);
  return between(underWay.now.low - lastMinute - takenAlong, underWay.now.high);
}

const logsOf = (
  subscribers: readonly SubscriberFacts[],
  window: ConstructorParameters<typeof LoggedCopies>[2],
): ReadonlyMap<string, LoggedCopies> =>
  new Map(subscribers.flatMap((each) => (each.logged === null ? [] : [[each.key, new LoggedCopies(each, each.logged, window)] as const])));

/** Copies of which the end was counted over `[from, to)`, whenever they were published. */
function endedOver(facts: TopicLedgerFacts, from: EpochMs, to: EpochMs, countsAttempts: boolean): Bounds {
  const { counters } = facts;
  const ended = exactly(counters.sum('delivered', from, to) + counters.sum('filteredOut', from, to));
  return plus(ended, givenUpOf(facts, from, to, countsAttempts).givenUp);
}

/**
 * Copies given up. Each counts as a failure once, whether it then went to a dead-letter queue or not; of an HTTP endpoint every attempt counts,
 * so that failures say no more than how many there can have been.
 */
function givenUpOf({ counters, subscribers }: TopicLedgerFacts, from: EpochMs, to: EpochMs, countsAttempts: boolean): GivenUp {
  const keeps = subscribers.some(({ deadLetters }) => deadLetters);
  const told = givenUpOver(counters, GIVEN_UP_BY_TOPIC, from, to, keeps);
  if (!countsAttempts) return told;
  const count = (metric: FanoutMetric) => counters.sum(metric, from, to);
  const failed = between(Math.min(count('notRedrivenToDlq'), count('failed')), count('failed') - count('redrivenToDlq'));
  return { ...told, failed, givenUp: plus(failed, exactly(count('redrivenToDlq'))) };
}

/** Copies filtered, by SNS's own reasons. */
const filteredBy = (sum: (metric: Parameters<CounterWindow['sum']>[0]) => number): Ledger['filteredBy'] => ({
  attributes: sum('filteredByAttributes'),
  body: sum('filteredByBody'),
  noAttributes: sum('filteredNoAttributes'),
  invalidAttributes: sum('filteredInvalidAttributes'),
  invalidBody: sum('filteredInvalidBody'),
});

function notesOf(
  { from, knownFrom }: KnownWindow,
  subscribers: readonly SubscriberFacts[],
  countsAttempts: boolean,
  expected: Bounds,
): readonly string[] {
  const notes: string[] = from < knownFrom ? [unmetNote(knownFrom, 'Who was subscribed before, and by which filter,')] : [];
  if (countsAttempts)
    notes.push('SNS counts each failed attempt on an HTTP endpoint, so how many copies were given up there is known within bounds only.');
  if (from >= knownFrom && expected.low !== expected.high)
    notes.push('A subscription began or ended in this window at a moment Weir did not see.');
  if (subscribers.length > 1)
    notes.push(
      'SNS counts by topic, never by subscription: a share is what the totals, the filters and the queues downstream leave possible.',
    );
  return notes;
}
