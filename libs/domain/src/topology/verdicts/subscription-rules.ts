import type { SubscriptionConfig } from '@weir/contract';
import { MINUTE_MS } from '../../series/sample.js';
import { countOf, countText, rateText } from '../../verdicts/wording.js';
import { editNear, editSentence } from './edits.js';
import type { FeederFacts } from './fanout-facts.js';
import { copiesSilenced, FILTER_FIELDS, filterStep } from './filter-step.js';
import { find, type Looking, type Rule } from './found.js';
import { findDeadLettered, findFailingEndpoint, findLost, findMissingEndpoint, findWaiting } from './ledger-rules.js';
import { FANOUT_LIMITS } from './limits.js';
import { EXPLAINED, feederThrough, isSilentThroughout, perMinute, silenceOf } from './silence.js';

/**
 * A subscription has no counters of its own. It is judged by its share of its topic's ledger, by what arrives in its queue where nothing else
 * feeds it, and by what changed in the topic's counters when its filter was edited.
 */
const configOf = ({ facts: { config } }: Looking): SubscriptionConfig | null => (config?.kind === 'subscription' ? config : null);

const publishedLately = (topic: FeederFacts): number =>
  topic.counters.sum('published', topic.counters.to - FANOUT_LIMITS.quietMinutes * MINUTE_MS);

const findPending: Rule = (looking) => {
  if (configOf(looking)?.state !== 'pending') return null;
  const topic = looking.facts.feeder;
  const published = topic === null ? 0 : publishedLately(topic);
  return published > 0
    ? find('pending-confirmation', `nobody has confirmed it; ${countOf(published, 'message', 'messages')} passed it by in an hour`)
    : find('not-confirmed', 'nobody has confirmed it');
};

/** Its own queue fell silent while the topic went on: in the first whole minute when its filter was just edited, else when it is no pause. */
const findNothingArriving: Rule = (looking) => {
  const { feeder, endpoints, changes } = looking.facts;
  const arrivals = endpoints[0]?.arrivals ?? null;
  const subscription = configOf(looking);
  if (feeder === null || arrivals === null || subscription?.state !== 'confirmed') return null;
  const explained = silenceOf(arrivals, 'sent', EXPLAINED);
  if (explained === null) return findStillNothing(looking, arrivals);
  if (feederThrough(feeder, arrivals, 'sent', explained) !== 'busy') return null;
  const edit = editNear(changes, FILTER_FIELDS, explained.from);
  const silence = edit === null ? silenceOf(arrivals, 'sent') : explained;
  if (silence === null) return null;
  if (edit !== null) return find('policy-edited', editSentence(edit, silence.from, 'deliveries stopped'), silence.from);
  const before = `${rateText(silence.perMinuteBefore / 60)} before`;
  if ((subscription.filterPolicy !== null || subscription.partial === true) && filtersMore(feeder, silence.from))
    return find('everything-filtered', `nothing passes its filter for ${countText(silence.minutes)} min, ${before}`, silence.from);
  return find('nothing-arrives', `nothing for ${countText(silence.minutes)} min, ${before}, while ${feeder.name} is busy`, silence.from);
};

const LASTING: ReadonlySet<string> = new Set(['policy-edited', 'everything-filtered', 'nothing-arrives']);

function findStillNothing({ facts: { feeder }, standing, now }: Looking, arrivals: NonNullable<Looking['facts']['counters']>) {
  if (standing === null || !LASTING.has(standing.reason) || !isSilentThroughout(arrivals, 'sent')) return null;
  if (now - standing.since > FANOUT_LIMITS.forgottenMinutes * MINUTE_MS || feeder === null || publishedLately(feeder) === 0) return null;
  const reason = standing.reason as 'policy-edited' | 'everything-filtered' | 'nothing-arrives';
  return find(
    reason,
    `still nothing, while ${feeder.name} publishes ${rateText(publishedLately(feeder) / (60 * FANOUT_LIMITS.quietMinutes))}`,
    standing.since,
  );
}

/**
 * Where its deliveries cannot be seen, its topic's counters still tell: since the edit about one more copy of each message is filtered. When
 * others of the topic were edited at about the same time, what is missing in their queues is theirs; of those that cannot be seen either, the
 * counters do not say which one it is.
 */
const findSilencedByEdit: Rule = ({ facts: { feeder, changes, endpoints, editedBeside } }) => {
  if (feeder === null || endpoints[0]?.arrivals != null) return null;
  const edit = changes.findLast(({ field }) => FILTER_FIELDS.includes(field));
  if (edit === undefined) return null;
  const step = filterStep(feeder.counters, edit);
  if (step === null) return null;
  const reach = FANOUT_LIMITS.editMinutes * MINUTE_MS;
  const beside = editedBeside.filter(({ at }) => at.some((moment) => Math.abs(moment - edit.at) <= reach));
  const seen = beside.reduce((sum, { arrivals }) => sum + (arrivals === null ? 0 : copiesSilenced(arrivals, feeder.counters, step)), 0);
  const unseen = 1 + beside.filter(({ arrivals }) => arrivals === null).length;
  const left = step.more - seen;
  if (left < FANOUT_LIMITS.silencedShare) return null;
  const sentence = editSentence(edit, step.from, 'deliveries stopped');
  return left >= FANOUT_LIMITS.silencedShare * unseen
    ? find('policy-edited', sentence, step.from)
    : find('policy-edited', `${sentence}; it is one of ${countText(unseen)} edited then, and the counters do not say which`, step.from);
};

const filtersMore = ({ counters }: FeederFacts, since: number): boolean =>
  (perMinute(counters, 'filteredOut', since, counters.to) ?? 0) >
  (perMinute(counters, 'filteredOut', since - FANOUT_LIMITS.baselineMinutes * MINUTE_MS, since) ?? 0);

/** At an HTTP endpoint every attempt may be logged: how many copies were given up the log does not say, that it fails it does. */
const findNamedInLog: Rule = (looking) => {
  const { namedFailures, line } = looking.facts;
  if (findLost(looking) !== null || findDeadLettered(looking) !== null) return null;
  if (namedFailures < Math.max(FANOUT_LIMITS.unexplainedCopies, FANOUT_LIMITS.unexplainedShare * (line?.expected.high ?? 0))) return null;
  const failed = countOf(namedFailures, 'failed delivery', 'failed deliveries');
  return find('endpoint-failing', `${failed} to it in ${FANOUT_LIMITS.ledgerMinutes} min, says the delivery log`);
};

const findOneOfSeveral: Rule = ({ facts: { oneOfSeveral } }) =>
  oneOfSeveral ? find('cannot-tell-which', 'deliveries of its topic fail, and the counters do not say whose') : null;

const findFine: Rule = (looking) => {
  const subscription = configOf(looking);
  const topic = looking.facts.feeder;
  if (subscription === null || topic === null || subscription.state === 'pending') return null;
  const published = publishedLately(topic);
  if (published === 0) return find('no-traffic', 'nothing is published to its topic');
  const rate = rateText(published / (60 * FANOUT_LIMITS.quietMinutes));
  return subscription.filterPolicy === null && subscription.partial !== true
    ? find('delivering', `gets all of ${rate}`)
    : find('passing-some', `gets what its filter lets pass of ${rate}`);
};

export const SUBSCRIPTION_RULES: readonly Rule[] = [
  findMissingEndpoint,
  findLost,
  findFailingEndpoint,
  findNamedInLog,
  findDeadLettered,
  findPending,
  findNothingArriving,
  findSilencedByEdit,
  findWaiting,
  findOneOfSeveral,
  findFine,
];
