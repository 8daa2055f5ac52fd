/**
 * The judge of what passes events on: from recent minutes, settings and their edits to a verdict with a named reason. Each rule finds
 * something or not; of what is found the worst counts, and of two alike the earlier rule. What cannot be seen is not judged.
 */
import { verdictState, type EpochMs, type FanoutKind, type FanoutMetric } from '@weir/contract';
import { blindVerdict, freshVerdict, standingOf, type Found } from '../../streams/verdicts/blindness.js';
import { MINUTE_MS } from '../../series/sample.js';
import type { JudgedVerdict } from '../../verdicts/queue-facts.js';
import type { CounterWindow } from '../ledger/counter-window.js';
import type { FanoutFacts, FanoutJudgement } from './fanout-facts.js';
import { find } from './found.js';
import { RULES_OF_KIND } from './kind-rules.js';
import { Recent } from './recent.js';
import { clockOf, runRate } from './schedule-rules.js';
import { isSuspicious } from './suspicion.js';

/** What comes in and what goes out, by kind; null: AWS has no such counter. */
const RATES_OF_KIND: Readonly<Record<FanoutKind, { readonly in: FanoutMetric | null; readonly out: FanoutMetric | null }>> = {
  topic: { in: 'published', out: 'delivered' },
  subscription: { in: null, out: null },
  bus: { in: 'matched', out: 'triggered' },
  rule: { in: 'matched', out: 'successes' },
  pipe: { in: 'events', out: null },
  function: { in: 'functionInvocations', out: null },
  'schedule-group': { in: 'scheduleAttempts', out: null },
  'delivery-stream': { in: 'hoseRecords', out: 'hoseDelivered' },
};

/**
 * Judges a topic, subscription, bus, rule, pipe, function or schedule group.
 * @param previous the verdict this judge returned last for it; null: none
 * @param now epoch milliseconds; no clock is read
 */
export function judgeFanout(kind: FanoutKind, facts: FanoutFacts, previous: JudgedVerdict | null, now: EpochMs): FanoutJudgement {
  const sees = kind === 'subscription' ? (facts.feeder?.counters ?? null) : facts.counters;
  const blind = blindVerdict({ ...facts, read: sees === null ? [] : knownStarts(sees) }, previous, now);
  const standing = standingOf(previous);
  const verdict =
    blind ?? freshVerdict(worstOf(RULES_OF_KIND[kind].flatMap((rule) => rule({ facts, now, standing }) ?? [])), previous, now);
  const recent = facts.counters === null ? null : new Recent(facts.counters);
  const rates = RATES_OF_KIND[kind];
  const clock = clockOf(facts);
  return {
    verdict,
    suspicious: isSuspicious(kind, facts),
    rates: {
      in: clock !== null ? runRate(clock) : rates.in === null ? null : (recent?.rate(rates.in) ?? null),
      out: rates.out === null ? null : (recent?.rate(rates.out) ?? null),
    },
  };
}

function knownStarts(counters: CounterWindow): readonly EpochMs[] {
  const starts: EpochMs[] = [];
  for (let at = counters.from; at < counters.to; at += MINUTE_MS) if (counters.isKnown(at)) starts.push(at);
  return starts;
}

/** Worst first, as the wall orders them. */
const SEVERITY = verdictState.options;

const worstOf = (findings: readonly Found[]): Found =>
  findings.reduce<Found>(
    (worst, found) => (SEVERITY.indexOf(found.verdict.state) < SEVERITY.indexOf(worst.verdict.state) ? found : worst),
    findings[0] ?? find('no-traffic', 'nothing is known of it'),
  );
