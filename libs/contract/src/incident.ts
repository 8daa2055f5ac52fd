import { z } from 'zod';
import { alarm, alarmedResource, alarmRule, severity } from './alarm.js';
import { incidentId } from './incident-action.js';
import { lossCountdown, resourceId, resourceKind, resourceMetric } from './resource.js';
import { topologyEdge, topologyNode } from './topology.js';
import { verdictState } from './verdict.js';

/** `merged`: its alarms went to another incident. */
export const incidentState = z.enum(['open', 'resolved', 'merged']);
export type IncidentState = z.infer<typeof incidentState>;

const doneBy = z.object({ by: z.string(), at: z.number() });

/** An incident as lists show it. */
export const incidentSummary = z.object({
  id: incidentId,
  /** Grows by one with every entry of its log. An action names the version it is based on. */
  version: z.number(),
  state: incidentState,
  severity,
  /** Why it has this severity: "first loss within 4 h". */
  severityBecause: z.string(),
  /** `payments-capture is poisoned`. */
  title: z.string(),
  /** The cause, as far as it is known now. */
  root: alarmedResource.extend({ verdict: verdictState, reason: z.string(), because: z.string() }),
  /** Since when the trouble lasts, which is earlier than when it was found. Epoch milliseconds. */
  since: z.number(),
  openedAt: z.number(),
  resolvedAt: z.number().nullable(),
  /** null: by Weir, because every alarm stayed clear. Only of what is resolved. */
  resolvedBy: z.string().nullable(),
  mergedInto: incidentId.nullable(),
  acknowledged: doneBy.nullable(),
  assignee: z.string().nullable(),
  /** null: not snoozed, or no longer. */
  snoozed: doneBy.extend({ until: z.number() }).nullable(),
  /** What is lost first; null: nothing is counted down. */
  loss: lossCountdown.nullable(),
  /** Resources in it: the root and what it takes with it. */
  resources: z.number(),
  /** The systems and accounts of these, in name order. */
  systems: z.array(z.string()),
  accountIds: z.array(z.string()),
  alarms: z.object({ firing: z.number(), resolving: z.number(), resolved: z.number() }),
  /** Every alarm that fires is silenced. */
  silenced: z.boolean(),
  /** Since when none of its alarms can be judged; it stays open for that. null: at least one can. */
  unknownSince: z.number().nullable(),
  /** How often it was opened again. */
  reopened: z.number(),
  /** When anything of it last changed. */
  changedAt: z.number(),
});
export type IncidentSummary = z.infer<typeof incidentSummary>;

/** For the rail, the wall and the list. */
export const incidentCounts = z.object({
  open: z.number(),
  unacknowledged: z.number(),
  snoozed: z.number(),
  /** Open ones by severity. */
  bySeverity: z.object({ 1: z.number(), 2: z.number(), 3: z.number(), 4: z.number() }),
  /** Of open ones that are neither acknowledged nor snoozed; null: there are none. */
  worst: severity.nullable(),
});
export type IncidentCounts = z.infer<typeof incidentCounts>;

export const incidentList = z.object({
  items: z.array(incidentSummary),
  total: z.number(),
  nextCursor: z.string().nullable(),
  /** Of all, whatever the filter. */
  counts: incidentCounts,
});
export type IncidentList = z.infer<typeof incidentList>;

/** A resource of an incident. */
export const incidentMember = z.object({
  resource: alarmedResource,
  /** `root`: the cause. `consequence`: in trouble because of it. */
  role: z.enum(['root', 'consequence']),
  /** How it hangs on the root: "is the dead-letter queue of payments-capture"; null: it is the root. */
  because: z.string().nullable(),
  joinedAt: z.number(),
  /** A person put it here; Weir does not move it. */
  pinned: z.boolean(),
  alarms: z.array(alarm),
});
export type IncidentMember = z.infer<typeof incidentMember>;

