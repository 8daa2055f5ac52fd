import { seedOf } from '../chance/chance.js';
import type { PipeField, SimulatedPipe } from '../pipes/simulated-pipe.js';
import { oneSample, type MetricFeed, type MetricUnit, type Samples } from './metric-feed.js';

type Source =
  /** Zero too, for as long as the pipe runs. */
  | { readonly kind: 'count'; readonly field: PipeField; readonly unit?: MetricUnit }
  | { readonly kind: 'zero' }
  /** Of each execution. */
  | { readonly kind: 'duration'; readonly share: number; readonly needs: 'nothing' | 'enrichment' };

/** Source: EventBridge User Guide, "Monitoring Amazon EventBridge Pipes". */
export const PIPE_METRICS: Readonly<Record<string, Source>> = {
  EventCount: { kind: 'count', field: 'events' },
  EventSize: { kind: 'count', field: 'bytes', unit: 'Bytes' },
  Duration: { kind: 'duration', share: 1, needs: 'nothing' },
  ExecutionFailed: { kind: 'count', field: 'failedInvocations' },
  ExecutionPartiallyFailed: { kind: 'zero' },
  ExecutionTimeout: { kind: 'zero' },
  EnrichmentStageDuration: { kind: 'duration', share: 0.55, needs: 'enrichment' },
  EnrichmentStageFailed: { kind: 'zero' },
  TargetStageDuration: { kind: 'duration', share: 0.3, needs: 'nothing' },
  TargetStageFailed: { kind: 'count', field: 'failedInvocations' },
  TargetStagePartiallyFailed: { kind: 'zero' },
  TargetStageSkipped: { kind: 'zero' },
};

/** Of all pipes of an account and region together. */
export const PIPE_ACCOUNT_METRICS: Readonly<Record<string, 'invocations' | 'concurrency' | 'zero'>> = {
  Invocations: 'invocations',
  Concurrency: 'concurrency',
  ExecutionThrottled: 'zero',
};

/** A metric of a pipe; null: it has none of that name. */
export function pipeFeed(pipe: SimulatedPipe, metricName: string): MetricFeed | null {
  const source = Object.hasOwn(PIPE_METRICS, metricName) ? PIPE_METRICS[metricName] : undefined;
  if (!source || (source.kind === 'duration' && source.needs === 'enrichment' && pipe.blueprint.enrichmentArn === null)) return null;
  return {
    seed: seedOf(0, pipe.arn),
    metricSeed: seedOf(0, metricName),
    revised: source.kind === 'count',
    unit: source.kind === 'duration' ? 'Milliseconds' : source.kind === 'count' ? (source.unit ?? 'Count') : 'Count',
    settled: (minuteStart) => pipeMinute(pipe, source, minuteStart),
  };
}

/** A metric of all pipes together; null: there is none of that name. */
export function pipesFeed(pipes: readonly SimulatedPipe[], accountId: string, metricName: string): MetricFeed | null {
  const source = Object.hasOwn(PIPE_ACCOUNT_METRICS, metricName) ? PIPE_ACCOUNT_METRICS[metricName] : undefined;
  if (!source) return null;
  return {
    seed: seedOf(0, `pipes/${accountId}`),
    metricSeed: seedOf(0, metricName),
    revised: false,
    unit: 'Count',
    settled: (minuteStart) => {
      const running = pipes.filter(({ table }) => !Number.isNaN(table.read(minuteStart, 'invocations')));
      if (running.length === 0) return null;
      if (source === 'zero') return oneSample(0);
      if (source === 'concurrency') return oneSample(running.filter(({ table }) => table.read(minuteStart, 'invocations') > 0).length);
      return oneSample(running.reduce((sum, { table }) => sum + table.read(minuteStart, 'invocations'), 0));
    },
  };
}

function pipeMinute({ table }: SimulatedPipe, source: Source, minuteStart: number): Samples | null {
  const invocations = table.read(minuteStart, 'invocations');
  if (Number.isNaN(invocations)) return null;
  switch (source.kind) {
    case 'zero':
      return oneSample(0);
    case 'count':
      return oneSample(table.read(minuteStart, source.field));
    case 'duration': {
      if (invocations === 0) return null;
      const [sum, max] = [table.read(minuteStart, 'durationSum') * source.share, table.read(minuteStart, 'durationMax') * source.share];
      return { count: invocations, sum, min: Math.min(max, (sum / invocations) * 0.8), max };
    }
  }
}
