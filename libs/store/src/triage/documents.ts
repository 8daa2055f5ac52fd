import {
  alarmedResource,
  alarmRule,
  alarmSettings,
  alarmScope,
  alarmState,
  alarmTransitionReason,
  incidentAction,
  incidentId,
  incidentState,
  lossCountdown,
  resourceId,
  severity,
  silenceKind,
  silenceMatcher,
  verdictState,
} from '@weir/contract';
import type { AlarmRecord, EntryBody, Incident } from '@weir/domain';
import { z } from 'zod';

const doneBy = z.object({ by: z.string(), at: z.number() });
const rootFacts = z.object({ id: resourceId, verdict: verdictState, reason: z.string(), because: z.string() });
const member = z.object({ resource: alarmedResource, because: z.string().nullable(), joinedAt: z.number(), pinned: z.boolean() });
const episode = z.object({ alarmId: z.string(), resourceId, firedAt: z.number() });
const members = z.array(member);
const episodes = z.array(episode);

export const alarmDocument: z.ZodType<AlarmRecord> = z.object({
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

export const transitionFields = { rule: alarmRule, resourceId, from: alarmState.nullable(), to: alarmState, reason: alarmTransitionReason };

export const incidentDocument: z.ZodType<Incident> = z.object({
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

export const entryBody: z.ZodType<EntryBody> = z.discriminatedUnion('kind', [
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

export const silenceFields = { kind: silenceKind, matchers: z.array(silenceMatcher) };

export const settingDocument = z.object({ scope: alarmScope, settings: alarmSettings });
