import { readQueueSearch } from '../queues/queue-search.js';

export const AUDIT_STATES = ['open', 'accepted', 'gone'] as const;
export type AuditState = (typeof AUDIT_STATES)[number];

/** Which findings are shown, as the address tells it. */
export interface AuditSearch {
  /** Left out: those that stand and are not accepted. */
  readonly state?: Exclude<AuditState, 'open'> | undefined;
  /** Part of a name. */
  readonly q?: string | undefined;
}

/** Reads an address that may have been typed by anyone: what makes no sense is left out. */
export function readAuditSearch(search: Readonly<Record<string, unknown>>): AuditSearch {
  const state = AUDIT_STATES.find((known) => known === search['state']);
  const { q } = readQueueSearch({ q: search['q'] });
  return { ...(state === undefined || state === 'open' ? {} : { state }), ...(q === undefined ? {} : { q }) };
}
