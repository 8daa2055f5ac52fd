import type { Bounds, EpochMs } from '@weir/contract';
import { MINUTE_MS } from '../../series/sample.js';
import { between, exactly, NONE, plus } from './bounds.js';
import type { CounterWindow } from './counter-window.js';
import { LOOK_BACK_MS, settleWhole, shareOut, type LedgerWindow, lineOf, type SubscriberFacts, UnderWay } from './figures.js';
import { stepsOf } from './steps.js';
import { type LedgerFigures, noFilters } from './topic-ledger.js';

export interface RuleLedgerFacts extends LedgerWindow {
  /** `events.rule`, from an hour before the window on. */
  readonly counters: CounterWindow;
  /** Its targets. */
  readonly subscribers: readonly SubscriberFacts[];
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
  const { from, to, counters, subscribers } = facts;
  const targets = subscribers.length;
  const underWay = new UnderWay();
  let before: Bounds = NONE;
  for (let at = Math.max(counters.from, from - LOOK_BACK_MS); at < to; at += MINUTE_MS) {
    if (at === from) before = underWay.now;
    if (!counters.isKnown(at)) continue;
    const counted = countsOf(counters, at, at + MINUTE_MS);
    underWay.pass(exactly(counted.matched * targets), plus(plus(counted.delivered, counted.failed), counted.deadLettered));
  }
  const counted = countsOf(counters, from, to);
  const lastMinute = counters.at('matched', to - MINUTE_MS) ?? 0;
  const whole = settleWhole({
    ...counted,
    expected: exactly(counted.matched * targets),
    filtered: NONE,
    before,
    after: underWay.now,
    lastMinute: lastMinute * targets,
  });
  const knownMinutes = counters.knownMinutes(from, to);
  return {
    published: exactly(counted.matched),
    line: lineOf(whole.expected, whole.fates),
    filteredBy: noFilters,
    retried: exactly(counters.sum('retries', from, to)),
    knownMinutes,
    unknownMinutes: Math.round((to - from) / MINUTE_MS) - knownMinutes,
    subscribers: shareOut(
      whole,
      subscribers.map((subscriber) => ({
        facts: subscriber,
        expected: exactly(counted.matched),
        lastMinute,
        expectedIn: (at) => exactly(counters.at('matched', at) ?? 0),
      })),
      facts,
    ),
    steps: stepsOf(facts, facts.stepSeconds, (begin, end) => {
      const step = countsOf(counters, begin, end);
      return {
        ...step,
        known: counters.knownMinutes(begin, end) > 0,
        published: step.matched,
        expected: exactly(step.matched * targets),
        filtered: NONE,
      };
    }),
    notes:
      targets > 1
        ? ['EventBridge counts by rule, never by target: a share is what the totals and the queues downstream leave possible.']
        : [],
  };
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
