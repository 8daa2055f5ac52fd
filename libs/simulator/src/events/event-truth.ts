import { MINUTE_MS } from '@weir/domain';
import type { CopyFates } from '../delivery/copy-book.js';
import type { FunctionMinute, SimulatedFunction } from '../functions/simulated-function.js';
import { EVENT_METRICS, eventMinute } from '../metrics/event-metrics.js';
import type { Samples } from '../metrics/metric-feed.js';
import type { MinuteTable } from '../metrics/minute-table.js';
import type { PipeMinute, PipeState, SimulatedPipe } from '../pipes/simulated-pipe.js';
import type { SimulatedRule } from './simulated-rule.js';
import type { TargetMinute } from './target-line.js';

type Minutes<Values> = readonly (readonly [minuteStart: number, Values])[];

export interface TargetTruth {
  readonly id: string;
  readonly arn: string;
  /** Since time began, up to the last whole minute. matched = invoked + failed + waiting, failed = deadLettered + lost. */
  readonly totals: TargetMinute;
  readonly minutes: Minutes<TargetMinute>;
  /** What has become by now of the events that matched in each minute, of the last day. */
  readonly copies: Minutes<CopyFates>;
}

export interface RuleTruth {
  readonly state: string;
  /** Of whole minutes: how often the rule ran. */
  readonly runs: Minutes<number>;
  readonly targets: readonly TargetTruth[];
  /** By CloudWatch's name: samples of every minute that was emitted. */
  readonly metrics: Readonly<Record<string, Minutes<Samples>>>;
}

export interface PipeTruth {
  readonly state: PipeState;
  /** Milliseconds of stream that it has not read; null: it reads none. */
  readonly behindMs: number | null;
  readonly totals: PipeMinute;
  readonly minutes: Minutes<PipeMinute>;
}

export interface FunctionTruth {
  /** Of events that nobody waits for. */
  readonly totals: FunctionMinute;
  readonly minutes: Minutes<FunctionMinute>;
}

/** What a rule and its targets did in the minutes that start in [from, to). Epoch milliseconds. */
export function ruleTruth(rule: SimulatedRule, from: number, to: number): RuleTruth {
  const minutes = minutesBetween(from, to);
  const minutesOfRule = { seed: 0, rules: [rule], buses: [] };
  return {
    state: rule.settings.state,
    runs: minutes.flatMap((minute) => {
      const runs = rule.table.read(minute, 'runs');
      return Number.isNaN(runs) ? [] : [[minute, runs] as const];
    }),
    targets: [...rule.lines.values()].map(({ target, totals, table, copies }) => ({
      id: target.id,
      arn: target.arn,
      totals,
      minutes: rowsOf(table, minutes),
      copies: copies.between(from, to),
    })),
    metrics: Object.fromEntries(
      Object.entries(EVENT_METRICS)
        .filter(([, { levels }]) => levels.includes('rule'))
        .map(([name, definition]) => [
          name,
          minutes.flatMap((minute) => {
            const samples = eventMinute(minutesOfRule, definition, minute);
            return samples ? [[minute, samples] as const] : [];
          }),
        ]),
    ),
  };
}

export const pipeTruth = (pipe: SimulatedPipe, behindMs: number | null, from: number, to: number, now: number): PipeTruth => ({
  state: pipe.stateAt(now),
  behindMs,
  totals: pipe.totals,
  minutes: rowsOf(pipe.table, minutesBetween(from, to)),
});

export const functionTruth = ({ totals, table }: SimulatedFunction, from: number, to: number): FunctionTruth => ({
  totals,
  minutes: rowsOf(table, minutesBetween(from, to)),
});

function minutesBetween(from: number, to: number): number[] {
  const minutes: number[] = [];
  for (let minute = Math.ceil(from / MINUTE_MS) * MINUTE_MS; minute < to; minute += MINUTE_MS) minutes.push(minute);
  return minutes;
}

/** The minutes that were written. */
function rowsOf<Field extends string>(table: MinuteTable<Field>, minutes: readonly number[]): Minutes<Record<Field, number>> {
  const [first] = table.fields;
  if (first === undefined) return [];
  return minutes.flatMap((minute) => {
    if (Number.isNaN(table.read(minute, first))) return [];
    return [
      [minute, Object.fromEntries(table.fields.map((field) => [field, table.read(minute, field)])) as Record<Field, number>] as const,
    ];
  });
}
