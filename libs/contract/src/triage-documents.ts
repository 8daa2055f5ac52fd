import { z } from 'zod';
import { alarmedResource, alarmRule, alarmState, severity } from './alarm.js';
import { alarmScope, alarmSettings } from './alarm-settings.js';
import { incidentAction, incidentId } from './incident-action.js';
import { incidentState } from './incident.js';
import { lossCountdown, resourceId } from './resource.js';
import { verdictState } from './verdict.js';

const doneBy = z.object({ by: z.string(), at: z.number() });
const rootFacts = z.object({ id: resourceId, verdict: verdictState, reason: z.string(), because: z.string() });
const member = z.object({ resource: alarmedResource, because: z.string().nullable(), joinedAt: z.number(), pinned: z.boolean() });
const episode = z.object({ alarmId: z.string(), resourceId, firedAt: z.number() });
const members = z.array(member);
const episodes = z.array(episode);

/** An alarm as it was left: see `libs/domain/src/alarms/step-alarm.ts`. */
export const alarmDocument = z.object({
  id: z.string(),
  rule: alarmRule,
  resourceId,
  state: alarmState,
  reason: z.string(),
  because: z.string(),
  verdict: verdictState,
  troubleSince: z.number(),
  since: z.number(),
  firedAt: z.number().nullable(),
  clearSince: z.number().nullable(),
  resolvedAt: z.number().nullable(),
  unknownSince: z.number().nullable(),
  loss: lossCountdown.nullable(),
  returns: z.array(z.number()),
});

/** What an incident's log folds to: see `libs/domain/src/incidents/incident.ts`. */
export const incidentDocument = z.object({
  id: incidentId,
  version: z.number(),
  state: incidentState,
  severity,
  severityBecause: z.string(),
  root: rootFacts,
  since: z.number(),
  openedAt: z.number(),
  resolvedAt: z.number().nullable(),
  resolvedBy: z.string().nullable(),
  mergedInto: incidentId.nullable(),
  acknowledged: doneBy.nullable(),
  firstAcknowledgedAt: z.number().nullable(),
  assignee: z.string().nullable(),
  snoozed: doneBy.extend({ until: z.number() }).nullable(),
  links: z.array(doneBy.extend({ title: z.string(), url: z.string() })),
  fix: z.string().nullable(),
  members,
  episodes,
  reopened: z.number(),
  changedAt: z.number(),
});

/** What an entry of an incident's log says. */
export const incidentEntryBody = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('opened'),
    root: rootFacts,
    since: z.number(),
    severity,
    severityBecause: z.string(),
    members,
    episodes,
    splitFrom: incidentId.nullable(),
  }),
  z.object({ kind: z.literal('joined'), members, episodes }),
  z.object({ kind: z.literal('left'), resources: z.array(resourceId), to: incidentId }),
  z.object({ kind: z.literal('root-changed'), root: rootFacts, from: resourceId, because: z.record(z.string(), z.string().nullable()) }),
  z.object({ kind: z.literal('worsened'), severity, because: z.string() }),
  z.object({ kind: z.literal('resolved') }),
  z.object({ kind: z.literal('reopened'), members, episodes }),
  z.object({ kind: z.literal('merged'), into: incidentId }),
  z.object({ kind: z.literal('absorbed'), from: incidentId, members, episodes }),
  z.object({ kind: z.literal('action'), action: incidentAction, other: incidentId.nullable() }),
]);

/** What people set of alarms in one scope. */
export const alarmSettingDocument = z.object({ scope: alarmScope, settings: alarmSettings });
