import type { ResourceId } from '@weir/contract';
import { resourceId } from '@weir/contract';
import type pg from 'pg';

/**
 * What a process committed: states of these resources, what exists, how well scopes are seen, anything of alarms and incidents, of redrives. `all`: the connection was lost for a
 * while, anything may have changed.
 */
export type StoreChange =
  | { readonly ids: readonly ResourceId[] }
  | { readonly catalogue: true }
  | { readonly scopes: true }
  | { readonly triage: true }
  | { readonly redrives: true }
  | { readonly all: true };

export const CHANNEL = 'weir_change';

/** A notification holds less than 8,000 bytes; an id takes 17 with its comma. */
const IDS_PER_NOTIFICATION = 400;

const SCOPES = 'scopes';
const CATALOGUE = 'catalogue';
const TRIAGE = 'triage';
const REDRIVES = 'redrives';

/** Tells every listening process, at commit, what this transaction changed. */
export async function notifyChanges(
  client: pg.PoolClient,
  changes: {
    readonly ids?: readonly ResourceId[];
    readonly scopes?: boolean;
    readonly catalogue?: boolean;
    readonly triage?: boolean;
    readonly redrives?: boolean;
  },
): Promise<void> {
  const payloads: string[] = [];
  const { ids = [] } = changes;
  for (let start = 0; start < ids.length; start += IDS_PER_NOTIFICATION) {
    payloads.push(ids.slice(start, start + IDS_PER_NOTIFICATION).join(','));
  }
  if (changes.scopes) payloads.push(SCOPES);
  if (changes.catalogue) payloads.push(CATALOGUE);
  if (changes.triage) payloads.push(TRIAGE);
  if (changes.redrives) payloads.push(REDRIVES);
  if (payloads.length === 0) return;
  await client.query('SELECT pg_notify($1, payload) FROM unnest($2::text[]) AS payload', [CHANNEL, payloads]);
}

/** Reads a notification. What cannot be understood (anybody with access to the database can notify) counts as a change of everything. */
export function parseChange(payload: string): StoreChange {
  if (payload === SCOPES) return { scopes: true };
  if (payload === CATALOGUE) return { catalogue: true };
  if (payload === TRIAGE) return { triage: true };
  if (payload === REDRIVES) return { redrives: true };
  const ids: ResourceId[] = [];
  for (const text of payload.split(',')) {
    const id = resourceId.safeParse(text);
    if (!id.success) return { all: true };
    ids.push(id.data);
  }
  return { ids };
}
