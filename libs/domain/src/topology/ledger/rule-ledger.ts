import type { Bounds, EpochMs } from '@weir/contract';
import { MINUTE_MS } from '../../series/sample.js';
import { between, exactly, NONE, plus } from './bounds.js';
import type { CounterWindow } from './counter-window.js';
import { GIVEN_UP_BY_RULE, type GivenUp, givenUpOver } from './given-up.js';
import { DueCopies, type Incoming } from './due-copies.js';
import { dueWithGone, type KnownWindow, LOOK_BACK_MS, lineOf, settleWhole, shareOut, type Whole } from './figures.js';
import { subscriberSteps } from './subscriber-steps.js';
import { LateEnds } from './late-ends.js';
import type { SubscriberFacts } from './subscriber-facts.js';
import { UnderWay } from './under-way.js';
import { unmetNote } from './unmet-note.js';
import { stepsOf } from './steps.js';
import { hasLeft, type LedgerFigures, noFilters, stillUnderWay } from './topic-ledger.js';

export interface RuleLedgerFacts extends KnownWindow {
  /** `events.rule`, from an hour before the window on. */
  readonly counters: CounterWindow;
  /** It goes by a schedule: then nothing is matched, and every run is an event. */
  readonly scheduled: boolean;
  /** Its targets, those that were added or removed within the window included; null: they could not be read. */
  readonly subscribers: readonly SubscriberFacts[] | null;
  readonly stepSeconds: number;
}

/**
 * What became of every event a rule matched, for each of its targets. EventBridge counts by rule: an invocation is one event for one
 * target, counted once it ended, well or for good; a failed one is what was given up, by missing permission at once, else after a day or 185
 * attempts; some of those went to dead-letter queues. What is matched and not ended is being retried.
 *
 * Source: Amazon EventBridge User Guide, "Monitoring Amazon EventBridge" and "Retry policy and dead-letter queues".
 */
export function ruleLedger(facts: RuleLedgerFacts): LedgerFigures {
  const { from, to, counters } = facts;
  const lookFrom = Math.max(counters.from, from - LOOK_BACK_MS);
  const incoming = incomingOf(facts);
  const over = dueOf(facts, lookFrom);
  const subscribers = (facts.subscribers ?? []).filter(({ ends }) => ends === null || ends.latest > from);
  const underWay = new UnderWay(lookFrom);
  const late = new LateEnds(lookFrom);
  for (let at = lookFrom; at < to; at += MINUTE_MS) {
    if (!counters.isKnown(at)) {
      underWay.lose();
      late.lose();
      continue;
    }
    const { delivered, givenUp } = countsOf(facts, at, at + MINUTE_MS);
    const ended = plus(delivered, givenUp);
    underWay.pass(over(at, at + MINUTE_MS), ended);
    late.pass(over(at, at + MINUTE_MS), ended);
  }
  const { failed, deadLettered } = countsOf(facts, from, to);
  const endedIn = ({ delivered, givenUp }: RuleCounts): number => delivered.high + givenUp.high;
  const dueIn = (begin: EpochMs, end: EpochMs, counts: RuleCounts): Bounds =>
    begin < facts.knownFrom ? dueWithGone(over(begin, end), endedIn(counts)) : over(begin, end);
  const wholeOf = (begin: EpochMs, end: EpochMs): Whole => {
    const counts = countsOf(facts, begin, end);
    return settleWhole({
      ...counts,
      expected: dueIn(begin, end, counts),
      filtered: NONE,
      before: underWay.at(begin),
      after: underWay.at(end),
      lastMinute: over(end - MINUTE_MS, end).high,
      // What waited for a target that was taken away is still tried: it may end at any time.
      perhapsOfGone: begin < facts.knownFrom ? endedIn(counts) : 0,
    });
  };
  const whole = wholeOf(from, to);
  const sharing = { counters, from, to, incoming };
  const knownMinutes = counters.knownMinutes(from, to);
  return {
    published: exactly(counters.sum(incoming, from, to)),
    line: lineOf(whole.expected, whole.fates),
    settled: { failed, deadLettered },
    underWay: stillUnderWay(underWay, over(to - MINUTE_MS, to).high, facts.subscribers ?? [], sharing),
    endedLateSince: (begin) => late.since(begin),
    somebodyLeft: hasLeft(facts.subscribers ?? [], to),
    filteredBy: noFilters,
    retried: exactly(counters.sum('retries', from, to)),
    knownMinutes,
    unknownMinutes: Math.round((to - from) / MINUTE_MS) - knownMinutes,
    subscribers: shareOut(whole, subscribers, sharing),
    subscriberSteps: () => subscriberSteps(subscribers, { ...sharing, stepSeconds: facts.stepSeconds, wholeOf, loggedOf: () => null }),
    steps: stepsOf(facts, facts.stepSeconds, (begin, end) => {
      const step = countsOf(facts, begin, end);
      return {
        ...step,
        knownMinutes: counters.knownMinutes(begin, end),
        published: counters.sum(incoming, begin, end),
        expected: dueIn(begin, end, step),
        filtered: NONE,
      };
    }),
    notes: notesOf(facts),
  };
}

/** Source: EventBridge quotas, targets of a rule. */
const MOST_TARGETS = 5;

/** A schedule matches no events; what runs is told all the same. */
const incomingOf = ({ scheduled }: RuleLedgerFacts): Incoming => (scheduled ? 'triggered' : 'matched');

/** Over any stretch an event for each target there was; of targets that could not be read no more than how many there can be. */
function dueOf(facts: RuleLedgerFacts, lookFrom: EpochMs): (begin: EpochMs, end: EpochMs) => Bounds {
  const { counters, subscribers, to } = facts;
  const incoming = incomingOf(facts);
  if (subscribers === null) return (begin, end) => between(0, MOST_TARGETS * counters.sum(incoming, begin, end));
  const due = new DueCopies(subscribers, counters, incoming, lookFrom, to);
  return (begin, end) => due.over(begin, end);
}

function notesOf({ subscribers, from, knownFrom }: RuleLedgerFacts): readonly string[] {
  if (subscribers === null) return ['The targets of the rule could not be read, so how many copies were due is not known.'];
  const notes = from < knownFrom ? [unmetNote(knownFrom, 'Which targets the rule had before')] : [];
  if (subscribers.length > 1)
    notes.push('EventBridge counts by rule, never by target: a share is what the totals and the queues downstream leave possible.');
  return notes;
}

interface RuleCounts extends GivenUp {
  readonly delivered: Bounds;
}

function countsOf({ counters, subscribers }: RuleLedgerFacts, from: EpochMs, to: EpochMs): RuleCounts {
  const sum = (metric: Parameters<CounterWindow['sum']>[0]) => counters.sum(metric, from, to);
  const ended = Math.max(0, sum('invocations') - sum('failedInvocations'));
  const succeeded = sum('successes');
  // Both tell of the same invocations; where they were read a moment apart, the truth lies between.
  const delivered = succeeded === 0 ? exactly(ended) : between(Math.min(ended, succeeded), Math.max(ended, succeeded));
  const keeps = subscribers === null || subscribers.some(({ deadLetters }) => deadLetters);
  return { delivered, ...givenUpOver(counters, GIVEN_UP_BY_RULE, from, to, keeps) };
}
