import type { Bounds, EpochMs, LedgerEvidence, LedgerLine } from '@weir/contract';
import { MINUTE_MS } from '../../series/sample.js';
import { between, NONE, sumOf, within } from './bounds.js';
import { dueTo } from './due-copies.js';
import type { IncomingCopies } from './incoming-copies.js';
import type { LoggedFigures } from './logged-deliveries.js';
import { FATES, type Fate, type Fates, narrowShares, type Share } from './narrow-shares.js';
import type { SubscriberFacts } from './subscriber-facts.js';

export interface SubscriberFigures {
  readonly subscriber: SubscriberFacts;
  readonly line: LedgerLine;
  readonly evidence: LedgerEvidence;
  readonly logged: LoggedFigures | null;
  readonly arrived: { readonly count: number; readonly sharedWithOthers: boolean } | null;
}

/** The window a ledger tells of. What lies before it tells what was still under way when it began. */
export interface LedgerWindow {
  readonly from: EpochMs;
  /** Exclusive, a whole minute. */
  readonly to: EpochMs;
}

/** A window, and since when everybody who should get something is known. Who left before, and what settings were, nobody can tell. */
export interface KnownWindow extends LedgerWindow {
  readonly knownFrom: EpochMs;
}

/** How far before a window counters are looked at for what was under way when it began. */
export const LOOK_BACK_MS = 60 * MINUTE_MS;

/** What became of everything that several lines tell of; null: there is none. */
export function sumOfLines(lines: readonly LedgerLine[]): LedgerLine | null {
  if (lines.length === 0) return null;
  const of = (part: keyof LedgerLine): Bounds => sumOf(lines.map((line) => line[part]));
  return {
    expected: of('expected'),
    delivered: of('delivered'),
    filtered: of('filtered'),
    failed: of('failed'),
    deadLettered: of('deadLettered'),
    unexplained: of('unexplained'),
  };
}

export const lineOf = (expected: Bounds, fates: Fates): LedgerLine => ({ expected, ...fates });

/** What is known of a whole before it is shared out. */
export interface Whole {
  readonly expected: Bounds;
  readonly fates: Fates;
  /** Copies that ended in it and may be of somebody who is gone and was never met. */
  readonly perhapsOfGone: number;
}

/**
 * The fates of everything expected in a window, from counters that count what happened in it. What was under way at its beginning may be
 * among what was settled in it; what is under way at its end is unexplained, less what the last minute alone can account for.
 */
export function settleWhole(counted: {
  readonly expected: Bounds;
  readonly delivered: Bounds;
  readonly filtered: Bounds;
  readonly failed: Bounds;
  readonly deadLettered: Bounds;
  readonly before: Bounds;
  readonly after: Bounds;
  /** Copies of the last minute, which need not have arrived yet. */
  readonly lastMinute: number;
  readonly perhapsOfGone: number;
}): Whole {
  const { expected, before, after, perhapsOfGone } = counted;
  const since = (count: Bounds): Bounds => between(Math.min(count.low - before.high, expected.high), Math.min(count.high, expected.high));
  const fates: Fates = {
    delivered: since(counted.delivered),
    // A filter decides at once: nothing is filtered later.
    filtered: within(counted.filtered, { low: 0, high: expected.high }),
    failed: since(counted.failed),
    deadLettered: since(counted.deadLettered),
    unexplained: between(after.low - before.high - counted.lastMinute, Math.min(after.high, expected.high)),
  };
  const least = FATES.reduce((sum, fate) => sum + fates[fate].low, 0);
  // More than was due: some of it was due earlier to somebody nobody met, and no counter says which.
  if (least > expected.high) return { expected, fates: lowered(fates, least - expected.high), perhapsOfGone };
  // What became of copies was expected: that closes what is left open by a beginning nobody saw.
  return { expected: between(Math.max(expected.low, least), expected.high), fates, perhapsOfGone };
}

const lowered = (fates: Fates, by: number): Fates =>
  Object.fromEntries(FATES.map((fate) => [fate, between(fates[fate].low - by, fates[fate].high)])) as Fates;

/**
 * How many copies were due in a stretch that reaches back before everybody was known: at least none that is not told of, and as many as ended,
 * be they of somebody who is gone. What those who are gone were due and never got no counter tells.
 */
export const dueWithGone = (due: Bounds, ended: number): Bounds => ({ low: due.low, high: Math.max(due.high, ended) });

/** What a whole is shared out by, besides what is known of each subscriber. */
export interface SharingWindow extends LedgerWindow {
  /** What everybody should have got a copy of. */
  readonly incoming: IncomingCopies;
}

