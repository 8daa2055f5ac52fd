import type { Trend } from './depth.js';
import { groupsInFlight } from './flow.js';
import { JUDGE_LIMITS } from './limits.js';
import type { Finding, QueueView } from './queue-view.js';
import { countOf, countText, durationText, rateText } from './wording.js';

/** Finds a queue that is served, but not well enough. */
export function findSlow(view: QueueView): Finding | null {
  return findFull(view) ?? findStuckOldest(view) ?? findBlockedGroups(view) ?? findGrowing(view) ?? findTooLate(view) ?? findStanding(view);
}

/** From how many messages a backlog is worth a word: a minute of arrivals, and no handful. */
export function backlogFloor({ flow }: QueueView): number {
  return Math.max(JUDGE_LIMITS.backlogMessages, (flow.inPerSecond ?? 0) * JUDGE_LIMITS.backlogSecondsOfArrivals);
}

/** A quota of SQS holds the consumers back. */
function findFull({ config, depth }: QueueView): Finding | null {
  const inFlight = depth.inFlight ?? 0;
  if (inFlight >= JUDGE_LIMITS.inFlightQuota) {
    return { reason: 'in-flight-full', because: `${countText(inFlight)} in flight, no more can be received`, from: null };
  }
  if (!config.fifo || depth.visible <= JUDGE_LIMITS.fifoLookahead) return null;
  const because = `${countText(depth.visible)} wait, only the first ${countText(JUDGE_LIMITS.fifoLookahead)} are looked at`;
  return { reason: 'beyond-lookahead', because, from: null };
}

/**
 * The oldest message only ages while others are finished. FIFO queues never reorder, so it blocks its group; a standard queue
 * sends a message to the back after some receives, and this is the time before that. A backlog that grows fast ages as evenly:
 * that is another finding.
 */
function findStuckOldest(view: QueueView): Finding | null {
  const { config, flow, oldest, trend } = view;
  if (oldest === null || oldest.pinnedMinutes < JUDGE_LIMITS.pinnedMinutes || flow.deleted.total === 0) return null;
  if (oldest.ageSeconds < 2 * config.visibilityTimeoutSeconds) return null;
  if ((trend.perSecond ?? 0) > 0.5 * (flow.inPerSecond ?? 0)) return null;
  const others = othersText(view);
  return config.fifo
    ? { reason: 'group-blocked', because: `a group is blocked, ${others}`, from: null }
    : { reason: 'oldest-stuck', because: `the oldest message is stuck, ${others}`, from: null };
}

/**
 * FIFO: much waits, few groups are in flight, and polls come back empty. What waits is behind messages in flight, since a free
 * group would have been given out.
 */
function findBlockedGroups(view: QueueView): Finding | null {
  const { facts, config, now, depth, flow, drain, longTrend } = view;
  if (!config.fifo || drain.kind === 'in' || longTrend.least < JUDGE_LIMITS.backlogMessages || flow.deleted.total === 0) return null;
  if (longTrend.minutes < JUDGE_LIMITS.leastTrendMinutes || flow.emptyReceives.total < Math.max(1, flow.emptyReceives.minutes)) return null;
  const groups = groupsInFlight(facts.window, now);
  if (groups === null || groups === 0 || groups * JUDGE_LIMITS.messagesPerGroup > depth.visible) return null;
  const because = `${countText(depth.visible)} wait behind ${countOf(groups, 'group', 'groups')} in flight, ${othersText(view)}`;
  return { reason: 'group-blocked', because, from: null };
}

const othersText = ({ flow }: QueueView): string => `others leave at ${rateText(flow.deleted.total / (flow.deleted.minutes * 60))}`;

/** The backlog grows, over the short and the long window and in most of their minutes, so that a burst is none. */
function findGrowing(view: QueueView): Finding | null {
  const { depth, flow, trend, longTrend, standing } = view;
  if (trend.perSecond === null || longTrend.perSecond === null || longTrend.minutes < JUDGE_LIMITS.leastTrendMinutes) return null;
  if (flow.outPerSecond === 0) return null;
  const noise = JUDGE_LIMITS.growthShareOfArrivals * (flow.inPerSecond ?? 0);
  const floor = backlogFloor(view);
  const grew = standing?.reason === 'backlog-growing';
  const grows = grew
    ? trend.perSecond > -noise && depth.visible >= floor / 2
    : trend.perSecond > noise &&
      longTrend.perSecond > noise &&
      longTrend.rises >= JUDGE_LIMITS.directedShare * longTrend.steps &&
      depth.visible >= floor;
  if (!grows) return null;
  const because =
    // Depth is seconds old, counters are minutes old: while they contradict each other, the figures of the fresher one are given.
    flow.outPerSecond === null || flow.inPerSecond === null || flow.outPerSecond >= flow.inPerSecond
      ? `${countText(depth.visible)} wait, growing by ${rateText(Math.max(0, longTrend.perSecond))}`
      : `takes ${rateText(flow.outPerSecond, flow.inPerSecond)} of ${rateText(flow.inPerSecond)}, will not drain`;
  return { reason: 'backlog-growing', because, from: null };
}

/** How long a message that arrives now waits for those before it; null: nothing leaves, or it is not known. */
function waitSeconds({ depth, flow }: QueueView): number | null {
  return flow.outPerSecond === null || flow.outPerSecond === 0 ? null : depth.visible / flow.outPerSecond;
}

/** The backlog drains, but later than its oldest messages expire, or so late that somebody should know. */
function findTooLate(view: QueueView): Finding | null {
  const { config, drain, oldest, depth, longTrend, standing } = view;
  const floor = backlogFloor(view);
  if (drain.kind !== 'in' || depth.visible < floor) return null;
  const left = oldest === null ? null : Math.max(0, config.retentionSeconds - oldest.ageSeconds);
  const waiting = `${countText(depth.visible)} wait`;
  if (left !== null && drain.seconds > left) {
    const because = `${waiting}, ${durationText(drain.seconds)} to drain, the oldest expire in ${durationText(left)}`;
    return { reason: 'backlog-expires', because, from: null };
  }
  if ((waitSeconds(view) ?? Infinity) < JUDGE_LIMITS.standingWaitSeconds) return null;
  const least = standing?.state === 'slow' ? JUDGE_LIMITS.slowDrainSecondsOnceSlow : JUDGE_LIMITS.slowDrainSeconds;
  if (drain.seconds <= least || longTrend.least < floor || !fallsThroughout(longTrend)) return null;
  return { reason: 'drains-slowly', because: `${waiting}, ${durationText(drain.seconds)} to drain`, from: null };
}

function fallsThroughout({ minutes, falls, steps }: Trend): boolean {
  return minutes >= JUDGE_LIMITS.leastTrendMinutes && falls >= JUDGE_LIMITS.directedShare * steps;
}

/** As much leaves as arrives, behind a backlog that means a long wait and does not shrink. */
function findStanding(view: QueueView): Finding | null {
  const { depth, drain, longTrend } = view;
  const wait = waitSeconds(view);
  if (drain.kind !== 'never' || wait === null || wait < JUDGE_LIMITS.standingWaitSeconds) return null;
  if (longTrend.minutes < JUDGE_LIMITS.leastTrendMinutes || longTrend.least < backlogFloor(view)) return null;
  return {
    reason: 'backlog-standing',
    because: `${countText(depth.visible)} wait, ${durationText(wait)} of work, not shrinking`,
    from: null,
  };
}
