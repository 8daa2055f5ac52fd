import { seedOf } from '../../chance/chance.js';
import { DEFAULT_BUS } from '../../events/bus-registry.js';
import { functionsOf } from '../../functions/known-functions.js';
import { eventFeed, isLatency, type EventMinutes } from '../../metrics/event-metrics.js';
import { functionFeed, type FunctionLoad } from '../../metrics/function-metrics.js';
import type { MetricFeed } from '../../metrics/metric-feed.js';
import { pipeFeed, pipesFeed } from '../../metrics/pipe-metrics.js';
import { scheduleFeed } from '../../metrics/schedule-metrics.js';
import { mappingsOf } from '../../streams/mapping.js';
import type { SimulatedScope } from '../../world/simulated-scope.js';
import type { Call } from '../caller.js';
import type { MetricIdentity } from './metric-identity.js';

/** A metric of what passes events on; null: there is none of that identity. */
export function eventPlaneFeed(
  call: Call,
  scope: SimulatedScope,
  { namespace, metricName, dimensions }: MetricIdentity,
): MetricFeed | null {
  call.world.timeline.advance(call.now);
  const { events } = scope;
  const values = new Map(dimensions.map(({ name, value }) => [name, value]));
  const valueOf = (name: string): string => values.get(name) ?? '';
  switch (`${namespace}:${[...values.keys()].sort().join()}`) {
    case 'AWS/Events:':
      return eventFeed(minutesOf(scope, null), 'account', metricName);
    case 'AWS/Events:EventBusName': {
      const minutes = minutesOf(scope, valueOf('EventBusName'));
      return minutes.buses.length === 0 ? null : eventFeed(minutes, 'bus', metricName);
    }
    case 'AWS/Events:EventSourceName': {
      const minutes = minutesOf(scope, valueOf('EventSourceName'));
      return minutes.buses.length === 0 || !valueOf('EventSourceName').startsWith('aws.partner/')
        ? null
        : eventFeed(minutes, 'source', metricName);
    }
    // Rules of the default bus are told by their name alone, but for latencies; rules of other buses by the pair.
    case 'AWS/Events:RuleName':
      return isLatency(metricName) ? null : ruleFeed(scope, DEFAULT_BUS, valueOf('RuleName'), metricName);
    case 'AWS/Events:EventBusName,RuleName': {
      const bus = valueOf('EventBusName');
      return bus === DEFAULT_BUS && !isLatency(metricName) ? null : ruleFeed(scope, bus, valueOf('RuleName'), metricName);
    }
    case 'AWS/EventBridge/Pipes:PipeName': {
      const pipe = events.pipes.byName.get(valueOf('PipeName'));
      return pipe ? pipeFeed(pipe, metricName) : null;
    }
    case 'AWS/EventBridge/Pipes:AwsAccountId':
      return valueOf('AwsAccountId') === call.accountId ? pipesFeed([...events.pipes.byName.values()], call.accountId, metricName) : null;
    case 'AWS/Scheduler:ScheduleGroup': {
      const group = events.scheduleGroups.get(valueOf('ScheduleGroup'));
      return group ? scheduleFeed(group, metricName) : null;
    }
    default:
      return null;
  }
}

/** A metric of a function; null: there is no such function, or it has none of that name. */
export function functionMetricFeed(scope: SimulatedScope, name: string, metricName: string, now: number): MetricFeed | null {
  const load = functionLoad(scope, name, now);
  return load && functionFeed(load, metricName);
}

/** What invokes a function; null: there is no such function. */
export function functionLoad(scope: SimulatedScope, name: string, now: number): FunctionLoad | null {
  const known = functionsOf(scope, now).find((each) => each.name === name);
  if (!known) return null;
  return {
    name,
    simulated: known.simulated,
    streams: mappingsOf(scope.streams.all(now), now).filter(({ consumer }) => consumer.name === name),
    queues: scope.events.queueMappings.flatMap(({ functionName, queue: queueName, batchSize }) => {
      const queue = functionName === name ? scope.queueAt(queueName, now) : undefined;
      return queue ? [{ queue, batchSize }] : [];
    }),
  };
}

function ruleFeed(scope: SimulatedScope, busName: string, name: string, metricName: string): MetricFeed | null {
  const rule = scope.events.buses.buses.get(busName)?.rules.get(name);
  return rule ? eventFeed({ seed: seedOf(0, rule.arn), rules: [rule], buses: [] }, 'rule', metricName) : null;
}

/** Those of one bus, or of all. */
export function minutesOf({ events, accountId, region }: SimulatedScope, busName: string | null): EventMinutes {
  const buses = [...events.buses.buses.values()].filter(({ place }) => busName === null || place.name === busName);
  const seed = seedOf(0, `${accountId}/${region}/${busName ?? ''}`);
  return { seed, buses, rules: buses.flatMap(({ rules }) => [...rules.values()]) };
}
