import type { ResourceId, Severity } from '@weir/contract';
import type { Store } from '@weir/store';

/** An incident that was opened, or opened again, since some moment. */
export interface OpenedIncident {
  readonly id: string;
  /** As it is named at the end. */
  readonly root: string;
  readonly reason: string;
  readonly severity: Severity;
  /** What else is in it. */
  readonly others: readonly string[];
  /** Minutes of simulated time. */
  readonly openedAfter: number;
  readonly state: string;
}

/** The incidents of a time, as their logs tell them. */
export async function incidentsSince(store: Store, at: number): Promise<readonly OpenedIncident[]> {
  const names = new Map((await store.catalogue.list()).map(({ id, name }) => [id, name]));
  const nameOf = (id: ResourceId) => names.get(id) ?? id;
  const opened: OpenedIncident[] = [];
  for (const { id, root, severity, members, state } of (await store.triage.incidents()).toReversed()) {
    const first = (await store.triage.log(id)).find(
      (entry) => entry.at > at && (entry.body.kind === 'opened' || entry.body.kind === 'reopened'),
    );
    if (first === undefined) continue;
    opened.push({
      ...{ id, severity, state, root: nameOf(root.id), reason: root.reason },
      others: members.filter(({ resource }) => resource.id !== root.id).map(({ resource }) => resource.name),
      openedAfter: (first.at - at) / 60_000,
    });
  }
  return opened;
}

export type IncidentOf = OpenedIncident & { readonly scenario: string };

/** As Markdown. */
export const incidentTable = (rows: readonly IncidentOf[]): string =>
  [
    '| Scenario | Incident | Root | Reason | SEV | With it | Opened after, min |',
    '| --- | --- | --- | --- | --- | --- | --- |',
    ...rows.map(
      ({ scenario, id, root, reason, severity, others, openedAfter }) =>
        `| ${[scenario, id, root, reason, severity, others.join(', '), openedAfter].join(' | ')} |`,
    ),
    '',
  ].join('\n');
