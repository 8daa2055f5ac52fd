/**
 * The judge of a stream's readers: from the recent minutes of one reader, and of what arrives, to a verdict with a named reason and a
 * countdown. The first rule that finds something decides: switched off and silent before what the lag says, and a position that stands
 * still before one that moves too slowly.
 *
 * Lag says most of it. A position that stands still gains a second of lag per second, whatever the traffic; one that reads half of what
 * arrives gains half a second. A reader without a position is silent, which is no lag of zero.
 */
import type { EpochMs, LossCountdown } from '@weir/contract';
import { MINUTE_MS } from '../../series/sample.js';
import type { JudgedVerdict } from '../../verdicts/queue-facts.js';
import { countOf, countText, durationText, rateText } from '../../verdicts/wording.js';
import { blindVerdict, freshVerdict, type Found } from './blindness.js';
import { consumerViewOf, patienceOf, type ConsumerView } from './consumer-view.js';
import { arrivalRate, lagDrain, lagExpiry, offExpiry } from './lag.js';
import { STREAM_LIMITS } from './limits.js';
import { consumerStateOf, type ConsumerReason } from './reasons.js';
import type { ConsumerFacts, ConsumerJudgement } from './stream-facts.js';

/**
 * Judges a reader of a stream.
 * @param previous the verdict this judge returned last for the reader; null: none
 * @param now epoch milliseconds; no clock is read
 */
export function judgeConsumer(facts: ConsumerFacts, previous: JudgedVerdict | null, now: EpochMs): ConsumerJudgement {
  const view = consumerViewOf(facts, previous, now);
  const blind = blindVerdict({ ...facts, read: facts.minutes.map(({ at }) => at) }, previous, now);
  const verdict = blind ?? freshVerdict(findingOf(view), previous, now);
  const { lag, tells, growth } = view;
  const standsStill = !tells && (verdict.state === 'stopped' || verdict.standing?.state === 'stopped');
  // Where a sample began is no position that anybody waits at.
  const known = (tells || standsStill) && verdict.state !== 'unknown' && !facts.isOwnSampler ? lag : null;
  return {
    verdict,
    lag: known,
    lagGrowth: known !== null && tells && growth !== null ? Math.round(growth * 1000) : null,
    drain: standsStill ? { kind: 'never' } : lagDrain(known?.milliseconds ?? null, growth),
    loss: isOffUnseen(view) && verdict.reason === 'switched-off' ? offLoss(view) : lagLoss(view, known, standsStill, verdict),
  };
}

function lagLoss(view: ConsumerView, known: ConsumerView['lag'], standsStill: boolean, verdict: JudgedVerdict): LossCountdown | null {
  const { facts, lag, growth, now } = view;
  return lagExpiry({
    now,
    lag: known,
    growth,
    standsStill,
    retentionSeconds: facts.retentionSeconds,
    arrivingPerSecond:
      lag === null ? null : unreadRate(facts, verdict, arrivalRate(facts.arrivals, Math.min(lag.at - lag.milliseconds, lag.at), now)),
  });
}

/** It was off before anybody looked, and no lag of it is known; AWS says when it last changed. */
const isOffUnseen = ({ facts, lag, now }: ConsumerView): boolean => lag === null && facts.modifiedAt !== null && facts.modifiedAt <= now;

function offLoss({ facts, now }: ConsumerView): LossCountdown | null {
  return offExpiry({
    now,
    offSince: facts.modifiedAt ?? now,
    lastLag: facts.lastLag,
    retentionSeconds: facts.retentionSeconds,
    arrivingPerSecond: arrivalRate(facts.arrivals, facts.modifiedAt ?? now, now),
  });
}

/** A record that cannot be got past holds up one shard; what arrives at the others is read. */
function unreadRate({ openShards }: ConsumerFacts, { state }: JudgedVerdict, perSecond: number | null): number | null {
  return perSecond === null || state !== 'poisoned' ? perSecond : perSecond / Math.max(1, openShards ?? 1);
}

type Rule = (view: ConsumerView) => Found | null;

const find = (reason: ConsumerReason, because: string, from: EpochMs | null = null): Found => ({
  verdict: { state: consumerStateOf(reason), reason, because },
  from,
});

