import type { EpochMs, LedgerLine } from '@weir/contract';
import { lineOf, narrowWithGone, openShare, type SharingWindow, type Whole } from './figures.js';
import type { LoggedFigures } from './logged-deliveries.js';
import { stepBounds } from './steps.js';
import type { SubscriberFacts } from './subscriber-facts.js';

/** What became, step by step, of the copies of each subscriber. Of thousands most are alike in all that is known, and share a row. */
export interface SubscriberSteps {
  /** A line for each step. */
  readonly rows: readonly (readonly LedgerLine[])[];
  /** The row of each subscriber, in their order. */
  readonly rowOf: readonly number[];
}

/** What a step is shared out by. */
export interface SharingSteps extends SharingWindow {
  readonly stepSeconds: number;
  /** The fates of all copies due from `begin` up to `end`, as they stood at `end`. */
  readonly wholeOf: (begin: EpochMs, end: EpochMs) => Whole;
  /** What the log makes of one subscriber's part of that; null: it says nothing of it. */
  readonly loggedOf: (facts: SubscriberFacts, begin: EpochMs, end: EpochMs, whole: Whole) => LoggedFigures | null;
}

/**
 * Each step is a ledger of its own: of the copies that were due in it, as they stood at its end. What is delivered a step later than it was
 * published is unexplained in its own step.
 */
export function subscriberSteps(subscribers: readonly SubscriberFacts[], steps: SharingSteps): SubscriberSteps {
  const { stepSeconds, wholeOf, loggedOf, ...window } = steps;
  const { alike, rowOf } = groupAlike(subscribers);
  const rows = alike.map((): LedgerLine[] => []);
  for (const { begin, end } of stepBounds(window, stepSeconds)) {
    const whole = wholeOf(begin, end);
    const shares = alike.map((facts) => openShare(facts, { ...window, from: begin, to: end }, loggedOf(facts, begin, end, whole)));
    const ofEach = rowOf.flatMap((row) => shares[row] ?? []);
    const narrowed = new Map(narrowWithGone(ofEach, whole).map((share, place) => [rowOf[place], share]));
    rows.forEach((row, index) => {
      const share = narrowed.get(index);
      if (share !== undefined) row.push(lineOf(share.expected, share.fates));
    });
  }
  return { rows, rowOf };
}

/** One of each kind of which the same is known: whatever is counted of one alone makes it a kind of its own. */
function groupAlike(subscribers: readonly SubscriberFacts[]): { readonly alike: readonly SubscriberFacts[]; readonly rowOf: number[] } {
  const alike: SubscriberFacts[] = [];
  const known = new Map<string, number>();
  const rowOf = subscribers.map((facts) => {
    const { key, begins, ends, filters, deadLetters, arrivals, logged } = facts;
    const own = arrivals !== null || logged !== null ? key : null;
    const kind = JSON.stringify([own, begins.earliest, begins.latest, ends?.earliest, ends?.latest, filters, deadLetters].map(String));
    const row = known.get(kind);
    if (row !== undefined) return row;
    known.set(kind, alike.length);
    return alike.push(facts) - 1;
  });
  return { alike, rowOf };
}
