/**
 * The judge of streams: from recent minutes of a stream and its shards to a verdict with a named reason. Each rule finds something or not;
 * of what is found, the worst counts, and of two alike the earlier rule. A stream whose readings are out of date is not judged.
 */
import { verdictState, type EpochMs, type VerdictState } from '@weir/contract';
import type { JudgedVerdict } from '../../verdicts/queue-facts.js';
import { countText, rateText } from '../../verdicts/wording.js';
import { shareText } from '../advice/sentences.js';
import { blindVerdict, freshVerdict, standingOf, type Found } from './blindness.js';
import { STREAM_LIMITS } from './limits.js';
import { closedMinutes, counted, stands, sum } from './minutes.js';
import { streamStateOf, type StreamReason } from './reasons.js';
import { shardHeats } from './shard-heat.js';
import type { ShardHeat, StreamFacts, StreamJudgement, StreamMinute } from './stream-facts.js';
import { streamRates } from './stream-rates.js';
import { writeUtilisation } from '../shard.js';

/**
 * Judges a stream.
 * @param previous the verdict this judge returned last for the stream; null: none
 * @param now epoch milliseconds; no clock is read
 */
export function judgeStream(facts: StreamFacts, previous: JudgedVerdict | null, now: EpochMs): StreamJudgement {
  const status = facts.config?.status ?? null;
  const read = facts.minutes.map(({ at }) => at);
  const deletedAt = facts.deletedAt ?? (status === 'DELETING' ? now : null);
  const view = viewOf(facts, previous, now);
  const blind = status === 'CREATING' ? null : blindVerdict({ ...facts, deletedAt, read }, previous, now);
  const verdict = blind ?? freshVerdict(worstOf(findingsOf(view)), previous, now);
  return {
    verdict,
    acceptedPerSecond: view.acceptedPerSecond,
    refusedPerSecond: view.refusedPerSecond,
    writeUtilisation: view.writeUtilisation,
    hottest: view.heats[0] ?? null,
  };
}

interface StreamView {
  readonly facts: StreamFacts;
  readonly now: EpochMs;
  /** What the last verdict on fresh readings was. */
  readonly standing: string | null;
  /** Closed minutes, the newest first. */
  readonly recent: readonly StreamMinute[];
  readonly refusing: Refusing;
  /** Open shards with a known load, the worst first. */
  readonly heats: readonly ShardHeat[];
  readonly acceptedPerSecond: number | null;
  readonly refusedPerSecond: number | null;
  readonly writeUtilisation: number | null;
}

/** What was refused in the recent minutes. A count only ever grows, so that one which has not settled is evidence too. */
interface Refusing {
  readonly minutes: number;
  readonly records: number;
  readonly mostAtOnce: number;
  /** Share of what producers put in the minutes in which anything was refused. */
  readonly share: number;
  /** Start of the earliest of those minutes; null: none. */
  readonly from: EpochMs | null;
}

function viewOf(facts: StreamFacts, previous: JudgedVerdict | null, now: EpochMs): StreamView {
  const recent = closedMinutes(facts.minutes, now, STREAM_LIMITS.recentMinutes);
  const rates = streamRates(facts.minutes, now);
  const shards = facts.config?.mode === 'PROVISIONED' ? facts.config.openShards : 0;
  return {
    facts,
    now,
    standing: standingOf(previous)?.reason ?? null,
    recent,
    refusing: refusingIn(recent),
    heats: shardHeats(facts.shards, now),
    acceptedPerSecond: rates?.acceptedPerSecond ?? null,
    refusedPerSecond: rates?.refusedPerSecond ?? null,
    writeUtilisation:
      shards === 0 || rates === null
        ? null
        : writeUtilisation({ bytesPerSecond: rates.bytesPerSecond / shards, recordsPerSecond: rates.acceptedPerSecond / shards }),
  };
}

function refusingIn(recent: readonly StreamMinute[]): Refusing {
  const refusing = recent.filter(({ writeThrottled }) => counted(writeThrottled) > 0);
  const records = sum(refusing.map(({ writeThrottled }) => counted(writeThrottled)));
  const accepted = sum(refusing.map(({ incomingRecords }) => counted(incomingRecords)));
  return {
    minutes: refusing.length,
    records,
    mostAtOnce: Math.max(0, ...refusing.map(({ writeThrottled }) => counted(writeThrottled))),
    share: records === 0 ? 0 : records / (records + accepted),
    from: refusing.at(-1)?.at ?? null,
  };
}

type Rule = (view: StreamView) => Found | null;

const find = (reason: StreamReason, because: string, from: EpochMs | null = null): Found => ({
  verdict: { state: streamStateOf(reason), reason, because },
  from,
});

const findRefused: Rule = ({ refusing, recent, standing }) => {
  const { minutes, records, share, from } = refusing;
  const onceSo = standing === 'writes-refused';
  const least = onceSo ? STREAM_LIMITS.refusedShareOnceSo : STREAM_LIMITS.refusedShare;
  const often = minutes >= (onceSo ? STREAM_LIMITS.refusedMinutesOnceSo : STREAM_LIMITS.refusedMinutes);
  if (!often || records < STREAM_LIMITS.refusedRecords || share < least) return null;
  return find('writes-refused', `${refusedText(records, recent.length)}, ${shareText(share)} of what is put`, from);
};

