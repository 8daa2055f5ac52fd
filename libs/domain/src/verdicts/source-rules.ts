import type { EpochMs } from '@weir/contract';
import { MINUTE_MS } from '../series/sample.js';
import { arrivingText } from './dead-letter-rules.js';
import { quietRun, receiveRhythm, takenRun } from './flow.js';
import { findEmpty, findHealthy, findPause } from './healthy-rules.js';
import { JUDGE_LIMITS } from './limits.js';
import { belowGuard, type Finding, type QueueView } from './queue-view.js';
import { findSlow } from './slow-rules.js';
import { countOf, countText, rateText } from './wording.js';

/**
 * Judges a queue that is no dead-letter queue: the first rule that finds something decides. What fails for good comes first,
 * since it can go on while the queue itself is empty; then broken before slow before healthy.
 */
export function judgeSource(view: QueueView): Finding {
  return (
    findDeadLettering(view) ??
    findEmpty(view) ??
    findRedelivered(view) ??
    findStalled(view) ??
    findPause(view) ??
    findStopped(view) ??
    findSlow(view) ??
    findHealthy(view)
  );
}

/** Messages move to the dead-letter queue. Where several queues share it, only one whose own messages come back is named. */
function findDeadLettering({ facts, config, flow, depth, standing }: QueueView): Finding | null {
  const arrivals = facts.deadLetter?.arrivals ?? null;
  if (facts.deadLetter === null || arrivals === null || config.redrive === null) return null;
  const least = standing?.state === 'poisoned' ? 1 : JUDGE_LIMITS.deadLetterGuard;
  if (arrivals.count < least) return null;
  const { maxReceiveCount } = config.redrive;
  if (facts.deadLetter.sharedBy > 1) {
    // What is in flight was received and not deleted either, and counters of a busy queue never meet exactly.
    const cameBack = flow.received.total - flow.deleted.total - (depth.inFlight ?? flow.received.total);
    if (cameBack < Math.max(1, JUDGE_LIMITS.sharedBlame * arrivals.count) * maxReceiveCount) return null;
  }
  const receives = maxReceiveCount === 1 ? '1 receive each' : `${countText(maxReceiveCount)} receives each`;
  const dead = facts.deadLetter.held === null ? '' : `, ${countText(facts.deadLetter.held)} dead`;
  return {
    reason: 'dead-lettering',
    because: `${receives}${dead}, ${arrivingText(arrivals.count, arrivals.perMinute)}`,
    from: arrivals.firstAt,
  };
}

/**
 * Most receives are repeats. Received minus deleted counts what is in flight too, so that is taken off; deleted can exceed
 * received, which then is no evidence of anything. Retries that do succeed in the end are slow, not poisoned.
 */
function findRedelivered(view: QueueView): Finding | null {
  const { facts, flow, depth, oldest } = view;
  const { sent, received, deleted } = flow;
  if (received.minutes < JUDGE_LIMITS.leastCounterMinutes || deleted.minutes < JUDGE_LIMITS.leastCounterMinutes || deleted.total === 0)
    return null;
  const repeats = received.total - deleted.total - (depth.inFlight ?? received.total);
  if (repeats < JUDGE_LIMITS.leastRepeats || repeats < JUDGE_LIMITS.repeatsPerFinished * deleted.total) return null;
  const because = `${countText(received.total / deleted.total)} receives for each finished, ${countText(view.held)} held`;
  const lagsBehind = deleted.total < JUDGE_LIMITS.finishedShare * sent.total || (oldest?.pinnedMinutes ?? 0) >= JUDGE_LIMITS.pinnedMinutes;
  const poisoned = facts.deadLetter === null && lagsBehind && !belowGuard(view);
  return { reason: poisoned ? 'redelivered-repeatedly' : 'redelivered-often', because, from: null };
}

