import {
  BROKEN_STATES,
  type EpochMs,
  type FanoutKind,
  type FanoutMetric,
  type GovernorStep,
  LATE_STATES,
  type VerdictState,
  type WeirConfig,
} from '@weir/contract';
import { FAMILIES_OF_KIND, FANOUT_FAMILIES, type FanoutFamilyName } from '../series/fanout-families.js';
import type { Activity } from './poll-target.js';
import { regularCostByLevel } from './regular-read.js';

/** What decides how often, and by how many metrics, something that passes events on is read. */
export interface FanoutNeeds {
  readonly kind: FanoutKind;
  readonly state: VerdictState;
  /** Somebody is looking at it right now. */
  readonly watched: boolean;
  /** A sign that costs nothing to see: an edit, a dead-letter queue that fills, a minute that would be trouble if it went on. */
  readonly suspected: boolean;
  readonly activity: Activity;
  /** Of a topic: one of its subscriptions has a filter policy, so that something can be filtered out. */
  readonly filtered: boolean;
  /** Of a rule: it has a schedule, so that it also runs without matching anything. */
  readonly scheduled: boolean;
  /** Of a bus: it is the default one, which keeps the figures of all ingestion. */
  readonly ingest: boolean;
}

const FILTER_REASONS: readonly FanoutMetric[] = [
  'filteredByAttributes',
  'filteredByBody',
  'filteredInvalidAttributes',
  'filteredNoAttributes',
  'filteredInvalidBody',
];

interface Questions {
  /**
   * Asked while nothing moves: if these have nothing to tell, no other metric of the family has. As soon as one does, the usual ones are
   * asked over the same minutes.
   */
  readonly quiet: readonly FanoutMetric[];
  /** Asked while events pass and nothing is wrong: all by which trouble shows. */
  readonly usual: readonly FanoutMetric[];
}

/**
 * What is asked when nobody looks and nothing is wrong: what the ledger adds up, and all by which trouble shows. Left out is what only
 * describes: time to success, sizes and durations.
 */
const QUESTIONS: Readonly<Record<FanoutFamilyName, Questions>> = {
  'sns.topic': {
    // SNS delivers, and gives up, up to days after it was published (SNS Developer Guide, delivery retries): either comes alone then.
    quiet: ['published', 'delivered', 'failed'],
    usual: ['published', 'delivered', 'failed', 'filteredOut', 'redrivenToDlq', 'notRedrivenToDlq'],
  },
  'events.rule': {
    // Invocations count when they are settled, failed ones too, and those of a schedule match nothing (EventBridge User Guide, Monitoring).
    quiet: ['matched', 'invocations'],
    usual: [
      'matched',
      'invocations',
      'attempts',
      'successes',
      'retries',
      'failedInvocations',
      'sentToDlq',
      'notSentToDlq',
      'neverInvoked',
      'throttledRules',
      'startLatency',
    ],
  },
  'events.ingest': {
    // Events of AWS services and of other accounts are put by nobody here, and invoke all the same.
    quiet: ['putEntries', 'invocationsCreated'],
    usual: ['putEntries', 'putFailedEntries', 'invocationsCreated', 'putThrottled'],
  },
  'pipes.pipe': {
    quiet: ['events', 'executionsFailed'],
    usual: [
      'events',
      'executionsFailed',
      'executionsPartlyFailed',
      'executionTimeouts',
      'enrichmentFailed',
      'targetFailed',
      'targetPartlyFailed',
    ],
  },
  'lambda.function': {
    // What is throttled was not invoked.
    quiet: ['functionInvocations', 'functionThrottles'],
    usual: [
      'functionInvocations',
      'functionErrors',
      'functionThrottles',
      'asyncDropped',
      'asyncAge',
      'deadLetterErrors',
      'destinationFailures',
    ],
  },
  'scheduler.group': {
    quiet: ['scheduleAttempts', 'dropped'],
    usual: [
      'scheduleAttempts',
      'targetErrors',
      'targetThrottles',
      'invocationThrottles',
      'dropped',
      'scheduleSentToDlq',
      'scheduleNotSentToDlq',
    ],
  },
  'firehose.delivery': {
    // What was put is delivered up to fifteen minutes later, and its failures come with that.
    quiet: ['hoseRecords', 'hoseThrottled', 'deliverySuccess'],
    usual: ['hoseRecords', 'hoseThrottled', 'hoseDelivered', 'deliverySuccess', 'deliveryFreshness'],
  },
};

/** Of a bus EventBridge has the counters of matching and attempts, and none of what became of an invocation. */
const BUS_QUESTIONS: Questions = {
  quiet: ['matched', 'attempts'],
  usual: ['matched', 'triggered', 'attempts', 'successes', 'retries', 'throttledRules', 'startLatency'],
};

/** A schedule matches nothing: that it runs no longer shows by its runs alone (EventBridge User Guide, Monitoring). */
const SCHEDULE_QUESTIONS: Questions = {
  quiet: [...QUESTIONS['events.rule'].quiet, 'triggered'],
  usual: [...QUESTIONS['events.rule'].usual, 'triggered'],
};

function questionsOf(family: FanoutFamilyName, { kind, scheduled }: Pick<FanoutNeeds, 'kind' | 'scheduled'>): Questions {
  if (family !== 'events.rule') return QUESTIONS[family];
  return kind === 'bus' ? BUS_QUESTIONS : scheduled ? SCHEDULE_QUESTIONS : QUESTIONS[family];
}

