import type { SubscriptionConfig } from '@weir/contract';
import { MINUTE_MS } from '../../series/sample.js';
import { countOf, countText, rateText } from '../../verdicts/wording.js';
import { editNear, editSentence } from './edits.js';
import type { FeederFacts, SettingChange } from './fanout-facts.js';
import { find, type Looking, type Rule } from './found.js';
import { findDeadLettered, findFailingEndpoint, findLost, findMissingEndpoint, findWaiting } from './ledger-rules.js';
import { FANOUT_LIMITS } from './limits.js';
import { isBusyThrough, isSilentThroughout, perMinute, silenceOf } from './silence.js';

/**
 * A subscription has no counters of its own. It is judged by its share of its topic's ledger, by what arrives in its queue where nothing else
 * feeds it, and by what changed in the topic's counters when its filter was edited.
 */
const FILTER_FIELDS = ['filterPolicy', 'filterPolicyScope'];

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

/** Its own queue fell silent while the topic went on. */
const findNothingArriving: Rule = (looking) => {
  const { feeder, endpoints, changes } = looking.facts;
  const arrivals = endpoints[0]?.arrivals ?? null;
  const subscription = configOf(looking);
  if (feeder === null || arrivals === null || subscription?.state !== 'confirmed') return null;
  const silence = silenceOf(arrivals, 'sent');
  if (silence === null) return findStillNothing(looking, arrivals);
  if (!isBusyThrough(feeder.counters, feeder.metric, silence)) return null;
  const edit = editNear(changes, FILTER_FIELDS, silence.from);
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
 * Where its deliveries cannot be seen, its topic's counters still tell: since the edit about one more copy of each message is filtered.
 */
const findSilencedByEdit: Rule = ({ facts: { feeder, changes, endpoints } }) => {
  if (feeder === null || endpoints[0]?.arrivals != null) return null;
  const edit = changes.findLast(({ field }) => FILTER_FIELDS.includes(field));
  if (edit === undefined) return null;
  const step = filterStep(feeder, edit);
  if (step === null || step.more < FANOUT_LIMITS.silencedShare) return null;
  return find('policy-edited', editSentence(edit, step.from, 'deliveries stopped'), step.from);
};

/** How many more copies of each message are filtered after an edit than before it, and since when. */
function filterStep(topic: FeederFacts, edit: SettingChange): { readonly more: number; readonly from: number } | null {
  const { counters } = topic;
  const reach = FANOUT_LIMITS.editMinutes * MINUTE_MS;
  const before = filteredShare(topic, edit.at - 3 * reach, edit.at - reach);
  const after = filteredShare(topic, Math.max(edit.at, counters.to - FANOUT_LIMITS.ledgerMinutes * MINUTE_MS), counters.to);
  if (before === null || after === null) return null;
  let from = counters.to;
  for (let at = counters.to - MINUTE_MS; at >= edit.at - reach; at -= MINUTE_MS) {
    const share = filteredShare(topic, at, at + MINUTE_MS, 1);
    if (share !== null && share - before < FANOUT_LIMITS.silencedShare / 2) break;
    if (share !== null) from = at;
  }
  return { more: after - before, from };
}

function filteredShare({ counters }: FeederFacts, from: number, to: number, least: number = FANOUT_LIMITS.copiesSinceEdit): number | null {
  const published = counters.sum('published', from, to);
  return published < least ? null : counters.sum('filteredOut', from, to) / published;
}

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
