import { z } from 'zod';

/** What the audit log records. Every action of a person or a program that changes something has its name here. */
export const auditedAction = z.enum([
  'sign-in',
  'sign-in-failed',
  'sign-in-locked',
  'sign-out',
  'set-up',
  'password-change',
  'password-reset',
  'user-add',
  'user-change',
  'session-revoke',
  'api-token-add',
  'api-token-revoke',
  'kiosk-add',
  'kiosk-start',
  'kiosk-revoke',
  'incident-action',
  'silence-add',
  'silence-end',
  'alarm-settings-change',
  'channel-test',
  'finding-accept',
  'finding-reopen',
  'sample-add',
  'sample-remove',
  'redrive-start',
  'redrive-action',
  'archive-start',
  'archive-read',
  'dead-letters-look',
  'dead-letters-export',
]);
export type AuditedAction = z.infer<typeof auditedAction>;

/** Who did it. `outside`: somebody Weir knows by what another service says, such as Slack, or who failed to sign in. */
export const auditActor = z.object({
  kind: z.enum(['user', 'api-token', 'kiosk', 'demo-admin', 'access-token', 'outside']),
  id: z.uuid().nullable(),
  name: z.string(),
});
export type AuditActor = z.infer<typeof auditActor>;

export const auditLogEntry = z.object({
  id: z.string(),
  at: z.number(),
  actor: auditActor,
  action: auditedAction,
  /** What it was done to: an incident's id, a user's name, a queue's; null: nothing in particular. */
  subject: z.string().nullable(),
  /** Particulars by name; never a secret. */
  detail: z.record(z.string(), z.json()),
});
export type AuditLogEntry = z.infer<typeof auditLogEntry>;

export const auditLogList = z.object({ items: z.array(auditLogEntry), nextCursor: z.string().nullable() });
export type AuditLogList = z.infer<typeof auditLogList>;