const findThrottled: Rule = (view) => {
  const { refusing, facts, heats, recent, standing } = view;
  const { minutes, records, mostAtOnce, from } = refusing;
  const [hottest] = heats;
  const shard = hottest !== undefined && hottest.throttled > 0 ? hottest : null;
  const refused = Math.max(records, shard?.throttled ?? 0);
  const was = standing?.endsWith('-throttled') === true || standing === 'writes-refused';
  const often = Math.max(minutes, shard?.throttledMinutes ?? 0) >= STREAM_LIMITS.throttledMinutes;
  const worth =
    (often && refused >= STREAM_LIMITS.throttledRecords) || Math.max(mostAtOnce, refused) >= STREAM_LIMITS.throttledRecordsAtOnce;
  if (refused === 0 || !(was || worth)) return null;
  const text = refusedText(refused, Math.max(1, recent.length));
  const spike = facts.config?.mode === 'ON_DEMAND' ? spikeOf(view) : null;
  if (spike !== null) return find('spike-throttled', `${text}; traffic grew ${spike.toFixed(1)} times`, from);
  if (shard === null) return find('stream-throttled', text, from);
  const where = `${shard.shardId} refuses records at ${shareText(shard.writeUtilisation)} of its limit over the minute`;
  return find('shard-throttled', `${where}; ${text}`, from);
};

/** How many times the traffic before is what producers put now, where that is more than on-demand streams grow; null: it is not. */
function spikeOf({ facts, now, recent }: StreamView): number | null {
  const put = ({ incomingRecords, writeThrottled }: StreamMinute): number => counted(incomingRecords) + counted(writeThrottled);
  const newest = recent[0]?.at ?? now;
  const before = closedMinutes(facts.minutes, now, STREAM_LIMITS.recentMinutes + STREAM_LIMITS.spikeMinutes)
    .filter(({ writeThrottled }) => counted(writeThrottled) === 0)
    .filter(({ at }) => at < newest);
  if (before.length < STREAM_LIMITS.leastMinutes) return null;
  const ordinary = Math.max(...before.map(put));
  const present = Math.max(0, ...recent.map(put));
  return ordinary > 0 && present > STREAM_LIMITS.spikeFactor * ordinary ? present / ordinary : null;
}

const findNearLimit: Rule = ({ heats, facts, standing, writeUtilisation: whole }) => {
  const limit =
    standing === 'shard-near-limit' || standing === 'stream-near-limit' ? STREAM_LIMITS.nearLimitOnceSo : STREAM_LIMITS.nearLimit;
  const warmest = heats.reduce<ShardHeat | null>(
    (most, heat) => (heat.minutes >= STREAM_LIMITS.nearLimitMinutes && heat.writeUtilisation > (most?.writeUtilisation ?? 0) ? heat : most),
    null,
  );
  if (warmest !== null && warmest.writeUtilisation >= limit) {
    const others = heats.filter((heat) => heat !== warmest && heat.writeUtilisation >= limit).length;
    const more = others === 0 ? '' : `, and ${countText(others)} more like it`;
    return find('shard-near-limit', `${warmest.shardId} takes ${shareText(warmest.writeUtilisation)} of its limit${more}`);
  }
  if (whole === null || whole < limit || facts.minutes.length < STREAM_LIMITS.nearLimitMinutes) return null;
  return find('stream-near-limit', `takes ${shareText(whole)} of what its ${countText(facts.config?.openShards ?? 0)} shards take`);
};

const findReadsThrottled: Rule = ({ recent }) => {
  const refused = recent.map(({ readThrottled }) => counted(readThrottled)).filter((calls) => calls > 0);
  if (refused.length < STREAM_LIMITS.readThrottledMinutes) return null;
  const perMinute = sum(refused) / recent.length;
  if (perMinute < STREAM_LIMITS.readThrottledCalls) return null;
  return find('reads-throttled', `${countText(perMinute)} reads a minute are refused`);
};

const READER_REASONS: Partial<Record<VerdictState, StreamReason>> = {
  poisoned: 'readers-poisoned',
  stopped: 'readers-stopped',
  stalled: 'readers-stalled',
  slow: 'readers-slow',
};

const findReaders: Rule = ({ facts: { readers } }) => {
  const reason = readers === null ? undefined : READER_REASONS[readers.state];
  return readers === null || reason === undefined ? null : find(reason, `those who poll it: ${readers.because}`, readers.since);
};

const findHealthy = (view: StreamView): Found => {
  if (view.facts.config?.status === 'CREATING') return find('being-created', 'AWS is creating it');
  const quiet = closedMinutes(view.facts.minutes, view.now, 2 * STREAM_LIMITS.quietMinutes).filter((minute) => stands(minute, view.now));
  const silent = quiet.every(({ incomingRecords, writeThrottled }) => counted(incomingRecords) + counted(writeThrottled) === 0);
  if (silent && quiet.length >= STREAM_LIMITS.quietMinutes) return find('no-traffic', 'nothing is written to it');
  const rate = view.acceptedPerSecond === null ? 'records arrive' : `${rateText(view.acceptedPerSecond)} accepted`;
  return find('flowing', view.writeUtilisation === null ? rate : `${rate}, ${shareText(view.writeUtilisation)} of its limit`);
};

const RULES: readonly Rule[] = [findRefused, findThrottled, findReaders, findNearLimit, findReadsThrottled, findHealthy];

const findingsOf = (view: StreamView): Found[] =>
  view.facts.config?.status === 'CREATING' ? [findHealthy(view)] : RULES.flatMap((rule) => rule(view) ?? []);

/** Worst first, as the wall orders them. */
const SEVERITY = verdictState.options;

function worstOf(findings: readonly Found[]): Found {
  return findings.reduce((worst, found) => (SEVERITY.indexOf(found.verdict.state) < SEVERITY.indexOf(worst.verdict.state) ? found : worst));
}

const refusedText = (records: number, minutes: number): string => `${rateText(records / (60 * minutes))} refused`;
