import { seedOf } from '../chance/chance.js';
import type { SimulatedFunction } from '../functions/simulated-function.js';
import type { SimulatedQueue } from '../queue/simulated-queue.js';
import type { Mapping } from '../streams/mapping.js';
import { readingOf } from './consumer-metrics.js';
import { oneSample, type MetricFeed, type MetricUnit, type Samples } from './metric-feed.js';

/** Whatever invokes a function. */
export interface FunctionLoad {
  readonly name: string;
  /** Events that nobody waits for; null: there are none. */
  readonly simulated: SimulatedFunction | null;
  readonly streams: readonly Mapping[];
  readonly queues: readonly { readonly queue: SimulatedQueue; readonly batchSize: number }[];
}

interface FunctionCount {
  readonly invocations: number;
  readonly errors: number;
  readonly throttles: number;
}

const USUAL_DURATION_MS = 120;
/** Batches of a queue that is read continuously hold at least one message; of a quiet one, a poll brings what there is. */
const SMALL_BATCHES = 20;
/** An event waits so long for its function when all is well. */
const USUAL_AGE_MS = 35;

/** Source: Lambda Developer Guide, "Types of metrics for Lambda functions". `IteratorAge` is told by `iteratorAgeFeed`. */
const UNITS = {
  Invocations: 'Count',
  Errors: 'Count',
  Throttles: 'Count',
  Duration: 'Milliseconds',
  ConcurrentExecutions: 'Count',
  AsyncEventsReceived: 'Count',
  AsyncEventsDropped: 'Count',
  AsyncEventAge: 'Milliseconds',
} as const satisfies Record<string, MetricUnit>;
type FunctionMetric = keyof typeof UNITS;

export const FUNCTION_METRICS = Object.keys(UNITS);
/** Those of events that nobody waits for. */
export const ASYNC_METRICS: readonly string[] = ['AsyncEventsReceived', 'AsyncEventsDropped', 'AsyncEventAge'];

const isFunctionMetric = (name: string): name is FunctionMetric => Object.hasOwn(UNITS, name);

/** A metric of a function; null: it has none of that name. */
export function functionFeed(load: FunctionLoad, metricName: string): MetricFeed | null {
  if (!isFunctionMetric(metricName)) return null;
  return {
    seed: load.simulated ? seedOf(0, load.simulated.arn) : seedOf(0, load.name),
    metricSeed: seedOf(0, metricName),
    revised: metricName === 'Invocations',
    unit: UNITS[metricName],
    settled: (minuteStart) => functionMinute(load, metricName, minuteStart),
  };
}

function functionMinute(load: FunctionLoad, metricName: FunctionMetric, minuteStart: number): Samples | null {
  const table = load.simulated?.table;
  const { invocations, errors, throttles } = countOf(load, minuteStart);
  const duration = load.simulated?.blueprint.durationMs ?? USUAL_DURATION_MS;
  const whenCounted = (value: number | undefined): Samples | null => (value !== undefined && value > 0 ? oneSample(value) : null);
  switch (metricName) {
    case 'Invocations':
      return invocations > 0 ? oneSample(invocations) : null;
    case 'Errors':
      return invocations > 0 ? oneSample(errors) : null;
    case 'Throttles':
      return invocations + throttles > 0 ? oneSample(throttles) : null;
    case 'Duration':
      return invocations > 0 ? { count: invocations, sum: invocations * duration, min: duration * 0.6, max: duration * 1.9 } : null;
    case 'ConcurrentExecutions':
      return invocations > 0 ? oneSample(Math.max(1, Math.ceil((invocations * duration) / 60_000))) : null;
    case 'AsyncEventsReceived':
      return whenCounted(table?.read(minuteStart, 'received'));
    case 'AsyncEventsDropped':
      return whenCounted(table?.read(minuteStart, 'dropped'));
    case 'AsyncEventAge': {
      const received = table?.read(minuteStart, 'received') ?? 0;
      if (!(received > 0) || !table) return null;
      const [ageSum, ageMax] = [table.read(minuteStart, 'ageSum'), table.read(minuteStart, 'ageMax')];
      return { count: received, sum: ageSum + received * USUAL_AGE_MS, min: USUAL_AGE_MS, max: ageMax + USUAL_AGE_MS };
    }
  }
}

function countOf({ simulated, streams, queues }: FunctionLoad, minuteStart: number): FunctionCount {
  const total = { invocations: 0, errors: 0, throttles: 0 };
  if (simulated && !Number.isNaN(simulated.table.read(minuteStart, 'invocations'))) {
    for (const field of ['invocations', 'errors', 'throttles'] as const) total[field] += simulated.table.read(minuteStart, field);
  }
  for (const { stream, consumer } of streams) {
    const read = readingOf(stream, 'function', consumer.name, minuteStart);
    if (!read) continue;
    const polls = (read.shards * 60) / Math.max(1, consumer.mapping.batchingWindowSeconds);
    total.invocations += Math.max(Math.ceil(read.records / consumer.mapping.batchSize), Math.min(read.records, Math.round(polls)));
  }
  for (const { queue, batchSize } of queues) {
    const received = queue.log.read(minuteStart, 'received');
    if (received > 0) total.invocations += Math.max(Math.ceil(received / batchSize), Math.min(received, SMALL_BATCHES));
  }
  return total;
}
