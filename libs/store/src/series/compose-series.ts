import type { AbsenceReason, EpochMs, Series } from '@weir/contract';
import type { FamilyMetric } from '@weir/domain';
import { MINUTE } from './layers.js';
import type { ReadPlan } from './plan-read.js';
import type { StepRow } from './read-steps.js';
import { clipSpans, joinSpans, subtractSpans, type ReasonedSpan, type Span } from './spans.js';

/**
 * Makes the answer of one resource from what is known of its steps. A counter's step with some minutes unknown is the sum of those
 * known: less than what happened, never nothing.
 * @param rows the steps about which anything is known, in the order of time
 * @param absences per source, best first; each sorted and without overlap
 */
export function composeSeries(
  plan: ReadPlan,
  metric: FamilyMetric,
  rows: readonly StepRow[],
  absences: readonly (readonly ReasonedSpan<AbsenceReason>[])[],
  now: EpochMs,
): Series {
  const points: [number, number | null][] = Array.from({ length: plan.points }, (_, index) => [plan.from + index * plan.stepMs, null]);
  const silent: Span[] = [];
  for (const row of rows) {
    const point = points[(row.at - plan.from) / plan.stepMs];
    if (!point) continue;
    point[1] = valueOf(metric, row);
    if (point[1] === null && row.reported) silent.push({ from: row.at, to: row.at + plan.stepMs });
  }

  const unknown = joinSpans(points.filter(([, value]) => value === null).map(([at]) => ({ from: at, to: at + plan.stepMs, reason: null })));
  const told: (readonly ReasonedSpan<AbsenceReason>[])[] = [...absences];
  // A row without this value: AWS was asked and had nothing to say.
  if (metric.whenMissing === 'not-emitted') told.unshift(joinSpans(silent.map((span) => ({ ...span, reason: 'not-emitted' }))));
  return {
    unit: metric.unit,
    statistic: metric.statistic,
    step: plan.stepMs / 1000,
    points,
    absences: [...explain(unknown, told)],
    provisionalFrom: provisionalFrom(plan, points, rows, now),
  };
}

function valueOf({ statistic }: FamilyMetric, { known, sum, max }: StepRow): number | null {
  if (known === 0 || sum === null) return null;
  switch (statistic) {
    case 'Maximum':
      return max;
    case 'Sum':
      return sum;
    case 'Average':
      return sum / known;
  }
}

/** The parts of `unknown` for which there is a reason; of several reasons, the one told first. */
function explain(
  unknown: readonly Span[],
  told: readonly (readonly ReasonedSpan<AbsenceReason>[])[],
): readonly ReasonedSpan<AbsenceReason>[] {
  let open = unknown;
  const reasons: ReasonedSpan<AbsenceReason>[] = [];
  for (const spans of told) {
    const parts = clipSpans(spans, open);
    reasons.push(...parts);
    open = subtractSpans(open, parts);
  }
  return joinSpans(reasons.sort((a, b) => a.from - b.from));
}

/** The first step with a value of which a part is not settled: it ends after the last settled minute, or after now. */
function provisionalFrom(
  plan: ReadPlan,
  points: readonly [number, number | null][],
  rows: readonly StepRow[],
  now: EpochMs,
): EpochMs | null {
  const settledTo = rows.reduce((latest, row) => Math.max(latest, row.settledTo ?? -Infinity), -Infinity);
  // A minute that has not ended is not settled, whatever was written.
  const certainTo = Math.min(settledTo, Math.floor(now / MINUTE) * MINUTE);
  return points.find(([at, value]) => value !== null && at + plan.stepMs > certainTo)?.[0] ?? null;
}
