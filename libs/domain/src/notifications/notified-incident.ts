import type { IncidentSummary, Severity } from '@weir/contract';

/** An incident with what routes ask for beyond what lists show. */
export interface RoutedIncident {
  readonly summary: IncidentSummary;
  /** Of all its resources. */
  readonly tags: readonly { readonly tag: string; readonly value: string }[];
}

/** An incident with what messages say beyond what lists show. */
export interface NotifiedIncident {
  readonly summary: IncidentSummary;
  /** In sentences, without times. */
  readonly whatBroke: string;
  readonly runbooks: readonly { readonly title: string; readonly url: string }[];
}

/** What a message said, as far as a change of it is worth another one. */
export interface Said {
  readonly title: string;
  readonly severity: Severity;
  readonly resources: number;
  readonly acknowledgedBy: string | null;
  readonly assignee: string | null;
}

export const saidOf = ({ title, severity, resources, acknowledged, assignee }: IncidentSummary): Said => ({
  ...{ title, severity, resources, assignee },
  acknowledgedBy: acknowledged?.by ?? null,
});

export const saysTheSame = (a: Said, b: Said): boolean =>
  a.title === b.title &&
  a.severity === b.severity &&
  a.resources === b.resources &&
  a.acknowledgedBy === b.acknowledgedBy &&
  a.assignee === b.assignee;
