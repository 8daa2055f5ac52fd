import { describe, expect, it } from 'vitest';
import { PROD } from '../estate/accounts.js';
import { estateOf, type ScenarioName } from '../estate/scenarios.js';
import type { SimulatedRule } from '../events/simulated-rule.js';
import { cloudwatchService } from '../services/cloudwatch/cloudwatch-service.js';
import type { Call } from '../services/caller.js';
import { quickEstate } from '../events/testing/quick-estate.js';
import { World } from '../world/world.js';

const MINUTE = 60_000;
const NOW = Date.UTC(2026, 10, 24, 14, 32);
const SETTLED = NOW - 10 * MINUTE;

function worldOf(scenario: ScenarioName): World {
  const world = new World({ estate: quickEstate(estateOf(scenario, NOW)), seed: 1, startedAt: NOW });
  world.timeline.advance(NOW);
  return world;
}

const callTo = (world: World): Call => ({
  world,
  accountId: PROD,
  region: 'eu-west-1',
  now: NOW,
  principalArn: '',
  principalId: '',
  endpoint: '',
  pageLimit: null,
  resultStatus: () => null,
});

type Dimensions = Readonly<Record<string, string>>;

/** Values of a minute by metric; undefined: nothing was emitted. */
function reader(world: World): (namespace: string, metric: string, dimensions: Dimensions, stat?: string) => number | undefined {
  const call = callTo(world);
  return (Namespace, MetricName, dimensions, Stat = 'Sum') => {
    const Metric = { Namespace, MetricName, Dimensions: Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value })) };
    const answer = cloudwatchService['GetMetricData']?.(call, {
      StartTime: SETTLED / 1000,
      EndTime: (SETTLED + MINUTE) / 1000,
      MetricDataQueries: [{ Id: 'm', MetricStat: { Metric, Period: 60, Stat } }],
    }) as { readonly MetricDataResults: readonly { readonly Values: readonly number[] }[] };
    return answer.MetricDataResults[0]?.Values[0];
  };
}

function ruleIn(world: World, name: string, bus = 'shop'): SimulatedRule {
  const rule = world.scope(PROD, 'eu-west-1')?.events.buses.buses.get(bus)?.rules.get(name);
  if (!rule) throw new Error(`no ${name}`);
  return rule;
}

const EVENTS = 'AWS/Events';
const PIPES = 'AWS/EventBridge/Pipes';