const lagSeconds = ({ lag }: ConsumerView): number => (lag?.milliseconds ?? 0) / 1000;
/** From ten minutes on to the minute, up, as figures beside it are told: a row must not tell one lag twice and differently. */
function behindText(view: ConsumerView): string {
  const seconds = lagSeconds(view);
  return `${durationText(seconds < 600 ? seconds : Math.ceil(seconds / 60) * 60)} behind`;
}
const growthText = ({ growth }: ConsumerView): string => `gains ${(growth ?? 0).toFixed(2)} s of lag a second`;

const findOwnSampler: Rule = ({ facts }) => (facts.isOwnSampler ? find('own-sampler', 'Weir samples the stream through it') : null);

/** States in which AWS reads nothing for it. */
const OFF = new Set(['disabled', 'disabling', 'deleting', 'suspended', 'creating_failed', 'deleting_failed']);

const findSwitchedOff: Rule = (view) => {
  const { facts, arrived, now } = view;
  if (facts.state === null || !OFF.has(facts.state.toLowerCase())) return null;
  if (arrived?.records === 0) return find('no-traffic', `switched off (${facts.state}), and nothing arrives`);
  if (!isOffUnseen(view) || facts.modifiedAt === null) return find('switched-off', `switched off: AWS says ${facts.state}`);
  const seconds = Math.floor((now - facts.modifiedAt) / 1000);
  const since = `switched off: AWS says ${facts.state}, off for ${durationText(seconds)} at least`;
  const isLosing = facts.retentionSeconds !== null && seconds >= facts.retentionSeconds;
  return find('switched-off', isLosing ? `${since}: records expire unread` : `${since}, how far it had read by then is not known`);
};

/**
 * It tells no position. That is news only where records arrive; of a reader that was never seen to tell one, it is none either, but for
 * one that has nothing else to do, such as an enhanced fan-out consumer.
 */
const findSilent: Rule = (view) => {
  const { facts, tells, lag, arrived, arrivedInSilence, silentMinutes, standing, records } = view;
  if (tells) return null;
  if (records !== null && records >= STREAM_LIMITS.leastRecords) return find('keeping-up', 'reads records; its position is not told');
  const ceased = standing?.reason === 'reading-ceased';
  if (!ceased && (silentMinutes < patienceOf(facts) || arrivedInSilence === null)) {
    return find('position-unknown', 'it tells no position, not for long enough to mean anything');
  }
  if (arrived?.records === 0 && !ceased) return find('no-traffic', 'nothing arrives in the stream');
  if (!ceased && (arrivedInSilence?.records ?? 0) < STREAM_LIMITS.leastRecords)
    return find('no-traffic', 'hardly anything arrives in the stream');
  const arriving = arrived === null ? '' : `, ${rateText(arrived.perSecond)} arrive`;
  if (lag !== null || ceased) return find('reading-ceased', `reads nothing any more${arriving}`, lag === null ? null : lag.at + MINUTE_MS);
  switch (facts.type) {
    case 'shared-readers':
      return find('nobody-polls', 'nobody polls with GetRecords');
    case 'event-source-mapping':
      return find('position-unknown', 'its function was not invoked, which a filter can cause as well');
    case 'enhanced-fan-out':
    case 'delivery-stream':
      return find('reading-ceased', `reads nothing${arriving}`);
  }
};

const findLosing: Rule = (view) => {
  const { retentionSeconds } = view.facts;
  if (retentionSeconds === null || lagSeconds(view) < retentionSeconds) return null;
  return find('losing-records', `${behindText(view)}, records are kept for ${durationText(retentionSeconds)}`, view.risingSince);
};

