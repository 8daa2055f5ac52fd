import { BROKEN_STATES, type EpochMs, type GovernorStep, type QueueMetric, type WeirConfig } from '@weir/contract';
import { familyOf } from '../series/families.js';
import type { FamilyMetric } from '../series/family.js';
import type { Activity, PollTarget } from './poll-target.js';

/** How often a queue is read. Seconds. */
export interface Cadence {
  /** Between live reads; null: not read, the budget forbids it. */
  readonly liveSeconds: number | null;
  /** Between reads of CloudWatch; null: not read, the budget forbids it. */
  readonly cloudwatchSeconds: number | null;
  /** Oldest acceptable age of the newest live reading; older is stale. Two reads may be lost before a screen complains. */
  readonly liveBudgetSeconds: number;
}

/** The facts of a target that decide its cadence. */
export type CadenceFacts = Pick<PollTarget, 'isDeadLetterQueue' | 'state' | 'activity' | 'watched' | 'promised'>;

/** Why a queue is read as often as it is, most urgent first. */
export type Need = 'dead-letters' | 'trouble' | 'watched' | 'busy' | 'idle' | 'asleep';

/**
 * Reads of CloudWatch are priced per metric asked for, not per minute returned, and each one reaches back to the oldest unsettled minute:
 * a queue on which nothing happens loses no history by being read hourly, only freshness of numbers that are all zero.
 */
const QUIET_CLOUDWATCH_SECONDS = 3600;
const BUDGET_READS = 3;

const isTrouble = (facts: CadenceFacts): boolean => facts.state === 'slow' || BROKEN_STATES.includes(facts.state);

export function needOf(facts: CadenceFacts): Need {
  if (facts.isDeadLetterQueue) return 'dead-letters';
  if (isTrouble(facts)) return 'trouble';
  return facts.watched ? 'watched' : facts.activity;
}

/** Whether somebody is paged over this queue: what is still read when the money is gone. */
export const isPaged = (facts: CadenceFacts): boolean => facts.isDeadLetterQueue || facts.promised || isTrouble(facts);

/**
 * The cadence of a queue under the steps the budget governor has taken, in the order it takes them:
 *
 * | need          | live | CloudWatch | idle-cloudwatch | idle-live | busy-cloudwatch | busy-live | promised-only |
 * | ------------- | ---- | ---------- | --------------- | --------- | --------------- | --------- | ------------- |
 * | dead letters  | 15   | 300, 3600 while empty | |           | 900             |           | 60; 3600, none while empty |
 * | trouble       | 15   | 60         |                 |           | 300             |           | 60; 900       |
 * | watched       | 15   | 60         |                 |           | 300             | 60        | none          |
 * | busy          | 15   | 300        |                 |           | 900             | 60        | none          |
 * | idle          | 60   | 300        | 3600            | 300       |                 |           | none          |
 * | asleep        | 60   | 3600       |                 | 300       |                 |           | none          |
 *
 * (Seconds, with the default configuration; what an SLO rests on is never dropped, only read every 60 and 900 s at the last step.)
 * Asleep queues keep the live cadence of idle ones: at 1.7 US cents a month it is the cheapest fact there is, and the only one that sees
 * a sleeper wake, since CloudWatch may take a quarter of an hour to.
 * A dead-letter queue in trouble has only its age to ask for, which grows a second a second: a minute's precision is not worth five times the price.
 */
export function cadenceOf(facts: CadenceFacts, steps: readonly GovernorStep[], config: WeirConfig): Cadence {
  const base = baseCadence(facts, config);
  const governed = lengthen(facts, base, new Set(steps), config);
  return { ...governed, liveBudgetSeconds: BUDGET_READS * (governed.liveSeconds ?? base.liveSeconds) };
}

/**
 * `cadenceOf` for many targets under the same steps. Cadences depend on a handful of facts, so each combination is worked out once.
 */
export function cadenceTable(steps: readonly GovernorStep[], config: WeirConfig): (facts: CadenceFacts) => Cadence {
  const known = new Map<number, Cadence>();
  return (facts) => {
    const key =
      ACTIVITIES.indexOf(facts.activity) +
      (facts.isDeadLetterQueue ? 4 : 0) +
      (facts.watched ? 8 : 0) +
      (facts.promised ? 16 : 0) +
      (isTrouble(facts) ? 32 : 0);
    const found = known.get(key);
    if (found) return found;
    const cadence = cadenceOf(facts, steps, config);
    known.set(key, cadence);
    return cadence;
  };
}

const ACTIVITIES: readonly Activity[] = ['busy', 'idle', 'asleep'];

interface Seconds {
  readonly liveSeconds: number;
  readonly cloudwatchSeconds: number;
}

