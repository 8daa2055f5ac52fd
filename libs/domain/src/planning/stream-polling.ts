import { BROKEN_STATES, type ConsumerConfig, type EpochMs, type GovernorStep, type VerdictState, type WeirConfig } from '@weir/contract';
import { MINUTE_MS, minuteOf } from '../series/sample.js';
import { CONSUMER_METRICS, SHARD_METRIC_ORDER, type ShardMetric, STREAM_METRICS } from '../series/stream-metrics.js';
import { regularCostByLevel } from './regular-read.js';

/** What decides how often a stream is read. A stream is read as one: itself, its shards and its readers in the same moment. */
export interface StreamNeeds {
  readonly state: VerdictState;
  /** Somebody is looking at it right now. */
  readonly watched: boolean;
  /** Of its shards, when enhanced monitoring is on; 0 when it is off. */
  readonly meteredShards: number;
  readonly consumers: readonly ConsumerConfig['type'][];
}

/** Beyond this many, shard metrics are not worth asking for each minute: at four metrics a shard that would cost over a dollar a day. */
const SHARDS_READ_EACH_MINUTE = 16;
const QUIET_SECONDS = 3600;

/** What is asked of each shard by every read: where the load is and who it hurts. What it gives back is asked while somebody looks. */
const POLLED_SHARD_METRICS: readonly ShardMetric[] = ['incomingBytes', 'incomingRecords', 'writeThrottled', 'iteratorAge'];

export const polledShardMetrics = ({ watched }: Pick<StreamNeeds, 'watched'>): readonly ShardMetric[] =>
  watched ? SHARD_METRIC_ORDER : POLLED_SHARD_METRICS;

const isTrouble = ({ state }: StreamNeeds): boolean => state === 'slow' || BROKEN_STATES.includes(state);

/**
 * Seconds between reads of a stream from CloudWatch under the steps the budget governor has taken; null: not read.
 *
 * | need             | seconds | idle-cloudwatch | busy-cloudwatch | promised-only |
 * | ---------------- | ------- | --------------- | --------------- | ------------- |
 * | trouble, watched | 60, beyond 16 metered shards 300 | | 300  | 900, unless in trouble none |
 * | idle             | 300     | 3600            |                 | none          |
 * | otherwise        | 300     |                 | 900             | none          |
 */
export function streamCadenceSeconds(needs: StreamNeeds, steps: readonly GovernorStep[], config: WeirConfig): number | null {
  const { cloudwatchBatchSeconds, cloudwatchTroubleSeconds } = config.cadence;
  const slow = 3 * cloudwatchBatchSeconds;
  const taken = new Set(steps);
  if (taken.has('promised-only')) return isTrouble(needs) ? slow : null;
  if (isTrouble(needs) || needs.watched) {
    const wide = needs.meteredShards > SHARDS_READ_EACH_MINUTE || taken.has('busy-cloudwatch');
    return wide ? Math.max(cloudwatchBatchSeconds, cloudwatchTroubleSeconds) : cloudwatchTroubleSeconds;
  }
  if (needs.state === 'idle')
    return taken.has('idle-cloudwatch') ? Math.max(QUIET_SECONDS, cloudwatchBatchSeconds) : cloudwatchBatchSeconds;
  return taken.has('busy-cloudwatch') ? slow : cloudwatchBatchSeconds;
}

/** Metrics one read asks for: what AWS bills. */
export function metricsPerRead(needs: StreamNeeds): number {
  const ofConsumers = needs.consumers.reduce((sum, type) => sum + Object.keys(CONSUMER_METRICS[type].metrics).length, 0);
  return STREAM_METRICS.length + needs.meteredShards * polledShardMetrics(needs).length + ofConsumers;
}

/** The steady cost of reading these streams at each level of the governor, US dollars per 30 days. */
export const streamCostByLevel = (streams: readonly StreamNeeds[], config: WeirConfig): readonly number[] =>
  regularCostByLevel(streams, { cadenceSeconds: streamCadenceSeconds, metricsPerRead }, config);

/** What the history of one stream's shards may cost, in metrics: at list prices twenty US cents. */
const HISTORY_METRICS = 20_000;
const DAY_MS = 86_400_000;

/**
 * How far back the minutes of shards are fetched once a stream is met: the fifteen days CloudWatch keeps them, or what a fixed sum buys.
 * A read of a day's minutes costs as much as one of a minute.
 */
export function shardHistoryFrom(shards: number, config: WeirConfig, now: EpochMs): EpochMs {
  const affordable = Math.max(1, Math.floor(HISTORY_METRICS / Math.max(1, shards * SHARD_METRIC_ORDER.length)));
  // An hour short of the fifteen days: what is asked for last must still be kept when it is.
  return minuteOf(now - Math.min(affordable, config.cloudwatch.backfillDays) * DAY_MS) + 60 * MINUTE_MS;
}
