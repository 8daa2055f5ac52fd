import { incidentId, type AuditActor, type AuditedAction, type AuditLogEntry } from '@weir/contract';

/** What was done, as a part of a sentence that begins with who did it. */
export const ACTION_WORDS: Readonly<Record<AuditedAction, string>> = {
  'sign-in': 'signed in',
  'sign-in-failed': 'failed to sign in',
  'sign-in-locked': 'was locked out',
  'sign-out': 'signed out',
  'set-up': 'used a one-time link',
  'password-change': 'changed their password',
  'password-reset': 'made a link for a new password',
  'user-add': 'added a user',
  'user-change': 'changed a user',
  'session-revoke': 'ended a session',
  'api-token-add': 'made an API token',
  'api-token-revoke': 'revoked an API token',
  'kiosk-add': 'made a link for a screen',
  'kiosk-start': 'began to show the wall',
  'kiosk-revoke': 'revoked a screen',
  'incident-action': 'acted on an incident',
  'silence-add': 'added a silence',
  'silence-end': 'ended a silence',
  'alarm-settings-change': 'changed alarm settings',
  'channel-test': 'tested a channel',
  'finding-accept': 'accepted a finding',
  'finding-reopen': 'took an acceptance back',
  'sample-add': 'kept a sample event',
  'sample-remove': 'removed a sample event',
  'redrive-start': 'started a redrive',
  'redrive-action': 'steered a redrive',
  'archive-start': 'started to archive messages',
  'archive-read': 'read an archive',
  'dead-letters-look': 'looked into a dead-letter queue',
  'dead-letters-export': 'exported dead letters',
};

export const ACTOR_WORDS: Readonly<Record<AuditActor['kind'], string>> = {
  user: '',
  'api-token': 'API token',
  kiosk: 'screen',
  'demo-admin': '',
  'access-token': '',
  outside: 'not signed in',
};

export type SubjectPage = '/incidents/$id' | '/settings/users' | '/silences' | '/settings/alarms' | '/settings' | '/audit' | '/dlq';

/** The page of what it was done to; null: it has none. */
export function pageOfSubject({ action, subject }: Pick<AuditLogEntry, 'action' | 'subject'>): SubjectPage | null {
  if (incidentId.safeParse(subject).success) return '/incidents/$id';
  if (action.startsWith('user-') || action.startsWith('api-token-') || action.startsWith('kiosk-') || action === 'password-reset')
    return '/settings/users';
  if (action.startsWith('silence-')) return '/silences';
  if (action === 'alarm-settings-change') return '/settings/alarms';
  if (action === 'channel-test') return '/settings';
  if (action.startsWith('finding-')) return '/audit';
  return action.startsWith('redrive-') || action.startsWith('archive-') || action.startsWith('dead-letters-') ? '/dlq' : null;
}

const LONGEST = 300;

/** Particulars of an entry in one line: `role: admin, accounts: none`. */
export function detailWords(detail: AuditLogEntry['detail']): string {
  const text = Object.entries(detail)
    .filter(([, value]) => value !== null)
    .map(([name, value]) => `${name}: ${typeof value === 'string' ? value : JSON.stringify(value)}`)
    .join(', ');
  return text.length <= LONGEST ? text : `${text.slice(0, LONGEST)}…`;
}
