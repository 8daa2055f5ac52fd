/**
 * The judge: from the recent minutes of one queue to a verdict with a named reason.
 *
 *   fresh readings, enough of them ──► the rules decide ──► poisoned · stopped · stalled · slow · ok · idle
 *   readings out of their budget   ──► stale: the last verdict stands ──(`staleMinutes`)──► unknown
 *   nothing ever read, gone        ──► unknown
 *
 * A verdict made on fresh readings is remembered through stale and unknown (`standing`), and with it these hold:
 * - Blindness never clears a broken verdict and never makes one: it becomes stale, then unknown, and says what it was.
 * - A broken verdict whose recovery only counters could show stays while they are not known.
 * - A broken verdict outlasts the first approximate zeroes.
 * - Rules let go of a state later than they take hold of it, so that a verdict does not flap.
 * - A state that continues keeps its `since`.
 */
import type { EpochMs, LossCountdown } from '@weir/contract';
import { MINUTE_MS } from '../series/sample.js';
import { backlogExpiry, deadLetterExpiry, type Between } from './countdowns.js';
import { judgeDeadLetters } from './dead-letter-rules.js';
import { freshness } from './depth.js';
import { oldestArrival } from './flow.js';
import { JUDGE_LIMITS } from './limits.js';
import { isBroken, isDeadLetterQueue, viewOf, type Finding, type QueueView } from './queue-view.js';
import type { JudgedVerdict, Judgement, QueueFacts, ReadFailure, StandingVerdict } from './queue-facts.js';
import { stateOf, type ReasonOf } from './reasons.js';
import { judgeSource } from './source-rules.js';

/**
 * Judges a queue or dead-letter queue.
 * @param previous the verdict this judge returned last for the queue; null: none.
 * @param now epoch milliseconds; no clock is read.
 */
export function judgeQueue(facts: QueueFacts, previous: JudgedVerdict | null, now: EpochMs): Judgement {
  if (facts.deletedAt !== null || facts.liveFailure === 'deleted') {
    const since = previous?.reason === 'deleted' ? previous.since : (facts.deletedAt ?? now);
    return blank({ state: 'unknown', reason: 'deleted', because: 'the queue no longer exists', since, judgedAt: now });
  }
  const { depth, standsIn, overdueSince } = freshness(facts, now);
  const standing = standingOf(previous);
  if (depth === null || facts.config === null) {
    const neverRead = facts.config === null || (facts.live === null && overdueSince === null);
    const blindness = neverRead ? NEVER_READ : OVERDUE;
    const verdict = withoutReadings(blindness[facts.liveFailure ?? 'none'], previous, overdueSince ?? now, now);
    return { ...blank(verdict), loss: verdict.state === 'stale' ? lossOfLastReading(facts, now) : null };
  }
  const view = viewOf(facts, facts.config, depth, standing, now);
  const judged = verdictOf(view, previous);
  // A minute of CloudWatch may accuse where SQS refuses to be read, but not acquit: nothing newer will come to say that it no longer holds.
  const acquittedUnseen = standsIn && facts.liveFailure === 'denied' && !isBroken(judged) && judged.state !== 'slow';
  const verdict = acquittedUnseen ? withoutReadings(OVERDUE.denied, previous, now, now) : judged;
  const inTrouble = isBroken(verdict) || verdict.state === 'slow';
  return {
    verdict,
    rates: { in: isDeadLetterQueue(facts) ? arrivingPerSecond(view) : view.flow.inPerSecond, out: view.flow.outPerSecond },
    growthPerSecond: view.trend.perSecond,
    drain: view.drain.kind === 'never' && !inTrouble ? { kind: 'steady' } : view.drain,
    loss: isDeadLetterQueue(facts) ? deadLetterLoss(facts, view.config, view.held, now) : inTrouble ? backlogLoss(view) : null,
  };
}

function verdictOf(view: QueueView, previous: JudgedVerdict | null): JudgedVerdict {
  const { standing, now } = view;
  if (standing !== null && awaitsZeroes(view, standing)) return { ...standing, judgedAt: now };
  const finding = isDeadLetterQueue(view.facts) ? judgeDeadLetters(view) : judgeSource(view);
  const state = stateOf(finding.reason);
  const broken = isBroken({ state });
  if (!broken && view.longTrend.minutes < JUDGE_LIMITS.leastMinutes) return withoutReadings(FEW, previous, now, now);
  if (!broken && standing !== null && isBroken(standing) && recoveryUnknown(view, standing)) {
    return withoutReadings(UNSEEN, previous, now, now);
  }
  const { reason, because } = finding;
  return { state, reason, because, since: sinceOf(finding, standing, now), judgedAt: now };
}

/** A state that continues keeps its beginning; a new one begins where its evidence does, but not before the one it follows. */
function sinceOf(finding: Finding, standing: StandingVerdict | null, now: EpochMs): EpochMs {
  if (standing?.state === stateOf(finding.reason)) return standing.since;
  const from = Math.min(now, finding.from ?? now);
  return standing === null ? from : Math.max(from, Math.min(now, standing.since));
}

/** Approximate counts dip to zero: what was broken is not mended by the first of them. */
function awaitsZeroes({ held, emptyMinutes }: QueueView, standing: StandingVerdict): boolean {
  return held === 0 && emptyMinutes < JUDGE_LIMITS.zeroMinutes && isBroken(standing) && standing.reason !== 'dead-lettering';
}

