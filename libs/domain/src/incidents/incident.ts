import type {
  AlarmedResource,
  EpochMs,
  IncidentAction,
  IncidentId,
  IncidentState,
  ResourceId,
  Severity,
  VerdictState,
} from '@weir/contract';

/**
 * An incident is the fold of its log: an append-only list of entries, numbered from 1 without a gap, written by Weir and by people alike.
 *
 *                 opened                     resolved (Weir: every alarm stayed clear; or a person)
 *     (nothing) ─────────▶ open ──────────────────────────────────────────────────────▶ resolved
 *                           │ ▲────────────────────────────────────────────────────────────┘
 *                           │            reopened (Weir: a new episode of the same cause; or a person)
 *                           └──▶ merged (into another, which absorbs its members). Final.
 *
 * - The version is the number of the last entry; nothing is ever taken out of the log or changed in it.
 * - An alarm's episode belongs to one incident at a time.
 * - Severity never falls while it is open. What somebody pinned (by merging or splitting) Weir does not move.
 * - The first acknowledgement counts for the time it took, whatever follows.
 */
export interface Incident {
  readonly id: IncidentId;
  readonly version: number;
  readonly state: IncidentState;
  readonly severity: Severity;
  readonly severityBecause: string;
  readonly root: RootFacts;
  readonly since: EpochMs;
  readonly openedAt: EpochMs;
  readonly resolvedAt: EpochMs | null;
  readonly resolvedBy: string | null;
  readonly mergedInto: IncidentId | null;
  readonly acknowledged: DoneBy | null;
  readonly firstAcknowledgedAt: EpochMs | null;
  readonly assignee: string | null;
  readonly snoozed: (DoneBy & { readonly until: EpochMs }) | null;
  readonly links: readonly (DoneBy & { readonly title: string; readonly url: string })[];
  readonly fix: string | null;
  readonly members: readonly Member[];
  readonly episodes: readonly Episode[];
  readonly reopened: number;
  readonly changedAt: EpochMs;
}

export interface DoneBy {
  readonly by: string;
  readonly at: EpochMs;
}

/** The cause, and what was said of it when it was found. */
export interface RootFacts {
  readonly id: ResourceId;
  readonly verdict: VerdictState;
  readonly reason: string;
  readonly because: string;
}

export interface Member {
  readonly resource: AlarmedResource;
  /** How it hangs on the root; null: it is the root, or it hangs on nothing any more. */
  readonly because: string | null;
  readonly joinedAt: EpochMs;
  readonly pinned: boolean;
}

/** One time that an alarm fired. */
export interface Episode {
  readonly alarmId: string;
  readonly resourceId: ResourceId;
  readonly firedAt: EpochMs;
}

export type EntryBody =
  | {
      readonly kind: 'opened';
      readonly root: RootFacts;
      readonly since: EpochMs;
      readonly severity: Severity;
      readonly severityBecause: string;
      readonly members: readonly Member[];
      readonly episodes: readonly Episode[];
      readonly splitFrom: IncidentId | null;
    }
  | { readonly kind: 'joined'; readonly members: readonly Member[]; readonly episodes: readonly Episode[] }
  | { readonly kind: 'left'; readonly resources: readonly ResourceId[]; readonly to: IncidentId }
  | {
      readonly kind: 'root-changed';
      readonly root: RootFacts;
      /** Which it was before: the same, where more is known of it. */
      readonly from: ResourceId;
      readonly because: Readonly<Record<string, string | null>>;
    }
  | { readonly kind: 'worsened'; readonly severity: Severity; readonly because: string }
  | { readonly kind: 'resolved' }
  | { readonly kind: 'reopened'; readonly members: readonly Member[]; readonly episodes: readonly Episode[] }
  | { readonly kind: 'merged'; readonly into: IncidentId }
  | { readonly kind: 'absorbed'; readonly from: IncidentId; readonly members: readonly Member[]; readonly episodes: readonly Episode[] }
  | {
      readonly kind: 'action';
      readonly action: IncidentAction;
      /** Of a split: the incident it made. */ readonly other: IncidentId | null;
    };

export interface IncidentEntry {
  readonly incident: IncidentId;
  /** From 1. */
  readonly seq: number;
  readonly at: EpochMs;
  /** null: Weir. */
  readonly by: string | null;
  readonly requestId: string | null;
  readonly body: EntryBody;
}

/** Folds a whole log. @throws RangeError for a log that has gaps or does not begin with `opened` */
export function foldIncident(log: readonly IncidentEntry[]): Incident {
  const incident = log.reduce<Incident | null>(applyEntry, null);
  if (incident === null) throw new RangeError('an incident has at least the entry that opened it');
  return incident;
}