/** Minutes without a finished message after which taken messages count as never finished. */
function stalledAfterMinutes(view: QueueView): number {
  const visibilityMinutes = Math.ceil(view.config.visibilityTimeoutSeconds / 60);
  return Math.max(JUDGE_LIMITS.stalledMinutes, visibilityMinutes + JUDGE_LIMITS.stalledGraceMinutes);
}

/**
 * Messages are in flight or received, and none has been deleted for longer than the visibility timeout. The window may be
 * shorter than that; then it must hold nothing else but for its first minutes, and the marks say how long ago something was
 * finished, or the queue was last empty.
 */
function findStalled(view: QueueView): Finding | null {
  const { facts, now, standing } = view;
  const wasStalled = standing?.reason === 'taken-never-finished';
  const run = takenRun(facts.window, now, wasStalled ? 1 : 0);
  const after = wasStalled ? JUDGE_LIMITS.leastMinutes : stalledAfterMinutes(view);
  const inWindow = Math.min(after, facts.window.minutes - JUDGE_LIMITS.quietMinutes);
  if (run.from === null || run.minutes < inWindow || run.measured * 2 < run.minutes) return null;
  const { deletedAt, emptyAt, observedFrom } = facts.window.marks;
  const since = Math.max(deletedAt ?? 0, emptyAt ?? 0, observedFrom ?? 0);
  if (!wasStalled && now - since < after * MINUTE_MS) return null;
  const inFlight = view.depth.inFlight ?? 0;
  if (belowGuard(view)) return few(view, 'none finished', run.from);
  const waiting = `${countText(view.depth.visible)} waiting`;
  const because =
    inFlight > 0 ? `${countText(inFlight)} taken, none finished, ${waiting}` : `taken and given back, none finished, ${waiting}`;
  return { reason: 'taken-never-finished', because, from: run.from };
}

/**
 * Messages wait and nobody receives. A consumer that pauses by habit gets half as long again; without counters, nothing in
 * flight for twice as long is taken for the same, provided the backlog does not fall. Once stopped, a minute with receives is
 * taken for a person's look.
 */
function findStopped(view: QueueView): Finding | null {
  const { facts, now, depth, flow, standing } = view;
  const wasStopped = standing?.state === 'stopped';
  if (depth.visible === 0 || ((depth.inFlight ?? 0) > 0 && !wasStopped)) return null;
  const run = quietRun(facts.window, now, wasStopped ? 1 : 0);
  const pause = Math.ceil(receiveRhythm(facts.window, now) * JUDGE_LIMITS.rhythmFactor);
  const measured = run.measured >= 2;
  const least = Math.max(pause, measured ? JUDGE_LIMITS.quietMinutes : JUDGE_LIMITS.quietMinutesByLiveAlone);
  if (run.minutes < least || (!measured && view.longTrend.falls > 1)) return null;
  if (belowGuard(view) || depth.visible < JUDGE_LIMITS.trafficGuardOnceBroken) {
    return run.minutes >= JUDGE_LIMITS.fewStuckMinutes ? few(view, 'none received', run.from) : null;
  }
  const waiting = `${countText(depth.visible)} wait`;
  const arriving = flow.inPerSecond === null || flow.inPerSecond === 0 ? '' : `, ${rateText(flow.inPerSecond)} arrive`;
  if (measured && run.polled * 2 >= run.measured) {
    if (run.minutes < JUDGE_LIMITS.vainPollMinutes) return null;
    return { reason: 'polls-return-nothing', because: `consumers poll, none gets a message, ${waiting}${arriving}`, from: run.from };
  }
  if (measured) return { reason: 'nobody-receiving', because: `nobody receives, ${waiting}${arriving}`, from: run.from };
  return { reason: 'none-in-flight', because: `${waiting}, none in flight`, from: run.from };
}

/** What would be broken if it were more: worth a word, not a call. */
function few(view: QueueView, what: string, from: EpochMs | null): Finding {
  return { reason: 'few-stuck', because: `${countOf(view.held, 'message waits', 'messages wait')}, ${what}`, from };
}
