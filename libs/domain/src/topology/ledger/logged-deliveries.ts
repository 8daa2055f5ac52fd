import type { Bounds, EpochMs, LedgerLine } from '@weir/contract';
import { MINUTE_MS } from '../../series/sample.js';
import { between, NONE, plus } from './bounds.js';
import type { CounterWindow } from './counter-window.js';
import { dueTo } from './due-copies.js';
import { countedBy } from './incoming-copies.js';
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
}

/** What is known of the copies of all subscribers together over a stretch of the window. */
interface LoggedWhole {
  readonly fates: Fates;
  readonly settled: Pick<LedgerLine, 'failed' | 'deadLettered'>;
  /** Copies of all that were under way when the stretch began and when it ended. */
  readonly before: Bounds;
  readonly after: Bounds;
}

/** One minute of one subscriber. */
interface LoggedMinute {
  readonly told: Record<'delivered' | 'givenUp', Bounds>;
  readonly expectedHigh: number;
  readonly failures: number;
  readonly isRead: boolean;
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
export class LoggedCopies {
  readonly #underWay: UnderWay;
  /** From `lookFrom` on; null: nothing is known of what was published in it. */
  readonly #minutes: (LoggedMinute | null)[] = [];

  constructor(
    private readonly facts: SubscriberFacts,
    log: LoggedDeliveries,
    private readonly window: LoggedWindow,
  ) {
    const { lookFrom, from, to, counters } = window;
    const incoming = countedBy(counters, 'published');
    this.#underWay = new UnderWay(lookFrom);
    for (let at = lookFrom; at < to; at += MINUTE_MS) {
      const published = counters.at('published', at);
      if (published === null) {
        this.#underWay.lose();
        this.#minutes.push(null);
        continue;
      }
      const expected = dueTo(facts, incoming, at, at + MINUTE_MS);
      const told = toldIn(facts, log, at);
      // What a filter keeps out is in no log. Of the time before the window nobody says whether it had one.
      const mayFilter = facts.filters || at < from;
      const kept = mayFilter ? between(0, Math.min(published, counters.at('filteredOut', at) ?? 0)) : NONE;
      this.#underWay.pass(expected, plus(plus(told.delivered, told.givenUp), kept));
      const failures = log.counters.read('loggedFailures', at) ?? 0;
      this.#minutes.push({ told, expectedHigh: expected.high, failures, isRead: log.counters.isKnown(at) });
    }
  }

  /** Over a stretch that lies within the window, as it stood at its end. */
  over(from: EpochMs, to: EpochMs, whole: LoggedWhole): LoggedFigures {
    const { lookFrom, counters } = this.window;
    const placeOf = (at: EpochMs): number => Math.round((at - lookFrom) / MINUTE_MS);
    const known = this.#minutes.slice(placeOf(from), placeOf(to)).filter((minute) => minute !== null);
    const sum = (count: (minute: LoggedMinute) => number): number => known.reduce((total, minute) => total + count(minute), 0);
    const toldOf = (end: 'delivered' | 'givenUp'): Bounds => known.reduce((total, { told }) => plus(total, told[end]), NONE);
    const [delivered, givenUp] = [toldOf('delivered'), toldOf('givenUp')];
    const expectedHigh = sum((minute) => minute.expectedHigh);
    const told = sum(({ isRead }) => Number(isRead));
    const wholly = sum(({ told: each }) => Number(each.delivered.high < Infinity && each.givenUp.high < Infinity));
    const earlier = Math.min(this.#underWay.at(from).high, whole.before.high);
    const since = (count: Bounds): Bounds => between(Math.min(count.low - earlier, expectedHigh), Math.min(count.high, expectedHigh));
    const lastMinute = counters.at('published', to - MINUTE_MS) ?? 0;
    const left = this.#underWay.at(to);
    // Of what all of them lost one may have lost nothing: their total is no more than the most.
    const mostGivenUp = whole.settled.failed.high + whole.settled.deadLettered.high;
    return {
      fates: {
        delivered: since(delivered),
        ...splitUp(since(givenUp), this.facts, whole.fates),
        unexplained: between(left.low - earlier - lastMinute, Math.min(left.high, whole.after.high, expectedHigh)),
      },
      settled: splitUp(between(givenUp.low, Math.min(givenUp.high, mostGivenUp)), this.facts, whole.settled),
      failures: sum((minute) => minute.failures),
      coverage: told === 0 ? 'none' : wholly === known.length ? 'whole' : 'part',
    };
  }
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
