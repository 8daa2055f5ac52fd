import type { Bounds, EpochMs } from '@weir/contract';
import { MINUTE_MS } from '../../series/sample.js';
import { between, exactly, NONE, plus, sumOf } from './bounds.js';
import type { CounterWindow } from './counter-window.js';
import {
  expectedOf,
  LOOK_BACK_MS,
  minutesOf,
  settleWhole,
  shareOut,
  type LedgerWindow,
  lineOf,
  type SubscriberFacts,
  UnderWay,
} from './figures.js';
import { stepsOf } from './steps.js';
import { type LedgerFigures, minusLast, noFilters } from './topic-ledger.js';

export interface RuleLedgerFacts extends LedgerWindow {
  /** `events.rule`, from an hour before the window on. */
  readonly counters: CounterWindow;
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
  const subscribers = facts.subscribers ?? [];
  const expectedIn = (at: EpochMs): Bounds => expectedOfRule(facts, at);
  const over = (begin: EpochMs, end: EpochMs): Bounds => sumOf(minutesOf(begin, end).map(expectedIn));
  const underWay = new UnderWay();
  let before: Bounds = NONE;
  for (let at = Math.max(counters.from, from - LOOK_BACK_MS); at < to; at += MINUTE_MS) {
    if (at === from) before = underWay.now;
    if (!counters.isKnown(at)) {
      underWay.lose();
      continue;
    }
    const counted = countsOf(counters, at, at + MINUTE_MS);
    underWay.pass(expectedIn(at), plus(plus(counted.delivered, counted.failed), counted.deadLettered));
  }
  const counted = countsOf(counters, from, to);
  const lastMinute = expectedIn(to - MINUTE_MS).high;
  const settled = { failed: counted.failed, deadLettered: counted.deadLettered };
  const whole = settleWhole({
    ...counted,
    expected: over(from, to),
    filtered: NONE,
    before,
    after: underWay.now,
    lastMinute,
  });
  const knownMinutes = counters.knownMinutes(from, to);
  return {
    published: exactly(counted.matched),
    line: lineOf(whole.expected, whole.fates),
    settled,
    underWay: minusLast(underWay.now, lastMinute),
    filteredBy: noFilters,
    retried: exactly(counters.sum('retries', from, to)),
    knownMinutes,
    unknownMinutes: Math.round((to - from) / MINUTE_MS) - knownMinutes,
    subscribers: shareOut(
      whole,
      subscribers.map((subscriber) => {
        const expected = (at: EpochMs): Bounds => expectedOf(subscriber, at, counters.at('matched', at) ?? 0);
        return {
          facts: subscriber,
          expected: sumOf(minutesOf(from, to).map(expected)),
          lastMinute: counters.at('matched', to - MINUTE_MS) ?? 0,
          expectedIn: expected,
        };
      }),
      facts,
    ),
    steps: stepsOf(facts, facts.stepSeconds, (begin, end) => {
      const step = countsOf(counters, begin, end);
      return {
        ...step,
        knownMinutes: counters.knownMinutes(begin, end),
        published: step.matched,
        expected: over(begin, end),
        filtered: NONE,
      };
    }),
    notes: notesOf(facts),
  };
}

/** Source: EventBridge quotas, targets of a rule. */
const MOST_TARGETS = 5;

/** An event for each target there was in that minute; of targets that could not be read no more than how many there can be. */
function expectedOfRule({ counters, subscribers }: RuleLedgerFacts, at: EpochMs): Bounds {
  const matched = counters.at('matched', at) ?? 0;
  if (subscribers === null) return between(0, MOST_TARGETS * matched);
  return sumOf(subscribers.map((subscriber) => expectedOf(subscriber, at, matched)));
}

function notesOf({ subscribers }: RuleLedgerFacts): readonly string[] {
  if (subscribers === null) return ['The targets of the rule could not be read, so how many copies were due is not known.'];
  return subscribers.length > 1
    ? ['EventBridge counts by rule, never by target: a share is what the totals and the queues downstream leave possible.']
    : [];
}

interface RuleCounts {
  readonly matched: number;
  readonly delivered: Bounds;
  readonly failed: Bounds;
  readonly deadLettered: Bounds;
}

function countsOf(counters: CounterWindow, from: EpochMs, to: EpochMs): RuleCounts {
  const sum = (metric: Parameters<CounterWindow['sum']>[0]) => counters.sum(metric, from, to);
  const ended = Math.max(0, sum('invocations') - sum('failedInvocations'));
  const succeeded = sum('successes');
  const deadLettered = sum('sentToDlq');
  // Both tell of the same invocations; where they were read a moment apart, the truth lies between.
  const delivered = succeeded === 0 ? exactly(ended) : between(Math.min(ended, succeeded), Math.max(ended, succeeded));
  return {
    matched: sum('matched'),
    delivered,
    failed: exactly(Math.max(0, sum('failedInvocations') - deadLettered) + sum('neverInvoked')),
    deadLettered: exactly(deadLettered),
  };
}