/** One entry further. @throws RangeError for an entry that does not follow */
export function applyEntry(incident: Incident | null, entry: IncidentEntry): Incident {
  if (entry.seq !== (incident?.version ?? 0) + 1) throw new RangeError(`entry ${String(entry.seq)} of ${entry.incident} does not follow`);
  const { body } = entry;
  if (incident === null) {
    if (body.kind !== 'opened') throw new RangeError(`the log of ${entry.incident} begins with ${body.kind}`);
    return begin(entry, body);
  }
  return { ...incident, ...changeOf(incident, entry), version: entry.seq, changedAt: entry.at };
}

function begin({ incident: id, at }: IncidentEntry, body: Extract<EntryBody, { kind: 'opened' }>): Incident {
  const { root, since, severity, severityBecause, members, episodes } = body;
  return {
    ...{ id, version: 1, state: 'open', root, since, severity, severityBecause, members, episodes, openedAt: at, changedAt: at },
    ...{ resolvedAt: null, resolvedBy: null, mergedInto: null, acknowledged: null, firstAcknowledgedAt: null, assignee: null },
    ...{ snoozed: null, links: [], fix: null, reopened: 0 },
  };
}

function changeOf(incident: Incident, { at, by, body }: IncidentEntry): Partial<Incident> {
  switch (body.kind) {
    case 'opened':
      throw new RangeError(`${incident.id} is opened twice`);
    case 'joined':
    case 'absorbed':
      return taken(incident, body);
    case 'left': {
      const gone = new Set(body.resources);
      return {
        members: incident.members.filter(({ resource }) => !gone.has(resource.id)),
        episodes: incident.episodes.filter(({ resourceId }) => !gone.has(resourceId)),
      };
    }
    case 'root-changed':
      return {
        root: body.root,
        members: incident.members.map((member) => ({ ...member, because: body.because[member.resource.id] ?? null })),
      };
    case 'worsened':
      // Somebody snoozed what was less bad.
      return { severity: body.severity, severityBecause: body.because, snoozed: null };
    case 'resolved':
      return { state: 'resolved', resolvedAt: at, resolvedBy: null, snoozed: null };
    case 'reopened':
      return { ...taken(incident, body), state: 'open', resolvedAt: null, resolvedBy: null, reopened: incident.reopened + 1 };
    case 'merged':
      return { state: 'merged', mergedInto: body.into, episodes: [], snoozed: null, resolvedAt: at };
    case 'action':
      return by === null ? {} : actionChange(incident, body.action, { by, at });
  }
}

function taken(incident: Incident, { members, episodes }: { readonly members: readonly Member[]; readonly episodes: readonly Episode[] }) {
  const known = new Set(incident.members.map(({ resource }) => resource.id));
  const held = new Set(incident.episodes.map(episodeKey));
  return {
    members: [...incident.members, ...members.filter(({ resource }) => !known.has(resource.id))],
    episodes: [...incident.episodes, ...episodes.filter((episode) => !held.has(episodeKey(episode)))],
  };
}

function actionChange(incident: Incident, action: IncidentAction, done: DoneBy): Partial<Incident> {
  switch (action.kind) {
    case 'acknowledge':
      return incident.acknowledged === null ? { acknowledged: done, firstAcknowledgedAt: incident.firstAcknowledgedAt ?? done.at } : {};
    case 'unacknowledge':
      return { acknowledged: null };
    case 'assign':
      return { assignee: action.to };
    case 'snooze':
      return { snoozed: action.until === null ? null : { ...done, until: action.until } };
    case 'note':
      return {};
    case 'link':
      return { links: [...incident.links, { ...done, url: action.url, title: action.title }] };
    case 'merge':
      return { state: 'merged', mergedInto: action.into, episodes: [], snoozed: null, resolvedAt: done.at, resolvedBy: done.by };
    case 'split': {
      const gone = new Set<string>(action.resources);
      return {
        members: incident.members.filter(({ resource }) => !gone.has(resource.id)),
        episodes: incident.episodes.filter(({ resourceId }) => !gone.has(resourceId)),
      };
    }
    case 'resolve': {
      const fix = [incident.fix, action.fix].filter((text) => text !== null).join('\n');
      const first = incident.state === 'resolved' ? {} : { resolvedAt: done.at, resolvedBy: done.by };
      return { state: 'resolved', snoozed: null, fix: fix === '' ? null : fix, ...first };
    }
    case 'reopen':
      return incident.state === 'open' ? {} : { state: 'open', resolvedAt: null, resolvedBy: null, reopened: incident.reopened + 1 };
  }
}

export const episodeKey = ({ alarmId, firedAt }: Pick<Episode, 'alarmId' | 'firedAt'>): string => `${alarmId}@${String(firedAt)}`;