const QUIET_SECONDS = 3600;
/** Events pass, or did a moment ago: CloudWatch tells late, and traffic pauses. */
const BUSY_FOR_MS = 3_600_000;
/** What happens once a day must not find Weir asleep. EventBridge retries for a day, too: no failure of an older event is still to come. */
const ASLEEP_AFTER_MS = 25 * 3_600_000;

const isTrouble = ({ state }: Pick<FanoutNeeds, 'state'>): boolean => BROKEN_STATES.includes(state) || LATE_STATES.includes(state);

/** Whether somebody looks at it, or should. */
export const isFanoutUrgent = (needs: Pick<FanoutNeeds, 'state' | 'watched' | 'suspected'>): boolean =>
  needs.watched || needs.suspected || isTrouble(needs);

/**
 * How busy it is.
 * @param activeAt the newest minute with any event; null: none is known
 * @param knownFrom since when every minute is known; null: none is
 */
export function fanoutActivity(activeAt: EpochMs | null, knownFrom: EpochMs | null, now: EpochMs): Activity {
  if (activeAt !== null && now - activeAt < BUSY_FOR_MS) return 'busy';
  return knownFrom !== null && now - Math.max(activeAt ?? knownFrom, knownFrom) >= ASLEEP_AFTER_MS ? 'asleep' : 'idle';
}

/** The families that are read of it; none: CloudWatch has no figures of a subscription. Functions are known only as far as something feeds them. */
export const familiesRead = ({ kind, ingest }: Pick<FanoutNeeds, 'kind' | 'ingest'>): readonly FanoutFamilyName[] =>
  FAMILIES_OF_KIND[kind].filter((family) => family !== 'events.ingest' || ingest);

/** All there is while somebody looks or something is wrong, what shows trouble while events pass, and next to nothing while none do. */
export function polledFanoutMetrics(family: FanoutFamilyName, needs: FanoutNeeds): readonly FanoutMetric[] {
  if (isFanoutUrgent(needs)) return wholeFanoutFamily(family);
  return needs.activity === 'busy' ? usualFanoutMetrics(family, needs) : questionsOf(family, needs).quiet;
}

/** What is asked once it is known that events pass. */
export function usualFanoutMetrics(
  family: FanoutFamilyName,
  { kind, filtered, scheduled }: Pick<FanoutNeeds, 'kind' | 'filtered' | 'scheduled'>,
): readonly FanoutMetric[] {
  const { usual } = questionsOf(family, { kind, scheduled });
  return family === 'sns.topic' && filtered ? [...usual, ...FILTER_REASONS] : usual;
}

export const wholeFanoutFamily = (family: FanoutFamilyName): readonly FanoutMetric[] =>
  FANOUT_FAMILIES[family].metrics.map(({ key }) => key);

/**
 * Seconds between reads from CloudWatch under the steps the budget governor has taken; null: not read.
 *
 * | need                        | seconds | idle-cloudwatch | busy-cloudwatch | promised-only |
 * | --------------------------- | ------- | --------------- | --------------- | ------------- |
 * | trouble, suspected, watched | 60      |                 | 300             | 900, unless in trouble none |
 * | busy                        | 300     |                 | 900             | none          |
 * | idle                        | 300     | 3600            |                 | none          |
 * | asleep                      | 900     | 3600            |                 | none          |
 *
 * Reads are priced by metrics, not by minutes, and reach back to the oldest minute that is not settled: what is read less often loses no
 * history. An estate of 10,000, a tenth of them busy, costs about 1,050 dollars a month, ten and a half cents each; reading everything each
 * minute would cost 36 times as much.
 */
export function fanoutCadenceSeconds(needs: FanoutNeeds, steps: readonly GovernorStep[], config: WeirConfig): number | null {
  if (familiesRead(needs).length === 0) return null;
  const { cloudwatchBatchSeconds, cloudwatchTroubleSeconds } = config.cadence;
  const slow = 3 * cloudwatchBatchSeconds;
  const taken = new Set(steps);
  if (taken.has('promised-only')) return isTrouble(needs) ? slow : null;
  if (isFanoutUrgent(needs))
    return taken.has('busy-cloudwatch') ? Math.max(cloudwatchBatchSeconds, cloudwatchTroubleSeconds) : cloudwatchTroubleSeconds;
  if (needs.activity === 'busy') return taken.has('busy-cloudwatch') ? slow : cloudwatchBatchSeconds;
  const quiet = needs.activity === 'asleep' ? slow : cloudwatchBatchSeconds;
  return taken.has('idle-cloudwatch') ? Math.max(QUIET_SECONDS, quiet) : quiet;
}

/** Metrics one read asks for: what AWS bills, once it is known under which dimensions each is found. */
export const fanoutMetricsPerRead = (needs: FanoutNeeds): number =>
  familiesRead(needs).reduce((sum, family) => sum + polledFanoutMetrics(family, needs).length, 0);

/** The steady cost of reading all these at each level of the governor, US dollars per 30 days. */
export const fanoutCostByLevel = (all: readonly FanoutNeeds[], config: WeirConfig): readonly number[] =>
  regularCostByLevel(all, { cadenceSeconds: fanoutCadenceSeconds, metricsPerRead: fanoutMetricsPerRead }, config);