/** Whether a broken verdict rested on something that cannot be read now, and nothing else shows that it recovered. */
function recoveryUnknown(view: QueueView, standing: StandingVerdict): boolean {
  const { facts, flow, trend, held, depth } = view;
  if (standing.reason === 'dead-lettering') return view.config.redrive !== null && (facts.deadLetter?.arrivals ?? null) === null;
  const recovers = held === 0 || (trend.falls >= 3 && trend.rises === 0);
  if (standing.state === 'stopped') return flow.received.minutes === 0 && !recovers && (depth.inFlight ?? 0) === 0;
  const restsOnCounters = standing.reason === 'taken-never-finished' || standing.reason === 'redelivered-repeatedly';
  return restsOnCounters && flow.deleted.minutes === 0 && !recovers;
}

interface Blindness {
  readonly stale: ReasonOf<'stale'>;
  readonly unknown: ReasonOf<'unknown'>;
  readonly phrase: string;
}

const OVERDUE: Readonly<Record<Exclude<ReadFailure, 'deleted'> | 'none', Blindness>> = {
  none: { stale: 'readings-late', unknown: 'no-data', phrase: 'readings are overdue' },
  denied: { stale: 'readings-denied', unknown: 'denied', phrase: 'the role may not read it' },
  throttled: { stale: 'readings-throttled', unknown: 'throttled', phrase: 'AWS refuses the reads' },
  'collector-down': { stale: 'readings-unreachable', unknown: 'unreachable', phrase: 'AWS cannot be reached' },
  'not-asked': { stale: 'readings-not-asked', unknown: 'not-asked', phrase: 'not read, to stay within the budget' },
};
const NEVER_READ: typeof OVERDUE = { ...OVERDUE, none: { stale: 'readings-late', unknown: 'never-read', phrase: 'not read yet' } };
const FEW: Blindness = { stale: 'readings-few', unknown: 'warming-up', phrase: 'too few minutes seen to judge' };
const UNSEEN: Blindness = { stale: 'recovery-unseen', unknown: 'recovery-unknown', phrase: 'what would show a recovery is not known' };

/** What is said of a queue that cannot be judged: the last verdict while it is young enough to stand, else unknown. */
function withoutReadings(blindness: Blindness, previous: JudgedVerdict | null, began: EpochMs, now: EpochMs): JudgedVerdict {
  const standing = standingOf(previous);
  const wasStale = previous?.state === 'stale';
  const since = wasStale ? previous.since : Math.min(began, now);
  const stands = standing !== null && previous?.state !== 'unknown' && now - since <= JUDGE_LIMITS.staleMinutes * MINUTE_MS;
  const state = stands ? 'stale' : 'unknown';
  const was = standing === null ? '' : `; was ${standing.state}: ${standing.because}`;
  return {
    state,
    reason: stands ? blindness.stale : blindness.unknown,
    because: `${blindness.phrase}${was}`,
    since: stands ? since : previous?.state === 'unknown' ? previous.since : now,
    judgedAt: now,
    standing,
  };
}

/** The last verdict made on fresh readings. */
function standingOf(previous: JudgedVerdict | null): StandingVerdict | null {
  if (previous === null) return null;
  if (previous.state === 'stale' || previous.state === 'unknown') return previous.standing ?? null;
  const { state, reason, because, since } = previous;
  return { state, reason, because, since };
}

function blank(verdict: JudgedVerdict): Judgement {
  return { verdict, rates: { in: null, out: null }, growthPerSecond: null, drain: { kind: 'unknown' }, loss: null };
}

function arrivingPerSecond({ arrivals }: QueueView): number | null {
  return arrivals === null ? null : arrivals.perMinute / 60;
}

function backlogLoss({ config, drain, flow, held, now, oldest, trend }: QueueView): LossCountdown | null {
  return backlogExpiry({
    now,
    count: held,
    sent: oldest?.came ?? null,
    retentionSeconds: config.retentionSeconds,
    drain,
    growthPerSecond: trend.perSecond,
    outPerSecond: flow.outPerSecond,
  });
}

/** While a dead-letter queue cannot be read, its messages expire all the same. */
function lossOfLastReading({ live, config, ...facts }: QueueFacts, now: EpochMs): LossCountdown | null {
  if (live === null || config === null || facts.sources.length === 0) return null;
  return deadLetterLoss(facts, config, live.visible + live.inFlight, now);
}

type LossFacts = Pick<QueueFacts, 'window' | 'sources'>;

function deadLetterLoss({ window, sources }: LossFacts, config: QueueView['config'], count: number, now: EpochMs): LossCountdown | null {
  const { retentionSeconds, fifo } = config;
  return deadLetterExpiry({ now, count, arrived: arrivedSince(window, now), retentionSeconds, fifo, sources });
}

/** When the oldest dead letter came: by its age, else after the queue last read empty. */
function arrivedSince(window: QueueFacts['window'], now: EpochMs): Between | null {
  const { emptyAt } = window.marks;
  return oldestArrival(window, now) ?? (emptyAt === null ? null : { earliest: emptyAt, latest: now });
}
