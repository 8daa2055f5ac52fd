import type { Bounds, EpochMs, LedgerLine } from '@weir/contract';
import { MINUTE_MS } from '../../series/sample.js';
import { between, NONE, plus } from './bounds.js';
import type { CounterWindow } from './counter-window.js';
import { dueTo } from './due-copies.js';
import type { Fate, Fates } from './narrow-shares.js';
import type { LoggedDeliveries, SubscriberFacts } from './subscriber-facts.js';
import { UnderWay } from './under-way.js';

/** What a log makes of a window of one subscriber. */
export interface LoggedFigures {
  /** What the log leaves possible of each fate it tells of. */
  readonly fates: Partial<Readonly<Record<Fate, Bounds>>>;
  /** What was given up in the window, whenever it was published. */
  readonly settled: Pick<LedgerLine, 'failed' | 'deadLettered'>;
  /** Entries of the window that name it for a failure. */
  readonly failures: number;
  /** `whole`: every delivery and failure of every known minute is in it. */
  readonly coverage: 'whole' | 'part' | 'none';
}

interface LoggedWindow {
  /** From where counters are looked at, for what was under way when the window began. */
  readonly lookFrom: EpochMs;
  readonly from: EpochMs;
  readonly to: EpochMs;
  /** `sns.topic`. */
  readonly counters: CounterWindow;
  /** What became of the copies of all subscribers. */
  readonly fates: Fates;
  readonly settled: Pick<LedgerLine, 'failed' | 'deadLettered'>;
  /** Copies of all subscribers that were under way when the window began and when it ended. */
  readonly before: Bounds;
  readonly after: Bounds;
}

/**
 * What the log says of a subscriber's copies over a window. A failure is logged once for each copy that is given up, and a success for each or
 * for a share of them, so that the log says at least how many there were, and exactly how many where all are logged. Whether SNS logs one
 * failure for each copy given up at an HTTP endpoint or one for each attempt, as it counts them, is not documented: there it says at most how
 * many. Entries are counted in the minute they bear, as CloudWatch's counters are; those that end near the edge of a minute may be counted in
 * its neighbour there.
 *
 * Source: Amazon SNS Developer Guide, "Amazon SNS message delivery status".
 */
export function loggedFigures(facts: SubscriberFacts, log: LoggedDeliveries, window: LoggedWindow): LoggedFigures {
  const { lookFrom, from, to, counters } = window;
  const underWay = new UnderWay(lookFrom);
  let before: Bounds = NONE;
  let sum = { delivered: NONE, givenUp: NONE };
  let expectedHigh = 0;
  let failures = 0;
  const minutes = { known: 0, whole: 0, told: 0 };
  for (let at = lookFrom; at < to; at += MINUTE_MS) {
    if (at === from) before = underWay.now;
    const published = counters.at('published', at);
    if (published === null) {
      underWay.lose();
      continue;
    }
    const expected = dueTo(facts, counters, 'published', at, at + MINUTE_MS);
    const told = toldIn(facts, log, at);
    // What a filter keeps out is in no log. Of the time before the window nobody says whether it had one.
    const mayFilter = facts.filters || at < from;
    const kept = mayFilter ? between(0, Math.min(published, counters.at('filteredOut', at) ?? 0)) : NONE;
    underWay.pass(expected, plus(plus(told.delivered, told.givenUp), kept));
    if (at < from) continue;
    sum = { delivered: plus(sum.delivered, told.delivered), givenUp: plus(sum.givenUp, told.givenUp) };
    expectedHigh += expected.high;
    failures += log.counters.read('loggedFailures', at) ?? 0;
    minutes.known += 1;
    minutes.told += Number(log.counters.isKnown(at));
    minutes.whole += Number(told.delivered.high < Infinity && told.givenUp.high < Infinity);
  }
  const earlier = Math.min(before.high, window.before.high);
  const since = (count: Bounds): Bounds => between(Math.min(count.low - earlier, expectedHigh), Math.min(count.high, expectedHigh));
  const lastMinute = counters.at('published', to - MINUTE_MS) ?? 0;
  const left = underWay.now;
  // Of what all of them lost one may have lost nothing: their total is no more than the most.
  const mostGivenUp = window.settled.failed.high + window.settled.deadLettered.high;
  return {
    fates: {
      delivered: since(sum.delivered),
      ...splitUp(since(sum.givenUp), facts, window.fates),
      unexplained: between(left.low - earlier - lastMinute, Math.min(left.high, window.after.high, expectedHigh)),
    },
    settled: splitUp(between(sum.givenUp.low, Math.min(sum.givenUp.high, mostGivenUp)), facts, window.settled),
    failures,
    coverage: minutes.told === 0 ? 'none' : minutes.whole === minutes.known ? 'whole' : 'part',
  };
}

/** Copies whose end the log tells of in one minute. */
function toldIn(facts: SubscriberFacts, { counters, unsure }: LoggedDeliveries, at: EpochMs): Record<'delivered' | 'givenUp', Bounds> {
  const logged = counters.read('loggedSuccesses', at);
  const sampled = counters.read('sampledSuccesses', at);
  const failures = counters.read('loggedFailures', at);
  const isSure = !unsure.some((span) => at < span.to && at + MINUTE_MS > span.from);
  // The log names endpoints: when a subscription was not surely there, entries may be of another one to the same endpoint.
  const isItsOwn = facts.begins.latest <= at && (facts.ends === null || at + MINUTE_MS <= facts.ends.earliest);
  const least = (count: number | null): number => (isItsOwn ? (count ?? 0) : 0);
  const most = (count: number | null): number => (isSure ? (count ?? Infinity) : Infinity);
  return {
    delivered: { low: least(logged ?? sampled), high: most(logged) },
    givenUp: { low: facts.countsAttempts ? 0 : least(failures), high: most(failures) },
  };
}

/** Copies given up, into those that are kept in a dead-letter queue and those that are lost, as far as the topic's totals allow. */
function splitUp(
  givenUp: Bounds,
  { deadLetters }: SubscriberFacts,
  totals: Pick<LedgerLine, 'failed' | 'deadLettered'>,
): Pick<LedgerLine, 'failed' | 'deadLettered'> {
  if (!deadLetters) return { failed: givenUp, deadLettered: NONE };
  return {
    failed: between(givenUp.low - totals.deadLettered.high, Math.min(givenUp.high, totals.failed.high)),
    deadLettered: between(givenUp.low - totals.failed.high, Math.min(givenUp.high, totals.deadLettered.high)),
  };
}
