import { z } from 'zod';
import { newArchive, newRedrive, redriveDryRun, redrivePlan } from './redrive-plan.js';
import { redriveAction, redriveDetail, redriveId, redriveList, redriveMessageList, redriveMessageState, redriveState } from './redrive.js';
import { idParams, list, type Route, wholeNumber } from './route.js';

const redriveParams = z.strictObject({ redrive: redriveId });
const page = { limit: wholeNumber.min(1).max(1000).default(100), cursor: z.string().max(200).optional() };
const filter = z.strictObject({ state: list(redriveState).optional().describe('all, when absent'), ...page });

/** Putting dead-lettered messages back, and archiving them before they are deleted. */
export const redriveRoutes = {
  dryRunRedrive: {
    method: 'POST',
    path: '/api/v1/dlq/{id}/redrives/dry-run',
    permission: 'respond',
    summary: 'What a redrive would do: counts with their bounds, checks, the engine and why, and samples before and after the edit',
    params: idParams,
    body: redrivePlan,
    response: redriveDryRun,
  },
  startRedrive: {
    method: 'POST',
    path: '/api/v1/dlq/{id}/redrives',
    permission: 'respond',
    audited: 'redrive-start',
    summary: 'Starts a redrive: a canary first, then a ramp; 409 when one runs, or a check fails',
    params: idParams,
    body: newRedrive,
    response: redriveDetail,
  },
  redrivesOfQueue: {
    method: 'GET',
    path: '/api/v1/dlq/{id}/redrives',
    permission: 'view',
    summary: 'Redrives and archives of one dead-letter queue, newest first',
    params: idParams,
    query: filter,
    response: redriveList,
  },
  startArchive: {
    method: 'POST',
    path: '/api/v1/dlq/{id}/archives',
    permission: 'respond',
    audited: 'archive-start',
    summary: 'Writes messages to an archive and deletes those that it holds, as many as were confirmed',
    params: idParams,
    body: newArchive,
    response: redriveDetail,
  },
  redrives: {
    method: 'GET',
    path: '/api/v1/redrives',
    permission: 'view',
    summary: 'Redrives and archives of all dead-letter queues, newest first',
    query: filter,
    response: redriveList,
  },
  redrive: {
    method: 'GET',
    path: '/api/v1/redrives/{redrive}',
    permission: 'view',
    summary: 'One redrive: its state and why, counts, rate, remaining time, checks, plan and journal',
    params: redriveParams,
    response: redriveDetail,
  },
  redriveMessages: {
    method: 'GET',
    path: '/api/v1/redrives/{redrive}/messages',
    permission: 'respond',
    summary: 'Messages of a redrive by id, with what became of each; possiblyTwice=true: those that may have been sent twice',
    params: redriveParams,
    query: z.strictObject({
      state: list(redriveMessageState).optional().describe('all, when absent'),
      possiblyTwice: z.enum(['true', 'false']).optional(),
      ...page,
    }),
    response: redriveMessageList,
  },
  redriveAction: {
    method: 'POST',
    path: '/api/v1/redrives/{redrive}/actions',
    permission: 'respond',
    audited: 'redrive-action',
    summary: 'Pauses, resumes, cancels a redrive, or lets it go on after its canary; 409 when its state does not allow it',
    params: redriveParams,
    body: redriveAction,
    response: redriveDetail,
  },
  redriveArchive: {
    method: 'GET',
    path: '/api/v1/redrives/{redrive}/archive',
    permission: 'respond',
    audited: 'archive-read',
    summary: 'The archive, as NDJSON (application/x-ndjson): one message a line, with its attributes',
    params: redriveParams,
    /** Not JSON, but lines of it. */
    response: z.unknown(),
  },
} as const satisfies Record<string, Route>;
