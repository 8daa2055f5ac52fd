import type { EpochMs, IncidentAction, IncidentId, ResourceId } from '@weir/contract';
import type { EntryBody, Incident, IncidentEntry, RootFacts } from './incident.js';

/** Somebody wants to do something, decided on by what they saw. */
export interface TriageRequest {
  readonly action: IncidentAction;
  readonly by: string;
  /** The version of the incident that they saw. */
  readonly version: number;
}

/** What is to be written, or why nothing is. */
export type Triaged =
  | {
      readonly ok: true;
      readonly entry: EntryBody;
      /** Of a merge: what the other incident takes in. Of a split: how the new one begins. */
      readonly other: { readonly kind: 'absorb' | 'open'; readonly entry: EntryBody } | null;
    }
  /** Somebody, or Weir, did what contradicts it since that version. */
  | { readonly ok: false; readonly why: 'conflict'; readonly entry: IncidentEntry }
  /** It makes no sense, whatever others did. `field` of the action. */
  | { readonly ok: false; readonly why: 'refused'; readonly field: string; readonly message: string };

export interface TriageSight {
  /** The log since that version. */
  readonly since: readonly IncidentEntry[];
  /** Of a merge: the other incident; null: there is none of that id. */
  readonly into: Incident | null;
  /** Of a split: the id the new incident gets. */
  readonly newId: IncidentId;
  /** Of a split: what is said of a member now; null: nothing is. */
  readonly factsOf: (id: ResourceId) => Omit<RootFacts, 'id'> | null;
}

/**
 * Decides about one action of a person. Each touches some aspects of the incident with an outcome; two contradict each other when they touch
 * the same aspect with different outcomes. What commutes is applied, whatever was done since; notes and links touch nothing and always apply.
 * Somebody's own earlier action never contradicts a later one of theirs.
 */
export function triage(incident: Incident, { action, by, version }: TriageRequest, sight: TriageSight, now: EpochMs): Triaged {
  const contradiction = contradictionTo(aspectsOf(action), sight.since, { by, version });
  if (contradiction !== undefined) return { ok: false, why: 'conflict', entry: contradiction };
  const refusal = refuse(incident, action, sight, now);
  if (refusal !== null) return { ok: false, why: 'refused', ...refusal };
  const other = action.kind === 'split' ? sight.newId : null;
  return { ok: true, entry: { kind: 'action', action, other }, other: consequenceOf(incident, action, sight, now) };
}

type Aspects = ReadonlyMap<string, string>;

/** The entry that contradicts what is wanted: of each aspect the last word counts, unless it is their own. */
function contradictionTo(
  wanted: Aspects,
  since: readonly IncidentEntry[],
  { by, version }: Pick<TriageRequest, 'by' | 'version'>,
): IncidentEntry | undefined {
  const lastWord = new Map<string, { readonly entry: IncidentEntry; readonly outcome: string }>();
  for (const entry of since) {
    if (entry.seq <= version) continue;
    for (const [aspect, outcome] of touchedBy(entry.body)) lastWord.set(aspect, { entry, outcome });
  }
  const against = [...wanted].flatMap(([aspect, outcome]) => {
    const last = lastWord.get(aspect);
    return last !== undefined && last.outcome !== outcome && last.entry.by !== by ? [last.entry] : [];
  });
  return against.sort((a, b) => b.seq - a.seq)[0];
}

/** What an action needs or changes. `standing`: that the incident is open, resolved, merged. */
function aspectsOf(action: IncidentAction): Aspects {
  switch (action.kind) {
    case 'acknowledge':
      return new Map([
        ['acknowledgement', 'yes'],
        ['standing', 'open'],
      ]);
    case 'unacknowledge':
      return new Map([
        ['acknowledgement', 'no'],
        ['standing', 'open'],
      ]);
    case 'assign':
      return new Map([['assignee', action.to ?? '']]);
    case 'snooze':
      return new Map([
        ['snooze', String(action.until)],
        ['standing', 'open'],
      ]);
    case 'note':
    case 'link':
      return new Map();
    case 'merge':
      return new Map([['standing', `merged into ${action.into}`]]);
    case 'split':
      return new Map([['standing', 'open'], ...action.resources.map((id) => [`member ${id}`, 'split off'] as const)]);
    case 'resolve':
      return new Map([['standing', 'resolved']]);
    case 'reopen':
      return new Map([['standing', 'open']]);
  }
}

function touchedBy(body: EntryBody): Aspects {
  switch (body.kind) {
    case 'action':
      return body.action.kind === 'reopen' || body.action.kind === 'resolve' || body.action.kind === 'merge'
        ? aspectsOf(body.action)
        : new Map([...aspectsOf(body.action)].filter(([aspect]) => aspect !== 'standing'));
    case 'resolved':
      return new Map([['standing', 'resolved']]);
    case 'reopened':
      return new Map([['standing', 'open']]);
    case 'merged':
      return new Map([['standing', `merged into ${body.into}`]]);
    case 'left':
      return new Map(body.resources.map((id) => [`member ${id}`, `left for ${body.to}`]));
    case 'worsened':
      // A snooze was decided on something less bad, and has ended.
      return new Map([['snooze', 'null']]);
    case 'opened':
    case 'joined':
    case 'root-changed':
    case 'absorbed':
      return new Map();
  }
}

