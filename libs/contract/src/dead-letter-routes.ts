import { z } from 'zod';
import { deadLetterLook, deadLetterQueue, deadLetterQueues, newLook } from './dead-letter.js';
import { idParams, type Route } from './route.js';

/** The inbox of everything dead-lettered, and looking into it. */
export const deadLetterRoutes = {
  deadLetterQueues: {
    method: 'GET',
    path: '/api/v1/dlq',
    permission: 'view',
    summary: 'Every dead-letter queue: what fails into it, how much, how fast, and when it is lost; the nearest loss first',
    response: deadLetterQueues,
  },
  deadLetterQueue: {
    method: 'GET',
    path: '/api/v1/dlq/{id}',
    permission: 'view',
    summary: 'One dead-letter queue',
    params: idParams,
    response: deadLetterQueue,
  },
  startLook: {
    method: 'POST',
    path: '/api/v1/dlq/{id}/looks',
    permission: 'respond',
    audited: 'dead-letters-look',
    summary:
      'Looks at some of its messages and gives them back at once. Each one’s receive count rises by one, and it is hidden for some seconds',
    params: idParams,
    body: newLook,
    response: deadLetterLook,
  },
  deadLetters: {
    method: 'GET',
    path: '/api/v1/dlq/{id}/messages',
    permission: 'respond',
    summary: 'What the newest look found: messages grouped by how they failed, personal data masked; 404 when nobody looked',
    params: idParams,
    query: z.strictObject({
      /** Part of a body or attribute as shown; groups without a match are left out. */
      q: z.string().max(200).optional(),
      group: z.string().max(200).optional(),
    }),
    response: deadLetterLook,
  },
  exportDeadLetters: {
    method: 'GET',
    path: '/api/v1/dlq/{id}/export',
    permission: 'respond',
    audited: 'dead-letters-export',
    summary: 'The messages of the newest look as NDJSON (application/x-ndjson), personal data masked',
    params: idParams,
    response: z.string(),
  },
} as const satisfies Record<string, Route>;
