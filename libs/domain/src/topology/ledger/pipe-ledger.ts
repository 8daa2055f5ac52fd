import type { Bounds, EpochMs } from '@weir/contract';
import { MINUTE_MS } from '../../series/sample.js';
import { between, exactly, NONE } from './bounds.js';
import type { CounterWindow } from './counter-window.js';
import { type KnownWindow, lineOf } from './figures.js';
import { unmetNote } from './unmet-note.js';
import { stepsOf } from './steps.js';
import { type LedgerFigures, noFilters } from './topic-ledger.js';

export interface PipeLedgerFacts extends KnownWindow {
  /** `pipes.pipe` over the window. */
  readonly counters: CounterWindow;
  /** Events of one execution at most; null: not known. */
  readonly batchSize: number | null;
  readonly deadLetters: boolean;
  readonly stepSeconds: number;
}

/**
 * What became of the events a pipe took. It counts executions, each of up to a batch of events, so that failures are known within
 * bounds: a failed execution concerns one event or a batch of them, and its source keeps or dead-letters them.
 *
 * Source: Amazon EventBridge User Guide, "Pipes metrics".
 */
export function pipeLedger(facts: PipeLedgerFacts): LedgerFigures {
  const { from, to, counters } = facts;
  const { events, ...fates } = countsOf(facts, from, to);
  const knownMinutes = counters.knownMinutes(from, to);
  return {
    published: exactly(events),
    line: lineOf(exactly(events), fates),
    settled: { failed: fates.failed, deadLettered: fates.deadLettered },
    underWay: NONE,
    endedLateSince: () => 0,
    somebodyLeft: false,
    filteredBy: noFilters,
    retried: NONE,
    knownMinutes,
    unknownMinutes: Math.round((to - from) / MINUTE_MS) - knownMinutes,
    subscribers: [],
    subscriberSteps: () => ({ rows: [], rowOf: [] }),
    steps: stepsOf(facts, facts.stepSeconds, (begin, end) => {
      const { events: taken, unexplained: _, ...step } = countsOf(facts, begin, end);
      return { ...step, knownMinutes: counters.knownMinutes(begin, end), published: taken, expected: exactly(taken) };
    }),
    notes: [
      ...(from < facts.knownFrom ? [unmetNote(facts.knownFrom, 'How it was set before')] : []),
      'A pipe counts executions of a batch each: how many events failed is known within bounds only. What fails is taken again from its source.',
    ],
  };
}

function countsOf({ counters, batchSize, deadLetters }: PipeLedgerFacts, from: EpochMs, to: EpochMs) {
  const sum = (metric: Parameters<CounterWindow['sum']>[0]) => counters.sum(metric, from, to);
  const events = sum('events');
  const executions = sum('executionsFailed') + sum('executionsPartlyFailed') + sum('executionTimeouts');
  const failed: Bounds = between(
    Math.min(executions, events),
    executions === 0 ? 0 : Math.min(executions * Math.max(1, batchSize ?? Infinity), events),
  );
  return {
    events,
    delivered: between(events - failed.high, events - failed.low),
    filtered: NONE,
    // Whether the source keeps a failed event, it is dropped or a dead-letter queue has it is not told; and that queue may refuse it.
    failed: between(0, failed.high),
    deadLettered: deadLetters ? between(0, failed.high) : NONE,
    unexplained: between(0, failed.high),
  };
}
