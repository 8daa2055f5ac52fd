import { BROKEN_STATES, type Drain, type EpochMs, type QueueConfig } from '@weir/contract';
import { drainTime } from './countdowns.js';
import { arrivalsOf, emptyMinutes, heldNow, trendOf, type DepthNow, type Trend } from './depth.js';
import { flowOf, oldestMessage, type Flow, type OldestMessage } from './flow.js';
import { JUDGE_LIMITS } from './limits.js';
import type { Arrivals, QueueFacts, StandingVerdict } from './queue-facts.js';
import type { VerdictReason } from './reasons.js';

/** What a rule found. */
export interface Finding {
  readonly reason: VerdictReason;
  readonly because: string;
  /** When what was found began; null: not known before now. */
  readonly from: EpochMs | null;
}

/** The facts of a queue whose depth is known, measured once for all rules. */
export interface QueueView {
  readonly facts: QueueFacts;
  readonly config: QueueConfig;
  readonly now: EpochMs;
  /** The last verdict made on fresh readings; null: there is none. */
  readonly standing: StandingVerdict | null;
  readonly depth: DepthNow;
  /** All it holds now. */
  readonly held: number;
  /** Unbroken minutes, up to now, that read empty; counted up to `JUDGE_LIMITS.zeroMinutes`. */
  readonly emptyMinutes: number;
  readonly trend: Trend;
  readonly longTrend: Trend;
  readonly flow: Flow;
  readonly drain: Drain;
  readonly oldest: OldestMessage | null;
  /** Of a dead-letter queue; null: it is none, or too little is known. */
  readonly arrivals: Arrivals | null;
}

export function viewOf(facts: QueueFacts, config: QueueConfig, depth: DepthNow, standing: StandingVerdict | null, now: EpochMs): QueueView {
  const { window } = facts;
  const trend = trendOf(window, now, JUDGE_LIMITS.trendMinutes, depth.visible);
  const flow = flowOf(window, now);
  return {
    facts,
    config,
    now,
    standing,
    depth,
    held: heldNow(depth),
    emptyMinutes: emptyMinutes(window, now, JUDGE_LIMITS.zeroMinutes),
    trend,
    longTrend: trendOf(window, now, JUDGE_LIMITS.longTrendMinutes, depth.visible),
    flow,
    drain: drainTime({ visible: depth.visible, growthPerSecond: directionOf(trend), outPerSecond: flow.outPerSecond }),
    oldest: oldestMessage(window, now),
    arrivals: isDeadLetterQueue(facts) ? arrivalsOf(facts, depth, now) : null,
  };
}

/** The slope of a trend that has a direction; 0 for one that wavers. null: unknown. */
function directionOf({ perSecond, steps, rises, falls }: Trend): number | null {
  return perSecond === null || Math.max(rises, falls) >= JUDGE_LIMITS.directedShare * steps ? perSecond : 0;
}

export const isDeadLetterQueue = (facts: QueueFacts): boolean => facts.sources.length > 0;

export const isBroken = (verdict: Pick<StandingVerdict, 'state'> | null): boolean =>
  verdict !== null && BROKEN_STATES.includes(verdict.state);

/** Whether the queue holds too little to be called broken. */
export function belowGuard(view: QueueView): boolean {
  return view.held < (isBroken(view.standing) ? JUDGE_LIMITS.trafficGuardOnceBroken : JUDGE_LIMITS.trafficGuard);
}