/** The position does not move, on one shard or on all. */
const findStandstill: Rule = (view) => {
  const { facts, growth, records, shards, risingSince } = view;
  const [first] = facts.type === 'shared-readers' ? shards.blocked : [];
  if (first !== undefined && shards.moving > 0) {
    const where = shards.blocked.length === 1 ? first.shardId : countOf(shards.blocked.length, 'shard', 'shards');
    const others = countOf(shards.moving, 'other moves', 'others move');
    return find('shard-blocked', `stands still on ${where} while ${others}, ${behindText(view)}`, risingSince);
  }
  if (growth === null || growth < STREAM_LIMITS.standstill || lagSeconds(view) < STREAM_LIMITS.caughtUpSeconds) return null;
  // Its lag is told when its function is invoked: so it is, and always with the same batch.
  if (facts.type === 'event-source-mapping') {
    return find('batch-retried', `invoked with ever older records${heldUpOn(view)}, ${behindText(view)}`, risingSince);
  }
  if (records === 0) return find('nothing-read', `reads no record, ${behindText(view)}`, risingSince);
  const reads = records === null ? growthText(view) : `${rateText(records / (60 * STREAM_LIMITS.recentMinutes))} read`;
  const several = (facts.openShards ?? 1) > 1 && shards.blocked.length === 0 && shards.moving === 0;
  if (several && records !== null && records >= STREAM_LIMITS.leastRecords && facts.type !== 'delivery-stream') {
    return find('shard-blocked', `the oldest position stands still while others move, ${reads}, ${behindText(view)}`, risingSince);
  }
  return find('hardly-advancing', `${reads}, ${behindText(view)} and further every minute`, risingSince);
};

/** A mapping tells one lag, that of its oldest record: it is held up on the shards that stand still as far behind. */
function heldUpOn({ facts, shards, lag }: ConsumerView): string {
  if (facts.shards.length === 0) return (facts.openShards ?? 1) > 1 ? ' of a shard that only shard metrics would tell' : '';
  const as = shards.blocked.filter(({ milliseconds }) => Math.abs(milliseconds - (lag?.milliseconds ?? 0)) <= SAME_LAG_MS);
  const [first] = as;
  return first === undefined ? '' : ` of ${as.length === 1 ? first.shardId : countOf(as.length, 'shard', 'shards')}`;
}

/** Two figures of one lag are told for minutes that may be one apart. */
const SAME_LAG_MS = 1.5 * MINUTE_MS;

const findNearExpiry: Rule = (view) => {
  const { retentionSeconds } = view.facts;
  if (retentionSeconds === null || lagSeconds(view) < STREAM_LIMITS.nearExpiryShare * retentionSeconds) return null;
  return find('near-expiry', `${behindText(view)}, records are kept for ${durationText(retentionSeconds)}`);
};

const findDeliveryLate: Rule = ({ facts, now }) => {
  const ages = facts.minutes
    .filter(({ at, deliveryAgeSeconds }) => at > now - DELIVERY_MINUTES * MINUTE_MS && deliveryAgeSeconds !== null)
    .map(({ deliveryAgeSeconds }) => deliveryAgeSeconds ?? 0);
  const least = Math.min(...ages);
  if (ages.length < STREAM_LIMITS.leastMinutes || !(least > LONGEST_BUFFER_SECONDS)) return null;
  return find('delivery-late', `holds records for ${durationText(least)} before it delivers them`);
};

const DELIVERY_MINUTES = 10;
/** The longest time Firehose buffers by its settings (Firehose Developer Guide, "Configure buffering hints"). */
const LONGEST_BUFFER_SECONDS = 900;

const findMoving = (view: ConsumerView): Found => {
  const { growth, arrived, lag } = view;
  const seconds = lagSeconds(view);
  if (seconds < STREAM_LIMITS.caughtUpSeconds) {
    return arrived?.records === 0
      ? find('no-traffic', 'nothing arrives in the stream')
      : find('caught-up', `${countText(seconds)} s behind at most`);
  }
  const drain = lagDrain(lag?.milliseconds ?? null, growth);
  if (drain.kind === 'in') {
    const because = `${behindText(view)}, ${durationText(drain.seconds)} to catch up`;
    return find(drain.seconds > STREAM_LIMITS.slowCatchUpSeconds ? 'catches-up-slowly' : 'catching-up', because);
  }
  if (growth !== null && growth > STREAM_LIMITS.growthNoise) {
    return find('falling-behind', `${behindText(view)}, ${growthText(view)}`, view.risingSince);
  }
  const standing = growth !== null && seconds >= STREAM_LIMITS.standingLagSeconds;
  return find(standing ? 'lag-standing' : 'keeping-up', standing ? `${behindText(view)}, not shrinking` : behindText(view));
};

const RULES: readonly Rule[] = [findOwnSampler, findSwitchedOff, findSilent, findLosing, findStandstill, findNearExpiry, findDeliveryLate];

function findingOf(view: ConsumerView): Found {
  for (const rule of RULES) {
    const found = rule(view);
    if (found !== null) return found;
  }
  return findMoving(view);
}
