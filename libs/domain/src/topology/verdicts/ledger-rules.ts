import type { Found } from '../../streams/verdicts/blindness.js';
import { countOf, countText, durationText } from '../../verdicts/wording.js';
import { find, type Looking, type Rule } from './found.js';
import { FANOUT_LIMITS } from './limits.js';
import { LOOK_BACK_MS } from '../ledger/figures.js';
import type { CounterWindow } from '../ledger/counter-window.js';
import { Recent } from './recent.js';

/** What the ledger of the last quarter of an hour shows. Said of what has a ledger, and of each subscriber's share of one. */

export const findLost: Rule = ({ facts: { line, settled } }) => {
  const lost = Math.max(line?.failed.low ?? 0, settled?.failed.low ?? 0);
  return lost > 0 ? find('deliveries-lost', `${copies(lost)} given up in ${FANOUT_LIMITS.ledgerMinutes} min and kept nowhere`) : null;
};

export const findDeadLettered: Rule = ({ facts: { line, settled } }) => {
  const dead = Math.max(line?.deadLettered.low ?? 0, settled?.deadLettered.low ?? 0);
  return dead > 0 ? find('dead-letters-arriving', `${copies(dead)} dead-lettered in ${FANOUT_LIMITS.ledgerMinutes} min`) : null;
};

/** What waits now counts, also what was published before the window: a burst that is stuck stays stuck when nothing follows it. */
export const findWaiting: Rule = (looking) => {
  const { line, underWay } = looking.facts;
  if (line === null) return null;
  const least = Math.max(FANOUT_LIMITS.unexplainedCopies, FANOUT_LIMITS.unexplainedShare * line.expected.high);
  const waiting = Math.max(line.unexplained.low, underWay?.low ?? 0);
  if (waiting < least) return findStillWaiting(looking, least);
  const of = line.expected.high >= waiting ? ` of ${countText(line.expected.high)}` : '';
  return find('deliveries-waiting', `${copies(waiting)}${of} neither delivered nor given up`);
};

/**
 * SNS tries for up to 23 days and EventBridge for one; the ledger looks back an hour, and within it is right. What was found waiting before goes on
 * waiting until counters show an end of it, delivered or given up, or AWS has surely stopped trying: copies that were published later are given
 * up later, which is counted.
 */
function findStillWaiting({ facts: { longAgo }, standing, now }: Looking, least: number): Found | null {
  if (standing?.reason !== 'deliveries-waiting' || longAgo === null) return null;
  const waited = now - standing.since;
  const { endedLate, somebodyLeft, triedForMs } = longAgo;
  if (waited < LOOK_BACK_MS || waited > triedForMs || somebodyLeft || endedLate >= least) return null;
  const sentence = `what has waited for up to ${durationText(waited / 1000)} was neither delivered nor given up since`;
  return find('deliveries-waiting', sentence, standing.since);
}

export const findMissingEndpoint: Rule = ({ facts: { endpoints } }) => {
  const missing = endpoints.filter(({ exists }) => exists === false);
  const [first] = missing;
  if (!first) return null;
  const others = missing.length === 1 ? '' : `, nor do ${countText(missing.length - 1)} more`;
  return find('endpoint-missing', `${first.name} does not exist${others}`);
};

/**
 * Attempts on an HTTP endpoint fail: how many copies were lost the counters do not say, that it fails they do. In three of the newest minutes,
 * or in two in a row when it is no single message that fails, and nothing like it happened before: on a topic with many subscribers one
 * endpoint's attempts are few among all, so that they are held against their own past.
 */
export const findFailingEndpoint: Rule = ({ facts: { failingAttempts, line }, standing }) => {
  if (failingAttempts === null || line === null || line.failed.low > 0) return null;
  const recent = new Recent(failingAttempts);
  const attempts = recent.sum('failed');
  const often = recent.minutesAbove('failed') >= FANOUT_LIMITS.heldBackMinutes && shareFailing(recent) >= FANOUT_LIMITS.retriedShare / 2;
  const newest = new Recent(failingAttempts, FANOUT_LIMITS.troubledMinutes);
  const atOnce =
    newest.minutesAbove('failed') >= FANOUT_LIMITS.troubledMinutes &&
    newest.sum('failed') >= FANOUT_LIMITS.failingAttempts &&
    (standing?.reason === 'endpoint-failing' ||
      newest.sum('failed') / newest.known >= FANOUT_LIMITS.multipliedBy * usuallyFailing(failingAttempts));
  if (!often && !atOnce) return null;
  return find('endpoint-failing', `${countOf(attempts, 'attempt', 'attempts')} failed in ${recent.known} min`, recent.since('failed'));
};

/** Failing attempts in the median minute of the two hours before the newest; Infinity: too little is known of them. */
function usuallyFailing(counters: CounterWindow): number {
  const before = new Recent(counters, FANOUT_LIMITS.baselineMinutes).counts('failed').slice(FANOUT_LIMITS.troubledMinutes);
  if (before.length < FANOUT_LIMITS.leastBaselineMinutes) return Infinity;
  return before.toSorted((one, other) => one - other)[Math.floor(before.length / 2)] ?? Infinity;
}

const shareFailing = (recent: Recent): number => {
  const failed = recent.sum('failed');
  return failed / Math.max(1, failed + recent.sum('delivered'));
};

const copies = (count: number): string => countOf(count, 'copy', 'copies');
