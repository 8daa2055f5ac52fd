import type { ResourceMetric } from '@weir/contract';
import { duration, shortNumber, timePassed, bytes } from '../format/index.js';

/** What is drawn to one scale. */
export type ScaleName = 'rate' | 'level' | 'seconds' | 'milliseconds' | 'bytes';

export interface MetricLook {
  /** Beside the end of its line. */
  readonly label: string;
  readonly colour: string;
  readonly scale: ScaleName;
}

const IN = 'var(--ink-in)';
const OUT = 'var(--ink-out)';
const LEVEL = 'var(--ink-level)';
const FAILED = 'var(--ledger-failed)';
const DEAD = 'var(--ledger-dead)';
const LOST = 'var(--ink-limit)';

const look = (label: string, colour: string, scale: ScaleName): MetricLook => ({ label, colour, scale });

/** Of the metrics that tell what broke; all others count events and are named as the contract names them. */
const LOOKS: Readonly<Partial<Record<ResourceMetric, MetricLook>>> = {
  visible: look('waiting', LEVEL, 'level'),
  inFlight: look('in flight', OUT, 'level'),
  delayed: look('delayed', LEVEL, 'level'),
  oldestAge: look('oldest', LEVEL, 'seconds'),
  sent: look('sent', IN, 'rate'),
  received: look('received', 'var(--text-3)', 'rate'),
  deleted: look('done', OUT, 'rate'),
  emptyReceives: look('empty receives', LEVEL, 'rate'),
  groupsInFlight: look('groups', LEVEL, 'level'),
  incomingBytes: look('written', IN, 'bytes'),
  outgoingBytes: look('read', OUT, 'bytes'),
  incomingRecords: look('written', IN, 'rate'),
  outgoingRecords: look('read', OUT, 'rate'),
  iteratorAge: look('behind', LEVEL, 'milliseconds'),
  writeThrottled: look('refused', LOST, 'rate'),
  readThrottled: look('reads refused', LOST, 'rate'),
  lag: look('behind', LEVEL, 'milliseconds'),
  consumedRecords: look('read', OUT, 'rate'),
  deliveryAge: look('behind', LEVEL, 'seconds'),
  published: look('published', IN, 'rate'),
  delivered: look('delivered', OUT, 'rate'),
  failed: look('failed', FAILED, 'rate'),
  filteredOut: look('filtered', LEVEL, 'rate'),
  redrivenToDlq: look('to the DLQ', DEAD, 'rate'),
  notRedrivenToDlq: look('lost', LOST, 'rate'),
  matched: look('matched', IN, 'rate'),
  invocations: look('invoked', OUT, 'rate'),
  failedInvocations: look('failed', FAILED, 'rate'),
  sentToDlq: look('to the DLQ', DEAD, 'rate'),
  notSentToDlq: look('lost', LOST, 'rate'),
  startLatency: look('latency', LEVEL, 'milliseconds'),
  events: look('events', IN, 'rate'),
  executionsFailed: look('failed', FAILED, 'rate'),
  executionsPartlyFailed: look('partly failed', DEAD, 'rate'),
  executionTimeouts: look('timed out', LOST, 'rate'),
  pipeDuration: look('duration', LEVEL, 'milliseconds'),
};

/** `notSentToDlq` → `not sent to dlq`. */
const spaced = (metric: string): string => metric.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);

export const lookOf = (metric: ResourceMetric): MetricLook => LOOKS[metric] ?? look(spaced(metric), LEVEL, 'rate');

/** A value with its unit. */
export function scaleWords(scale: ScaleName, value: number): string {
  switch (scale) {
    case 'rate':
      return `${shortNumber(value)}/s`;
    case 'level':
      return shortNumber(value);
    case 'seconds':
      return timePassed(value);
    case 'milliseconds':
      return value < 1000 ? `${shortNumber(value)}\u202fms` : duration(value / 1000, 'passed');
    case 'bytes':
      return `${bytes(value)}/s`;
  }
}

/** AWS counts these per step; a line shows them per second. */
export const isPerSecond = (scale: ScaleName): boolean => scale === 'rate' || scale === 'bytes';
