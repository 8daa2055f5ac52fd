import type { Resource, ResourceKind } from '@weir/contract';
import { duration, shortNumber } from '../format/index.js';
import type { LineSpec } from '../queue/chart-data.js';
import type { ChartSpec } from '../queue/queue-charts.js';

const line = (metric: LineSpec['metric'], label: string, colour: string): LineSpec => ({ metric, label, colour, perSecond: true });
const level = (metric: LineSpec['metric'], label: string, colour: string): LineSpec => ({ metric, label, colour, perSecond: false });

const rates = (id: string, title: string, sub: string, lines: readonly LineSpec[]): ChartSpec => ({
  ...{ id, title, sub, lines },
  words: (value) => `${shortNumber(value)}/s`,
  unit: '/s',
  source: 'CloudWatch',
});

const milliseconds = (value: number): string => (value < 1000 ? `${shortNumber(value)}\u202fms` : duration(value / 1000, 'passed'));
const latencies = (id: string, title: string, sub: string, lines: readonly LineSpec[]): ChartSpec => ({
  ...{ id, title, sub, lines },
  words: milliseconds,
  unit: 'ms',
  source: 'CloudWatch',
});

const RULE: readonly ChartSpec[] = [
  rates('flow', 'Matched and invoked', 'events per second', [
    line('matched', 'matched', 'var(--ink-in)'),
    line('invocations', 'invoked', 'var(--ink-out)'),
  ]),
  rates('failures', 'Failed invocations', 'per second; retries have been tried by then', [
    line('failedInvocations', 'failed', 'var(--ledger-failed)'),
    line('sentToDlq', 'to the DLQ', 'var(--ledger-dead)'),
    line('notSentToDlq', 'lost before the DLQ', 'var(--ink-limit)'),
  ]),
  latencies('latency', 'Start latency', 'from ingestion to the first attempt, greatest of each step', [
    level('startLatency', 'start', 'var(--ink-level)'),
  ]),
];

/** A delivery stream that reads a Kinesis stream. */
const READING_DELIVERY: readonly ChartSpec[] = [
  rates('flow', 'Records', 'read from the stream per second', [line('consumedRecords', 'read', 'var(--ink-in)')]),
  latencies('lag', 'Behind the tip', 'of the stream, greatest of each step', [level('lag', 'behind', 'var(--ink-level)')]),
  {
    ...{ id: 'freshness', title: 'Oldest record not delivered', sub: 'age, greatest of each step' },
    lines: [level('deliveryAge', 'age', 'var(--ink-level)')],
    words: (value) => duration(value, 'passed'),
    unit: 's',
    source: 'CloudWatch',
  },
];

const CHARTS: Readonly<Partial<Record<ResourceKind, readonly ChartSpec[]>>> = {
  topic: [
    rates('flow', 'Published and delivered', 'messages and copies per second', [
      line('published', 'published', 'var(--ink-in)'),
      line('delivered', 'delivered copies', 'var(--ink-out)'),
    ]),
    rates('failures', 'Failed and dead-lettered', 'per second; HTTP endpoints count every attempt', [
      line('failed', 'failed', 'var(--ledger-failed)'),
      line('redrivenToDlq', 'to the DLQ', 'var(--ledger-dead)'),
      line('notRedrivenToDlq', 'lost before the DLQ', 'var(--ink-limit)'),
    ]),
    rates('filtered', 'Filtered', 'copies per second that a policy kept out', [line('filteredOut', 'filtered', 'var(--ink-level)')]),
  ],
  rule: RULE,
  bus: RULE,
  pipe: [
    rates('flow', 'Events', 'taken from the source per second', [line('events', 'events', 'var(--ink-in)')]),
    rates('failures', 'Failed executions', 'per second, each of up to a batch of events', [
      line('executionsFailed', 'failed', 'var(--ledger-failed)'),
      line('executionsPartlyFailed', 'partly failed', 'var(--ledger-dead)'),
      line('executionTimeouts', 'timed out', 'var(--ink-limit)'),
    ]),
    latencies('duration', 'Duration', 'of an execution, greatest of each step', [level('pipeDuration', 'duration', 'var(--ink-level)')]),
  ],
  'schedule-group': [
    rates('flow', 'Invocations', 'attempts per second', [
      line('scheduleAttempts', 'attempts', 'var(--ink-in)'),
      line('targetErrors', 'target errors', 'var(--ledger-failed)'),
    ]),
    rates('failures', 'Given up', 'per second, after all attempts', [
      line('dropped', 'dropped', 'var(--ledger-failed)'),
      line('scheduleSentToDlq', 'to the DLQ', 'var(--ledger-dead)'),
      line('scheduleNotSentToDlq', 'lost before the DLQ', 'var(--ink-limit)'),
    ]),
  ],
  function: [
    rates('flow', 'Invocations', 'per second, attempts repeated included', [
      line('functionInvocations', 'invoked', 'var(--ink-in)'),
      line('functionErrors', 'errors', 'var(--ledger-failed)'),
      line('functionThrottles', 'throttled', 'var(--ink-limit)'),
    ]),
    rates('asynchronous', 'Asynchronous events', 'per second: by topics, rules and schedules, which do not wait', [
      line('asyncReceived', 'taken', 'var(--ink-in)'),
      line('asyncDropped', 'dropped', 'var(--ledger-failed)'),
      line('deadLetterErrors', 'lost before the DLQ', 'var(--ink-limit)'),
      line('destinationFailures', 'lost before the destination', 'var(--ledger-dead)'),
    ]),
    latencies('age', 'Age of asynchronous events', 'from when Lambda took one to its invocation, greatest of each step', [
      level('asyncAge', 'age', 'var(--ink-level)'),
    ]),
    latencies('duration', 'Duration', 'of an invocation, greatest of each step', [
      level('functionDuration', 'duration', 'var(--ink-level)'),
    ]),
  ],
  'delivery-stream': [
    rates('flow', 'Records', 'per second', [
      line('hoseRecords', 'put in', 'var(--ink-in)'),
      line('hoseDelivered', 'delivered', 'var(--ink-out)'),
      line('hoseThrottled', 'refused', 'var(--ledger-failed)'),
    ]),
    {
      ...{ id: 'success', title: 'Attempts that work', sub: 'share of the attempts to deliver, 1 is all' },
      lines: [level('deliverySuccess', 'success', 'var(--ink-level)')],
      words: shortNumber,
      unit: '',
      source: 'CloudWatch',
    },
    {
      ...{ id: 'freshness', title: 'Oldest record not delivered', sub: 'age, greatest of each step' },
      lines: [level('deliveryFreshness', 'age', 'var(--ink-level)')],
      words: (value) => duration(value, 'passed'),
      unit: 's',
      source: 'CloudWatch',
    },
  ],
};

/** The charts of what passes events on; none of kinds AWS counts nothing of. */
export const fanoutCharts = ({ kind, fanout }: Pick<Resource, 'kind' | 'fanout'>): readonly ChartSpec[] =>
  kind === 'delivery-stream' && fanout === null ? READING_DELIVERY : (CHARTS[kind] ?? []);
