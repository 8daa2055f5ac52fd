import { countOf, countText } from '../../verdicts/wording.js';
import { find, type Rule } from './found.js';
import { FANOUT_LIMITS } from './limits.js';
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
export const findWaiting: Rule = ({ facts: { line, underWay } }) => {
  if (line === null) return null;
  const least = Math.max(FANOUT_LIMITS.unexplainedCopies, FANOUT_LIMITS.unexplainedShare * line.expected.high);
  const waiting = Math.max(line.unexplained.low, underWay?.low ?? 0);
  if (waiting < least) return null;
  const of = line.expected.high >= waiting ? ` of ${countText(line.expected.high)}` : '';
  return find('deliveries-waiting', `${copies(waiting)}${of} neither delivered nor given up`);
};

export const findMissingEndpoint: Rule = ({ facts: { endpoints } }) => {
  const missing = endpoints.filter(({ exists }) => exists === false);
  const [first] = missing;
  if (!first) return null;
  const others = missing.length === 1 ? '' : `, nor do ${countText(missing.length - 1)} more`;
  return find('endpoint-missing', `${first.name} does not exist${others}`);
};

/** Attempts on an HTTP endpoint fail: how many copies were lost the counters do not say, that it fails they do. */
export const findFailingEndpoint: Rule = ({ facts: { failingAttempts, line } }) => {
  if (failingAttempts === null || line === null || line.failed.low > 0) return null;
  const recent = new Recent(failingAttempts);
  const minutes = recent.minutesAbove('failed');
  if (minutes < FANOUT_LIMITS.heldBackMinutes) return null;
  const attempts = recent.sum('failed');
  const all = attempts + recent.sum('delivered');
  if (attempts < FANOUT_LIMITS.retriedShare * all * 0.5) return null;
  return find('endpoint-failing', `${countOf(attempts, 'attempt', 'attempts')} failed in ${recent.known} min`, recent.since('failed'));
};

const copies = (count: number): string => countOf(count, 'copy', 'copies');
