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

/** What went wrong for good: given up, put into a dead-letter queue, or not even that. */
const endings = (title: string, sub: string, failed: LineSpec, toDeadLetters: LineSpec['metric'], lost: LineSpec['metric']): ChartSpec =>
  rates('failures', title, sub, [
    failed,
    line(toDeadLetters, 'to the DLQ', 'var(--ledger-dead)'),
    line(lost, 'lost before the DLQ', 'var(--ink-limit)'),
  ]);
const failed = (metric: LineSpec['metric'], label: string): LineSpec => line(metric, label, 'var(--ledger-failed)');

/** What comes in, and what leaves for it. */
const flow = (title: string, sub: string, incoming: readonly [LineSpec['metric'], string], outgoing: readonly LineSpec[]): ChartSpec =>
  rates('flow', title, sub, [line(...incoming, 'var(--ink-in)'), ...outgoing]);

const RULE: readonly ChartSpec[] = [
  flow('Matched and invoked', 'events per second', ['matched', 'matched'], [line('invocations', 'invoked', 'var(--ink-out)')]),
  endings(
    'Failed invocations',
    'per second; retries have been tried by then',
    failed('failedInvocations', 'failed'),
    'sentToDlq',
    'notSentToDlq',
  ),
  latencies('latency', 'Start latency', 'from ingestion to the first attempt, greatest of each step', [
    level('startLatency', 'start', 'var(--ink-level)'),
  ]),
];

/** How old the oldest record is that a delivery stream holds. */
const undelivered = (metric: LineSpec['metric']): ChartSpec => ({
  ...{ id: 'freshness', title: 'Oldest record not delivered', sub: 'age, greatest of each step' },
  lines: [level(metric, 'age', 'var(--ink-level)')],
  words: (value) => duration(value, 'passed'),
  unit: 's',
  source: 'CloudWatch',
});

/** A delivery stream that reads a Kinesis stream. */
const READING_DELIVERY: readonly ChartSpec[] = [
  flow('Records', 'read from the stream per second', ['consumedRecords', 'read'], []),
  latencies('lag', 'Behind the tip', 'of the stream, greatest of each step', [level('lag', 'behind', 'var(--ink-level)')]),
  undelivered('deliveryAge'),
];

const CHARTS: Readonly<Partial<Record<ResourceKind, readonly ChartSpec[]>>> = {
  topic: [
    flow(
      'Published and delivered',
      'messages and copies per second',
      ['published', 'published'],
      [line('delivered', 'delivered copies', 'var(--ink-out)')],
    ),
    endings(
      'Failed and dead-lettered',
      'per second; HTTP endpoints count every attempt',
      failed('failed', 'failed'),
      'redrivenToDlq',
      'notRedrivenToDlq',
    ),
    rates('filtered', 'Filtered', 'copies per second that a policy kept out', [line('filteredOut', 'filtered', 'var(--ink-level)')]),
  ],
  rule: RULE,
  bus: RULE,
  pipe: [
    flow('Events', 'taken from the source per second', ['events', 'events'], []),
    rates('failures', 'Failed executions', 'per second, each of up to a batch of events', [
      failed('executionsFailed', 'failed'),
      line('executionsPartlyFailed', 'partly failed', 'var(--ledger-dead)'),
      line('executionTimeouts', 'timed out', 'var(--ink-limit)'),
    ]),
    latencies('duration', 'Duration', 'of an execution, greatest of each step', [level('pipeDuration', 'duration', 'var(--ink-level)')]),
  ],
  'schedule-group': [
    flow('Invocations', 'attempts per second', ['scheduleAttempts', 'attempts'], [failed('targetErrors', 'target errors')]),
    endings('Given up', 'per second, after all attempts', failed('dropped', 'dropped'), 'scheduleSentToDlq', 'scheduleNotSentToDlq'),
  ],
  function: [
    flow(
      'Invocations',
      'per second, attempts repeated included',
      ['functionInvocations', 'invoked'],
      [failed('functionErrors', 'errors'), line('functionThrottles', 'throttled', 'var(--ink-limit)')],
    ),
    rates('asynchronous', 'Asynchronous events', 'per second: by topics, rules and schedules, which do not wait', [
      line('asyncReceived', 'taken', 'var(--ink-in)'),
      failed('asyncDropped', 'dropped'),
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
    flow(
      'Records',
      'per second',
      ['hoseRecords', 'put in'],
      [line('hoseDelivered', 'delivered', 'var(--ink-out)'), failed('hoseThrottled', 'refused')],
    ),
    {
      ...{ id: 'success', title: 'Attempts that work', sub: 'share of the attempts to deliver, 1 is all' },
      lines: [level('deliverySuccess', 'success', 'var(--ink-level)')],
      words: shortNumber,
      unit: '',
      source: 'CloudWatch',
    },
    undelivered('deliveryFreshness'),
  ],
};

/** What matches nothing has no curve of it. */
const SCHEDULED_RULE: readonly ChartSpec[] = [
  flow('Runs and invocations', 'per second', ['triggered', 'runs'], [line('invocations', 'invoked', 'var(--ink-out)')]),
  ...RULE.slice(1),
];

/** The charts of what passes events on; none of kinds AWS counts nothing of. */
export const fanoutCharts = ({ kind, fanout }: Pick<Resource, 'kind' | 'fanout'>): readonly ChartSpec[] => {
  if (fanout?.kind === 'rule' && fanout.schedule !== null) return SCHEDULED_RULE;
  return kind === 'delivery-stream' && fanout === null ? READING_DELIVERY : (CHARTS[kind] ?? []);
};
