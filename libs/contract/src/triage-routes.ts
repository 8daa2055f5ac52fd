import { z } from 'zod';
import { alarmList, alarmRule, alarmState, severity } from './alarm.js';
import { alarmPreview, alarmPreviewQuestion, alarmSettingsList, changeAlarmSettings, effectiveAlarmSettings } from './alarm-settings.js';
import { incidentActionRequest, incidentId } from './incident-action.js';
import { incidentActionAnswer, incidentDetail, incidentList, incidentState } from './incident.js';
import { resourceId } from './resource.js';
import { idParams, list, type Route, wholeNumber } from './route.js';
import { newSilence, silence, silences } from './silence.js';

const incidentParams = z.strictObject({ incident: incidentId });
const silenceParams = z.strictObject({ silence: z.uuid('take the id of a silence from /api/v1/silences') });

/** What a list of incidents can be narrowed by. */
export const incidentFilter = z.strictObject({
  state: list(incidentState).optional().describe('open ones, when absent'),
  severity: list(z.coerce.number().pipe(severity)).optional(),
  /** An account's number or name. */
  account: z.string().max(60).optional(),
  system: z.string().max(200).optional(),
  /** A name; `nobody`: those that nobody has taken. */
  assignee: z.string().max(120).optional(),
  /** Part of the title, of a resource's name, or the id. */
  q: z.string().max(200).optional(),
});
export type IncidentFilter = z.infer<typeof incidentFilter>;

/** Alarms, incidents, silences, and how alarms are set. */
export const triageRoutes = {
  incidents: {
    method: 'GET',
    path: '/api/v1/incidents',
    permission: 'view',
    summary: 'Incidents, worst first: open before resolved, by severity, then what is lost first, then the oldest',
    query: incidentFilter.extend({ limit: wholeNumber.min(1).max(1000).default(100), cursor: z.string().max(200).optional() }),
    response: incidentList,
  },
  incident: {
    method: 'GET',
    path: '/api/v1/incidents/{incident}',
    permission: 'view',
    summary: 'One incident: what broke, since when, what it takes with it, what changed just before, and what to do',
    params: incidentParams,
    response: incidentDetail,
  },
  incidentAction: {
    method: 'POST',
    path: '/api/v1/incidents/{incident}/actions',
    permission: 'respond',
    audited: 'incident-action',
    summary: 'Acknowledges, assigns, snoozes, notes, links, merges, splits, resolves or reopens; 409 says who did what contradicts it',
    params: incidentParams,
    body: incidentActionRequest,
    response: incidentActionAnswer,
  },
  alarms: {
    method: 'GET',
    path: '/api/v1/alarms',
    permission: 'view',
    summary: 'Alarms, worst first, by default those that fire or are about to',
    query: z.strictObject({
      state: list(alarmState).optional().describe('all but resolved, when absent'),
      rule: list(alarmRule).optional(),
      resource: resourceId.optional(),
      incident: incidentId.optional(),
      limit: wholeNumber.min(1).max(1000).default(200),
      cursor: z.string().max(200).optional(),
    }),
    response: alarmList,
  },
  silences: {
    method: 'GET',
    path: '/api/v1/silences',
    permission: 'view',
    summary: 'Silences and maintenance windows; those that ended within 90 days too, when asked for',
    query: z.strictObject({ ended: z.enum(['exclude', 'include']).default('exclude') }),
    response: silences,
  },
  addSilence: {
    method: 'POST',
    path: '/api/v1/silences',
    permission: 'respond',
    audited: 'silence-add',
    summary: 'Keeps matching alarms quiet until an end, with a reason',
    body: newSilence,
    response: silence,
  },
  endSilence: {
    method: 'DELETE',
    path: '/api/v1/silences/{silence}',
    permission: 'respond',
    audited: 'silence-end',
    summary: 'Ends a silence now; it stays on record',
    params: silenceParams,
    response: silence,
  },
  alarmSettings: {
    method: 'GET',
    path: '/api/v1/alarm-settings',
    permission: 'view',
    summary: 'How alarms are set, by scope: the defaults, the file, and what people changed',
    response: alarmSettingsList,
  },
  changeAlarmSettings: {
    method: 'POST',
    path: '/api/v1/alarm-settings',
    permission: 'administer',
    audited: 'alarm-settings-change',
    summary: 'Sets alarms of the estate, an account, a tag or a resource; null takes back what people set there',
    body: changeAlarmSettings,
    response: alarmSettingsList,
  },
  resourceAlarmSettings: {
    method: 'GET',
    path: '/api/v1/resources/{id}/alarm-settings',
    permission: 'view',
    summary: 'How alarms are set for one resource, each value with the scope it comes from',
    params: idParams,
    response: effectiveAlarmSettings,
  },
  previewAlarms: {
    method: 'POST',
    path: '/api/v1/alarms/preview',
    permission: 'view',
    summary: 'How often alarms would have fired with other settings',
    body: alarmPreviewQuestion,
    response: alarmPreview,
  },
} as const satisfies Record<string, Route>;
