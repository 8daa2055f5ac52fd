import { seedOf } from '../chance/chance.js';
import type { BusField, SimulatedBus } from '../events/simulated-bus.js';
import { add, EMPTY_RULE_MINUTE, RULE_FIELDS, type RuleField, type RuleMinute, type SimulatedRule } from '../events/simulated-rule.js';
import { oneSample, type MetricFeed, type MetricUnit, type Samples } from './metric-feed.js';

/** What a metric is told of: a rule, a bus, all of an account's buses in a region, a partner's event source. */
export type EventLevel = 'rule' | 'bus' | 'account' | 'source';

/** Minutes of some rules and their buses. */
export interface EventMinutes {
  readonly seed: number;
  readonly rules: readonly SimulatedRule[];
  readonly buses: readonly SimulatedBus[];
}

interface Definition {
  readonly levels: readonly EventLevel[];
  readonly unit: MetricUnit;
  /** Told only in minutes in which something of this was counted; null: also when there was none. */
  readonly rare: readonly RuleField[] | null;
  readonly samples: (of: EventMinutes, minuteStart: number) => Samples | null;
}

const EVERYWHERE: readonly EventLevel[] = ['rule', 'bus', 'account'];
const RULE_ONLY: readonly EventLevel[] = ['rule'];
const ACCOUNT_ONLY: readonly EventLevel[] = ['account'];

const counted = (
  levels: readonly EventLevel[],
  count: (minute: RuleMinute) => number,
  rare: readonly RuleField[] | null = null,
): Definition => ({
  levels,
  unit: 'Count',
  rare,
  samples: ({ rules }, minuteStart) => {
    const minute = minuteOf(rules, minuteStart);
    return minute && oneSample(count(minute));
  },
});
const rarely = (levels: readonly EventLevel[], ...fields: readonly RuleField[]): Definition =>
  counted(levels, (minute) => fields.reduce((sum, field) => sum + minute[field], 0), fields);

const lasting = (what: 'start' | 'done', count: 'startCount' | 'invoked'): Definition => ({
  levels: EVERYWHERE,
  unit: 'Milliseconds',
  rare: null,
  samples: ({ rules }, minuteStart) => {
    const minute = minuteOf(rules, minuteStart);
    if (!minute || minute[count] === 0) return null;
    return { count: minute[count], sum: minute[`${what}Sum`], min: minute[`${what}Min`], max: minute[`${what}Max`] };
  },
});

const ofBuses = (field: BusField, levels = ACCOUNT_ONLY): Definition => ({
  levels,
  unit: 'Count',
  rare: [],
  samples: ({ buses }, minuteStart) => oneSample(sumOf(buses, field, minuteStart)),
});

/**
 * Sources: EventBridge User Guide, "Monitoring Amazon EventBridge", and of the dimensions its list of metrics with resource tags. The spelling of
 * the first two latencies is AWS's.
 */
export const EVENT_METRICS: Readonly<Record<string, Definition>> = {
  MatchedEvents: {
    levels: ['rule', 'bus', 'source'],
    unit: 'Count',
    rare: null,
    samples: ({ rules, buses }, minuteStart) => {
      const minute = minuteOf(rules, minuteStart);
      if (!minute) return null;
      // Of a bus, an event that several rules match counts once.
      return oneSample(buses.length > 0 ? sumOf(buses, 'matched', minuteStart) : minute.matched);
    },
  },
  TriggeredRules: counted(EVERYWHERE, ({ runs }) => runs),
  Invocations: counted(['rule', 'account'], ({ invoked, failed, prevented }) => invoked + failed - prevented, ['invoked', 'failed']),
  InvocationAttempts: counted(EVERYWHERE, ({ attempts }) => attempts),
  SuccessfulInvocationAttempts: counted(EVERYWHERE, ({ invoked }) => invoked),
  RetryInvocationAttempts: rarely(EVERYWHERE, 'retries'),
  FailedInvocations: counted(RULE_ONLY, ({ failed, prevented }) => failed - prevented, ['failed']),
  InvocationsSentToDlq: rarely(RULE_ONLY, 'deadLettered'),
  InvocationsFailedToBeSentToDlq: rarely(RULE_ONLY, 'dlqFailed'),
  DeadLetterInvocations: rarely(RULE_ONLY, 'prevented'),
  InvocationsCreated: rarely(ACCOUNT_ONLY, 'startCount'),
  IngestiontoInvocationStartLatency: lasting('start', 'startCount'),
  IngestiontoInvocationCompleteLatency: lasting('done', 'invoked'),
  IngestionToInvocationSuccessLatency: lasting('done', 'invoked'),
  PutEventsEntriesCount: ofBuses('putEntries'),
  PutEventsApproximateCallCount: ofBuses('putCalls'),
  PutEventsApproximateSuccessCount: ofBuses('putCalls'),
  Events: ofBuses('partner', ['source']),
};

const LATENCIES = new Set([
  'IngestiontoInvocationStartLatency',
  'IngestiontoInvocationCompleteLatency',
  'IngestionToInvocationSuccessLatency',
]);

/** Rules of the default bus are told by their name alone, but for latencies. */
export const isLatency = (metricName: string): boolean => LATENCIES.has(metricName);

/** One minute as it was; null when nothing was emitted. `minuteStart`: epoch milliseconds. */
export function eventMinute(of: EventMinutes, { rare, samples }: Definition, minuteStart: number): Samples | null {
  const told = samples(of, minuteStart);
  return told === null || (rare !== null && told.sum === 0) ? null : told;
}

/** A metric of rules and buses; null: at this level there is none of that name. */
export function eventFeed(of: EventMinutes, level: EventLevel, metricName: string): MetricFeed | null {
  const definition = Object.hasOwn(EVENT_METRICS, metricName) ? EVENT_METRICS[metricName] : undefined;
  if (!definition?.levels.includes(level)) return null;
  return {
    seed: of.seed,
    metricSeed: seedOf(0, metricName),
    revised: definition.unit === 'Count',
    unit: definition.unit,
    settled: (minuteStart) => eventMinute(of, definition, minuteStart),
  };
}

/** Whether a metric had points in minutes from `since` on. */
export function wasTold({ rules, buses }: EventMinutes, metricName: string, since: number): boolean {
  const rare = EVENT_METRICS[metricName]?.rare ?? null;
  if (rare?.length === 0) return buses.some(({ table }) => table.lastWrittenAt >= since);
  if (rare === null) return rules.some(({ table }) => table.lastWrittenAt >= since);
  return rules.some(({ lastSeenAt }) => rare.some((field) => (lastSeenAt.get(field) ?? -Infinity) >= since));
}

/** All rules' minutes together; null: none was told of. */
function minuteOf(rules: readonly SimulatedRule[], minuteStart: number): RuleMinute | null {
  let total: RuleMinute | null = null;
  for (const { table } of rules) {
    const runs = table.read(minuteStart, 'runs');
    if (Number.isNaN(runs)) continue;
    total ??= { ...EMPTY_RULE_MINUTE };
    total.runs += runs;
    const minute = { ...EMPTY_RULE_MINUTE };
    for (const field of RULE_FIELDS) minute[field] = table.read(minuteStart, field);
    add(total, minute);
  }
  return total;
}

function sumOf(buses: readonly SimulatedBus[], field: BusField, minuteStart: number): number {
  let sum = 0;
  for (const { table } of buses) {
    const value = table.read(minuteStart, field);
    if (!Number.isNaN(value)) sum += value;
  }
  return sum;
}
