import type { Bounds, EpochMs } from '@weir/contract';
import { MINUTE_MS } from '../../series/sample.js';
import { between, exactly, NONE, plus } from './bounds.js';
import type { CounterWindow } from './counter-window.js';
import { GIVEN_UP_BY_RULE, type GivenUp, givenUpOver } from './given-up.js';
import { DueCopies } from './due-copies.js';
import { dueWithGone, type KnownWindow, LOOK_BACK_MS, lineOf, settleWhole, shareOut, type Whole } from './figures.js';
import { subscriberSteps } from './subscriber-steps.js';
import { LateEnds } from './late-ends.js';
import type { SubscriberFacts } from './subscriber-facts.js';
import { countedBy, type IncomingCopies } from './incoming-copies.js';
import { ANY_TARGETS, MOST_TARGETS, ScheduledRuns, type TargetCount } from './scheduled-runs.js';
import { countOf } from '../../verdicts/wording.js';
import { UnderWay } from './under-way.js';
import { unmetNote } from './unmet-note.js';
import { stepsOf } from './steps.js';
import { hasLeft, type LedgerFigures, noFilters, stillUnderWay } from './topic-ledger.js';

export interface RuleLedgerFacts extends KnownWindow {
  /** `events.rule`, from an hour before the window on. */
  readonly counters: CounterWindow;
  /** It has a schedule: what matches its pattern, if it has one, and every run is an event. */
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
  const runs = facts.scheduled ? new ScheduledRuns(counters, targetCount(facts, lookFrom)) : null;
  const incoming = runs ?? countedBy(counters, 'matched');
  const over = dueOf(facts, incoming, lookFrom);
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
  const sharing = { from, to, incoming };
  const knownMinutes = counters.knownMinutes(from, to);
  return {
    published: incoming.over(from, to),
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
        published: incoming.over(begin, end).high,
        expected: dueIn(begin, end, step),
        filtered: NONE,
      };
    }),
    notes: notesOf(facts, runs?.derivedMinutes(from, to) ?? 0),
  };
}

/** How many targets it had; as many as a rule can have where nobody met those it had before. */
function targetCount({ subscribers, knownFrom }: RuleLedgerFacts, lookFrom: EpochMs): TargetCount {
  if (subscribers === null || lookFrom < knownFrom) return ANY_TARGETS;
  const throughout = subscribers.filter(({ begins, ends }) => begins.latest <= lookFrom && ends === null);
  return { fewest: throughout.length, most: subscribers.length };
}

/** Over any stretch an event for each target there was; of targets that could not be read no more than how many there can be. */
function dueOf(
  { subscribers, to }: RuleLedgerFacts,
  incoming: IncomingCopies,
  lookFrom: EpochMs,
): (begin: EpochMs, end: EpochMs) => Bounds {
  if (subscribers === null) return (begin, end) => between(0, MOST_TARGETS * incoming.over(begin, end).high);
  const due = new DueCopies(subscribers, incoming, lookFrom, to);
  return (begin, end) => due.over(begin, end);
}

/** @param derivedMinutes minutes in which how often it ran is only told by its targets */
function notesOf({ subscribers, from, knownFrom }: RuleLedgerFacts, derivedMinutes: number): readonly string[] {
  if (subscribers === null) return ['The targets of the rule could not be read, so how many copies were due is not known.'];
  const notes = from < knownFrom ? [unmetNote(knownFrom, 'Which targets the rule had before')] : [];
  if (derivedMinutes > 0)
    notes.push(
      `How often it ran was not read in ${countOf(derivedMinutes, 'minute', 'minutes')}: there it is what the attempts, less the repeats, leave possible.`,
    );
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
