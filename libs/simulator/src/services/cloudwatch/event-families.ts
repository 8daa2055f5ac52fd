import { DEFAULT_BUS } from '../../events/bus-registry.js';
import { functionsOf } from '../../functions/known-functions.js';
import { EVENT_METRICS, isLatency, wasTold, type EventLevel, type EventMinutes } from '../../metrics/event-metrics.js';
import { ASYNC_METRICS, FUNCTION_METRICS } from '../../metrics/function-metrics.js';
import { PIPE_ACCOUNT_METRICS, PIPE_METRICS } from '../../metrics/pipe-metrics.js';
import { SCHEDULE_METRICS } from '../../metrics/schedule-metrics.js';
import type { SimulatedScope } from '../../world/simulated-scope.js';
import type { Call } from '../caller.js';
import { minutesOf } from './event-feeds.js';
import type { Family } from './metric-family.js';

type Dimensions = Family['dimensions'];

/** Metrics of what passes events on, and of the functions it invokes. `within`: milliseconds before now. */
export function* eventFamilies(call: Call, within: number): Generator<Family> {
  const scope = call.world.scope(call.accountId, call.region);
  if (!scope) return;
  call.world.timeline.advance(call.now);
  const since = call.now - within;
  yield* busFamilies(scope, since);
  const pipes = [...scope.events.pipes.byName.values()];
  for (const pipe of pipes) {
    const metricNames = Object.keys(PIPE_METRICS).filter((name) => pipe.blueprint.enrichmentArn !== null || !name.startsWith('Enrichment'));
    const isActive = (): boolean => pipe.table.lastWrittenAt >= since;
    yield { namespace: 'AWS/EventBridge/Pipes', metricNames, dimensions: [['PipeName', pipe.blueprint.name]], isActive };
  }
  if (pipes.length > 0) {
    const isActive = (): boolean => pipes.some(({ table }) => table.lastWrittenAt >= since);
    const dimensions: Dimensions = [['AwsAccountId', call.accountId]];
    yield { namespace: 'AWS/EventBridge/Pipes', metricNames: Object.keys(PIPE_ACCOUNT_METRICS), dimensions, isActive };
  }
  for (const [name, { totals }] of scope.events.scheduleGroups) {
    const metricNames = Object.entries(SCHEDULE_METRICS).flatMap(([metric, field]) => (totals[field] > 0 ? [metric] : []));
    yield { namespace: 'AWS/Scheduler', metricNames, dimensions: [['ScheduleGroup', name]], isActive: () => true };
  }
  for (const { name, simulated } of functionsOf(scope, call.now)) {
    const metricNames = FUNCTION_METRICS.filter((metric) => !ASYNC_METRICS.includes(metric) || wasEverAsync(simulated?.totals, metric));
    const isActive = (): boolean => simulated === null || simulated.totals.invocations > 0;
    yield { namespace: 'AWS/Lambda', metricNames, dimensions: [['FunctionName', name]], isActive };
  }
}

const wasEverAsync = (totals: { readonly received: number; readonly dropped: number } | undefined, metric: string): boolean =>
  totals !== undefined && (metric === 'AsyncEventsDropped' ? totals.dropped > 0 : totals.received > 0);

function* busFamilies(scope: SimulatedScope, since: number): Generator<Family> {
  yield* familiesAt('account', minutesOf(scope, null), [], since);
  for (const [name, bus] of scope.events.buses.buses) {
    const minutes = minutesOf(scope, name);
    yield* familiesAt('bus', minutes, [['EventBusName', name]], since);
    if (name.startsWith('aws.partner/')) yield* familiesAt('source', minutes, [['EventSourceName', name]], since);
    for (const [ruleName, rule] of bus.rules) {
      const ofRule: EventMinutes = { seed: 0, rules: [rule], buses: [] };
      const pair: Dimensions = [
        ['EventBusName', name],
        ['RuleName', ruleName],
      ];
      const alone: Dimensions = [['RuleName', ruleName]];
      yield* familiesAt('rule', ofRule, (metric) => (name === DEFAULT_BUS && !isLatency(metric) ? alone : pair), since);
    }
  }
}

function* familiesAt(
  level: EventLevel,
  minutes: EventMinutes,
  dimensions: Dimensions | ((metric: string) => Dimensions),
  since: number,
): Generator<Family> {
  for (const [metric, { levels }] of Object.entries(EVENT_METRICS)) {
    if (!levels.includes(level)) continue;
    const isActive = (): boolean => wasTold(minutes, metric, since);
    yield {
      namespace: 'AWS/Events',
      metricNames: [metric],
      dimensions: typeof dimensions === 'function' ? dimensions(metric) : dimensions,
      isActive,
    };
  }
}