/** Shares a whole out among those who should have got it, with everything known of each of them. */
export function shareOut(
  whole: Whole,
  subscribers: readonly SubscriberFacts[],
  window: SharingWindow,
  loggedOf: (facts: SubscriberFacts) => LoggedFigures | null = () => null,
): readonly SubscriberFigures[] {
  const { from, to } = window;
  const logs = subscribers.map(loggedOf);
  const shares = subscribers.map((facts, index) => openShare(facts, window, logs[index] ?? null));
  const narrowed = narrowWithGone(shares, whole);
  return subscribers.map((facts, index) => {
    const share = narrowed[index] ?? { expected: NONE, fates: whole.fates };
    const arrived = arrivedAt(facts, from, to);
    const logged = logs[index] ?? null;
    return {
      subscriber: facts,
      line: lineOf(share.expected, share.fates),
      evidence: evidenceOf(logged, share, { met: subscribers.length, perhaps: narrowed.length }, arrived),
      logged,
      arrived: arrived === null ? null : { count: arrived, sharedWithOthers: facts.arrivals?.sharedWithOthers ?? false },
    };
  });
}

/** What is known of one subscriber's copies before the totals are looked at. */
export function openShare(facts: SubscriberFacts, window: SharingWindow, logged: LoggedFigures | null): Share {
  const { incoming, from, to } = window;
  const expected = dueTo(facts, incoming, from, to);
  const upTo = between(0, expected.high);
  const arrived = mostArrived(facts, window);
  const lastMinute = incoming.over(to - MINUTE_MS, to).high;
  const open: Record<Fate, Bounds> = {
    delivered: arrived === null ? upTo : between(0, Math.min(expected.high, arrived + lastMinute)),
    filtered: facts.filters ? upTo : NONE,
    failed: upTo,
    deadLettered: facts.deadLetters ? upTo : NONE,
    unexplained: upTo,
  };
  for (const fate of FATES) open[fate] = within(open[fate], logged?.fates[fate] ?? open[fate]);
  return { expected, fates: open };
}

/**
 * Narrows the shares of a whole, of which whoever is gone may have got some of what ended; of what did not end nothing is theirs any more. Their
 * share is the last one then.
 */
export function narrowWithGone(shares: readonly Share[], { fates, perhapsOfGone }: Whole): readonly Share[] {
  if (perhapsOfGone === 0) return narrowShares(shares, fates);
  const upTo = between(0, perhapsOfGone);
  const ofGone = { delivered: upTo, filtered: upTo, failed: upTo, deadLettered: upTo, unexplained: NONE };
  return narrowShares([...shares, { expected: upTo, fates: ofGone }], fates);
}

/** What was counted in its queue; null: not all of the window is known, and a part would pass for the whole. */
function arrivedAt({ arrivals }: SubscriberFacts, from: EpochMs, to: EpochMs): number | null {
  if (arrivals === null || arrivals.counters.knownMinutes(from, to) * MINUTE_MS < to - from) return null;
  return arrivals.counters.sum('sent', from, to);
}

/** The most that can have arrived: in a minute that is not known all that was due in it. null: nothing arrives in a queue of its own. */
function mostArrived(facts: SubscriberFacts, { incoming, from, to }: SharingWindow): number | null {
  const arrived = facts.arrivals?.counters;
  const known = arrived?.knownMinutes(from, to) ?? 0;
  if (arrived === undefined || known === 0) return null;
  let most = arrived.sum('sent', from, to);
  if (known * MINUTE_MS >= to - from) return most;
  for (let at = from; at < to; at += MINUTE_MS) if (!arrived.isKnown(at)) most += dueTo(facts, incoming, at, at + MINUTE_MS).high;
  return most;
}

/** @param among how many subscribers are known, and how many shares there are, that of whoever is gone included */
function evidenceOf(
  logged: LoggedFigures | null,
  { expected, fates }: Share,
  among: { readonly met: number; readonly perhaps: number },
  arrived: number | null,
): LedgerEvidence {
  if (among.perhaps === 1) return 'only-subscriber';
  if (logged?.coverage === 'whole') return 'delivery-logs';
  if (logged?.coverage === 'part') return 'delivery-logs-partly';
  const told = FATES.every((fate) => fates[fate].high - fates[fate].low <= expected.high / 100);
  if (!told) return among.met === 1 ? 'perhaps-others' : 'cannot-tell';
  return arrived !== null && arrived < expected.high ? 'downstream-queue' : 'totals';
}