const NEEDS_OPEN: ReadonlySet<IncidentAction['kind']> = new Set(['acknowledge', 'unacknowledge', 'snooze', 'merge', 'split']);

function refuse(
  incident: Incident,
  action: IncidentAction,
  { into }: TriageSight,
  now: EpochMs,
): { readonly field: string; readonly message: string } | null {
  const { state, id, mergedInto } = incident;
  if (state === 'merged' && action.kind !== 'note' && action.kind !== 'link')
    return { field: 'action.kind', message: `${id} was merged into ${String(mergedInto)}: act on that` };
  if (NEEDS_OPEN.has(action.kind) && state !== 'open') return { field: 'action.kind', message: `${id} is resolved: reopen it first` };
  switch (action.kind) {
    case 'snooze':
      return action.until !== null && action.until <= now ? { field: 'action.until', message: 'lies in the past' } : null;
    case 'merge':
      if (action.into === id) return { field: 'action.into', message: 'is the incident itself' };
      if (into === null) return { field: 'action.into', message: `there is no ${action.into}` };
      return into.state === 'open'
        ? null
        : { field: 'action.into', message: `${action.into} is ${into.state}: reopen it, or take another` };
    case 'split': {
      const members = new Set<string>(incident.members.map(({ resource }) => resource.id));
      const foreign = action.resources.find((each) => !members.has(each));
      if (foreign !== undefined) return { field: 'action.resources', message: `${foreign} is not in ${id}` };
      if (new Set(action.resources).size >= members.size) return { field: 'action.resources', message: `nothing would be left in ${id}` };
      return action.resources.includes(incident.root.id)
        ? { field: 'action.resources', message: 'the root stays: split off what has another cause' }
        : null;
    }
    default:
      return null;
  }
}

function consequenceOf(
  incident: Incident,
  action: IncidentAction,
  { factsOf }: TriageSight,
  now: EpochMs,
): Extract<Triaged, { ok: true }>['other'] {
  if (action.kind === 'merge') {
    const members = incident.members.map((member) => ({
      ...member,
      because: member.because ?? 'was merged with it',
      joinedAt: now,
      pinned: true,
    }));
    return { kind: 'absorb', entry: { kind: 'absorbed', from: incident.id, members, episodes: incident.episodes } };
  }
  if (action.kind !== 'split') return null;
  const apart = new Set<string>(action.resources);
  const members = incident.members.filter(({ resource }) => apart.has(resource.id));
  const [first] = members;
  if (first === undefined) return null;
  const because = 'was split off by hand';
  const root: RootFacts = {
    id: first.resource.id,
    ...(factsOf(first.resource.id) ?? { verdict: 'unknown', reason: 'split-off', because }),
  };
  return {
    kind: 'open',
    entry: {
      ...{ kind: 'opened', root, since: incident.since, severity: incident.severity, severityBecause: incident.severityBecause },
      members: members.map((member, index) => ({ ...member, because: index === 0 ? null : because, joinedAt: now, pinned: true })),
      episodes: incident.episodes.filter(({ resourceId }) => apart.has(resourceId)),
      splitFrom: incident.id,
    },
  };
}

/** What an entry did, as the end of a sentence that begins with who did it. */
export function describeEntry({ body }: Pick<IncidentEntry, 'body'>): string {
  switch (body.kind) {
    case 'opened':
      return body.splitFrom === null ? 'opened it' : `split it off from ${body.splitFrom}`;
    case 'joined':
      return `added ${namesOf(body.members)}`;
    case 'left':
      return `moved ${String(body.resources.length)} ${body.resources.length === 1 ? 'resource' : 'resources'} to ${body.to}`;
    case 'root-changed':
      return body.from === body.root.id ? `saw more of it: ${body.root.because}` : 'found a better cause';
    case 'worsened':
      return `raised it to SEV\u202f${String(body.severity)}: ${body.because}`;
    case 'resolved':
      return 'resolved it: every alarm stayed clear';
    case 'reopened':
      return 'opened it again: the same cause came back';
    case 'merged':
      return `merged it into ${body.into}, which has the same cause`;
    case 'absorbed':
      return `took in ${body.from}`;
    case 'action':
      return describeAction(body.action);
  }
}

const namesOf = (members: readonly { readonly resource: { readonly name: string } }[]): string =>
  members.length === 0 ? 'an alarm' : members.map(({ resource }) => resource.name).join(', ');

function describeAction(action: IncidentAction): string {
  switch (action.kind) {
    case 'acknowledge':
      return 'acknowledged it';
    case 'unacknowledge':
      return 'took the acknowledgement back';
    case 'assign':
      return action.to === null ? 'assigned it to nobody' : `assigned it to ${action.to}`;
    case 'snooze':
      return action.until === null ? 'ended the snooze' : `snoozed it until ${new Date(action.until).toISOString().slice(0, 16)}Z`;
    case 'note':
      return 'noted';
    case 'link':
      return `linked ${action.title}`;
    case 'merge':
      return `merged it into ${action.into}`;
    case 'split':
      return `split off ${String(action.resources.length)} ${action.resources.length === 1 ? 'resource' : 'resources'}`;
    case 'resolve':
      return action.fix === null ? 'resolved it' : `resolved it: ${action.fix}`;
    case 'reopen':
      return 'opened it again';
  }
}
