import { MINUTE_MS, minuteOf } from '../series/sample.js';
import { JUDGE_LIMITS } from './limits.js';
import type { Finding, QueueView } from './queue-view.js';
import { backlogFloor } from './slow-rules.js';
import { countOf, countText, durationText, rateText } from './wording.js';

/**
 * A queue that holds nothing. Idle needs proof: counters that are known and zero. An empty queue of which CloudWatch tells
 * nothing sleeps when nothing has happened for as long as that takes, and otherwise only reads empty.
 */
export function findEmpty(view: QueueView): Finding | null {
  const { depth, flow, facts } = view;
  if (view.held > 0 || depth.inFlight === null || depth.delayed === null) return null;
  if (flow.sent.total + flow.received.total + flow.deleted.total > 0) return flowing(view);
  const confirmed = view.emptyMinutes >= JUDGE_LIMITS.zeroMinutes;
  const quietMinutes = Math.min(flow.sent.minutes, flow.received.minutes, flow.deleted.minutes);
  if (confirmed && quietMinutes >= JUDGE_LIMITS.leastCounterMinutes) {
    const polled = flow.emptyReceives.total > 0 ? ', consumers poll' : '';
    return { reason: 'no-traffic', because: `empty, nothing sent${polled}`, from: facts.window.marks.activeAt };
  }
  if (confirmed && quietMinutes === 0 && isAsleep(view)) {
    return { reason: 'asleep', because: 'empty and untouched', from: facts.window.marks.activeAt };
  }
  return { reason: 'reads-empty', because: 'reads empty, throughput not known', from: null };
}

/** A declared pause: messages may wait for the next run, as long as the run is not overdue. */
export function findPause({ facts, depth, now }: QueueView): Finding | null {
  const { expectedPauseSeconds, window } = facts;
  if (expectedPauseSeconds === null || depth.visible === 0 || (depth.inFlight ?? 0) > 0) return null;
  const { receivedAt, observedFrom } = window.marks;
  const lastSeen = receivedAt ?? observedFrom ?? now;
  if (now - lastSeen > expectedPauseSeconds * 1000) return null;
  const pause = durationText(expectedPauseSeconds);
  return {
    reason: 'waiting-for-its-run',
    because: `${countOf(depth.visible, 'message waits', 'messages wait')}, a run is due every ${pause}`,
    from: null,
  };
}

/** A queue that holds messages and in which no rule found trouble. */
export function findHealthy(view: QueueView): Finding {
  const { depth, flow, drain } = view;
  if (depth.visible === 0 && (depth.inFlight ?? 0) === 0 && (depth.delayed ?? 0) > 0) {
    return { reason: 'waiting-on-delay', because: `${countText(depth.delayed ?? 0)} delayed on purpose`, from: null };
  }
  if (drain.kind === 'in' && drain.seconds <= JUDGE_LIMITS.slowDrainSeconds && depth.visible >= backlogFloor(view)) {
    return { reason: 'draining', because: `${countText(depth.visible)} wait, ${durationText(drain.seconds)} to drain`, from: null };
  }
  if ((flow.outPerSecond ?? 0) > 0) return flowing(view);
  if ((depth.inFlight ?? 0) > 0) {
    const finished = flow.outPerSecond === null ? 'throughput not known' : 'none finished yet';
    return { reason: 'working', because: `${countText(depth.inFlight ?? 0)} in flight, ${finished}`, from: null };
  }
  if (depth.visible > 0) {
    return { reason: 'just-arrived', because: `${countOf(depth.visible, 'message waits', 'messages wait')}, not for long`, from: null };
  }
  return flow.received.total > 0 ? flowing(view) : { reason: 'reads-empty', because: 'reads empty, throughput not known', from: null };
}

function flowing({ flow }: QueueView): Finding {
  const { inPerSecond, outPerSecond } = flow;
  const because = inPerSecond === null || outPerSecond === null ? 'messages pass through' : bothText(inPerSecond, outPerSecond);
  return { reason: 'flowing', because, from: null };
}

function isAsleep({ facts, now }: QueueView): boolean {
  const { window } = facts;
  const long = now - JUDGE_LIMITS.asleepMinutes * MINUTE_MS;
  const { activeAt, observedFrom } = window.marks;
  if (activeAt !== null && activeAt > long) return false;
  if (window.absenceAt(minuteOf(now) - JUDGE_LIMITS.rateMinutes * MINUTE_MS) === 'inactive') return true;
  return observedFrom !== null && observedFrom <= long;
}

function bothText(inPerSecond: number, outPerSecond: number): string {
  const greater = Math.max(inPerSecond, outPerSecond);
  return `${rateText(inPerSecond, greater)} arrive, ${rateText(outPerSecond, greater)} are finished`;
}
