import { seedOf } from '../chance/chance.js';
import type { ScheduleField, SimulatedScheduleGroup } from '../schedules/schedule-group.js';
import { oneSample, type MetricFeed } from './metric-feed.js';

/** Told in minutes in which something was counted. Source: EventBridge Scheduler User Guide, "Monitoring with CloudWatch". */
export const SCHEDULE_METRICS: Readonly<Record<string, ScheduleField>> = {
  InvocationAttemptCount: 'attempts',
  TargetErrorCount: 'errors',
  TargetErrorThrottledCount: 'throttled',
  InvocationDroppedCount: 'dropped',
  InvocationsSentToDeadLetterCount: 'deadLettered',
  InvocationsFailedToBeSentToDeadLetterCount: 'dlqFailed',
};

/** A metric of a group; null: it has none of that name. */
export function scheduleFeed(group: SimulatedScheduleGroup, metricName: string): MetricFeed | null {
  const field = Object.hasOwn(SCHEDULE_METRICS, metricName) ? SCHEDULE_METRICS[metricName] : undefined;
  if (!field) return null;
  return {
    seed: seedOf(0, group.arn),
    metricSeed: seedOf(0, metricName),
    revised: false,
    unit: 'Count',
    settled: (minuteStart) => {
      const value = group.table.read(minuteStart, field);
      return value > 0 ? oneSample(value) : null;
    },
  };
}