describe('metrics of the healthy event plane', () => {
  const world = worldOf('healthy');
  const valueOf = reader(world);
  const shopRule = { EventBusName: 'shop', RuleName: 'loyalty-points' };

  it('tell rules of other buses by the pair, and by nothing else', () => {
    const truth = ruleIn(world, 'loyalty-points').table;
    expect(truth.read(SETTLED, 'matched')).toBeGreaterThan(100);
    for (const metric of ['MatchedEvents', 'TriggeredRules', 'Invocations', 'InvocationAttempts', 'SuccessfulInvocationAttempts']) {
      expect(valueOf(EVENTS, metric, shopRule), metric).toBe(truth.read(SETTLED, 'matched'));
      expect(valueOf(EVENTS, metric, { RuleName: 'loyalty-points' }), metric).toBeUndefined();
    }
    expect(valueOf(EVENTS, 'IngestionToInvocationSuccessLatency', shopRule, 'Maximum')).toBeLessThan(1_000);
    expect(valueOf(EVENTS, 'IngestiontoInvocationStartLatency', shopRule, 'SampleCount')).toBe(truth.read(SETTLED, 'matched'));
  });

  it('tell rules of the default bus by their name alone, but for latencies', () => {
    const pair = { EventBusName: 'default', RuleName: 'invoice-files' };
    const alone = { RuleName: 'invoice-files' };
    expect(valueOf(EVENTS, 'MatchedEvents', alone)).toBeGreaterThan(10);
    expect(valueOf(EVENTS, 'MatchedEvents', pair)).toBeUndefined();
    expect(valueOf(EVENTS, 'IngestionToInvocationSuccessLatency', pair, 'Maximum')).toBeGreaterThan(0);
    expect(valueOf(EVENTS, 'IngestionToInvocationSuccessLatency', alone, 'Maximum')).toBeUndefined();
  });

  it('count an event once for a bus, and all rules for bus and account', () => {
    const buses = world.scope(PROD, 'eu-west-1')?.events.buses.buses;
    const rules = [...(buses?.get('shop')?.rules.values() ?? [])];
    const triggered = rules.reduce((sum, { table }) => sum + (table.read(SETTLED, 'runs') || 0), 0);
    expect(valueOf(EVENTS, 'TriggeredRules', { EventBusName: 'shop' })).toBe(triggered);
    expect(valueOf(EVENTS, 'MatchedEvents', { EventBusName: 'shop' })).toBe(buses?.get('shop')?.table.read(SETTLED, 'matched'));
    expect(valueOf(EVENTS, 'MatchedEvents', { EventBusName: 'shop' })).toBeLessThan(triggered);
    expect(valueOf(EVENTS, 'TriggeredRules', {})).toBeGreaterThan(triggered);
    expect(valueOf(EVENTS, 'PutEventsEntriesCount', {})).toBe(buses?.get('shop')?.table.read(SETTLED, 'putEntries'));
    expect(valueOf(EVENTS, 'Events', { EventSourceName: 'aws.partner/example-payments.com/shop/charges' })).toBeGreaterThan(20);
  });

  it('say nothing of failures where there are none', () => {
    for (const metric of ['FailedInvocations', 'RetryInvocationAttempts', 'InvocationsSentToDlq', 'InvocationsFailedToBeSentToDlq']) {
      expect(valueOf(EVENTS, metric, shopRule), metric).toBeUndefined();
    }
  });

  it('say nothing of a rule before it ran first', () => {
    const rule = world.scope(PROD, 'eu-west-1')?.events.buses.buses.get('default')?.rules.get('stocktake');
    expect(rule?.firstRunAt).toBe(Infinity);
    expect(valueOf(EVENTS, 'TriggeredRules', { RuleName: 'stocktake' })).toBeUndefined();
  });

  it('tell of pipes, zeroes too', () => {
    const name = { PipeName: 'returns-to-warehouse' };
    const truth = world.scope(PROD, 'eu-west-1')?.events.pipes.byName.get('returns-to-warehouse')?.table;
    expect(valueOf(PIPES, 'EventCount', name)).toBe(truth?.read(SETTLED, 'events'));
    expect(valueOf(PIPES, 'EventCount', name)).toBeGreaterThan(40);
    for (const metric of ['ExecutionFailed', 'ExecutionTimeout', 'TargetStageFailed', 'EnrichmentStageFailed']) {
      expect(valueOf(PIPES, metric, name), metric).toBe(0);
    }
    expect(valueOf(PIPES, 'EnrichmentStageDuration', { PipeName: 'large-orders-to-shop' }, 'Maximum')).toBeUndefined();
    expect(valueOf(PIPES, 'Invocations', { AwsAccountId: PROD })).toBeGreaterThan(0);
  });

  it('tell of functions, whoever invokes them', () => {
    const received = ruleIn(world, 'fraud-screening').table.read(SETTLED, 'invoked');
    expect(valueOf('AWS/Lambda', 'AsyncEventsReceived', { FunctionName: 'fraud-screener' })).toBe(received);
    expect(valueOf('AWS/Lambda', 'Invocations', { FunctionName: 'fraud-screener' })).toBeGreaterThanOrEqual(received);
    expect(valueOf('AWS/Lambda', 'Duration', { FunctionName: 'fraud-screener' }, 'Average')).toBe(420);
    expect(valueOf('AWS/Lambda', 'Throttles', { FunctionName: 'fraud-screener' })).toBe(0);
    const queued = world.scope(PROD, 'eu-west-1')?.queueAt('loyalty-points', NOW)?.log.read(SETTLED, 'received') ?? 0;
    const batches = valueOf('AWS/Lambda', 'Invocations', { FunctionName: 'loyalty-award' });
    expect(batches).toBeGreaterThanOrEqual(Math.ceil(queued / 10));
    expect(batches).toBeLessThanOrEqual(queued);
    expect(valueOf('AWS/Lambda', 'Invocations', { FunctionName: 'order-projector' })).toBeGreaterThan(10);
  });

  it('are listed once they had points', () => {
    const listed = cloudwatchService['ListMetrics']?.(callTo(world), { Namespace: EVENTS, Dimensions: [{ Name: 'RuleName' }] }) as {
      readonly Metrics: readonly { readonly MetricName: string; readonly Dimensions: readonly { readonly Value: string }[] }[];
    };
    const ofRule = (rule: string): string[] =>
      listed.Metrics.filter(({ Dimensions: dimensions }) => dimensions.some(({ Value }) => Value === rule)).map(
        ({ MetricName }) => MetricName,
      );
    expect(ofRule('loyalty-points')).toContain('Invocations');
    expect(ofRule('loyalty-points')).not.toContain('FailedInvocations');
    expect(ofRule('stocktake')).toEqual([]);
  });
});

describe('metrics of what fails', () => {
  it('tell failures from retries', () => {
    const world = worldOf('api-destination-failing');
    const valueOf = reader(world);
    const name = { EventBusName: 'shop', RuleName: 'cart-reminders' };
    const truth = ruleIn(world, 'cart-reminders').table;
    expect(valueOf(EVENTS, 'SuccessfulInvocationAttempts', name)).toBe(0);
    expect(valueOf(EVENTS, 'RetryInvocationAttempts', name)).toBe(truth.read(SETTLED, 'retries'));
    expect(valueOf(EVENTS, 'InvocationAttempts', name)).toBe(truth.read(SETTLED, 'attempts'));
    expect(valueOf(EVENTS, 'FailedInvocations', name)).toBe(truth.read(SETTLED, 'failed'));
    expect(valueOf(EVENTS, 'Invocations', name)).toBe(truth.read(SETTLED, 'failed'));
    expect(valueOf(EVENTS, 'InvocationsSentToDlq', name)).toBe(truth.read(SETTLED, 'deadLettered'));
    expect(valueOf(EVENTS, 'IngestionToInvocationSuccessLatency', name, 'Maximum')).toBeUndefined();
  });

  it('fall silent with a disabled rule and a stopped pipe', () => {
    expect(
      reader(worldOf('rule-disabled'))(EVENTS, 'TriggeredRules', { EventBusName: 'shop', RuleName: 'invoices-abroad' }),
    ).toBeUndefined();
    expect(reader(worldOf('pipe-stopped'))(PIPES, 'EventCount', { PipeName: 'returns-to-warehouse' })).toBeUndefined();
  });

  it('stay zero where a bus falls silent', () => {
    const bus = 'aws.partner/example-payments.com/shop/charges';
    const valueOf = reader(worldOf('partner-source-silent'));
    expect(valueOf(EVENTS, 'TriggeredRules', { EventBusName: bus, RuleName: 'settled-charges' })).toBe(0);
    expect(valueOf(EVENTS, 'Events', { EventSourceName: bus })).toBeUndefined();
  });
});