/** One line of the timeline. Oldest first. */
export const timelineEntry = z.object({
  id: z.string(),
  at: z.number(),
  /** `change`: settings or existence of a resource. `verdict`: a verdict changed. `incident`: Weir. `action`: a person. */
  kind: z.enum(['change', 'verdict', 'alarm', 'incident', 'action']),
  /** What happened, without the time: "Verdict ok → poisoned: 5 receives each, 31 dead". */
  text: z.string(),
  resource: z.object({ id: resourceId, kind: resourceKind, name: z.string() }).nullable(),
  /** What it led to, for the glyph. */
  verdict: verdictState.nullable(),
  /** null: nobody, it was seen. */
  by: z.string().nullable(),
  /** Of a note: Markdown, to be shown escaped. */
  note: z.string().nullable(),
  url: z.string().nullable(),
  /** Of a change of settings: JSON text before and after. */
  before: z.string().nullable(),
  after: z.string().nullable(),
});
export type TimelineEntry = z.infer<typeof timelineEntry>;

/** A chart worth looking at: the page reads its points from the series of the resource. */
export const evidenceChart = z.object({
  resourceId,
  name: z.string(),
  /** One line each. */
  metrics: z.array(resourceMetric),
  /** Why it is shown: "dead letters held". */
  label: z.string(),
  from: z.number(),
  /** null: until now. */
  to: z.number().nullable(),
  /** Moments to mark in it. */
  marks: z.array(z.object({ at: z.number(), text: z.string() })),
});
export type EvidenceChart = z.infer<typeof evidenceChart>;

/** Something to do, most useful first. */
export const suggestedAction = z.object({
  /** Stable: of the reason and the resource. */
  id: z.string(),
  title: z.string(),
  detail: z.string(),
  /** Into Weir, such as `/queues/<id>`, or a runbook; null: nothing to open. */
  href: z.string().nullable(),
  /** For a shell; null: no one command does it. */
  command: z.string().nullable(),
});
export type SuggestedAction = z.infer<typeof suggestedAction>;

/** An incident of before with the same root or the same reason. */
export const similarIncident = z.object({
  id: incidentId,
  title: z.string(),
  severity,
  openedAt: z.number(),
  resolvedAt: z.number().nullable(),
  /** What it shares: the same resource in trouble for the same reason, or one of the two. */
  shares: z.enum(['root-and-reason', 'root', 'reason']),
  /** What mended it, as somebody wrote; null: nobody did. */
  fix: z.string().nullable(),
});
export type SimilarIncident = z.infer<typeof similarIncident>;

export const incidentDetail = incidentSummary.extend({
  /** What broke, in sentences from facts, without times. */
  whatBroke: z.string(),
  /** Root first, then by how near they are. */
  members: z.array(incidentMember),
  /** The map around it: `up` and `down` count nodes that lead to the root and that are reached from it. */
  reach: z.object({ nodes: z.array(topologyNode), edges: z.array(topologyEdge), up: z.number(), down: z.number(), leftOut: z.number() }),
  timeline: z.array(timelineEntry),
  evidence: z.array(evidenceChart),
  suggestions: z.array(suggestedAction),
  similar: z.array(similarIncident),
  runbooks: z.array(z.object({ title: z.string(), url: z.string() })),
  links: z.array(z.object({ title: z.string(), url: z.string(), by: z.string(), at: z.number() })),
  /** Seconds from opening to the first acknowledgement and to the last resolution; null: not yet. */
  times: z.object({ toAcknowledgeSeconds: z.number().nullable(), toResolveSeconds: z.number().nullable() }),
  /** What mended it, as somebody wrote. */
  fix: z.string().nullable(),
  /** Rules of its alarms, for a link to their settings. */
  rules: z.array(alarmRule),
});
export type IncidentDetail = z.infer<typeof incidentDetail>;

/** Why an action could not be taken: somebody did something since that contradicts it. Beside the fields of a problem document. */
export const incidentConflict = z.object({
  id: incidentId,
  /** The version to base the next try on. */
  version: z.number(),
  by: z.string().nullable().describe('null: Weir'),
  at: z.number(),
  /** "assigned it to Ines". */
  did: z.string(),
});
export type IncidentConflict = z.infer<typeof incidentConflict>;

export const incidentActionAnswer = z.object({
  incident: incidentDetail,
  /** Of a split: the incident that was made. Of a merge: the one it went into. */
  other: incidentId.nullable(),
});
export type IncidentActionAnswer = z.infer<typeof incidentActionAnswer>;
