import type { AwsFailure } from '@weir/aws';
import type { AbsenceReason, ResourceId, ResourceMetric, WeirConfig } from '@weir/contract';
import { type AbsenceSpan, type FamilyName, type ReadOutcome, type SampleRow, settle, type SettleContext } from '@weir/domain';
import { absenceOf } from './absence-of-failure.js';

/** One metric of one resource as CloudWatch answered it. */
export interface AnsweredSeries {
  readonly resourceId: ResourceId;
  readonly metric: ResourceMetric;
  readonly points: readonly (readonly [number, number])[];
  readonly outcome: 'complete' | AwsFailure;
}

export interface Reply {
  readonly family: FamilyName;
  /** All that were asked for, those without an answer too. */
  readonly resourceIds: readonly ResourceId[];
  readonly series: readonly AnsweredSeries[];
  readonly from: number;
  readonly to: number;
  readonly readAt: number;
  /** See `SettleContext`; null when absent. */
  readonly quietSince?: ((id: ResourceId) => SettleContext['quietSince']) | undefined;
}

export interface SettledReply {
  readonly rows: readonly SampleRow[];
  readonly absences: readonly AbsenceSpan[];
  /** Minutes to judge as silent although they are not final, see `Settled`. */
  readonly silences: readonly Pick<AbsenceSpan, 'resourceId' | 'from' | 'to'>[];
  /** Of each resource: where its next read begins, and why this one brought nothing; null: it did. */
  readonly ends: ReadonlyMap<ResourceId, { readonly provisionalFrom: number; readonly failure: AbsenceReason | null }>;
}

/** Decides of every resource of a reply which minutes are final, and why the others are missing. */
export function settleReply({ family, resourceIds, series, from, to, readAt, quietSince }: Reply, config: WeirConfig): SettledReply {
  const byResource = Map.groupBy(series, ({ resourceId }) => resourceId);
  const rows: SampleRow[] = [];
  const absences: AbsenceSpan[] = [];
  const silences: Pick<AbsenceSpan, 'resourceId' | 'from' | 'to'>[] = [];
  const ends = new Map<ResourceId, { provisionalFrom: number; failure: AbsenceReason | null }>();
  for (const resourceId of resourceIds) {
    const mine = byResource.get(resourceId) ?? [];
    const failure = failureIn(mine);
    const points = Object.fromEntries(mine.map(({ metric, points: told }) => [metric, told]));
    const result = settle(
      { resourceId, family, from, to, readAt, points, failure },
      {
        provisionalFrom: null,
        settleSeconds: config.cloudwatch.settleSeconds,
        quietSince: quietSince === undefined ? null : quietSince(resourceId),
      },
    );
    rows.push(...result.rows);
    absences.push(...result.absences);
    silences.push(...result.silences.map(({ from: begin, to: end }) => ({ resourceId, from: begin, to: end })));
    ends.set(resourceId, { provisionalFrom: result.provisionalFrom, failure });
  }
  return { rows, absences, silences, ends };
}

/** Why some of these were not answered; null: all were. */
export function failureIn(series: readonly Pick<AnsweredSeries, 'outcome'>[]): AbsenceReason | null {
  for (const { outcome } of series) if (outcome !== 'complete') return absenceOf(outcome.kind);
  return null;
}

/** What the answers say of the scope, each thing once. */
export const outcomesOf = (series: readonly Pick<AnsweredSeries, 'outcome'>[]): readonly ReadOutcome[] => [
  ...new Set(series.map(({ outcome }): ReadOutcome => (outcome === 'complete' ? 'ok' : outcome.kind))),
];
