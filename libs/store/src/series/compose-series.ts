import type { AbsenceReason, EpochMs, Series } from '@weir/contract';
import type { FamilyMetric } from '@weir/domain';
import { MINUTE } from './layers.js';
import type { ReadPlan } from './plan-read.js';
import type { Reading } from './read-steps.js';
import { stretchesOf, type Steps } from './steps.js';
import { clipSpans, joinSpans, subtractSpans, type ReasonedSpan, type Span } from './spans.js';

/**
 * Makes the answer of one resource from what is known of its steps. A counter's step with some minutes unknown is the sum of those
 * known: less than what happened, never nothing.
 */
export function composeSeries(plan: ReadPlan, metric: FamilyMetric, { steps, absences }: Reading, now: EpochMs): Series {
  const isAverage = metric.statistic === 'Average';
  const points = steps.values.map((value, place): [number, number | null] => [
    plan.from + place * plan.stepMs,
    isAverage && value !== null ? value / (steps.known[place] ?? 1) : value,
  ]);
  const unknown = stretchesOf(plan, (place) => steps.values[place] === null);
  const told: (readonly ReasonedSpan<AbsenceReason>[])[] = [...absences];
  if (metric.whenMissing === 'not-emitted') {
    // A step of which was told that it has no value: AWS was asked and had nothing to say.
    const silent = stretchesOf(plan, (place) => steps.values[place] === null && steps.told[place] === true);
    told.unshift(silent.map((span) => ({ ...span, reason: 'not-emitted' })));
  }
  return {
    unit: metric.unit,
    statistic: metric.statistic,
    step: plan.stepMs / 1000,
    points,
    absences: [...explain(unknown, told)],
    provisionalFrom: provisionalFrom(plan, steps, now),
  };
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
function provisionalFrom(plan: ReadPlan, { values, settledTo }: Steps, now: EpochMs): EpochMs | null {
  // A minute that has not ended is not settled, whatever was written.
  const certainTo = Math.min(settledTo ?? -Infinity, Math.floor(now / MINUTE) * MINUTE);
  const certain = Math.max(0, Math.floor((certainTo - plan.from) / plan.stepMs));
  const place = values.findIndex((value, candidate) => candidate >= certain && value !== null);
  return place === -1 ? null : plan.from + place * plan.stepMs;
}