function baseCadence(facts: CadenceFacts, config: WeirConfig): Seconds {
  const { liveBusySeconds, liveIdleSeconds, cloudwatchBatchSeconds, cloudwatchTroubleSeconds } = config.cadence;
  const quietSeconds = Math.max(QUIET_CLOUDWATCH_SECONDS, cloudwatchBatchSeconds);
  switch (needOf(facts)) {
    case 'dead-letters': {
      const holdingSeconds = facts.watched ? cloudwatchTroubleSeconds : cloudwatchBatchSeconds;
      return { liveSeconds: liveBusySeconds, cloudwatchSeconds: facts.activity === 'busy' ? holdingSeconds : quietSeconds };
    }
    case 'trouble':
    case 'watched':
      return { liveSeconds: liveBusySeconds, cloudwatchSeconds: cloudwatchTroubleSeconds };
    case 'busy':
      return { liveSeconds: liveBusySeconds, cloudwatchSeconds: cloudwatchBatchSeconds };
    case 'idle':
      return { liveSeconds: liveIdleSeconds, cloudwatchSeconds: cloudwatchBatchSeconds };
    case 'asleep':
      return { liveSeconds: liveIdleSeconds, cloudwatchSeconds: quietSeconds };
  }
}

/** Every step only ever lengthens: the maximum with what stood before keeps that true for any configuration. */
function lengthen(
  facts: CadenceFacts,
  base: Seconds,
  steps: ReadonlySet<GovernorStep>,
  config: WeirConfig,
): Pick<Cadence, 'liveSeconds' | 'cloudwatchSeconds'> {
  const { liveBusySeconds, liveIdleSeconds, cloudwatchBatchSeconds } = config.cadence;
  const need = needOf(facts);
  const quiet = need === 'idle' || need === 'asleep';
  const slowSeconds = 3 * cloudwatchBatchSeconds;
  let { liveSeconds, cloudwatchSeconds } = base;

  if (quiet && steps.has('idle-cloudwatch')) cloudwatchSeconds = Math.max(cloudwatchSeconds, QUIET_CLOUDWATCH_SECONDS);
  if (quiet && steps.has('idle-live')) liveSeconds = Math.max(liveSeconds, 5 * liveIdleSeconds);
  if (!quiet && steps.has('busy-cloudwatch')) {
    const urgent = need === 'trouble' || facts.watched;
    cloudwatchSeconds = Math.max(cloudwatchSeconds, urgent ? cloudwatchBatchSeconds : slowSeconds);
  }
  if ((need === 'busy' || need === 'watched') && steps.has('busy-live')) liveSeconds = Math.max(liveSeconds, 4 * liveBusySeconds);
  if (!steps.has('promised-only')) return { liveSeconds, cloudwatchSeconds };

  if (!isPaged(facts)) return { liveSeconds: null, cloudwatchSeconds: null };
  liveSeconds = Math.max(liveSeconds, 4 * liveBusySeconds);
  if (need !== 'dead-letters') return { liveSeconds, cloudwatchSeconds: Math.max(cloudwatchSeconds, slowSeconds) };
  return { liveSeconds, cloudwatchSeconds: facts.activity === 'busy' ? Math.max(cloudwatchSeconds, QUIET_CLOUDWATCH_SECONDS) : null };
}

/**
 * What is asked of CloudWatch at every read: only what SQS itself cannot tell. Depths come from the live clock at a twenty-fifth of the
 * price. `sentSize` explains nothing that goes wrong; FIFO's own two do (a blocked group, a flow that does not add up). Of a dead-letter
 * queue only the age of its oldest message matters: what arrives there by redrive is not even counted as sent. Back-fill asks for the
 * whole family, because then there are no live depths to fall back on.
 */
const POLLED: readonly QueueMetric[] = ['oldestAge', 'sent', 'received', 'deleted', 'emptyReceives'];
const POLLED_FIFO: readonly QueueMetric[] = [...POLLED, 'deduplicated', 'groupsInFlight'];
const POLLED_DEAD_LETTERS: readonly QueueMetric[] = ['oldestAge'];

export function polledMetrics(target: Pick<PollTarget, 'fifo' | 'isDeadLetterQueue'>): readonly QueueMetric[] {
  if (target.isDeadLetterQueue) return POLLED_DEAD_LETTERS;
  return target.fifo ? POLLED_FIFO : POLLED;
}

const isAtCloudwatch = (metric: FamilyMetric<QueueMetric>): boolean => metric.awsName !== null;
const WHOLE_FIFO = familyOf('sqs.cloudwatch').metrics.filter(isAtCloudwatch);

/** Everything CloudWatch knows of a queue. */
export function wholeFamily(target: Pick<PollTarget, 'fifo'>): readonly QueueMetric[] {
  return WHOLE_FIFO.filter((metric) => target.fifo || !metric.fifoOnly).map((metric) => metric.key);
}

/**
 * When a lane read every `seconds` is due again: the first moment after the last read on a grid of that period, shifted by the target's
 * phase. On a grid a late read does not delay the following ones, and reads that fell together once drift apart for good.
 * @param slots into how many moments of the period targets are spread; fewer slots pack batches better.
 */
export function nextDueAt(begunAt: EpochMs | null, seconds: number, phase: number, slots: number, now: EpochMs): EpochMs {
  // Never read, or read in a future that a corrected clock took back.
  if (begunAt === null || begunAt > now) return 0;
  const periodMs = seconds * 1000;
  const offsetMs = Math.floor(((phase % slots) * periodMs) / slots);
  return Math.floor((begunAt - offsetMs) / periodMs) * periodMs + offsetMs + periodMs;
}
